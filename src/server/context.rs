//! The bridge between server functions and the server: the only file here that knows Leptos.
//!
//! Reads the request that a server function answers, and says how its response looks.

use super::{
    app::App,
    auth::{self, Auth, Credential, Knock, Login, Token},
    http::{headers, reached},
};
use crate::shared::{
    account::Person,
    address::{header_path, local_path, query_value},
    api_error::ApiError,
    door::Door,
    error_code::ErrorCode,
    route::Route,
};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{ACCEPT, LOCATION, SET_COOKIE},
    request::Parts,
};
use leptos::{
    nonce::Nonce,
    prelude::{expect_context, provide_context, use_context},
};
use leptos_axum::ResponseOptions;
use std::net::{IpAddr, Ipv4Addr};

/// Gives a page or server function what it reads here: the app, and the nonce of the response's
/// policy for its scripts.
pub fn provide(app: &App) {
    provide_context(app.clone());
    let parts = use_context::<Parts>();
    let nonce = parts.and_then(|parts| parts.extensions.get::<headers::Nonce>().cloned());
    if let Some(headers::Nonce(nonce)) = nonce {
        provide_context(Nonce::from_value(nonce));
    }
}

pub fn app() -> App {
    expect_context::<App>()
}

pub fn auth() -> Auth {
    app().auth
}

/// Who sent the request.
pub fn person() -> Option<Login> {
    use_context::<Parts>()?.extensions.get::<Login>().cloned()
}

/// The guard of server functions: 401 for everyone who is not signed in.
pub fn signed_in() -> Result<Login, ApiError> {
    person().ok_or_else(auth::required)
}

pub fn headers() -> HeaderMap {
    use_context::<Parts>()
        .map(|parts| parts.headers)
        .unwrap_or_default()
}

/// Where the request came from, for limits.
pub fn address() -> IpAddr {
    let parts = use_context::<Parts>();
    parts.map_or(Ipv4Addr::UNSPECIFIED.into(), |parts| {
        auth::address(&parts, &app().config)
    })
}

/// Whoever asks to be let in.
pub fn knock() -> Knock {
    Knock::new(address(), &headers(), auth().cookie())
}

pub fn set_status(status: u16) {
    let status = StatusCode::from_u16(status);
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), status) {
        response.set_status(status);
    }
}

pub fn set_cookie(cookie: &str) {
    let cookie = HeaderValue::from_str(cookie);
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), cookie) {
        response.append_header(SET_COOKIE, cookie);
    }
}

/// Sends the browser to a path of this server; any other address becomes `/`.
pub fn redirect(path: &str) {
    let Some((parts, response)) = use_context::<Parts>().zip(use_context::<ResponseOptions>())
    else {
        return;
    };
    let path = header_path(local_path(path).unwrap_or("/"));
    let location = HeaderValue::from_str(&path).expect("what is not plain ASCII was escaped");
    response.insert_header(LOCATION, location);
    if is_script(&parts.headers) {
        // `fetch` would follow by itself and read a page; Leptos' client goes where this says.
        let client_redirects = HeaderName::from_static("serverfnredirect");
        response.insert_header(client_redirects, HeaderValue::from_static(""));
    } else if parts.method == Method::POST {
        response.set_status(StatusCode::SEE_OTHER);
    } else {
        response.set_status(StatusCode::FOUND);
    }
}

/// Answers someone who has to sign in first: a form is sent to the login page and comes back to
/// `next`; a program gets the refusal.
pub fn to_login<E: From<ApiError>>(next: &str, refusal: ApiError) -> Result<(), E> {
    if !is_form() {
        return Err(refusal.into());
    }
    redirect_to_login(next);
    Ok(())
}

/// To the login page, which leads back to `next`.
pub fn redirect_to_login(next: &str) {
    redirect(&format!("{}?next={}", Route::Login, query_value(next)));
}

/// Answers a form whose result is a page: the browser goes there and reads it; a program that was
/// refused gets the refusal.
pub fn answer_form<E: From<ApiError>>(page: &str, refusal: Option<ApiError>) -> Result<(), E> {
    match refusal {
        Some(refusal) if !is_form() => Err(refusal.into()),
        _ => {
            redirect(page);
            Ok(())
        }
    }
}

/// Answers a form that was refused: the browser goes back to its page with the reason.
pub fn refuse_form<E: From<ApiError>>(page: &str, refusal: ApiError) -> Result<(), E> {
    if !is_form() {
        return Err(refusal.into());
    }
    redirect(&format!(
        "{page}?problem={}",
        query_value(refusal.code.as_str())
    ));
    Ok(())
}

/// A form over plain http is refused before anything is done: its browser would drop the login.
pub fn can_stay_signed_in() -> Result<(), ApiError> {
    let needs_https = use_context::<Parts>()
        .is_some_and(|parts| reached::needs_https(&app().config, &parts.headers, &parts.uri));
    if needs_https && is_form() {
        let sentence = "Signing in needs https: over http your browser keeps no sign-in.";
        return Err(ApiError::new(ErrorCode::AuthHttps, sentence));
    }
    Ok(())
}

/// Answers signing up or in. A form goes to `next`, or back to its `page` with the reason and the
/// name it had; the password goes nowhere.
pub async fn enter(
    page: &str,
    name: &str,
    next: Option<&str>,
    opened: Result<(Person, Token), ApiError>,
) -> Result<Person, ApiError> {
    let next = next.and_then(local_path);
    match opened {
        Ok((person, token)) => {
            close_former_login().await?;
            let browser = auth().know_browser(&person, knock().browser).await?;
            set_cookie(&auth().cookie().set(&token));
            set_cookie(&auth().cookie().set_browser(&browser));
            if is_form() {
                redirect(next.unwrap_or("/"));
            }
            Ok(person)
        }
        Err(refusal) => {
            if is_form() {
                redirect(&back(page, refusal.code.as_str(), name, next));
            }
            Err(refusal)
        }
    }
}

/// Ends the login of this request, if it has one, and takes its cookie away. A token signs nobody
/// out.
pub async fn leave() -> Result<(), ApiError> {
    if person().is_some_and(|login| login.by == Credential::Token) {
        return Err(auth::cookie_only());
    }
    close_former_login().await?;
    set_cookie(&auth().cookie().clear());
    Ok(())
}

/// The browser forgets the old cookie either way: nobody else should go on using it.
async fn close_former_login() -> Result<(), ApiError> {
    if let Some(login) = person().filter(|login| login.by == Credential::Cookie) {
        auth().logout(&login).await?;
    }
    Ok(())
}

/// The address of the page for new accounts, with the invitation that its form was sent with.
pub fn register_page(invite: Option<&str>) -> String {
    match invite {
        // Longer ones are none.
        Some(secret) if secret.len() <= 64 => format!("/register?invite={}", query_value(secret)),
        _ => "/register".to_owned(),
    }
}

/// How the door stands to whoever asks, with the invitation of the address. A closed one is a refusal.
pub async fn door(invite: Option<&str>) -> Result<Door, ApiError> {
    let door = auth().door(invite).await?;
    if !door.is_open() {
        set_status(403);
    }
    Ok(door)
}

fn back(page: &str, code: &str, name: &str, next: Option<&str>) -> String {
    let name: String = name.chars().take(64).collect();
    let and = if page.contains('?') { '&' } else { '?' };
    let mut address = format!(
        "{page}{and}problem={}&name={}",
        query_value(code),
        query_value(&name)
    );
    if let Some(next) = next {
        address += &format!("&next={}", query_value(next));
    }
    address
}

/// Whether a plain form was sent, which wants a page and not JSON.
pub fn is_form() -> bool {
    let accept = headers().get(ACCEPT).cloned();
    accept.is_some_and(|accept| {
        accept
            .to_str()
            .is_ok_and(|types| types.contains("text/html"))
    })
}

/// Whether someone follows a link or types the address: the one kind of request that may claim a
/// seat. Not a prefetch, an image, a frame, a HEAD, a link preview.
pub fn is_top_level_navigation() -> bool {
    use_context::<Parts>().is_some_and(|parts| navigates(&parts.method, &parts.headers))
}

fn navigates(method: &Method, headers: &HeaderMap) -> bool {
    let says = |name: &str, value: &str| headers.get(name).is_some_and(|sent| sent == value);
    let early = ["purpose", "sec-purpose", "x-moz", "x-purpose"];
    method == Method::GET
        && says("sec-fetch-mode", "navigate")
        && says("sec-fetch-dest", "document")
        && !early.iter().any(|name| headers.contains_key(*name))
}

/// Whether a script in a page sent the request, and not a form, a link or a program.
fn is_script(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-dest")
        .is_some_and(|destination| destination == "empty")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_goes_back_with_its_name() {
        let address = back("/login", "auth/wrong", "Ada & co", Some("/session/1?a=b"));
        let expected =
            "/login?problem=auth%2Fwrong&name=Ada%20%26%20co&next=%2Fsession%2F1%3Fa%3Db";
        assert_eq!(address, expected);
    }

    #[test]
    fn only_following_a_link_is_a_navigation() {
        let link = [
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        let with = |more: (&'static str, &'static str)| {
            let mut headers = HeaderMap::new();
            for (name, value) in link.into_iter().chain([more]) {
                headers.insert(
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                );
            }
            headers
        };
        assert!(navigates(
            &Method::GET,
            &with(("sec-fetch-site", "cross-site"))
        ));
        assert!(!navigates(
            &Method::HEAD,
            &with(("sec-fetch-site", "cross-site"))
        ));
        assert!(!navigates(
            &Method::POST,
            &with(("sec-fetch-site", "cross-site"))
        ));
        for more in [
            ("sec-purpose", "prefetch;prerender"),
            ("purpose", "prefetch"),
            ("x-moz", "prefetch"),
            ("sec-fetch-dest", "iframe"),
            ("sec-fetch-dest", "image"),
            ("sec-fetch-mode", "no-cors"),
        ] {
            assert!(!navigates(&Method::GET, &with(more)), "{more:?}");
        }
        assert!(!navigates(&Method::GET, &HeaderMap::new()));
    }
}
