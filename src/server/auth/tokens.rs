//! Personal access tokens: what a script shows instead of a cookie, on HTTP and at a socket's door.
//!
//! A token does what its owner does, except to the account itself: see [`Credential`].

use super::{Auth, Credential, Login, Token};
use crate::server::{
    db::{self, now_ms},
    error::ServerError,
};
use crate::shared::{
    access_token::{AccessToken, MAX_TOKEN_DAYS, MAX_TOKEN_NAME_CHARS, NewAccessToken},
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    text,
};
use http::{HeaderMap, header::AUTHORIZATION};
use std::time::Duration;
use uuid::Uuid;

/// By it scanners find a token that went astray.
const PREFIX: &str = "tdm_";
/// Tokens of one person.
const MOST: usize = 50;
/// How exactly the last use is known.
const USED_WITHIN_MS: i64 = 60_000;
/// How soon after its time has ended a token's sockets close.
const EXPIRY_EVERY: Duration = Duration::from_secs(5);
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The secret as its owner keeps it.
fn written(token: &Token) -> String {
    format!("{PREFIX}{}", token.as_str())
}

/// None when it cannot be one.
fn read(secret: &str) -> Option<Token> {
    Token::sent(secret.strip_prefix(PREFIX)?)
}

/// `Authorization: Bearer tdm_…`. Other schemes, and other systems' tokens, are not ours to judge.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let sent = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = sent.split_once(' ')?;
    let ours = scheme.eq_ignore_ascii_case("bearer") && secret.trim().starts_with(PREFIX);
    ours.then_some(secret.trim())
}

/// What a token hears that is not good, or not any more.
pub fn expired() -> ApiError {
    let sentence = "This token is not valid, or not any more. Make a new one under “Tokens”.";
    ApiError::new(ErrorCode::AuthExpired, sentence)
}

impl Auth {
    /// Makes a token. `days` none: it lasts until it is revoked.
    pub async fn create_token(
        &self,
        owner: &Person,
        name: &str,
        days: Option<i64>,
    ) -> Result<NewAccessToken, ApiError> {
        let name = suitable_name(name)?;
        if days.is_some_and(|days| !(1..=MAX_TOKEN_DAYS).contains(&days)) {
            let sentence = format!("Choose 1 to {MAX_TOKEN_DAYS} days, or none.");
            return Err(ApiError::new(ErrorCode::TokenDays, sentence));
        }
        if self.tokens(owner).await?.len() >= MOST {
            let sentence = format!("You have {MOST} tokens. Revoke one that you do not need.");
            return Err(ApiError::new(ErrorCode::TokenTooMany, sentence));
        }
        let (secret, now) = (Token::random(), now_ms());
        let token = AccessToken {
            id: Uuid::new_v4(),
            name,
            created_at: now,
            expires_at: days.map(|days| now + days * DAY_MS),
            used_at: None,
        };
        db::tokens::insert(&self.0.db, owner.id, &token, secret.hash()).await?;
        Ok(NewAccessToken {
            token,
            secret: written(&secret),
        })
    }

    /// The newest first; also those whose time is over.
    pub async fn tokens(&self, owner: &Person) -> Result<Vec<AccessToken>, ServerError> {
        db::tokens::of_person(&self.0.db, owner.id).await
    }

    /// Ends a token everywhere: its sockets close.
    pub async fn revoke_token(&self, owner: &Person, id: Uuid) -> Result<(), ApiError> {
        let revoked = db::tokens::revoke(&self.0.db, owner.id, id).await?;
        let token_hash = revoked
            .ok_or_else(|| ApiError::new(ErrorCode::TokenUnknown, "You have no such token."))?;
        self.ended(token_hash);
        Ok(())
    }

    /// Whose token it is; `auth/expired` when it is nobody's.
    pub async fn login_by_token(&self, secret: &str) -> Result<Login, ServerError> {
        let token = read(secret).ok_or_else(expired)?;
        let login = self.login_by(token.hash(), Credential::Token).await?;
        Ok(login.ok_or_else(expired)?)
    }

    pub(super) async fn owner_of(&self, token_hash: &str) -> Result<Option<Person>, ServerError> {
        let Some(found) = db::tokens::find(&self.0.db, token_hash).await? else {
            return Ok(None);
        };
        let now = now_ms();
        let is_known = |at: i64| now - at < USED_WITHIN_MS;
        if !found.token.used_at.is_some_and(is_known)
            && let Err(error) = db::tokens::touch(&self.0.db, found.token.id, now).await
        {
            // The token is good all the same.
            tracing::warn!(%error, "last use of a token not written");
        }
        Ok(Some(found.person))
    }

    /// Closes the sockets of tokens whose time ends, for as long as the server runs.
    pub async fn close_expired(self) {
        let mut clock = tokio::time::interval(EXPIRY_EVERY);
        let mut after = now_ms();
        loop {
            clock.tick().await;
            let until = now_ms();
            match db::tokens::ended_between(&self.0.db, after, until).await {
                Ok(ended) => {
                    ended.into_iter().for_each(|hash| self.ended(hash));
                    after = until;
                }
                // The next round looks at the same time again.
                Err(error) => tracing::warn!(%error, "expired tokens not read"),
            }
        }
    }
}

fn suitable_name(typed: &str) -> Result<String, ApiError> {
    let name = text::clean(typed);
    let plain = !typed.trim().chars().any(char::is_control);
    if plain && (1..=MAX_TOKEN_NAME_CHARS).contains(&name.chars().count()) {
        return Ok(name);
    }
    let sentence = format!(
        "Give the token a name of 1 to {MAX_TOKEN_NAME_CHARS} characters that can be seen."
    );
    Err(ApiError::new(ErrorCode::TokenName, sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn a_secret_is_found_behind_bearer_only() {
        let secret = written(&Token::random());
        assert_eq!(secret.len(), 47);
        let found = |value: &str| bearer(&sent(value)).map(str::to_owned);
        assert_eq!(found(&format!("Bearer {secret}")), Some(secret.clone()));
        assert_eq!(found(&format!("bearer  {secret}")), Some(secret.clone()));
        for other in [
            &secret,
            &format!("Basic {secret}"),
            "Bearer xyz",
            "Bearer",
            "",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn what_cannot_be_a_token_is_none() {
        let token = Token::random();
        assert!(read(&written(&token)).is_some());
        for text in ["", "tdm_", "tdm_x", token.as_str()] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn names_are_short_and_plain() {
        assert_eq!(suitable_name("  nightly ").unwrap(), "nightly");
        for bad in [
            "",
            "  ",
            "\u{3164}",
            "\u{200b}\u{202e}",
            "a\nb",
            &"x".repeat(MAX_TOKEN_NAME_CHARS + 1),
        ] {
            assert_eq!(suitable_name(bad).unwrap_err().code, "token/name");
        }
    }
}
