//! The login's cookie and the browser's: their names, their attributes, and how they are read.
//!
//! The browser's says nothing of who is signed in: it stays when they leave, and tells a place where they
//! have signed in before from a stranger's.

use super::Token;
use http::{HeaderMap, header::COOKIE};

/// How long a login lasts: 14 days.
pub const LASTS_SECONDS: i64 = 14 * 24 * 60 * 60;

/// How long a browser is known: as long as browsers keep any cookie, 400 days.
const KNOWN_SECONDS: i64 = 400 * 24 * 60 * 60;

/// Which of the two forms the cookies have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieForm {
    /// `__Host-`: https only, this host only, all paths; no other host can set it.
    Host,
    /// For plain http on this machine.
    Plain,
}

impl CookieForm {
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "__Host-tandem",
            Self::Plain => "tandem",
        }
    }

    fn browser_name(self) -> &'static str {
        match self {
            Self::Host => "__Host-tandem-browser",
            Self::Plain => "tandem-browser",
        }
    }

    /// The `Set-Cookie` that opens a login.
    pub fn set(self, token: &Token) -> String {
        self.header(self.name(), token.as_str(), LASTS_SECONDS)
    }

    /// The `Set-Cookie` that ends it.
    pub fn clear(self) -> String {
        self.header(self.name(), "", 0)
    }

    /// The `Set-Cookie` by which a browser is known again.
    pub fn set_browser(self, token: &Token) -> String {
        self.header(self.browser_name(), token.as_str(), KNOWN_SECONDS)
    }

    fn header(self, name: &str, value: &str, max_age: i64) -> String {
        let secure = match self {
            Self::Host => " Secure;",
            Self::Plain => "",
        };
        format!("{name}={value};{secure} HttpOnly; SameSite=Lax; Path=/; Max-Age={max_age}")
    }

    /// The token that a request brought.
    pub fn read(self, headers: &HeaderMap) -> Option<Token> {
        read(self.name(), headers)
    }

    /// The browser's own.
    pub fn read_browser(self, headers: &HeaderMap) -> Option<Token> {
        read(self.browser_name(), headers)
    }
}

fn read(name: &str, headers: &HeaderMap) -> Option<Token> {
    let lines = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(sent, _)| *sent == name)
        .find_map(|(_, value)| Token::sent(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let token = Token::random();
        let expected = format!(
            "__Host-tandem={}; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=1209600",
            token.as_str()
        );
        assert_eq!(CookieForm::Host.set(&token), expected);
    }

    #[test]
    fn a_browser_is_known_longer_than_its_login_lasts() {
        let token = Token::random();
        let set = CookieForm::Host.set_browser(&token);
        assert!(set.starts_with("__Host-tandem-browser="), "{set}");
        assert!(
            set.contains("Secure; HttpOnly; SameSite=Lax; Path=/;"),
            "{set}"
        );
        let headers = HeaderMap::from_iter([(COOKIE, set.parse().unwrap())]);
        let read = CookieForm::Host.read_browser(&headers);
        assert_eq!(read.map(|read| read.hash()), Some(token.hash()));
        assert!(CookieForm::Host.read(&headers).is_none());
    }

    #[test]
    fn on_plain_http_it_lacks_only_what_needs_https() {
        let set = CookieForm::Plain.set(&Token::random());
        assert!(set.starts_with("tandem="), "{set}");
        assert!(set.contains("HttpOnly; SameSite=Lax; Path=/"), "{set}");
        assert!(!set.contains("Secure"), "{set}");
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let token = Token::random();
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "theme=dark; tandem=short".parse().unwrap());
        assert!(CookieForm::Host.read(&headers).is_none());
        let line = format!("a=b; __Host-tandem={}; c", token.as_str());
        headers.append(COOKIE, line.parse().unwrap());
        assert_eq!(
            CookieForm::Host.read(&headers).map(|t| t.hash()),
            Some(token.hash())
        );
        assert!(CookieForm::Plain.read(&headers).is_none());
    }
}
