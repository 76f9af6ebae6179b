//! How many events a socket and a person may send at once, and each second after that.

use crate::{
    server::token_bucket::{Rate, TokenBucket},
    shared::ids::PersonId,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::{Duration, Instant},
};

/// Of one socket, in one namespace.
pub const COMMANDS: Rate = Rate {
    burst: 300.0,
    per_second: 100.0,
};
/// Of all sockets of a person together: more tabs do not make a flood.
pub const PERSON: Rate = Rate {
    burst: 1_200.0,
    per_second: 400.0,
};
pub const TYPING: Rate = Rate {
    burst: 20.0,
    per_second: 5.0,
};
pub const POINTERS: Rate = Rate {
    burst: 30.0,
    per_second: 30.0,
};
/// On pages of notes.
pub const CARETS: Rate = Rate {
    burst: 60.0,
    per_second: 30.0,
};
pub const LOOKS: Rate = Rate {
    burst: 10.0,
    per_second: 10.0,
};

/// A bucket, shared by its clones.
#[derive(Clone)]
pub struct SharedBucket(Arc<Mutex<TokenBucket>>);

impl SharedBucket {
    pub fn full(rate: Rate) -> Self {
        Self(Arc::new(Mutex::new(TokenBucket::full(
            rate,
            Instant::now(),
        ))))
    }

    /// Takes one; the error is how long until there is one.
    pub fn take(&self, now: Instant) -> Result<(), Duration> {
        let mut bucket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.take(now)
    }
}

/// The buckets of those who are connected.
#[derive(Default)]
pub struct PersonBuckets(Mutex<HashMap<PersonId, Weak<Mutex<TokenBucket>>>>);

impl PersonBuckets {
    /// The one that this person's sockets share.
    pub fn of(&self, person: PersonId) -> SharedBucket {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = people.get(&person).and_then(Weak::upgrade) {
            return SharedBucket(bucket);
        }
        // Before it grows, those who have left go.
        if people.len() == people.capacity() {
            people.retain(|_, bucket| bucket.strong_count() > 0);
        }
        let bucket = SharedBucket::full(PERSON);
        people.insert(person, Arc::downgrade(&bucket.0));
        bucket
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: PersonId = PersonId(1);

    #[test]
    fn a_person_has_one_as_long_as_a_socket_of_theirs_is_there() {
        let people = PersonBuckets::default();
        let (tab, now) = (people.of(ADA), Instant::now());
        assert!((0..1_200).all(|_| tab.take(now).is_ok()));
        assert!(people.of(ADA).take(now).is_err());
        assert!(people.of(PersonId(2)).take(now).is_ok());
        drop(tab);
        assert!(people.of(ADA).take(now).is_ok());
    }

    #[test]
    fn those_who_left_take_no_room() {
        let people = PersonBuckets::default();
        let _stays = people.of(ADA);
        for id in 2..10_000 {
            drop(people.of(PersonId(id)));
        }
        assert!(people.0.lock().unwrap().len() < 100);
        assert!(Arc::strong_count(&people.of(ADA).0) == 2);
    }
}
