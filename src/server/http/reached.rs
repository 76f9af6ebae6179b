//! How a browser reached this server: what it asked for, and whether by https. A proxy in front knows
//! better than the connection, and says so in headers.

use crate::server::config::{Config, is_this_machine};
use http::{HeaderMap, Uri, header::HOST};

/// The names by which this server was asked for; the last is what a trusted proxy was asked for.
pub fn hosts<'a>(config: &Config, headers: &'a HeaderMap, uri: &'a Uri) -> Vec<&'a str> {
    let own = text(headers, HOST.as_str()).or_else(|| uri.authority().map(|named| named.as_str()));
    let forwarded = config
        .trust_forwarded
        .then(|| last(headers, "x-forwarded-host"))
        .flatten();
    own.into_iter().chain(forwarded).collect()
}

/// Whether the visitor's browser would drop the login cookie: a page by http from over the network.
///
/// Browsers say `Sec-Fetch-Site` only where they trust the connection, whatever proxies are between.
/// What a header claims wrongly here costs its sender a sentence, nothing else.
pub fn needs_https(config: &Config, headers: &HeaderMap, uri: &Uri) -> bool {
    if config.plain_http || headers.contains_key("sec-fetch-site") || says_https(headers) {
        return false;
    }
    let trusted = |host: &&str| is_this_machine(host) || config.is_https_origin(host);
    let hosts = hosts(config, headers, uri);
    !hosts.is_empty() && !hosts.iter().any(trusted)
}

fn says_https(headers: &HeaderMap) -> bool {
    let is_https =
        |name| last(headers, name).is_some_and(|word| word.eq_ignore_ascii_case("https"));
    let forwarded = text(headers, "forwarded").unwrap_or_default();
    is_https("x-forwarded-proto")
        || is_https("x-forwarded-scheme")
        || forwarded.to_ascii_lowercase().contains("proto=https")
}

/// The last entry is our proxy's own.
fn last<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let line = headers.get_all(name).iter().next_back()?;
    let last = line.to_str().ok()?.rsplit(',').next()?.trim();
    (!last.is_empty()).then_some(last)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderName;

    fn headers(sent: &[(&str, &str)]) -> HeaderMap {
        let named = |(name, value): &(&str, &str)| {
            (name.parse::<HeaderName>().unwrap(), value.parse().unwrap())
        };
        sent.iter().map(named).collect()
    }

    fn config(origins: &[&str]) -> Config {
        Config {
            origins: origins.iter().map(|origin| origin.to_string()).collect(),
            ..Config::on_this_machine("data".into())
        }
    }

    #[test]
    fn only_http_over_the_network_needs_https() {
        let listed: &[&str] = &["https://tandem.example"];
        type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], bool);
        let cases: &[Case] = &[
            (&[], &[("host", "192.0.2.7:3900")], true),
            (&[], &[("host", "tandem.example")], true),
            (&[], &[("host", "[2001:db8::7]:3900")], true),
            (listed, &[("host", "192.0.2.7:3900")], true),
            (
                &["http://192.0.2.7:3900"],
                &[("host", "192.0.2.7:3900")],
                true,
            ),
            (
                &[],
                &[("host", "192.0.2.7"), ("x-forwarded-proto", "http")],
                true,
            ),
            // This machine, and what browsers or proxies say of https.
            (&[], &[("host", "localhost:3000")], false),
            (&[], &[("host", "127.0.0.1:3000")], false),
            (&[], &[("host", "[::1]:3000")], false),
            (listed, &[("host", "tandem.example")], false),
            (
                &[],
                &[("host", "tandem.example"), ("sec-fetch-site", "none")],
                false,
            ),
            (
                &[],
                &[("host", "tandem.example"), ("x-forwarded-proto", "https")],
                false,
            ),
            (
                &[],
                &[
                    ("host", "tandem.example"),
                    ("forwarded", "for=192.0.2.1;proto=HTTPS"),
                ],
                false,
            ),
            (&[], &[], false),
        ];
        for (origins, sent, expected) in cases {
            let needs = needs_https(
                &config(origins),
                &headers(sent),
                &Uri::from_static("/login"),
            );
            assert_eq!(needs, *expected, "{origins:?} {sent:?}");
        }
        let plain = Config {
            plain_http: true,
            ..config(&[])
        };
        let sent = headers(&[("host", "192.0.2.7:3900")]);
        assert!(!needs_https(&plain, &sent, &Uri::from_static("/login")));
    }

    #[test]
    fn a_forwarded_host_counts_only_behind_a_proxy() {
        let sent = headers(&[
            ("host", "127.0.0.1:3000"),
            ("x-forwarded-host", "claimed.example, tandem.example"),
        ]);
        let uri = Uri::from_static("/");
        let mut config = config(&[]);
        assert_eq!(hosts(&config, &sent, &uri), ["127.0.0.1:3000"]);
        config.trust_forwarded = true;
        assert_eq!(
            hosts(&config, &sent, &uri),
            ["127.0.0.1:3000", "tandem.example"]
        );
    }
}
