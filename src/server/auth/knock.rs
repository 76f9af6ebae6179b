//! What is known of whoever asks to be let in: the address, the browser's own cookie, what it calls itself.

use super::{CookieForm, Token};
use http::{HeaderMap, header::USER_AGENT};
use std::net::IpAddr;

#[derive(Clone)]
pub struct Knock {
    pub address: IpAddr,
    /// The secret by which a browser is known again, when it brought one.
    pub browser: Option<Token>,
    /// In words: “Firefox on Linux”.
    pub device: String,
}

impl Knock {
    pub fn new(address: IpAddr, headers: &HeaderMap, form: CookieForm) -> Self {
        let agent = headers.get(USER_AGENT).and_then(|name| name.to_str().ok());
        Self {
            address,
            browser: form.read_browser(headers),
            device: device(agent.unwrap_or_default()),
        }
    }
}

impl From<IpAddr> for Knock {
    fn from(address: IpAddr) -> Self {
        Self {
            address,
            browser: None,
            device: String::new(),
        }
    }
}

/// Browsers by what they alone say; those that pass for others stand before these.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
];

fn device(agent: &str) -> String {
    let of = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(sign, _)| agent.contains(sign));
        found.map(|(_, name)| *name)
    };
    match (of(&BROWSERS), of(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => program(agent),
    }
}

/// “curl/8.5.0” is a program called curl.
fn program(agent: &str) -> String {
    let name: String = agent
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
        .take(40)
        .collect();
    match name.as_str() {
        "" | "Mozilla" => String::new(),
        name => format!("A program: {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_by_name() {
        for (agent, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on Mac",
            ),
            ("curl/8.5.0", "A program: curl"),
            ("<script>alert(1)</script>", ""),
            ("", ""),
        ] {
            assert_eq!(device(agent), expected, "{agent}");
        }
    }
}
