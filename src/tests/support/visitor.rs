//! A person as a program sees them: HTTP with a login cookie, and sockets of our own client.

use reqwest::{Client, Method, RequestBuilder, Response, redirect::Policy};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{
        api_error::ApiError,
        ids::SessionId,
        protocol::{Body as _, ClientEvent, Join, JoinOk, SESSION_NAMESPACE},
    },
};

pub struct Visitor {
    pub name: String,
    pub addr: SocketAddr,
    pub cookie: Option<String>,
    /// The cookie by which the browser is known again.
    pub browser: Option<String>,
    /// A personal access token, shown instead of a cookie.
    pub token: Option<String>,
    http: Client,
}

impl Visitor {
    pub fn anonymous(addr: SocketAddr) -> Self {
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        Self {
            name: "anonymous".into(),
            addr,
            cookie: None,
            browser: None,
            token: None,
            http,
        }
    }

    /// A script of this person's, with a token of its own.
    pub fn script(&self, token: &str) -> Self {
        Self {
            name: format!("{}'s script", self.name),
            token: Some(token.to_owned()),
            ..Self::anonymous(self.addr)
        }
    }

    /// Makes a token: its id and its secret.
    pub async fn make_token(&self, days: &str) -> (String, String) {
        let form = [("name", "nightly"), ("days", days)];
        let made: Value = self
            .form("/api/create_token", &form)
            .await
            .json()
            .await
            .unwrap();
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("id"), text("secret"))
    }

    pub async fn register(addr: SocketAddr, name: &str) -> Self {
        let mut visitor = Self {
            name: name.into(),
            ..Self::anonymous(addr)
        };
        let form = [("username", name), ("password", "correct horse")];
        let answer = visitor.form("/api/register", &form).await;
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap()
        );
        let cookies = answer.headers().get_all("set-cookie").into_iter();
        let mut pairs = cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap());
        visitor.cookie = pairs.next().map(str::to_owned);
        visitor.browser = pairs.next().map(str::to_owned);
        visitor
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, format!("http://{}{path}", self.addr));
        self.credentials()
            .into_iter()
            .fold(request, |request, (name, value)| {
                request.header(name, value)
            })
    }

    /// The headers by which the server knows who this is.
    fn credentials(&self) -> Vec<(String, String)> {
        let cookie = self.cookie.iter().map(|cookie| ("cookie", cookie.clone()));
        let token = self.token.iter();
        let bearer = token.map(|token| ("authorization", format!("Bearer {token}")));
        let named = |(name, value): (&str, String)| (name.to_owned(), value);
        cookie.chain(bearer).map(named).collect()
    }

    /// Comes as a person's browser does, following a link.
    pub async fn navigate(&self, path: &str) -> Response {
        let request = self.request(Method::GET, path);
        let request = request
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document");
        request
            .header("sec-fetch-site", "cross-site")
            .send()
            .await
            .unwrap()
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self
            .request(Method::POST, path)
            .header("accept", "application/json");
        request.form(fields).send().await.unwrap()
    }

    pub async fn create_session(&self) -> SessionId {
        let answer = self
            .form("/api/create_session", &[("title", "Seattle")])
            .await;
        let address = answer.headers()["location"].to_str().unwrap();
        address.strip_prefix("/session/").unwrap().parse().unwrap()
    }

    pub async fn socket(&self) -> NativeSocket {
        self.try_socket(SESSION_NAMESPACE).await.unwrap()
    }

    pub async fn try_socket(&self, namespace: &str) -> Result<NativeSocket, ApiError> {
        let url = format!("http://{}", self.addr);
        NativeSocket::connect(&url, namespace, self.credentials(), None).await
    }

    /// As a client that can set no headers: the token comes with CONNECT.
    pub async fn late_socket(&self, namespace: &str) -> Result<NativeSocket, ApiError> {
        let url = format!("http://{}", self.addr);
        let auth = json!({ "token": self.token });
        NativeSocket::connect(&url, namespace, Vec::new(), Some(auth)).await
    }
}

/// Emits a typed event and reads its typed answer.
pub async fn ask<E: ClientEvent>(socket: &NativeSocket, event: E) -> Result<E::Ok, ApiError>
where
    E::Ok: DeserializeOwned,
{
    let payload = serde_json::to_value(&event).unwrap();
    let answer: Value = socket.emit(E::NAME, payload).await?;
    Ok(serde_json::from_value(answer).unwrap())
}

/// Joins a session from the beginning of its log.
pub async fn join(socket: &NativeSocket, session: SessionId) -> Result<JoinOk, ApiError> {
    let join = Join {
        after: Some(0),
        last: None,
        epoch: None,
    };
    ask(socket, join.in_session(session)).await
}

/// A message's payload with an id of its own.
pub fn message(session: SessionId, text: &str) -> Value {
    json!({ "session_uuid": session, "cid": uuid::Uuid::new_v4(), "text": text })
}
