//! How many events a socket and a person may send at once, and each second after that.

use crate::shared::ids::PersonId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::{Duration, Instant},
};

#[derive(Clone, Copy)]
pub struct Rate {
    pub burst: f64,
    pub per_second: f64,
}

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

/// A token bucket, shared by its clones.
#[derive(Clone)]
pub struct TokenBucket(Arc<Mutex<Bucket>>);

struct Bucket {
    rate: Rate,
    left: f64,
    at: Instant,
}

impl TokenBucket {
    pub fn full(rate: Rate) -> Self {
        let (left, at) = (rate.burst, Instant::now());
        Self(Arc::new(Mutex::new(Bucket { rate, left, at })))
    }

    /// Takes one, or says how long until there is one.
    pub fn take(&self, now: Instant) -> Result<(), Duration> {
        let mut bucket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.take(now)
    }
}

impl Bucket {
    fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let Rate { burst, per_second } = self.rate;
        let earned = now.saturating_duration_since(self.at).as_secs_f64() * per_second;
        self.left = (self.left + earned).min(burst);
        self.at = self.at.max(now);
        if self.left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - self.left) / per_second));
        }
        self.left -= 1.0;
        Ok(())
    }
}

/// The buckets of those who are connected.
#[derive(Default)]
pub struct PersonBuckets(Mutex<HashMap<PersonId, Weak<Mutex<Bucket>>>>);

impl PersonBuckets {
    /// The one that this person's sockets share.
    pub fn of(&self, person: PersonId) -> TokenBucket {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = people.get(&person).and_then(Weak::upgrade) {
            return TokenBucket(bucket);
        }
        // Before it grows, those who have left go.
        if people.len() == people.capacity() {
            people.retain(|_, bucket| bucket.strong_count() > 0);
        }
        let bucket = TokenBucket::full(PERSON);
        people.insert(person, Arc::downgrade(&bucket.0));
        bucket
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: PersonId = PersonId(1);

    #[test]
    fn a_burst_is_allowed_and_a_flood_is_not() {
        let bucket = TokenBucket::full(COMMANDS);
        let start = Instant::now();
        assert!((0..300).all(|_| bucket.take(start).is_ok()));
        let wait = bucket.take(start).unwrap_err();
        assert_eq!(wait.as_millis(), 10);
        assert!(bucket.take(start + wait).is_ok());
        assert!(bucket.take(start + wait).is_err());
    }

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
