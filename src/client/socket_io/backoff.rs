//! How long to wait before the next attempt: doubling from half a second to a longest, spread by chance
//! so that a thousand clients do not come back in the same moment.

/// Gives a number from 0 up to, not including, 1.
pub type Random = Box<dyn FnMut() -> f64 + Send>;

const FIRST_MS: u64 = 500;
/// A server that asks for more than this is not obeyed to the letter.
const LONGEST_DRAIN_MS: u64 = 60_000;

pub struct Backoff {
    random: Random,
    /// Attempts since the last connection that held.
    attempt: u32,
    /// A server about to stop asked for a return within this time.
    drain_ms: Option<u64>,
}

impl Backoff {
    pub fn new(random: Random) -> Self {
        Self {
            random,
            attempt: 0,
            drain_ms: None,
        }
    }

    /// The next attempt's number, counted from 1, and its delay: 50 % to 150 % of the doubled base.
    pub fn next(&mut self, longest_ms: u64) -> (u32, u64) {
        self.attempt += 1;
        let chance = (self.random)();
        let delay_ms = match self.drain_ms.take() {
            Some(within_ms) => chance * within_ms as f64,
            None => (0.5 + chance) * self.base_ms().min(longest_ms) as f64,
        };
        (self.attempt, delay_ms as u64)
    }

    pub fn reset(&mut self) {
        self.attempt = 0;
    }

    /// The next delay is drawn from `0..max_delay_ms` instead.
    pub fn drain(&mut self, max_delay_ms: u64) {
        self.drain_ms = Some(max_delay_ms.min(LONGEST_DRAIN_MS));
    }

    fn base_ms(&self) -> u64 {
        let doublings = (self.attempt - 1).min(8);
        FIRST_MS << doublings
    }
}
