//! Personal access tokens: what their owner sees of them. The secret is shown once and kept nowhere.

use super::{account::Person, look::Look};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest name of a token, in characters.
pub const MAX_TOKEN_NAME_CHARS: usize = 60;
/// Longest life that can be chosen, in days. None chosen: until it is revoked.
pub const MAX_TOKEN_DAYS: i64 = 3_650;

/// Moments are unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    pub id: Uuid,
    pub name: String,
    pub created_at: i64,
    /// None: until it is revoked.
    pub expires_at: Option<i64>,
    /// Within a minute.
    pub used_at: Option<i64>,
}

/// The one time that the secret is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccessToken {
    #[serde(flatten)]
    pub token: AccessToken,
    /// `tdm_…`: for `Authorization: Bearer` and for `auth: {token}`.
    pub secret: String,
}

/// What the page of tokens shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokensPage {
    pub me: Person,
    pub look: Look,
    pub tokens: Vec<AccessToken>,
    /// The one that was made just now.
    pub made: Option<NewAccessToken>,
    /// Why none was made; a sentence.
    pub problem: Option<String>,
    /// Unix milliseconds, to tell whose time is over.
    pub now: i64,
}
