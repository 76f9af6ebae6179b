//! The secret in a login cookie, and the hash by which the server knows it again.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// 256 random bits. Not `Debug`: it is in nobody's log.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system has random numbers");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// A token as a cookie brought it; none when it cannot be one.
    pub fn sent(text: &str) -> Option<Self> {
        let is_token = URL_SAFE_NO_PAD
            .decode(text)
            .is_ok_and(|bytes| bytes.len() == 32);
        is_token.then(|| Self(text.to_owned()))
    }

    /// What the cookie carries.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 in hex: what the database and the sockets know of it.
    pub fn hash(&self) -> String {
        let digest = Sha256::digest(self.0.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_come_back() {
        let (one, two) = (Token::random(), Token::random());
        assert!(one != two);
        assert_eq!(one.as_str().len(), 43);
        assert_eq!(
            Token::sent(one.as_str()).map(|sent| sent.hash()),
            Some(one.hash())
        );
        assert_eq!(one.hash().len(), 64);
    }

    #[test]
    fn what_cannot_be_a_token_is_none() {
        for text in ["", "x", &"A".repeat(44), &"é".repeat(43), "' OR 1=1 --"] {
            assert!(Token::sent(text).is_none(), "{text}");
        }
    }
}
