//! A sum of doubles without a rounding error. Doubles are whole numbers of a power of two: those with nearly the same are
//! added as integers. What they come to is rounded once, as Python's `math.fsum` does it.

/// What was added, and how many values that were.
#[derive(Clone, Debug, Default)]
pub struct Expansion {
    count: u64,
    /// The sum of infinities and of what is not a number; 0 where there are none.
    other: f64,
    /// Which powers, and how many of the lowest of them.
    bins: Vec<(u32, i128)>,
}

/// So many powers are in a bin: of 2^42 values of 53 digits each, none overflows.
const POWERS: u32 = 32;
/// A double with the exponent 0 has so many digits behind the point.
const POINT: i32 = 1_075;
const FRACTION: u32 = 52;

impl Expansion {
    pub fn add(&mut self, value: f64) {
        self.add_times(value, 1);
    }

    /// Adds the same value so many times.
    pub fn add_times(&mut self, value: f64, times: u64) {
        self.count += times;
        if !value.is_finite() {
            self.other += value;
            return;
        }
        let bits = value.to_bits();
        let exponent = (bits >> FRACTION) as u32 & 0x7ff;
        let fraction = (bits & ((1 << FRACTION) - 1)) as i128;
        // The smallest have no digit before the point.
        let digits = fraction | i128::from(exponent > 0) << FRACTION;
        let exponent = exponent.max(1);
        let digits = (digits * i128::from(times)) << (exponent % POWERS);
        let is_negative = value.is_sign_negative();
        self.put(
            exponent / POWERS,
            if is_negative { -digits } else { digits },
        );
    }

    /// As integers, to be put together with others; see [`Self::merge`].
    pub fn encoded(&self) -> impl Iterator<Item = i64> + '_ {
        let bins = self.bins.iter().flat_map(|(bin, digits)| {
            let (high, low) = ((digits >> 64) as i64, *digits as i64);
            [i64::from(*bin), high, low]
        });
        let head = [self.count as i64, self.other.to_bits() as i64];
        head.into_iter().chain(bins)
    }

    /// Adds what another was encoded as.
    pub fn merge(&mut self, encoded: &[i64]) {
        let [count, other, bins @ ..] = encoded else {
            return;
        };
        self.count += *count as u64;
        self.other += f64::from_bits(*other as u64);
        let (bins, _) = bins.as_chunks::<3>();
        for [bin, high, low] in bins {
            let digits = i128::from(*high) << 64 | i128::from(*low as u64);
            self.put(*bin as u32, digits);
        }
    }

    pub fn sum(&self) -> f64 {
        if self.other != 0.0 {
            return self.other;
        }
        let mut bins = self.bins.clone();
        // What took itself back is no reason to make the rest smaller.
        bins.retain(|(_, digits)| *digits != 0);
        bins.sort_unstable_by_key(|(bin, _)| *bin);
        // What would overflow is made smaller on the way.
        let is_large = bins.last().is_some_and(|(bin, _)| *bin >= LARGE);
        let smaller = if is_large { SCALE } else { 0 };
        let mut parts = Vec::new();
        for (bin, digits) in bins {
            let power = (bin * POWERS) as i32 - POINT - smaller;
            let mut rest = digits.unsigned_abs();
            let mut at = 0;
            while rest > 0 {
                let piece = (rest & ((1 << FRACTION) - 1)) as f64;
                let piece = times_power(piece, power + at);
                grow(&mut parts, if digits < 0 { -piece } else { piece });
                rest >>= FRACTION;
                at += FRACTION as i32;
            }
        }
        times_power(rounded(&parts), smaller)
    }

    pub fn mean(&self) -> f64 {
        self.sum() / self.count as f64
    }

    fn put(&mut self, bin: u32, digits: i128) {
        match self.bins.iter_mut().find(|(known, _)| *known == bin) {
            Some((_, sum)) => *sum += digits,
            None => self.bins.push((bin, digits)),
        }
    }
}

/// From this bin on sums may overflow; made smaller by so many powers, they do not.
const LARGE: u32 = 58;
const SCALE: i32 = 192;

/// Exact where the product is no smaller than the smallest doubles.
fn times_power(mut value: f64, mut power: i32) -> f64 {
    // One step may be too far for a factor that is a double.
    while power != 0 {
        let step = power.clamp(-1_000, 1_000);
        value *= f64::from_bits(((1_023 + step) as u64) << FRACTION);
        power -= step;
    }
    value
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
        assert_eq!(of(&[1e308, -1e308, 5e-324]).sum(), 5e-324);
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
