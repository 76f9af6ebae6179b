//! What whoever runs the server does with accounts, and how others may come by one.

use super::{Auth, Token};
use crate::server::{
    config::Registration,
    db::{
        self, now_ms,
        operators::{self, Listed},
        people::Account,
    },
    error::ServerError,
};
use crate::shared::{
    account::Person, api_error::ApiError, door::Door, error_code::ErrorCode, ids::PersonId,
};
use std::{
    collections::HashSet,
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

/// How long an invitation lasts unless it is said.
pub const INVITATION_DAYS: i64 = 7;
/// The longest.
pub const MOST_INVITATION_DAYS: i64 = 365;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// How soon sockets close whose login was ended elsewhere: by a command, at another server, by time.
const ENDED_EVERY: Duration = Duration::from_secs(2);

impl Auth {
    /// How the door stands to somebody who brings this invitation, or none.
    pub async fn door(&self, invitation: Option<&str>) -> Result<Door, ServerError> {
        let registration = self.0.registration;
        if registration == Registration::Invite
            && let Some(secret) = invitation
        {
            return Ok(match self.is_invited(secret).await? {
                true => Door::Invited,
                false => Door::UsedUp,
            });
        }
        let first = !operators::is_anybody_there(&self.0.db).await?;
        Ok(match (registration, first) {
            (Registration::Open, false) => Door::Open,
            (Registration::Open, true) => Door::FirstOpen,
            (Registration::Invite, false) => Door::ByInvitation,
            (Registration::Invite, true) => Door::FirstByInvitation,
            (Registration::Closed, false) => Door::Closed,
            (Registration::Closed, true) => Door::FirstClosed,
        })
    }

    async fn is_invited(&self, secret: &str) -> Result<bool, ServerError> {
        match Token::sent(secret) {
            Some(token) => db::invitations::is_good(&self.0.db, &token.hash()).await,
            None => Ok(false),
        }
    }

    /// Uses an invitation up when one is needed; what it is given back by when no account comes of it.
    pub(super) async fn let_in(
        &self,
        invitation: Option<&str>,
    ) -> Result<Option<String>, ApiError> {
        match self.0.registration {
            Registration::Open => return Ok(None),
            Registration::Closed => return Err(closed()),
            Registration::Invite => {}
        }
        let secret = invitation.filter(|secret| !secret.is_empty());
        let secret = secret.ok_or_else(by_invitation)?;
        let token = Token::sent(secret).ok_or_else(used_up)?;
        match db::invitations::take(&self.0.db, &token.hash()).await? {
            true => Ok(Some(token.hash())),
            false => Err(used_up()),
        }
    }

    pub(super) async fn give_back(&self, invitation: Option<String>) {
        let Some(token_hash) = invitation else { return };
        if let Err(error) = db::invitations::give_back(&self.0.db, &token_hash).await {
            tracing::warn!(%error, "an invitation that was not used stays used up");
        }
    }

    /// Makes an invitation for one account; its secret is in the link and nowhere else.
    pub async fn invite(&self, days: i64) -> Result<Token, ServerError> {
        let token = Token::random();
        let expires_at = now_ms() + days * DAY_MS;
        db::invitations::insert(&self.0.db, token.hash(), expires_at).await?;
        Ok(token)
    }

    /// Everybody, the first account first.
    pub async fn everybody(&self) -> Result<Vec<Listed>, ServerError> {
        operators::everybody(&self.0.db).await
    }

    /// The person of this name, in whatever case.
    pub async fn named(&self, name: &str) -> Result<Option<Person>, ServerError> {
        let account = db::people::by_key(&self.0.db, &db::people::name_key(name)).await?;
        Ok(account.map(|account: Account| account.person))
    }

    /// Makes an account, however the door stands.
    pub async fn add(&self, name: &str, password: &str) -> Result<Person, ApiError> {
        let from = IpAddr::from(Ipv4Addr::LOCALHOST).into();
        let (person, token) = self.create(name, password, from).await?;
        // Nobody is signed in by that.
        db::logins::close(&self.0.db, &token.hash()).await?;
        Ok(person)
    }

    /// Closes an account: its logins end, its tokens are refused until it is opened again.
    pub async fn disable(&self, person: PersonId) -> Result<(), ServerError> {
        operators::disable(&self.0.db, person).await
    }

    /// Closes an account that a server then deletes.
    pub async fn ask_deletion(
        &self,
        person: PersonId,
        with_words: bool,
    ) -> Result<(), ServerError> {
        operators::ask_deletion(&self.0.db, person, with_words).await
    }

    /// Opens it again; false when it was open.
    pub async fn enable(&self, person: PersonId) -> Result<bool, ServerError> {
        operators::enable(&self.0.db, person).await
    }

    pub(super) async fn not_disabled(&self, person: PersonId) -> Result<(), ApiError> {
        match operators::is_disabled(&self.0.db, person).await? {
            true => Err(disabled()),
            false => Ok(()),
        }
    }

    /// Ends the logins that are `shown` by sockets here and were ended elsewhere, for as long as the
    /// server runs: by a command, at another server, by the time.
    pub async fn close_ended(self, shown: impl Fn() -> HashSet<String> + Send) {
        let mut clock = tokio::time::interval(ENDED_EVERY);
        loop {
            clock.tick().await;
            let shown = shown();
            match operators::open_among(&self.0.db, &shown).await {
                Ok(open) => {
                    let gone = shown.into_iter().filter(|hash| !open.contains(hash));
                    gone.for_each(|hash| self.ended(hash));
                }
                // The next round asks again.
                Err(error) => tracing::debug!(%error, "logins that ended elsewhere not read"),
            }
        }
    }
}

fn closed() -> ApiError {
    let sentence = "Accounts here are made by whoever runs this server. Ask them for one.";
    ApiError::new(ErrorCode::AccountClosed, sentence)
}

fn by_invitation() -> ApiError {
    let sentence = "Accounts here are made by invitation. Ask for a link.";
    ApiError::new(ErrorCode::AccountByInvitation, sentence)
}

fn used_up() -> ApiError {
    let sentence = "This invitation was used, or its time is over. Ask for another one.";
    ApiError::new(ErrorCode::AccountInvitationUsed, sentence)
}

pub(super) fn disabled() -> ApiError {
    let sentence = "This account was closed by whoever runs this server. Ask them.";
    ApiError::new(ErrorCode::AccountDisabled, sentence)
}
