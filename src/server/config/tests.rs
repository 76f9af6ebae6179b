//! Which settings are taken, and how those that cannot be are named.

use super::*;

fn read(settings: &[(&str, &str)]) -> Result<Config, String> {
    let find = |name: &str| settings.iter().find(|(key, _)| *key == name);
    Config::read(|name| find(name).map(|(_, value)| value.to_string()))
}

#[test]
fn nothing_set_is_safe() {
    let config = read(&[]).unwrap();
    assert_eq!(config.addr.to_string(), "127.0.0.1:3000");
    assert!(config.localhost);
    assert_eq!(config.max_upload, 200_000_000);
    assert_eq!(config.upload_kept.as_secs(), 24 * 60 * 60);
    assert!(!config.plain_http && !config.trust_forwarded && !config.https());
    assert_eq!(config.throttle, Throttle::default());
    assert_eq!(config.sockets, Sockets::default());
}

#[test]
fn plain_http_is_refused_beyond_this_machine() {
    for addr in ["0.0.0.0:3000", "[::]:80", "192.0.2.7:3000"] {
        let refused = read(&[("TANDEM_ADDR", addr), ("TANDEM_PLAIN_HTTP", "1")]).unwrap_err();
        assert!(refused.contains(addr), "{refused}");
    }
    for addr in ["127.0.0.1:3000", "[::1]:3000"] {
        assert!(
            read(&[("TANDEM_ADDR", addr), ("TANDEM_PLAIN_HTTP", "1")]).is_ok(),
            "{addr}"
        );
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    for (name, value) in [
        ("TANDEM_ADDR", "localhost"),
        ("TANDEM_MAX_UPLOAD", "200 MB"),
        ("TANDEM_MAX_UPLOAD", "0"),
        ("TANDEM_MAX_SESSION", "-1"),
        ("TANDEM_UPLOAD_HOURS", "0"),
        ("TANDEM_UPLOAD_HOURS", "1 day"),
        ("TANDEM_PLAIN_HTTP", "yes"),
        ("TANDEM_REGISTRATION", "invited"),
        ("TANDEM_REGISTRATION", "Open"),
        ("TANDEM_SOCKETS_PER_PERSON", "-1"),
        ("TANDEM_ORIGINS", "tandem.example"),
        ("TANDEM_ORIGINS", "https://tandem.example/app"),
        ("TANDEM_ORIGINS", "https://*"),
        ("DATABASE_URL", "mysql://root:secret@db"),
        ("TANDEM_METRICS_TOKEN", "a secret"),
        ("TANDEM_METRICS_TOKEN", "a secret with spaces"),
        ("TANDEM_METRICS_TOKEN", "tdm_secret0123456789"),
    ] {
        let sentence = read(&[(name, value)]).unwrap_err();
        assert!(sentence.starts_with(name), "{sentence}");
        assert!(!sentence.contains("secret"), "{sentence}");
    }
}

#[test]
fn listed_origins_are_the_only_ones() {
    let listed = (
        "TANDEM_ORIGINS",
        "https://tandem.example:443/, HTTPS://b.example:8443",
    );
    let config = read(&[listed]).unwrap();
    assert!(config.https());
    assert!(config.allows_origin("https://tandem.example", None));
    assert!(config.allows_origin("https://b.example:8443", None));
    for other in ["http://tandem.example", "https://b.example", "null", ""] {
        assert!(
            !config.allows_origin(other, Some("tandem.example")),
            "{other}"
        );
    }
}

#[test]
fn without_a_list_the_page_must_come_from_the_host_it_asks() {
    let config = read(&[]).unwrap();
    assert!(config.allows_origin("http://127.0.0.1:3000", Some("127.0.0.1:3000")));
    for (origin, host) in [
        ("http://evil.example", Some("127.0.0.1:3000")),
        ("http://127.0.0.1:3001", Some("127.0.0.1:3000")),
        ("null", Some("null")),
        ("http://127.0.0.1:3000", None),
    ] {
        assert!(!config.allows_origin(origin, host), "{origin}");
    }
}

#[test]
fn localhost_is_more_than_one_address() {
    let addr = |addr| {
        read(&[("TANDEM_ADDR", addr)]).map(|config| (config.addr.to_string(), config.localhost))
    };
    assert_eq!(
        addr("localhost:8080"),
        Ok(("127.0.0.1:8080".to_owned(), true))
    );
    assert_eq!(
        addr("127.0.0.1:8080"),
        Ok(("127.0.0.1:8080".to_owned(), false))
    );
    assert_eq!(addr("[::1]:8080"), Ok(("[::1]:8080".to_owned(), false)));
    for wrong in [
        "localhost",
        "localhost:",
        "localhost:http",
        "http://localhost:8080",
        "::1:3000:",
    ] {
        assert!(addr(wrong).unwrap_err().starts_with("TANDEM_ADDR is "));
    }
}
