//! Round ticks for an axis, three to five of them, and the labels that stand beside them.

use super::number::{self, exponent, shifted, ten};

/// Round numbers along an axis, and the range the axis covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    pub values: Vec<f64>,
    pub labels: Vec<String>,
    pub low: f64,
    pub high: f64,
}

impl Ticks {
    /// Three to five ticks that reach beyond `low` and `high`, with the least room to spare.
    /// `whole` allows no fractions, and then there may be two.
    pub fn covering(low: f64, high: f64, whole: bool, grouped: bool) -> Self {
        let (low, high) = spread(low, high);
        let step = steps(high - low)
            .filter(|step| !whole || step.fract() == 0.0)
            .filter(|step| (2..=5).contains(&count(low, high, *step)))
            .min_by(|a, b| waste(low, high, *a).total_cmp(&waste(low, high, *b)))
            .unwrap_or(ten(exponent(high - low) + 1).max(1.0));
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        Self::new(first, last, step, grouped, (first * step, last * step))
    }

    /// Up to five ticks that reach beyond `high` and start above `low`, which keeps a little air:
    /// for values that need no zero.
    pub fn reaching(low: f64, high: f64, grouped: bool) -> Self {
        let (low, high) = spread(low, high);
        let low = low - (high - low) * 0.04;
        let reach = |step: f64| ((high / step).ceil(), (low / step).ceil());
        let step = steps(high - low)
            .filter(|step| {
                let (last, first) = reach(*step);
                (3.0..=5.0).contains(&(last - first + 1.0))
            })
            .min_by(|a, b| (reach(*a).0 * a).total_cmp(&(reach(*b).0 * b)));
        let Some(step) = step else {
            return Self::covering(low, high, false, grouped);
        };
        let (last, first) = reach(step);
        // A gridline that nearly touches the baseline becomes the baseline.
        let near = first * step - low < (last * step - low) * 0.05;
        let low = if near { first * step } else { low };
        Self::new(
            first,
            last,
            step,
            grouped,
            (low.min(first * step), last * step),
        )
    }

    /// At most `most` ticks between `low` and `high`; the axis covers just that.
    pub fn within(low: f64, high: f64, most: usize, grouped: bool) -> Self {
        let (low, high) = spread(low, high);
        let inside = |step: f64| (high / step).floor() - (low / step).ceil() + 1.0;
        let step = steps(high - low)
            .filter(|step| inside(*step) <= most.max(2) as f64)
            .min_by(f64::total_cmp)
            .unwrap_or(high - low);
        let (first, last) = ((low / step).ceil(), (high / step).floor());
        Self::new(first, last, step, grouped, (low, high))
    }

    /// Ticks at `values` themselves.
    pub fn at(values: &[f64], grouped: bool) -> Self {
        let decimals = number::shared_decimals(values.iter().copied());
        let plain = |value: &f64| {
            let label = number::in_column(*value, decimals);
            if grouped {
                label
            } else {
                label.replace(',', "")
            }
        };
        Self {
            labels: values.iter().map(plain).collect(),
            low: values.first().copied().unwrap_or(0.0),
            high: values.last().copied().unwrap_or(1.0),
            values: values.to_vec(),
        }
    }

    fn new(first: f64, last: f64, step: f64, grouped: bool, (low, high): (f64, f64)) -> Self {
        let count = (last - first).clamp(0.0, 100.0) as usize;
        // The sum avoids a negative zero.
        let values: Vec<f64> = (0..=count)
            .map(|i| (first + i as f64) * step + 0.0)
            .collect();
        let labels = number::ticks(&values, step, grouped);
        Self {
            values,
            labels,
            low,
            high,
        }
    }
}

/// Candidates for a step over `range`: 1, 2, 2.5 or 5 times a power of ten.
fn steps(range: f64) -> impl Iterator<Item = f64> {
    let power = exponent(range);
    (power - 2..=power + 1).flat_map(|power| {
        [(1.0, 0), (2.0, 0), (25.0, -1), (5.0, 0)]
            .map(|(digits, shift)| shifted(digits, power + shift))
    })
}

fn count(low: f64, high: f64, step: f64) -> i64 {
    ((high / step).ceil() - (low / step).floor()) as i64 + 1
}

/// How much longer the axis is than what it shows; a third tick is worth some room.
fn waste(low: f64, high: f64, step: f64) -> f64 {
    let length = ((high / step).ceil() - (low / step).floor()) * step / (high - low);
    let ticks = count(low, high, step);
    length
        + if ticks < 3 {
            0.5
        } else {
            0.04 * (5 - ticks) as f64
        }
}

/// A number that arithmetic can take: finite, and neither endless nor vanishing.
pub fn usable(number: f64) -> Option<f64> {
    if !number.is_finite() {
        return None;
    }
    let number = number.clamp(-1e300, 1e300);
    Some(if number.abs() < 1e-290 { 0.0 } else { number })
}

/// The lowest and the highest of `numbers`.
pub fn extent(numbers: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    numbers
        .into_iter()
        .fold(None, |extent, number| match extent {
            None => Some((number, number)),
            Some((low, high)) => Some((number.min(low), number.max(high))),
        })
}

/// Widens a range that is too small to have ticks.
fn spread(low: f64, high: f64) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    if high - low > size * 1e-9 {
        return (low, high);
    }
    if size == 0.0 {
        return (0.0, 1.0);
    }
    (low - size * 0.1, high + size * 0.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covering(low: f64, high: f64, whole: bool) -> String {
        Ticks::covering(low, high, whole, true)
            .labels
            .join(" ")
            .replace(number::NBSP, "_")
    }

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        for (low, high, expected) in [
            (0.0, 285.0, "0 100 200 300"),
            (0.0, 4.41, "0 2.5 5.0"),
            (0.0, 100.0, "0 25 50 75 100"),
            (-7.1, 18.3, "−10 0 10 20"),
            (0.0, 0.0, "0 0.25 0.50 0.75 1.00"),
            (0.0, 1_234_567.0, "0 0.5_M 1.0_M 1.5_M"),
        ] {
            assert_eq!(covering(low, high, false), expected, "{low} to {high}");
        }
    }

    #[test]
    fn counts_have_no_fractions() {
        assert_eq!(covering(0.0, 0.0, true), "0 1");
        assert_eq!(covering(0.0, 1.0, true), "0 1");
        assert_eq!(covering(0.0, 3.0, true), "0 1 2 3");
        assert_eq!(covering(0.0, 600.0, true), "0 200 400 600");
    }

    #[test]
    fn every_range_has_two_to_five_ticks() {
        for high in [1e-280, 1e-9, 0.3, 1.0, 7.0, 1e9, 1e15, 1e299] {
            for low in [0.0, -high, -high / 3.0, high * 0.999, high] {
                let ticks = Ticks::covering(low, high, false, true);
                assert!(
                    (2..=5).contains(&ticks.values.len()),
                    "{low} {high}: {ticks:?}"
                );
                assert!(
                    ticks.low <= low && ticks.high >= high,
                    "{low} {high}: {ticks:?}"
                );
            }
        }
    }

    #[test]
    fn reaching_ticks_waste_no_room_below() {
        let ticks = Ticks::reaching(2_700.0, 6_300.0, true);
        assert_eq!(ticks.labels.join(" "), "3,000 4,000 5,000 6,000 7,000");
        assert!(ticks.low < 2_700.0 && ticks.low > 2_400.0, "{ticks:?}");
        let flat = Ticks::reaching(5.0, 5.0, true);
        assert!(
            flat.low < 5.0 && flat.high > 5.0 && flat.values.len() >= 3,
            "{flat:?}"
        );
    }

    #[test]
    fn inner_ticks_stay_inside() {
        let ticks = Ticks::within(172.0, 231.0, 6, true);
        assert_eq!(ticks.labels.join(" "), "180 190 200 210 220 230");
        assert_eq!((ticks.low, ticks.high), (172.0, 231.0));
        assert!(Ticks::within(5.0, 5.0, 6, true).values.len() >= 2);
    }
}
