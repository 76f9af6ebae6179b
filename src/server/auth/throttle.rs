//! Slowing down guessers: a back-off per account, a limit per address, both bounded in memory.
//!
//! Pure: the caller brings the time.

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
/// After this long without a try an account starts afresh.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(15 * 60);

/// Tries per account since the last right password: from the fifth on, 1 s to the next, then 2, 4, … 60 s.
#[derive(Default)]
pub struct AccountBackoff {
    accounts: HashMap<String, Tries>,
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
    pub fn attempt(&mut self, account: &str, now: Instant) -> Result<(), Duration> {
        let before = self.accounts.get(account).copied();
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
        self.accounts.insert(account.to_owned(), tries);
        Ok(())
    }

    /// The password was right.
    pub fn forget(&mut self, account: &str) {
        self.accounts.remove(account);
    }
}

fn wait_after(tries: u32) -> Duration {
    match tries.checked_sub(FREE_TRIES) {
        None => Duration::ZERO,
        Some(over) => LONGEST_WAIT.min(Duration::from_secs(1 << over.min(6))),
    }
}

/// So many a minute per address, all at once if need be, then evenly.
pub struct AddressLimit {
    per_minute: f64,
    addresses: HashMap<IpAddr, Left>,
}

#[derive(Clone, Copy)]
struct Left {
    /// How many are left; grows with time.
    tries: f64,
    at: Instant,
}

impl AddressLimit {
    pub fn per_minute(limit: u32) -> Self {
        Self {
            per_minute: f64::from(limit),
            addresses: HashMap::new(),
        }
    }

    /// Takes one; the error is how long until there is one again.
    pub fn take(&mut self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let address = network(address);
        let full = self.per_minute;
        let left = self
            .addresses
            .get(&address)
            .map_or(full, |left| self.left(*left, now));
        if left < 1.0 {
            let minutes = (1.0 - left) / full.max(f64::MIN_POSITIVE);
            return Err(Duration::from_secs_f64((minutes * 60.0).min(3_600.0)));
        }
        let stale = |left: &Left| now.duration_since(left.at) >= Duration::from_secs(60);
        make_room(&mut self.addresses, stale, |left| left.at);
        self.addresses.insert(
            address,
            Left {
                tries: left - 1.0,
                at: now,
            },
        );
        Ok(())
    }

    fn left(&self, left: Left, now: Instant) -> f64 {
        let minutes = now.duration_since(left.at).as_secs_f64() / 60.0;
        self.per_minute.min(left.tries + minutes * self.per_minute)
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

    #[test]
    fn after_five_tries_each_wait_doubles_up_to_a_minute() {
        let mut backoff = AccountBackoff::default();
        let mut now = Instant::now();
        for _ in 0..5 {
            assert_eq!(backoff.attempt("ada", now), Ok(()));
        }
        for expected in [1, 2, 4, 8, 16, 32, 60, 60] {
            let wait = backoff.attempt("ada", now).unwrap_err();
            assert_eq!(wait, expected * SECOND);
            assert_eq!(backoff.attempt("grace", now + wait), Ok(()));
            backoff.forget("grace");
            now += wait;
            assert_eq!(backoff.attempt("ada", now), Ok(()));
        }
    }

    #[test]
    fn knocking_while_waiting_makes_nothing_longer() {
        let mut backoff = AccountBackoff::default();
        let now = Instant::now();
        for _ in 0..5 {
            backoff.attempt("ada", now).unwrap();
        }
        for _ in 0..100 {
            assert_eq!(backoff.attempt("ada", now), Err(SECOND));
        }
        assert_eq!(backoff.attempt("ada", now + SECOND), Ok(()));
    }

    #[test]
    fn a_right_password_and_a_quiet_quarter_hour_start_afresh() {
        let mut backoff = AccountBackoff::default();
        let now = Instant::now();
        for _ in 0..5 {
            backoff.attempt("ada", now).unwrap();
        }
        backoff.forget("ada");
        for _ in 0..5 {
            assert_eq!(backoff.attempt("ada", now), Ok(()));
        }
        let later = now + FORGOTTEN_AFTER;
        for _ in 0..5 {
            assert_eq!(backoff.attempt("ada", later), Ok(()));
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
            backoff.attempt(&i.to_string(), now).unwrap();
            limit.take(IpAddr::V4(i.into()), now).unwrap();
        }
        assert_eq!(backoff.accounts.len(), MOST_ENTRIES);
        assert_eq!(limit.addresses.len(), MOST_ENTRIES);
    }
}
