//! Accounts and logins: signing up, in and out, and whose a request is.
//!
//! A login is a row with the hash of a token; the token is in the person's cookie and nowhere else.
//! A script shows a personal access token in its place.
//! Knows neither sessions nor pages.

mod account;
mod address;
mod cache;
mod common;
mod cookie;
mod knock;
mod layer;
mod operators;
mod password;
mod throttle;
mod token;
mod tokens;

#[cfg(test)]
mod tests;

pub use account::suitable_password;
pub use address::address;
pub use cookie::CookieForm;
pub use knock::Knock;
pub use layer::{ByCookie, SignedIn, cookie_only, layer, required};
pub use operators::{INVITATION_DAYS, MOST_INVITATION_DAYS};
pub use throttle::network;
pub use token::Token;

use self::{
    cache::LoginCache,
    cookie::LASTS_SECONDS,
    password::Passwords,
    throttle::{AccountBackoff, AccountLimit, AddressLimit, NameLimit, Place},
};
use super::{
    bus::Bus,
    config::{Config, Registration},
    db::{self, Database, now_ms, people::name_key},
    error::ServerError,
    look_alikes::composed,
};
use crate::shared::{
    account::{self as rules, Person, Unsuitable},
    api_error::ApiError,
    error_code::ErrorCode,
    look::Look,
};
use http::HeaderMap;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How exactly it is known when a login was last seen.
const SEEN_WITHIN_MS: i64 = 5 * 60_000;

/// A signed-in person, and which of their logins it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub person: Person,
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
    pub by: Credential,
    /// How its person likes their pages.
    pub look: Look,
}

/// How a login was shown. A token can do what its owner can, but not to the account: make tokens,
/// revoke them, sign out. Whoever finds one on a disk must not be able to stay for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    Cookie,
    Token,
}

/// The door to accounts and logins. Cheap to clone.
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    db: Database,
    cookie: CookieForm,
    registration: Registration,
    passwords: Passwords,
    cache: LoginCache,
    limits: Mutex<Limits>,
    bus: Arc<dyn Bus>,
}

struct Limits {
    accounts: AccountBackoff,
    everywhere: AccountLimit,
    logins: AddressLimit,
    registrations: AddressLimit,
    names: NameLimit,
}

impl Auth {
    /// Whose login ends is told to `bus`.
    pub fn new(db: Database, config: &Config, bus: Arc<dyn Bus>) -> Self {
        let limits = Limits {
            accounts: AccountBackoff::default(),
            everywhere: AccountLimit::default(),
            logins: AddressLimit::per_minute(config.throttle.logins_per_minute),
            registrations: AddressLimit::per_minute(config.throttle.registrations_per_minute),
            names: NameLimit::default(),
        };
        Self(Arc::new(Inner {
            db,
            cookie: if config.plain_http {
                CookieForm::Plain
            } else {
                CookieForm::Host
            },
            registration: config.registration,
            passwords: Passwords::new(),
            cache: LoginCache::default(),
            limits: Mutex::new(limits),
            bus,
        }))
    }

    /// Creates an account and signs in, if the door is open or the invitation opens it.
    pub async fn register_by(
        &self,
        invitation: Option<&str>,
        name: &str,
        password: &str,
        from: impl Into<Knock>,
    ) -> Result<(Person, Token), ApiError> {
        let from = from.into();
        self.limited(|limits| limits.registrations.take(from.address, Instant::now()))?;
        let invitation = self.let_in(invitation).await?;
        let created = self.create(name, password, from).await;
        if created.is_err() {
            self.give_back(invitation).await;
        }
        created
    }

    /// The same without an invitation.
    pub async fn register(
        &self,
        name: &str,
        password: &str,
        from: impl Into<Knock>,
    ) -> Result<(Person, Token), ApiError> {
        self.register_by(None, name, password, from).await
    }

    /// However the door stands. `account/…` says what to choose differently.
    async fn create(
        &self,
        name: &str,
        password: &str,
        from: Knock,
    ) -> Result<(Person, Token), ApiError> {
        let name = composed(name);
        let name = rules::username(&name).map_err(unsuitable)?;
        let password = suitable_password(password, name)?;
        if db::people::by_name(&self.0.db, name).await?.is_some() {
            return Err(taken());
        }
        let hash = self.0.passwords.hash(password).await?;
        let person = db::people::create(&self.0.db, name, hash)
            .await?
            .ok_or_else(taken)?;
        let token = self.open(&person, &from).await?;
        Ok((person, token))
    }

    /// Signs in. An unknown name gets the same answer, in the same time, as a wrong password.
    pub async fn login(
        &self,
        name: &str,
        password: &str,
        from: impl Into<Knock>,
    ) -> Result<(Person, Token), ApiError> {
        let from = from.into();
        self.login_at(name, password, from, Instant::now()).await
    }

    async fn login_at(
        &self,
        name: &str,
        password: &str,
        from: impl Into<Knock>,
        now: Instant,
    ) -> Result<(Person, Token), ApiError> {
        let from = from.into();
        // Longer than any name can be: what is cut off was never a name.
        let name: String = name.chars().take(128).collect();
        let key = name_key(&composed(&name));
        let place = self.place(&key, &from).await?;
        if let Place::Network(_) = place {
            self.limited(|limits| limits.logins.take(from.address, now))?;
        }
        let person = self.verify(&name, &key, password, place, now).await?;
        self.not_disabled(person.id).await?;
        let token = self.open(&person, &from).await?;
        Ok((person, token))
    }

    /// Whose name and password it is, counted where it is tried.
    async fn verify(
        &self,
        name: &str,
        key: &str,
        password: &str,
        place: Place,
        now: Instant,
    ) -> Result<Person, ApiError> {
        self.limited(|limits| limits.accounts.attempt(key, &place, now))?;
        if let Place::Network(_) = place {
            self.limited(|limits| limits.everywhere.take(key, now))?;
        }
        let account = db::people::by_name(&self.0.db, name).await?;
        let hash = account
            .as_ref()
            .map(|account| account.password_hash.as_str());
        let right = self.0.passwords.verify(password, hash).await?;
        let Some(account) = account.filter(|_| right) else {
            return Err(wrong());
        };
        self.limits(|limits| {
            limits.accounts.forget(key, &place);
            limits.everywhere.give_back(key);
        });
        Ok(account.person)
    }

    /// Where tries count: a browser that the account knows has a count of its own.
    async fn place(&self, key: &str, from: &Knock) -> Result<Place, ServerError> {
        if let Some(browser) = &from.browser
            && let Some(account) = db::people::by_key(&self.0.db, key).await?
        {
            let browser = browser.hash();
            if db::browsers::knows(&self.0.db, account.person.id, &browser).await? {
                return Ok(Place::Browser(browser));
            }
        }
        Ok(Place::of(from.address))
    }

    /// Knows the browser as this person's from now on, by the secret that it answers.
    pub async fn know_browser(
        &self,
        person: &Person,
        before: Option<Token>,
    ) -> Result<Token, ServerError> {
        let (token, before) = (Token::random(), before.map(|token| token.hash()));
        db::browsers::remember(&self.0.db, person.id, before.as_deref(), &token.hash()).await?;
        Ok(token)
    }

    /// Ends a login everywhere: its cookie is worth nothing from now on, its sockets close.
    pub async fn logout(&self, login: &Login) -> Result<(), ServerError> {
        db::logins::close(&self.0.db, &login.token_hash).await?;
        self.ended(login.token_hash.clone());
        Ok(())
    }

    /// Whose request this is, by its token or else its cookie. A token that is not good is refused
    /// and not passed over: its sender means it.
    pub async fn login_of(&self, headers: &HeaderMap) -> Result<Option<Login>, ServerError> {
        if let Some(secret) = tokens::bearer(headers) {
            return Ok(Some(self.login_by_token(secret).await?));
        }
        let Some(token) = self.0.cookie.read(headers) else {
            return Ok(None);
        };
        self.login_by(token.hash(), Credential::Cookie).await
    }

    /// Whether a login that was read earlier has not ended since.
    pub async fn lasts(&self, login: &Login) -> Result<bool, ServerError> {
        Ok(self.anew(login).await?.is_some())
    }

    /// A login that was read earlier, as it is now: its person may have another name.
    pub async fn anew(&self, login: &Login) -> Result<Option<Login>, ServerError> {
        self.login_by(login.token_hash.clone(), login.by).await
    }

    async fn login_by(
        &self,
        token_hash: String,
        by: Credential,
    ) -> Result<Option<Login>, ServerError> {
        let now = Instant::now();
        let since = match self.0.cache.get(&token_hash, now) {
            // One hash is one secret of one kind.
            Ok(login) => return Ok(Some(login).filter(|login| login.by == by)),
            Err(since) => since,
        };
        let found = match by {
            Credential::Cookie => self.signed_in(&token_hash).await?,
            Credential::Token => {
                let owner = self.owner_of(&token_hash).await?;
                owner.map(|person| (person, Look::default()))
            }
        };
        let Some((person, look)) = found else {
            return Ok(None);
        };
        if db::operators::is_disabled(&self.0.db, person.id).await? {
            return match by {
                // Disabling ended the person's logins; this one was being opened meanwhile.
                Credential::Cookie => Ok(None),
                Credential::Token => Err(operators::disabled().into()),
            };
        }
        let login = Login {
            person,
            token_hash,
            by,
            look,
        };
        self.0.cache.put(&login, since, now);
        Ok(Some(login))
    }

    async fn signed_in(&self, token_hash: &str) -> Result<Option<(Person, Look)>, ServerError> {
        let Some(found) = db::logins::find(&self.0.db, token_hash).await? else {
            return Ok(None);
        };
        let now = now_ms();
        if now - found.seen_at >= SEEN_WITHIN_MS
            && let Err(error) = db::logins::touch(&self.0.db, token_hash, now).await
        {
            // The login is good all the same.
            tracing::warn!(%error, "last sight of a login not written");
        }
        Ok(Some((found.person, Look::stored(&found.look))))
    }

    fn ended(&self, token_hash: String) {
        self.0.cache.remove(&token_hash);
        self.0.bus.log_out(&token_hash);
    }

    pub fn cookie(&self) -> CookieForm {
        self.0.cookie
    }

    async fn open(&self, person: &Person, from: &Knock) -> Result<Token, ServerError> {
        let token = Token::random();
        let lasts_ms = LASTS_SECONDS * 1_000;
        let (hash, device) = (token.hash(), &from.device);
        db::logins::open(&self.0.db, &hash, person.id, lasts_ms, device).await?;
        Ok(token)
    }

    fn limited(
        &self,
        take: impl FnOnce(&mut Limits) -> Result<(), Duration>,
    ) -> Result<(), ApiError> {
        self.limits(take).map_err(wait)
    }

    fn limits<T>(&self, look: impl FnOnce(&mut Limits) -> T) -> T {
        look(&mut self.0.limits.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn unsuitable(why: Unsuitable) -> ApiError {
    let code = match why {
        Unsuitable::Name => ErrorCode::AccountName,
        Unsuitable::PasswordLength => ErrorCode::AccountPasswordLength,
        Unsuitable::PasswordCommon => ErrorCode::AccountPasswordCommon,
        Unsuitable::PasswordName => ErrorCode::AccountPasswordName,
    };
    ApiError::new(code, why.to_string())
}

fn taken() -> ApiError {
    ApiError::new(
        ErrorCode::AccountTaken,
        "That name is taken, or one that looks like it. Choose another.",
    )
}

fn wrong() -> ApiError {
    ApiError::new(
        ErrorCode::AuthWrong,
        "That name and password do not belong together.",
    )
}

fn wait(wait: Duration) -> ApiError {
    let retry_ms = wait.as_millis().max(1) as u64;
    let seconds = retry_ms.div_ceil(1_000);
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let sentence = format!("Too many tries. Wait {seconds} {unit}, then try again.");
    ApiError::new(ErrorCode::AuthWait, sentence).retry_after(retry_ms)
}
