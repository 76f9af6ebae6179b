//! A sum of doubles without a rounding error, as doubles that do not overlap: J. R. Shewchuk, "Adaptive Precision
//! Floating-Point Arithmetic" (1997). It is rounded once, as Python's `math.fsum` does it.

/// What was added, and how many values that were.
#[derive(Clone, Debug, Default)]
pub struct Expansion {
    count: u64,
    /// Rising in size, none of them zero.
    parts: Vec<f64>,
    rare: Option<Box<Rare>>,
}

/// What few columns have.
#[derive(Clone, Debug, Default)]
struct Rare {
    /// Parts of the sum of values so large that it may overflow; each times `SCALE` is what it stands for.
    large: Vec<f64>,
    /// The sum of infinities and of what is not a number; 0 where there are none.
    other: f64,
}

/// Of smaller values no sum of 2^63 overflows.
const LARGE: f64 = 1e288;
/// 2^64.
const SCALE: f64 = 18_446_744_073_709_551_616.0;

impl Expansion {
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        self.put(value);
    }

    /// Adds the same value so many times: its products with powers of two are exact.
    pub fn add_times(&mut self, value: f64, times: u64) {
        self.count += times;
        if !value.is_finite() {
            return self.put(value);
        }
        let is_large = value.abs() >= LARGE;
        let mut piece = if is_large { value / SCALE } else { value };
        let mut rest = times;
        while rest > 0 {
            match (rest & 1, is_large) {
                (0, _) => {}
                (_, true) => grow(&mut self.rare().large, piece),
                (_, false) => self.put(piece),
            }
            piece *= 2.0;
            rest >>= 1;
        }
    }

    /// As doubles, to be put together with others; see [`Self::merge`].
    pub fn encoded(&self) -> impl Iterator<Item = f64> + '_ {
        let (large, other) = match &self.rare {
            Some(rare) => (&rare.large[..], rare.other),
            None => (&[][..], 0.0),
        };
        let head = [self.count as f64, other, large.len() as f64];
        head.into_iter()
            .chain(large.iter().copied())
            .chain(self.parts.iter().copied())
    }

    /// Adds what another was encoded as.
    pub fn merge(&mut self, encoded: &[f64]) {
        let [count, other, large, parts @ ..] = encoded else {
            return;
        };
        self.count += *count as u64;
        if *other != 0.0 {
            self.rare().other += other;
        }
        let (large, parts) = parts.split_at((*large as usize).min(parts.len()));
        for part in large {
            grow(&mut self.rare().large, *part);
        }
        for part in parts {
            grow(&mut self.parts, *part);
        }
    }

    pub fn sum(&self) -> f64 {
        let Some(rare) = &self.rare else {
            return rounded(&self.parts);
        };
        if rare.other != 0.0 {
            return rare.other;
        }
        if rare.large.is_empty() {
            return rounded(&self.parts);
        }
        let mut all = rare.large.clone();
        for part in &self.parts {
            grow(&mut all, part / SCALE);
        }
        rounded(&all) * SCALE
    }

    pub fn mean(&self) -> f64 {
        self.sum() / self.count as f64
    }

    fn put(&mut self, value: f64) {
        if value.abs() < LARGE {
            grow(&mut self.parts, value);
        } else if value.is_finite() {
            grow(&mut self.rare().large, value / SCALE);
        } else {
            self.rare().other += value;
        }
    }

    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }
}

/// Adds to parts that do not overlap, and leaves such.
fn grow(parts: &mut Vec<f64>, value: f64) {
    let (mut sum, mut kept) = (value, 0);
    for at in 0..parts.len() {
        let (mut large, mut small) = (sum, parts[at]);
        if large.abs() < small.abs() {
            (large, small) = (small, large);
        }
        sum = large + small;
        let error = small - (sum - large);
        if error != 0.0 {
            parts[kept] = error;
            kept += 1;
        }
    }
    parts.truncate(kept);
    if sum != 0.0 {
        parts.push(sum);
    }
}

/// The double next to the sum of parts that do not overlap, of two the even one.
fn rounded(parts: &[f64]) -> f64 {
    let mut parts = parts.iter().rev().copied();
    let mut sum = parts.next().unwrap_or(0.0);
    for part in parts.by_ref() {
        let next = sum + part;
        let error = part - (next - sum);
        sum = next;
        if error != 0.0 {
            // Halfway between two doubles, the parts below say to which side.
            let below = parts.next().unwrap_or(0.0);
            let further = sum + error * 2.0;
            let is_half = further - sum == error * 2.0;
            if is_half && error.signum() == below.signum() && below != 0.0 {
                sum = further;
            }
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[f64]) -> Expansion {
        let mut sum = Expansion::default();
        values.iter().for_each(|value| sum.add(*value));
        sum
    }

    /// Answers of Python's `math.fsum`.
    #[test]
    fn sums_are_those_of_python() {
        let tenth = [0.1; 10];
        assert_eq!(of(&tenth).sum(), 1.0);
        assert_eq!(of(&[1e16, 1.0, 1e-16]).sum(), 10_000_000_000_000_002.0);
        assert_eq!(of(&[1e16, 1.0, -1e-16]).sum(), 1e16);
        assert_eq!(
            of(&[1e100, 1.0, -1e100, 1e-100, 1e50, -1.0, -1e50]).sum(),
            1e-100
        );
        assert_eq!(
            of(&[9_007_199_254_740_992.0, -0.5, -(2.0_f64.powi(-54))]).sum(),
            9_007_199_254_740_991.0
        );
        assert_eq!(of(&[]).sum(), 0.0);
        assert_eq!(of(&[5e-324, 5e-324]).sum(), 1e-323);
        assert_eq!(of(&tenth).mean(), 0.1);
    }

    #[test]
    fn what_overflows_on_the_way_is_right_in_the_end() {
        assert_eq!(of(&[1e308, 1e308, -1e308]).sum(), 1e308);
        assert_eq!(of(&[1e308, 1e308]).sum(), f64::INFINITY);
        assert_eq!(of(&[1e308, 2.5, -1e308]).sum(), 2.5);
        assert_eq!(of(&[f64::INFINITY, 1.0]).sum(), f64::INFINITY);
        assert!(of(&[f64::INFINITY, f64::NEG_INFINITY, 1.0]).sum().is_nan());
        assert!(of(&[f64::NAN, 1.0]).sum().is_nan());
    }

    proptest! {
        #[test]
        fn no_order_and_no_parts_change_it(
            values in prop::collection::vec(any::<f64>(), 1..40),
            at in any::<prop::sample::Index>(),
            times in prop::collection::vec(1_u64..40, 40),
        ) {
            let bits = |sum: &Expansion| (sum.sum().to_bits(), sum.mean().to_bits());
            let all = of(&values);
            let backwards: Vec<f64> = values.iter().rev().copied().collect();
            prop_assert_eq!(bits(&of(&backwards)), bits(&all));
            let (some, others) = values.split_at(at.index(values.len()));
            let mut merged = of(others);
            merged.merge(&of(some).encoded().collect::<Vec<_>>());
            prop_assert_eq!(bits(&merged), bits(&all));
            let (mut one_by_one, mut at_once) = (Expansion::default(), Expansion::default());
            for (value, times) in values.iter().zip(times) {
                (0..times).for_each(|_| one_by_one.add(*value));
                at_once.add_times(*value, times);
            }
            prop_assert_eq!(bits(&at_once), bits(&one_by_one));
        }
    }
}
