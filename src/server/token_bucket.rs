//! The token bucket that every limit of a rate is made of. Pure: the caller brings the time.

use std::time::{Duration, Instant};

/// The longest that anyone is asked to wait, also where nothing is ever earned.
const LONGEST_WAIT: f64 = 3_600.0;

#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// At once.
    pub burst: f64,
    /// After that.
    pub per_second: f64,
}

impl Rate {
    pub fn per_minute(burst: u32, per_minute: u32) -> Self {
        Self {
            burst: f64::from(burst),
            per_second: f64::from(per_minute) / 60.0,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct TokenBucket {
    rate: Rate,
    /// Tokens that were left then.
    left: f64,
    at: Instant,
}

impl TokenBucket {
    pub fn full(rate: Rate, now: Instant) -> Self {
        let left = rate.burst;
        Self {
            rate,
            left,
            at: now,
        }
    }

    /// Takes one; the error is how long until there is one.
    pub fn take(&mut self, now: Instant) -> Result<(), Duration> {
        self.left = self.left_at(now);
        self.at = self.at.max(now);
        if self.left < 1.0 {
            let wait = (1.0 - self.left) / self.rate.per_second;
            return Err(Duration::from_secs_f64(wait.min(LONGEST_WAIT)));
        }
        self.left -= 1.0;
        Ok(())
    }

    /// What was taken last is as if it never was.
    pub fn give_back(&mut self) {
        self.left = (self.left + 1.0).min(self.rate.burst);
    }

    /// Whether it is as good as a new one.
    pub fn is_full(&self, now: Instant) -> bool {
        self.left_at(now) >= self.rate.burst
    }

    /// When it was last asked.
    pub fn last(&self) -> Instant {
        self.at
    }

    fn left_at(&self, now: Instant) -> f64 {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        (self.left + seconds * self.rate.per_second).min(self.rate.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn empty(rate: Rate, now: Instant) -> TokenBucket {
        let mut bucket = TokenBucket::full(rate, now);
        while bucket.take(now).is_ok() {}
        bucket
    }

    #[test]
    fn a_burst_is_allowed_and_a_flood_is_not() {
        let (rate, start) = (Rate::per_minute(300, 6_000), Instant::now());
        let mut bucket = TokenBucket::full(rate, start);
        assert!((0..300).all(|_| bucket.take(start).is_ok()));
        let wait = bucket.take(start).unwrap_err();
        assert_eq!(wait.as_millis(), 10);
        assert_eq!(bucket.take(start + wait), Ok(()));
        assert!(bucket.take(start + wait).is_err());
    }

    #[test]
    fn time_that_goes_back_earns_nothing_and_costs_nothing() {
        let now = Instant::now() + SECOND;
        let mut bucket = empty(Rate::per_minute(1, 60), now);
        assert_eq!(bucket.take(now - SECOND), Err(SECOND));
        assert_eq!(bucket.take(now + SECOND), Ok(()));
    }

    #[test]
    fn where_nothing_is_earned_the_wait_has_an_end() {
        let now = Instant::now();
        let mut bucket = empty(Rate::per_minute(1, 0), now);
        assert_eq!(bucket.take(now), Err(3_600 * SECOND));
    }

    #[test]
    fn what_is_given_back_can_be_taken_and_never_overflows() {
        let (rate, now) = (Rate::per_minute(2, 1), Instant::now());
        let mut bucket = empty(rate, now);
        assert!(!bucket.is_full(now));
        (0..5).for_each(|_| bucket.give_back());
        assert!(bucket.is_full(now));
        assert!((0..2).all(|_| bucket.take(now).is_ok()));
        assert!(bucket.take(now).is_err());
        assert!(bucket.is_full(now + 120 * SECOND));
    }
}
