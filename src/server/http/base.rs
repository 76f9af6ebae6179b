//! Tandem below a path of somebody else's host, `/tandem`. Inside, every address is as it always is;
//! the base is taken off what comes in and put before where an answer leads.
//!
//! Cookies keep `Path=/`, which `__Host-` asks for: nothing but this host can set them. A path would keep
//! them from nobody, as every page of a host can ask for any path of it. But their names end with the
//! base, so that another Tandem beside this one has its own.

use crate::shared::served::Served;
use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
};
use http::{
    HeaderMap, HeaderValue, Uri,
    header::{COOKIE, LOCATION, SET_COOKIE},
};
use std::sync::Arc;

/// The router, below `base`. A proxy may pass the base on, or take it off itself.
pub fn below(base: String, router: Router) -> Router {
    if base.is_empty() {
        return router;
    }
    let served = Arc::new(Served {
        base,
        needs_https: false,
    });
    // As a fallback it is asked once the path is what it knows.
    Router::new()
        .fallback_service(router)
        .layer(middleware::from_fn_with_state(served, shift))
}

async fn shift(State(served): State<Arc<Served>>, mut request: Request, next: Next) -> Response {
    if let Some(uri) = without_base(&served, request.uri()) {
        *request.uri_mut() = uri;
    }
    let ours = cookies(&served, request.headers());
    request.headers_mut().remove(COOKIE);
    if let Some(ours) = ours {
        request.headers_mut().insert(COOKIE, ours);
    }
    let mut response = next.run(request).await;
    let location = response.headers().get(LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    let below = location.map(|location| HeaderValue::try_from(served.address(location)));
    if let Some(Ok(below)) = below {
        response.headers_mut().insert(LOCATION, below);
    }
    rename_set_cookies(&served, response.headers_mut());
    response
}

/// The cookies of this Tandem, by the names that they have inside.
fn cookies(served: &Served, headers: &HeaderMap) -> Option<HeaderValue> {
    let ending = served.cookie("");
    let lines = headers.get_all(COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let ours: Vec<String> = pairs
        .filter_map(|(name, value)| Some(format!("{}={value}", name.strip_suffix(&ending)?)))
        .collect();
    match ours.is_empty() {
        true => None,
        false => HeaderValue::try_from(ours.join("; ")).ok(),
    }
}

fn rename_set_cookies(served: &Served, headers: &mut HeaderMap) {
    let lines = headers.get_all(SET_COOKIE).iter();
    let renamed: Vec<HeaderValue> = lines
        .filter_map(|line| line.to_str().ok()?.split_once('='))
        .filter_map(|(name, rest)| format!("{}={rest}", served.cookie(name)).parse().ok())
        .collect();
    headers.remove(SET_COOKIE);
    for line in renamed {
        headers.append(SET_COOKIE, line);
    }
}

/// None: the proxy has taken it off.
fn without_base(served: &Served, uri: &Uri) -> Option<Uri> {
    let path = served.path(uri.path())?;
    let whole = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(whole.parse().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base: &str) -> Served {
        Served {
            base: base.into(),
            needs_https: false,
        }
    }

    #[test]
    fn two_at_one_host_have_cookies_of_their_own() {
        let mut headers = HeaderMap::new();
        for line in [
            "__Host-tandem=root; a=b",
            "__Host-tandem-a=ours",
            "__Host-tandem-a-b=other",
        ] {
            headers.append(COOKIE, line.parse().unwrap());
        }
        let brought = |base| cookies(&at(base), &headers);
        assert_eq!(brought("/a").unwrap(), "__Host-tandem=ours");
        assert_eq!(brought("/a/b").unwrap(), "__Host-tandem=other");
        assert_eq!(brought("/c"), None);
    }

    #[test]
    fn a_cookie_that_is_set_has_the_name_that_is_read() {
        let mut headers = HeaderMap::new();
        let attributes = "Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=9";
        for name in ["__Host-tandem", "__Host-tandem-browser"] {
            let line = format!("{name}=x=y; {attributes}");
            headers.append(SET_COOKIE, line.parse().unwrap());
        }
        rename_set_cookies(&at("/a"), &mut headers);
        let set: Vec<_> = headers.get_all(SET_COOKIE).iter().collect();
        assert_eq!(set[0], &format!("__Host-tandem-a=x=y; {attributes}"));
        assert_eq!(
            set[1],
            &format!("__Host-tandem-browser-a=x=y; {attributes}")
        );
    }

    #[test]
    fn the_base_is_taken_off_once() {
        let served = at("/tandem");
        for (asked, inside) in [
            ("/tandem", Some("/")),
            ("/tandem/", Some("/")),
            ("/tandem?a=b", Some("/?a=b")),
            (
                "/tandem/login?next=%2Ftandem",
                Some("/login?next=%2Ftandem"),
            ),
            ("/tandem/tandem", Some("/tandem")),
            ("/tandem/session/7", Some("/session/7")),
            ("http://a.example/tandem/", Some("http://a.example/")),
            ("/login", None),
            ("/", None),
            ("/tandemlogin", None),
        ] {
            let uri = without_base(&served, &asked.parse().unwrap());
            assert_eq!(uri.map(|uri| uri.to_string()).as_deref(), inside, "{asked}");
        }
    }
}
