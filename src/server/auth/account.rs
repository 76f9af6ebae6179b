//! What is done to an account: another password, another look, signing out elsewhere.
//!
//! The account's own side only: what of it stands in sessions and rooms is in `server::accounts`.

use super::{Auth, Knock, Login, Token, common, rules, taken, unsuitable, wrong};
use crate::server::{
    db::{
        self,
        people::{Known, name_key},
    },
    error::ServerError,
    look_alikes::composed,
};
use crate::shared::{
    account::Person, account_page::Device, api_error::ApiError, error_code::ErrorCode,
    ids::PersonId, look::Look,
};
use std::time::Instant;

/// Letters of a token's hash that tell one device from another.
const ID_CHARS: usize = 24;

/// The password, when a person of this name may have it; else `account/…` with a sentence.
pub fn suitable_password<'a>(password: &'a str, name: &str) -> Result<&'a str, ApiError> {
    let password = rules::password(password).map_err(unsuitable)?;
    common::check(password, name).map_err(unsuitable)?;
    Ok(password)
}

impl Auth {
    /// What the account's owner may know of it.
    pub async fn known(&self, person: PersonId) -> Result<Known, ApiError> {
        let known = db::people::known(&self.0.db, person).await?;
        known.ok_or_else(unknown)
    }

    /// Whether it is the person's password. Wrong ones are counted like those at the door.
    pub async fn check_password(
        &self,
        person: &Person,
        password: &str,
        from: &Knock,
    ) -> Result<(), ApiError> {
        let key = name_key(&person.name);
        let place = self.place(&key, from).await?;
        let owner = self
            .verify(&person.name, &key, password, place, Instant::now())
            .await?;
        match owner.id == person.id {
            true => Ok(()),
            false => Err(wrong()),
        }
    }

    /// Gives an account another password and signs it out everywhere, but for `here`. Nobody asks for
    /// the old one: that is [`Auth::check_password`].
    pub async fn set_password(
        &self,
        person: &Person,
        password: &str,
        here: Option<(&Login, Option<&Token>)>,
    ) -> Result<(), ApiError> {
        let password = suitable_password(password, &person.name)?;
        let hash = self.0.passwords.hash(password).await?;
        db::people::set_password(&self.0.db, person.id, hash).await?;
        let browser = here.and_then(|(_, browser)| browser.map(Token::hash));
        db::browsers::forget(&self.0.db, person.id, browser.as_deref()).await?;
        self.sign_out_elsewhere(person.id, here.map(|(login, _)| login))
            .await?;
        Ok(())
    }

    /// Ends every login of a person, but for `here`; their sockets close.
    pub async fn sign_out_elsewhere(
        &self,
        person: PersonId,
        here: Option<&Login>,
    ) -> Result<(), ServerError> {
        let here = here.map(|login| login.token_hash.as_str());
        for open in db::logins::of_person(&self.0.db, person).await? {
            if Some(open.token_hash.as_str()) != here {
                self.end(open.token_hash).await?;
            }
        }
        Ok(())
    }

    /// Where a person is signed in, the last seen first.
    pub async fn devices(&self, login: &Login) -> Result<Vec<Device>, ServerError> {
        let open = db::logins::of_person(&self.0.db, login.person.id).await?;
        let devices = open.into_iter().map(|open| Device {
            id: id_of(&open.token_hash).to_owned(),
            is_this: open.token_hash == login.token_hash,
            name: open.device,
            since: open.created_at,
            seen_at: open.seen_at,
        });
        Ok(devices.collect())
    }

    /// Signs one of the person's devices out; one that is signed out already stays so.
    pub async fn sign_out(&self, person: PersonId, device: &str) -> Result<(), ServerError> {
        for open in db::logins::of_person(&self.0.db, person).await? {
            if id_of(&open.token_hash) == device {
                self.end(open.token_hash).await?;
            }
        }
        Ok(())
    }

    async fn end(&self, token_hash: String) -> Result<(), ServerError> {
        db::logins::close(&self.0.db, &token_hash).await?;
        self.ended(token_hash);
        Ok(())
    }

    pub async fn set_look(&self, person: PersonId, look: Look) -> Result<(), ServerError> {
        let json = serde_json::to_string(&look)?;
        db::people::set_look(&self.0.db, person, json).await?;
        self.0.cache.remove_person(person);
        Ok(())
    }

    /// Ends every token of a person; their sockets close.
    pub async fn revoke_all_tokens(&self, person: &Person) -> Result<(), ApiError> {
        for token in self.tokens(person).await? {
            self.revoke_token(person, token.id).await?;
        }
        Ok(())
    }

    /// Nothing that was read of a person is believed any more.
    pub fn forget_person(&self, person: PersonId) {
        self.0.cache.remove_person(person);
    }

    /// Gives an account another name. What stands in sessions and rooms is told there:
    /// [`crate::server::accounts`].
    pub async fn rename(&self, person: PersonId, name: &str) -> Result<Person, ApiError> {
        let name = composed(name);
        let name = rules::username(&name).map_err(unsuitable)?;
        self.limited(|limits| limits.names.take(person, Instant::now()))?;
        if !db::people::rename(&self.0.db, person, name).await? {
            return Err(taken());
        }
        self.0.cache.remove_person(person);
        Ok(Person {
            id: person,
            name: name.to_owned(),
        })
    }
}

fn id_of(token_hash: &str) -> &str {
    token_hash.get(..ID_CHARS).unwrap_or(token_hash)
}

fn unknown() -> ApiError {
    ApiError::new(
        ErrorCode::PersonUnknown,
        "There is no such account any more.",
    )
}
