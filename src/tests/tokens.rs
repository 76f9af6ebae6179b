//! Personal access tokens: on HTTP, at the handshake, at CONNECT; revoked, expired, kept from the account.

use crate::support::{TestApp, Visitor, join};
use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::time::Duration;
use tandem::{
    client::socket_io::Notice,
    server::db::{now_ms, people, tokens},
    shared::{access_token::AccessToken, protocol::*},
};
use tokio::time::timeout;
use tokio_tungstenite::{connect_async, tungstenite::Message};

async fn body(answer: reqwest::Response) -> (StatusCode, String) {
    (answer.status(), answer.text().await.unwrap())
}

fn code(body: &str) -> String {
    let error: Value = serde_json::from_str(body).unwrap();
    error["code"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_takes_part_as_its_owner() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let (_, secret) = ada.make_token("30").await;
    assert!(secret.starts_with("tdm_") && secret.len() == 47, "{secret}");
    let script = ada.script(&secret);
    let session = script.create_session().await;
    let bearer = script.socket().await;
    assert_eq!(join(&bearer, session).await.unwrap().me.name, "Ada");
    let late = script.late_socket(SESSION_NAMESPACE).await.unwrap();
    assert_eq!(join(&late, session).await.unwrap().me.name, "Ada");
    assert!(script.late_socket(ROOT_NAMESPACE).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_handshake_without_a_login_needs_its_word_and_connect_the_token() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let (_, secret) = ada.make_token("").await;
    let nobody = Visitor::anonymous(app.addr);
    let refused = |socket: Result<_, tandem::shared::api_error::ApiError>| socket.err().unwrap();
    let plain = nobody.try_socket(SESSION_NAMESPACE).await;
    assert_eq!(refused(plain).code, "auth/required");
    for namespace in [ROOT_NAMESPACE, SESSION_NAMESPACE] {
        let without = nobody.late_socket(namespace).await;
        assert_eq!(refused(without).code, "auth/required", "{namespace}");
        let wrong = ada.script("tdm_wrong").late_socket(namespace).await;
        assert_eq!(refused(wrong).code, "auth/expired", "{namespace}");
        // A secret without its first letters is none.
        let cut = ada.script(&secret[4..]).late_socket(namespace).await;
        assert_eq!(refused(cut).code, "auth/expired", "{namespace}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_opened_without_a_login_is_of_no_use_to_anothers() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let nobody = Visitor::anonymous(app.addr);
    let polling = "/socket.io/?EIO=4&transport=polling";
    let get = async |who: &Visitor, path: &str| {
        let request = who.request(Method::GET, path).send();
        body(request.await.unwrap()).await
    };
    assert_eq!(get(&nobody, polling).await.0, 401);
    // The word is the word, not a part of another.
    for address in ["&auth=tokens", "&auth=", "&xauth=token"] {
        assert_eq!(
            get(&nobody, &format!("{polling}{address}")).await.0,
            401,
            "{address}"
        );
    }
    let (status, opened) = get(&nobody, &format!("{polling}&auth=token")).await;
    assert_eq!(status, 200);
    let opened: Value = serde_json::from_str(&opened[1..]).unwrap();
    let sid = opened["sid"].as_str().unwrap();
    let theirs = format!("{polling}&sid={sid}");
    assert_eq!(get(&ada, &theirs).await.0, 403);
    assert_eq!(get(&nobody, &theirs).await.0, 200);
    // And nobody without a login gets into a session that a login opened.
    let (_, opened) = get(&ada, polling).await;
    let opened: Value = serde_json::from_str(&opened[1..]).unwrap();
    let adas = format!("{polling}&sid={}", opened["sid"].as_str().unwrap());
    assert_eq!(get(&nobody, &adas).await.0, 401);
    assert_eq!(get(&nobody, &format!("{adas}&auth=token")).await.0, 401);
    assert_eq!(get(&ada, &adas).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_never_shows_a_good_token_is_closed() {
    let app = TestApp::start().await;
    let url = format!(
        "ws://{}/socket.io/?EIO=4&transport=websocket&auth=token",
        app.addr
    );
    let (mut wire, _) = connect_async(url).await.unwrap();
    let connect = r#"40/session,{"token":"tdm_wrong"}"#;
    wire.send(Message::text(connect)).await.unwrap();
    let mut refused = false;
    let closed = timeout(Duration::from_secs(20), async {
        while let Some(Ok(packet)) = wire.next().await {
            let packet = packet.into_text().unwrap_or_default();
            refused |= packet.starts_with("44/session,") && packet.contains("auth/expired");
            // Heartbeats are answered: it is not for silence that it is closed.
            if packet.as_str() == "2" {
                wire.send(Message::text("3")).await.unwrap();
            }
        }
    });
    assert!(closed.await.is_ok(), "still open after 20 s");
    assert!(refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_gets_no_further_with_a_token() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let (_, secret) = ada.make_token("").await;
    let nobody = Visitor::anonymous(app.addr);
    let cases = [
        (
            &nobody,
            Method::GET,
            "/socket.io/?EIO=4&transport=polling&auth=token",
        ),
        (
            &ada.script(&secret),
            Method::GET,
            "/socket.io/?EIO=4&transport=polling",
        ),
        (&ada.script(&secret), Method::POST, "/api/create_session"),
    ];
    for (who, method, path) in cases {
        let request = who
            .request(method, path)
            .header("origin", "https://evil.example");
        assert_eq!(request.send().await.unwrap().status(), 403, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn revoking_closes_the_tokens_sockets_and_no_others() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let (id, secret) = ada.make_token("").await;
    let script = ada.script(&secret);
    let sockets = [
        script.socket().await,
        script.late_socket(SESSION_NAMESPACE).await.unwrap(),
    ];
    for socket in &sockets {
        join(socket, session).await.unwrap();
    }
    let own = ada.socket().await;
    let grace = app.visitor("Grace").await;
    let form = [("id", id.as_str())];
    let refused = grace.form("/api/revoke_token", &form).await;
    assert_eq!(code(&refused.text().await.unwrap()), "token/unknown");
    assert_eq!(ada.form("/api/revoke_token", &form).await.status(), 204);
    for socket in &sockets {
        let refusal = timeout(Duration::from_secs(10), async {
            let mut notices = socket.notices().await;
            loop {
                if let Some(Notice::Refused(refusal)) = notices.recv().await {
                    return refusal;
                }
            }
        });
        assert_eq!(refusal.await.unwrap().code, "auth/expired");
    }
    assert!(join(&own, session).await.is_ok());
    let (status, text) = body(script.form("/api/my_sessions", &[]).await).await;
    assert_eq!(
        (status.as_u16(), code(&text).as_str()),
        (401, "auth/expired")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_when_its_time_is_over() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let db = app.db.clone();
    let person = people::by_key(&db, "ada").await.unwrap().unwrap().person;
    let (id, secret) = ada.make_token("1").await;
    let script = ada.script(&secret);
    let open = script.socket().await;
    let of_ada = tokens::of_person(&db, person.id).await.unwrap();
    assert_eq!(
        of_ada[0].expires_at,
        Some(of_ada[0].created_at + 86_400_000)
    );
    let used = of_ada[0].used_at.unwrap();
    assert!((now_ms() - used).abs() < 60_000);

    // A day passes for it within a second.
    let hash = tokens::revoke(&db, person.id, id.parse().unwrap())
        .await
        .unwrap();
    let ends = AccessToken {
        expires_at: Some(now_ms() + 1_000),
        ..of_ada[0].clone()
    };
    tokens::insert(&db, person.id, &ends, hash.unwrap())
        .await
        .unwrap();
    let refusal = timeout(Duration::from_secs(20), async {
        let mut notices = open.notices().await;
        loop {
            if let Some(Notice::Refused(refusal)) = notices.recv().await {
                return refusal;
            }
        }
    });
    assert_eq!(refusal.await.unwrap().code, "auth/expired");
    let (status, _) = body(script.form("/api/my_sessions", &[]).await).await;
    assert_eq!(status, 401);
    let again = tokens::of_person(&db, person.id).await.unwrap();
    assert_eq!(
        again[0].used_at,
        Some(used),
        "written once a minute at most"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_is_out_of_a_tokens_reach() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let (id, secret) = ada.make_token("").await;
    let script = ada.script(&secret);
    let reach = [
        ("/api/create_token", vec![("name", "more")]),
        ("/api/revoke_token", vec![("id", id.as_str())]),
        ("/api/logout", vec![]),
    ];
    for (path, form) in reach {
        let (status, text) = body(script.form(path, &form).await).await;
        assert_eq!(
            (status.as_u16(), code(&text).as_str()),
            (403, "auth/cookie-only"),
            "{path}"
        );
    }
    let page = script.navigate("/account/tokens").await;
    assert_eq!(page.status(), 403);
    // Signing in with the token beside the password ends neither.
    let form = [("username", "Ada"), ("password", "correct horse")];
    assert!(script.form("/api/login", &form).await.status().is_success());
    assert_eq!(script.form("/api/my_sessions", &[]).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_works_with_plain_forms_and_shows_a_secret_once() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let send = async |path: &str, form: &[(&str, &str)]| {
        let request = ada.request(Method::POST, path).form(form);
        request.header("accept", "text/html").send().await.unwrap()
    };
    let made = send("/api/create_token", &[("name", "<b>"), ("days", "30")]).await;
    assert_eq!(made.headers()["cache-control"], "no-store");
    let (status, html) = body(made).await;
    assert_eq!(status, 200);
    assert!(html.contains("tdm_") && !html.contains("<b>"), "{html}");
    let (_, html) = body(ada.navigate("/account/tokens").await).await;
    assert!(
        !html.contains("tdm_") && html.contains("&lt;b&gt;"),
        "{html}"
    );
    for form in [
        [("name", ""), ("days", "30")],
        [("name", "x"), ("days", "0")],
        [("name", "x"), ("days", "soon")],
    ] {
        let (status, html) = body(send("/api/create_token", &form).await).await;
        assert_eq!(status, 400, "{form:?}");
        assert!(html.contains(r#"role="alert""#), "{html}");
    }
    let id = html.split(r#"name="id" value=""#).nth(1).unwrap();
    let gone = send("/api/revoke_token", &[("id", &id[..36])]).await;
    assert_eq!(gone.status(), 303);
    assert_eq!(gone.headers()["location"], "/account/tokens");
    let (_, html) = body(ada.navigate("/account/tokens").await).await;
    assert!(html.contains("No tokens yet"), "{html}");
    let nobody = Visitor::anonymous(app.addr);
    let away = nobody.navigate("/account/tokens").await;
    assert_eq!(away.headers()["location"], "/login?next=/account/tokens");
}
