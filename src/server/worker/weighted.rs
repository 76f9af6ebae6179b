//! Numbers with how often each is there, and what is found of them by their rank: what the query engine finds of them
//! one by one, to the last digit.

/// Numbers in their order.
pub struct Weighted<'a> {
    values: &'a [f64],
    /// How many there are up to each of them.
    until: Vec<u64>,
}

impl<'a> Weighted<'a> {
    /// `values` rise, and each is there so many `times`.
    pub fn new(values: &'a [f64], times: impl Iterator<Item = u64>) -> Self {
        let until = times.take(values.len()).scan(0, |all, times| {
            *all += times;
            Some(*all)
        });
        let until = until.collect();
        Self { values, until }
    }

    pub fn count(&self) -> u64 {
        self.until.last().copied().unwrap_or(0)
    }

    /// The one in the middle, or halfway between the two that are; none where there are none.
    pub fn median(&self) -> Option<f64> {
        let half = self.count() / 2;
        match self.count() % 2 {
            0 => Some((self.at(half.checked_sub(1)?)? + self.at(half)?) / 2.0),
            _ => self.at(half),
        }
    }

    /// Between the two whose ranks are nearest to `share` of the highest, where they are two; `share` is not 0 or 1.
    pub fn percentile(&self, share: f64) -> Option<f64> {
        /// As many steps as the engine's `percentile_cont` knows between two values.
        const STEPS: f64 = 1_000_000.0;
        let rank = share * self.count().checked_sub(1)? as f64;
        let (low, high) = (self.at(rank.floor() as u64)?, self.at(rank.ceil() as u64)?);
        if rank.floor() == rank.ceil() {
            return Some(low);
        }
        let weight = ((rank - rank.floor()) * STEPS).trunc() / STEPS;
        Some(low + (high - low) * weight)
    }

    /// The one that so many are before.
    fn at(&self, rank: u64) -> Option<f64> {
        let at = self.until.partition_point(|until| *until <= rank);
        self.values.get(at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_counts_as_often_as_it_is_there() {
        let of = |values: &[f64], times: &[u64]| {
            let weighted = Weighted::new(values, times.iter().copied());
            (weighted.median(), weighted.percentile(0.25))
        };
        assert_eq!(of(&[], &[]), (None, None));
        assert_eq!(of(&[7.0], &[1]), (Some(7.0), Some(7.0)));
        // 1 1 1 5
        assert_eq!(of(&[1.0, 5.0], &[3, 1]), (Some(1.0), Some(1.0)));
        // 1 5 5 9
        assert_eq!(of(&[1.0, 5.0, 9.0], &[1, 2, 1]), (Some(5.0), Some(4.0)));
        // 1 2
        assert_eq!(of(&[1.0, 2.0], &[1, 1]), (Some(1.5), Some(1.25)));
    }
}
