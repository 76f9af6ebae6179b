//! The figures of a run, and what makes them not count.

use serde::Serialize;

/// The share of its core above which the generator itself could be what is measured.
const MOST_OF_A_CORE: f64 = 0.7;

#[derive(Serialize)]
pub struct Figures {
    pub connections: usize,
    pub offered_per_second: f64,
    /// Deliveries over the time from the first message to the last delivery.
    pub delivered_per_second: f64,
    /// Deliveries and acks that never came.
    pub lost: u64,
    pub cpu_us_per_delivery: f64,
    pub kb_per_connection: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// How much of its one core the generator used.
    pub generator_share: f64,
    /// For how much of the time it was ready to work and something else had its core.
    pub generator_waited_share: f64,
}

impl Figures {
    /// Why the run does not count, if it does not.
    pub fn objection(&self) -> Option<String> {
        if self.lost > 0 {
            return Some(format!("{} deliveries or acks never came", self.lost));
        }
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        if self.generator_share > MOST_OF_A_CORE {
            let used = percent(self.generator_share);
            return Some(format!("the generator used {used} of its core"));
        }
        if self.generator_share + self.generator_waited_share > MOST_OF_A_CORE {
            let waited = percent(self.generator_waited_share);
            return Some(format!(
                "something else kept the generator's core for {waited} of the time"
            ));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(lost: u64, used: f64, waited: f64) -> Figures {
        Figures {
            connections: 100,
            offered_per_second: 1_000.0,
            delivered_per_second: 1_000.0,
            lost,
            cpu_us_per_delivery: 10.0,
            kb_per_connection: 40.0,
            p50_ms: 1.0,
            p99_ms: 2.0,
            generator_share: used,
            generator_waited_share: waited,
        }
    }

    #[test]
    fn a_run_with_a_generator_at_ease_counts() {
        assert_eq!(figures(0, 0.7, 0.0).objection(), None);
    }

    #[test]
    fn a_run_about_the_generator_or_with_losses_does_not_count() {
        for (lost, used, waited) in [(1, 0.1, 0.0), (0, 0.71, 0.0), (0, 0.4, 0.4)] {
            let figures = figures(lost, used, waited);
            assert!(figures.objection().is_some(), "{lost} {used} {waited}");
        }
    }
}
