//! What every response says to the browser: what may run here, who may frame it, what to keep.

use crate::server::{app::App, config::Config, metrics};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};

/// The word by which this response's own scripts are known. In the request's extensions, where
/// the page finds it; the browser hears it in the policy.
#[derive(Clone, Debug)]
pub struct Nonce(pub String);

impl Nonce {
    fn new() -> Self {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system has random numbers");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// The outermost layer: refusals of the others carry these headers too.
pub async fn headers(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    let hashed = is_hashed_file(request.uri().path());
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    metrics::count_response(response.status().as_u16());
    let found = matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED);
    let headers = response.headers_mut();
    say(headers, &nonce, &app.config);
    if hashed && found {
        headers.insert(CACHE_CONTROL, KEEP);
    } else if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, ASK_AGAIN);
    }
    response
}

/// A name with a hash never means anything else.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// What a signed-in person saw is not kept for the next.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("private, no-cache");

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

fn say(headers: &mut HeaderMap, nonce: &Nonce, config: &Config) {
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        // Other sites hold no handle on our windows, and load nothing of ours into their pages.
        (OPENER_POLICY, "same-origin"),
        (RESOURCE_POLICY, "same-origin"),
        // Not `no-referrer`: forms would send `Origin: null`.
        (REFERRER_POLICY, "same-origin"),
        (
            PERMISSIONS_POLICY,
            "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if config.https() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    let policy = policy(nonce, config.reload_port);
    let policy = HeaderValue::try_from(policy).expect("the nonce is letters, digits, - and _");
    headers.insert(CONTENT_SECURITY_POLICY, policy);
}

/// `'self'` in connect-src covers our own sockets as well; a developer's pages also hear of builds.
fn policy(Nonce(nonce): &Nonce, reload_port: Option<u16>) -> String {
    let builds = reload_port.map_or(String::new(), |port| format!(" ws://127.0.0.1:{port}"));
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}'; \
         style-src 'self'; connect-src 'self'{builds}; img-src 'self' data:; object-src 'none'; \
         base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// `/pkg/tandem.<hash>.wasm`: the build puts a hash of the content before the ending.
fn is_hashed_file(path: &str) -> bool {
    let Some(name) = path.strip_prefix("/pkg/") else {
        return false;
    };
    let hash = name.rsplit('.').nth(1).unwrap_or_default();
    let is_hash = hash.len() >= 16
        && hash
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    is_hash && name.split('.').count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_lets_no_foreign_and_no_inline_script_run() {
        let policy = policy(&Nonce("abc".into()), None);
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert!(!policy.contains("'unsafe-eval'"), "{policy}");
        assert!(!policy.contains('*'), "{policy}");
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval' 'nonce-abc';"),
            "{policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(policy.contains("connect-src 'self';"), "{policy}");
    }

    #[test]
    fn each_response_has_a_nonce_of_its_own() {
        assert_ne!(Nonce::new().0, Nonce::new().0);
        let mut headers = HeaderMap::new();
        let at = |origin: &str| Config {
            origins: vec![origin.into()],
            ..Config::on_this_machine("data".into())
        };
        say(&mut headers, &Nonce::new(), &at("http://127.0.0.1:3000"));
        assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY));
        say(&mut headers, &Nonce::new(), &at("https://tandem.example"));
        assert!(headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for (path, expected) in [
            ("/pkg/tandem.aBcDeF0123456789-_xyz0.wasm", true),
            ("/pkg/tandem.aBcDeF0123456789-_xyz0.css", true),
            ("/pkg/tandem.wasm", false),
            ("/pkg/aBcDeF0123456789aBcDeF.js", false),
            ("/favicon.svg", false),
            ("/", false),
        ] {
            assert_eq!(is_hashed_file(path), expected, "{path}");
        }
    }
}
