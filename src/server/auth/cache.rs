//! Logins seen in the last seconds, so that a page with its requests asks the database once.

use super::Login;
use crate::shared::ids::PersonId;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long an entry is believed. Also the longest that a logout on another node goes unnoticed.
const BELIEVED: Duration = Duration::from_secs(3);
/// Over this, everything is asked for again.
const MOST_ENTRIES: usize = 10_000;

#[derive(Default)]
pub struct LoginCache(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    logins: HashMap<String, (Login, Instant)>,
    /// Counts logouts.
    epoch: u64,
}

/// When a reader began to look, in logouts. What was read before one is not kept after it.
#[derive(Clone, Copy)]
pub struct Epoch(u64);

impl LoginCache {
    /// The login, or when the look at the database begins that has to find it.
    pub fn get(&self, token_hash: &str, now: Instant) -> Result<Login, Epoch> {
        let entries = self.entries();
        match entries.logins.get(token_hash) {
            Some((login, until)) if now < *until => Ok(login.clone()),
            _ => Err(Epoch(entries.epoch)),
        }
    }

    pub fn put(&self, login: &Login, since: Epoch, now: Instant) {
        let mut entries = self.entries();
        if entries.epoch != since.0 {
            return;
        }
        if entries.logins.len() >= MOST_ENTRIES {
            entries.logins.clear();
        }
        entries
            .logins
            .insert(login.token_hash.clone(), (login.clone(), now + BELIEVED));
    }

    pub fn remove(&self, token_hash: &str) {
        let mut entries = self.entries();
        entries.epoch += 1;
        entries.logins.remove(token_hash);
    }

    /// Forgets what was read of a person: they have another name, or another look.
    pub fn remove_person(&self, person: PersonId) {
        let mut entries = self.entries();
        entries.epoch += 1;
        let logins = &mut entries.logins;
        logins.retain(|_, (login, _)| login.person.id != person);
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::auth::Credential;
    use crate::shared::{account::Person, look::Look};

    fn login() -> Login {
        let person = Person {
            id: PersonId(1),
            name: "Ada".into(),
        };
        Login {
            person,
            token_hash: "hash".into(),
            by: Credential::Cookie,
            look: Look::default(),
        }
    }

    #[test]
    fn an_entry_is_believed_for_seconds_only() {
        let (cache, now) = (LoginCache::default(), Instant::now());
        let Err(epoch) = cache.get("hash", now) else {
            panic!("empty")
        };
        cache.put(&login(), epoch, now);
        assert!(cache.get("hash", now).is_ok());
        assert!(cache.get("hash", now + BELIEVED).is_err());
    }

    #[test]
    fn a_login_read_before_a_logout_is_not_kept_after_it() {
        let (cache, now) = (LoginCache::default(), Instant::now());
        let Err(epoch) = cache.get("hash", now) else {
            panic!("empty")
        };
        cache.remove("hash");
        cache.put(&login(), epoch, now);
        assert!(cache.get("hash", now).is_err());
    }
}
