//! Slowing down guessers: a back-off per account and place, a limit per address and one per account, all
//! bounded in memory.
//!
//! A place is an address, or a browser in which the person has signed in before. So nobody's wrong tries
//! make the owner of an account wait, unless they share an address, and not even then in a known browser.
//! Pure: the caller brings the time.

use crate::{
    server::token_bucket::{Rate, TokenBucket},
    shared::ids::PersonId,
};
use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

/// Entries that a table keeps at most.
const MOST_ENTRIES: usize = 10_000;
/// Tries on one account before each further one has to wait.
const FREE_TRIES: u32 = 5;
/// The longest that anyone waits for their next try.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Tries on one account from everywhere, at once and then a minute.
const TRIES_AT_ONCE: u32 = 100;
const TRIES_PER_MINUTE: u32 = 5;
/// New names at once, and then a minute.
const NAMES_AT_ONCE: u32 = 10;
const NAMES_PER_MINUTE: u32 = 1;
/// After this long without a try an account starts afresh.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(15 * 60);

/// From where an account is tried.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Network(IpAddr),
    /// SHA-256 of the secret in the browser's cookie, in hex.
    Browser(String),
}

impl Place {
    pub fn of(address: IpAddr) -> Self {
        Self::Network(network(address))
    }
}

/// Tries per account and place since the last right password: from the fifth on, 1 s to the next, then
/// 2, 4, … 60 s.
#[derive(Default)]
pub struct AccountBackoff {
    accounts: HashMap<(String, Place), Tries>,
}

#[derive(Clone, Copy)]
struct Tries {
    count: u32,
    last: Instant,
    next: Instant,
}

impl AccountBackoff {
    /// Counts a try before its password is looked at, so that many at once gain nothing.
    /// The error is how long to wait; a try that has to wait is not counted.
    pub fn attempt(&mut self, account: &str, from: &Place, now: Instant) -> Result<(), Duration> {
        let key = (account.to_owned(), from.clone());
        let before = self.accounts.get(&key).copied();
        let before = before.filter(|tries| now.duration_since(tries.last) < FORGOTTEN_AFTER);
        if let Some(tries) = before
            && tries.next > now
        {
            return Err(tries.next - now);
        }
        let count = before.map_or(0, |tries| tries.count) + 1;
        let stale = |tries: &Tries| now.duration_since(tries.last) >= FORGOTTEN_AFTER;
        make_room(&mut self.accounts, stale, |tries| tries.last);
        let tries = Tries {
            count,
            last: now,
            next: now + wait_after(count),
        };
        self.accounts.insert(key, tries);
        Ok(())
    }

    /// The password was right.
    pub fn forget(&mut self, account: &str, from: &Place) {
        self.accounts.remove(&(account.to_owned(), from.clone()));
    }
}

fn wait_after(tries: u32) -> Duration {
    match tries.checked_sub(FREE_TRIES) {
        None => Duration::ZERO,
        Some(over) => LONGEST_WAIT.min(Duration::from_secs(1 << over.min(6))),
    }
}

/// So many a minute per address, all at once if need be, then evenly.
pub struct AddressLimit(Buckets<IpAddr>);

impl AddressLimit {
    pub fn per_minute(limit: u32) -> Self {
        Self(Buckets::new(limit, limit))
    }

    /// Takes one; the error is how long until there is one again.
    pub fn take(&mut self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        self.0.take(network(address), now)
    }
}

/// Tries on one account from all addresses that nobody has signed in at: beyond it, thousands of
/// addresses get no further than a few.
pub struct AccountLimit(Buckets<String>);

impl Default for AccountLimit {
    fn default() -> Self {
        Self(Buckets::new(TRIES_AT_ONCE, TRIES_PER_MINUTE))
    }
}

impl AccountLimit {
    pub fn take(&mut self, account: &str, now: Instant) -> Result<(), Duration> {
        self.0.take(account.to_owned(), now)
    }

    /// It was the right password: that was no guess.
    pub fn give_back(&mut self, account: &str) {
        if let Some(bucket) = self.0.known.get_mut(account) {
            bucket.give_back();
        }
    }
}

/// New names of one person: each is told in every stream that they are in.
pub struct NameLimit(Buckets<PersonId>);

impl Default for NameLimit {
    fn default() -> Self {
        Self(Buckets::new(NAMES_AT_ONCE, NAMES_PER_MINUTE))
    }
}

impl NameLimit {
    pub fn take(&mut self, person: PersonId, now: Instant) -> Result<(), Duration> {
        self.0.take(person, now)
    }
}

/// A bucket a key.
struct Buckets<K> {
    rate: Rate,
    known: HashMap<K, TokenBucket>,
}

impl<K: Clone + Eq + Hash> Buckets<K> {
    fn new(burst: u32, per_minute: u32) -> Self {
        Self {
            rate: Rate::per_minute(burst, per_minute),
            known: HashMap::new(),
        }
    }

    fn take(&mut self, key: K, now: Instant) -> Result<(), Duration> {
        if let Some(bucket) = self.known.get_mut(&key) {
            return bucket.take(now);
        }
        let full = |bucket: &TokenBucket| bucket.is_full(now);
        make_room(&mut self.known, full, TokenBucket::last);
        let bucket = self.known.entry(key);
        bucket
            .or_insert(TokenBucket::full(self.rate, now))
            .take(now)
    }
}

/// One household of IPv6 has 2^64 addresses: they count as one.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

/// Drops what no longer matters when a table is full, and the oldest entry if all of it does.
fn make_room<K: Clone + Eq + Hash, V>(
    table: &mut HashMap<K, V>,
    stale: impl Fn(&V) -> bool,
    last: impl Fn(&V) -> Instant,
) {
    if table.len() < MOST_ENTRIES {
        return;
    }
    table.retain(|_, entry| !stale(entry));
    if table.len() >= MOST_ENTRIES {
        let oldest = table.iter().min_by_key(|(_, entry)| last(entry));
        if let Some(key) = oldest.map(|(key, _)| key.clone()) {
            table.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn home() -> Place {
        Place::of("192.0.2.1".parse().unwrap())
    }

    #[test]
    fn wrong_tries_elsewhere_make_nobody_wait() {
        let mut backoff = AccountBackoff::default();
        let now = Instant::now();
        let away = Place::of("192.0.2.2".parse().unwrap());
        for _ in 0..5 {
            backoff.attempt("ada", &away, now).unwrap();
        }
        assert!(backoff.attempt("ada", &away, now).is_err());
        assert_eq!(backoff.attempt("ada", &home(), now), Ok(()));
        let known = Place::Browser("hash".into());
        assert_eq!(backoff.attempt("ada", &known, now), Ok(()));
    }

    #[test]
    fn many_addresses_together_get_no_further_than_a_few() {
        let (mut limit, now) = (AccountLimit::default(), Instant::now());
        for _ in 0..TRIES_AT_ONCE {
            limit.take("ada", now).unwrap();
        }
        assert_eq!(limit.take("ada", now), Err(12 * SECOND));
        assert_eq!(limit.take("grace", now), Ok(()));
        assert_eq!(limit.take("ada", now + 12 * SECOND), Ok(()));
    }

    #[test]
    fn after_five_tries_each_wait_doubles_up_to_a_minute() {
        let mut backoff = AccountBackoff::default();
        let mut now = Instant::now();
        for _ in 0..5 {
            assert_eq!(backoff.attempt("ada", &home(), now), Ok(()));
        }
        for expected in [1, 2, 4, 8, 16, 32, 60, 60] {
            let wait = backoff.attempt("ada", &home(), now).unwrap_err();
            assert_eq!(wait, expected * SECOND);
            assert_eq!(backoff.attempt("grace", &home(), now + wait), Ok(()));
            backoff.forget("grace", &home());
            now += wait;
            assert_eq!(backoff.attempt("ada", &home(), now), Ok(()));
        }
    }

    #[test]
    fn knocking_while_waiting_makes_nothing_longer() {
        let mut backoff = AccountBackoff::default();
        let now = Instant::now();
        for _ in 0..5 {
            backoff.attempt("ada", &home(), now).unwrap();
        }
        for _ in 0..100 {
            assert_eq!(backoff.attempt("ada", &home(), now), Err(SECOND));
        }
        assert_eq!(backoff.attempt("ada", &home(), now + SECOND), Ok(()));
    }

    #[test]
    fn a_right_password_and_a_quiet_quarter_hour_start_afresh() {
        let mut backoff = AccountBackoff::default();
        let now = Instant::now();
        for _ in 0..5 {
            backoff.attempt("ada", &home(), now).unwrap();
        }
        backoff.forget("ada", &home());
        for _ in 0..5 {
            assert_eq!(backoff.attempt("ada", &home(), now), Ok(()));
        }
        let later = now + FORGOTTEN_AFTER;
        for _ in 0..5 {
            assert_eq!(backoff.attempt("ada", &home(), later), Ok(()));
        }
    }

    #[test]
    fn an_address_gets_its_share_a_minute() {
        let mut limit = AddressLimit::per_minute(30);
        let (one, two) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let now = Instant::now();
        for _ in 0..30 {
            assert_eq!(limit.take(one, now), Ok(()));
        }
        assert_eq!(limit.take(one, now), Err(2 * SECOND));
        assert_eq!(limit.take(two, now), Ok(()));
        assert_eq!(limit.take(one, now + 2 * SECOND), Ok(()));
        assert!(limit.take(one, now + 2 * SECOND).is_err());
    }

    #[test]
    fn neighbours_in_one_ipv6_network_share() {
        let mut limit = AddressLimit::per_minute(1);
        let now = Instant::now();
        assert_eq!(limit.take("2001:db8::1".parse().unwrap(), now), Ok(()));
        assert!(limit.take("2001:db8::2".parse().unwrap(), now).is_err());
        assert_eq!(limit.take("2001:db8:0:1::2".parse().unwrap(), now), Ok(()));
    }

    #[test]
    fn a_flood_of_names_and_addresses_stays_small() {
        let mut backoff = AccountBackoff::default();
        let mut limit = AddressLimit::per_minute(30);
        let start = Instant::now();
        for i in 0..(MOST_ENTRIES as u32 + 50) {
            let now = start + Duration::from_millis(u64::from(i) % 10);
            backoff.attempt(&i.to_string(), &home(), now).unwrap();
            limit.take(IpAddr::V4(i.into()), now).unwrap();
        }
        assert_eq!(backoff.accounts.len(), MOST_ENTRIES);
        assert_eq!(limit.0.known.len(), MOST_ENTRIES);
    }
}
