//! Round ticks for an axis, three to five of them, and the labels that stand beside them.

use super::number::{self, exponent, shifted};

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
            .filter(|step| !whole || step.size().fract() == 0.0)
            .filter(|step| (2..=5).contains(&count(low, high, step.size())))
            .min_by(|a, b| waste(low, high, a.size()).total_cmp(&waste(low, high, b.size())))
            .unwrap_or(Step::ten((exponent(high - low) + 1).max(0)));
        let (first, last) = ((low / step.size()).floor(), (high / step.size()).ceil());
        let covered = (step.times(first).min(low), step.times(last).max(high));
        Self::new(first, last, step, grouped, covered)
    }

    /// Up to five ticks that reach beyond `high` and start above `low`, which keeps a little air:
    /// for values that need no zero.
    pub fn reaching(low: f64, high: f64, grouped: bool) -> Self {
        let (low, high) = spread(low, high);
        let low = low - (high - low) * 0.04;
        let reach = |step: &Step| ((high / step.size()).ceil(), (low / step.size()).ceil());
        let end = |step: &Step| step.times(reach(step).0);
        let step = steps(high - low)
            .filter(|step| {
                let (last, first) = reach(step);
                (3.0..=5.0).contains(&(last - first + 1.0))
            })
            .min_by(|a, b| end(a).total_cmp(&end(b)));
        let Some(step) = step else {
            return Self::covering(low, high, false, grouped);
        };
        let (last, first) = reach(&step);
        let (lowest, highest) = (step.times(first), step.times(last));
        // A gridline that nearly touches the baseline becomes the baseline.
        let near = lowest - low < (highest - low) * 0.05;
        let low = if near { lowest } else { low.min(lowest) };
        Self::new(first, last, step, grouped, (low, highest))
    }

    /// At most `most` ticks between `low` and `high`; the axis covers just that.
    pub fn within(low: f64, high: f64, most: usize, grouped: bool) -> Self {
        let (low, high) = spread(low, high);
        let ends = |step: f64| ((low / step).ceil(), (high / step).floor());
        let inside = |step: f64| ends(step).1 - ends(step).0 + 1.0;
        let step = steps(high - low)
            .filter(|step| inside(step.size()) <= most.max(2) as f64)
            .min_by(|a, b| a.size().total_cmp(&b.size()))
            .unwrap_or(Step::ten(exponent(high - low) + 1));
        let (first, last) = ends(step.size());
        Self::new(first, last, step, grouped, (low, high))
    }

    /// Ticks at `values` themselves.
    pub fn at(values: &[f64], grouped: bool) -> Self {
        let mut labels = number::apart(values);
        if !grouped {
            labels
                .iter_mut()
                .for_each(|label| label.retain(|sign| sign != ','));
        }
        Self {
            labels,
            low: values.first().copied().unwrap_or(0.0),
            high: values.last().copied().unwrap_or(1.0),
            values: values.to_vec(),
        }
    }

    fn new(first: f64, last: f64, step: Step, grouped: bool, (low, high): (f64, f64)) -> Self {
        let count = (last - first).clamp(0.0, 100.0) as usize;
        let values: Vec<f64> = (0..=count).map(|i| step.times(first + i as f64)).collect();
        let labels = number::ticks(&values, step.size(), grouped);
        Self {
            values,
            labels,
            low,
            high,
        }
    }
}

/// A round distance: `digits` times ten to the `power`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    digits: f64,
    power: i32,
}

impl Step {
    fn ten(power: i32) -> Self {
        Self { digits: 1.0, power }
    }

    fn size(&self) -> f64 {
        self.times(1.0)
    }

    /// The float next to `many` steps, which no chain of sums comes to.
    fn times(&self, many: f64) -> f64 {
        // The sum avoids a negative zero.
        shifted(many * self.digits, self.power) + 0.0
    }
}

/// Candidates for a step over `range`: 1, 2, 2.5 or 5 times a power of ten.
fn steps(range: f64) -> impl Iterator<Item = Step> {
    let power = exponent(range);
    (power - 2..=power + 1).flat_map(|power| {
        [(1.0, 0), (2.0, 0), (25.0, -1), (5.0, 0)].map(|(digits, shift)| Step {
            digits,
            power: power + shift,
        })
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
    Some(if number.abs() < 1e-300 { 0.0 } else { number })
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
    if high - low > size * 1e-12 {
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
    fn no_two_ticks_of_an_axis_look_alike() {
        for low in [
            0.0,
            1.0,
            0.1,
            7e-5,
            1e6,
            123_456_789.0,
            1e12,
            1e15,
            1e300,
            1e-300,
        ] {
            for share in [1.0, 1e-3, 1e-6, 1e-9, 1e-11] {
                for low in [low, -low] {
                    let high = low + f64::abs(low).max(1e-300) * share;
                    for ticks in [
                        Ticks::covering(low, high, false, true),
                        Ticks::reaching(low, high, true),
                        Ticks::within(low, high, 5, true),
                        Ticks::at(&[low, high], true),
                    ] {
                        let mut labels = ticks.labels.clone();
                        labels.dedup();
                        assert_eq!(labels, ticks.labels, "{low} to {high}");
                        assert!(ticks.values.is_sorted_by(|a, b| a < b), "{ticks:?}");
                        assert!(
                            ticks.labels.iter().all(|label| label.chars().count() <= 26),
                            "{ticks:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn inner_ticks_stay_inside() {
        let ticks = Ticks::within(172.0, 231.0, 6, true);
        assert_eq!(ticks.labels.join(" "), "180 190 200 210 220 230");
        assert_eq!((ticks.low, ticks.high), (172.0, 231.0));
        assert!(Ticks::within(5.0, 5.0, 6, true).values.len() >= 2);
    }
}
