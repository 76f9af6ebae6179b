//! What the page of an account shows, and what its forms came back with.

use super::{account::Person, look::Look};

/// Where somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Names it among those of its person, and opens nothing.
    pub id: String,
    /// In words, “Firefox on Linux”; empty when nobody said.
    pub name: String,
    /// Unix milliseconds, like `seen_at`, which is right within minutes.
    pub since: i64,
    pub seen_at: i64,
    /// The one that asks.
    pub is_this: bool,
}

/// The field that a sentence belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountField {
    Name,
    Current,
    Password,
    /// Of the page before the account is deleted.
    Delete,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPage {
    pub me: Person,
    pub look: Look,
    pub devices: Vec<Device>,
    pub tokens: usize,
    /// What was done just now; a sentence.
    pub done: Option<&'static str>,
    /// What could not be done, and where; a sentence.
    pub problem: Option<(AccountField, String)>,
    /// The name as it was typed, when it was refused.
    pub typed: Option<String>,
}

impl AccountPage {
    pub fn problem_at(&self, field: AccountField) -> Option<String> {
        let (at, sentence) = self.problem.as_ref()?;
        (*at == field).then(|| sentence.clone())
    }
}

/// What goes with an account, for the page that asks once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletePage {
    pub me: Person,
    pub look: Look,
    /// Titles of the sessions that nobody else is in.
    pub alone: Vec<String>,
    /// Of those that stay for others, and who is the creator then, where that changes.
    pub shared: Vec<(String, Option<String>)>,
    pub messages: usize,
    pub problem: Option<String>,
}

/// What becomes of what somebody said when they delete their account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// It stays, as said by someone who left.
    Stay,
    /// It is taken back, like messages that are deleted one by one.
    Go,
}

impl Words {
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "stay" => Some(Self::Stay),
            "go" => Some(Self::Go),
            _ => None,
        }
    }
}
