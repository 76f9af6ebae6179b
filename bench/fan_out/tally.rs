//! What was sent when, what arrived when, and that nothing is missing, doubled or out of order.

use std::time::{Duration, Instant};

/// The books of one run. Messages are numbered from 0 in the order they are sent.
#[derive(Default)]
pub struct Tally {
    /// When each message left.
    sent: Vec<Instant>,
    /// The first message that the figures are about; those before it warm the server up.
    first: usize,
    latencies_us: Vec<u32>,
    expected: u64,
    delivered: u64,
    acked: u64,
    /// The first thing that was not as it should be.
    pub fault: Option<String>,
}

impl Tally {
    /// Notes a message to `people` and answers its number.
    pub fn send(&mut self, people: usize) -> usize {
        self.sent.push(Instant::now());
        self.expected += people as u64;
        self.sent.len() - 1
    }

    pub fn next_message(&self) -> usize {
        self.sent.len()
    }

    pub fn deliver(&mut self, message: usize) {
        let known = self.sent.get(message).copied();
        let Some(sent) = known.filter(|_| self.delivered < self.expected) else {
            return self.fail(format!("message {message} arrived unasked for"));
        };
        self.delivered += 1;
        if message >= self.first {
            let latency = sent.elapsed().as_micros();
            self.latencies_us
                .push(u32::try_from(latency).unwrap_or(u32::MAX));
        }
    }

    pub fn ack(&mut self) {
        self.acked += 1;
        if self.acked > self.sent.len() as u64 {
            self.fail("a message was acked twice".into());
        }
    }

    pub fn fail(&mut self, fault: String) {
        self.fault.get_or_insert(fault);
    }

    /// From here on messages count.
    pub fn begin(&mut self) {
        self.first = self.sent.len();
        self.latencies_us.clear();
    }

    /// Deliveries and acks of what was sent that have not come.
    pub fn missing(&self) -> u64 {
        let acks = (self.sent.len() as u64).saturating_sub(self.acked);
        self.expected - self.delivered + acks
    }

    /// Whether everything has come, or something failed.
    pub fn settled(&self) -> bool {
        self.fault.is_some() || self.missing() == 0
    }

    pub fn measured(&self) -> u64 {
        self.latencies_us.len() as u64
    }

    /// The latency that `share` of the deliveries did not exceed.
    pub fn percentile(&mut self, share: f64) -> Duration {
        self.latencies_us.sort_unstable();
        let last = self.latencies_us.len().saturating_sub(1);
        let at = (share * last as f64).round() as usize;
        let micros = self.latencies_us.get(at).copied().unwrap_or_default();
        Duration::from_micros(micros.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_settled_when_all_have_come_and_the_ack_too() {
        let mut tally = Tally::default();
        let message = tally.send(2);
        tally.deliver(message);
        tally.deliver(message);
        assert!(!tally.settled());
        tally.ack();
        assert!(tally.settled());
        assert_eq!(tally.fault, None);
    }

    #[test]
    fn what_came_before_the_beginning_is_not_measured() {
        let mut tally = Tally::default();
        let early = tally.send(2);
        tally.deliver(early);
        tally.begin();
        let counted = tally.send(1);
        tally.deliver(early);
        tally.deliver(counted);
        assert_eq!(tally.measured(), 1);
    }

    #[test]
    fn a_delivery_too_many_is_a_fault() {
        let mut tally = Tally::default();
        let message = tally.send(1);
        tally.deliver(message);
        tally.deliver(message);
        assert!(tally.fault.is_some());
    }
}
