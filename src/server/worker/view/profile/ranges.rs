//! Equal ranges between the least and the greatest value of a column.

use crate::server::worker::{
    calendar,
    grid::{Grid, Steps},
};
use crate::shared::decimal;
use datafusion::arrow::datatypes::DataType;

const MOST_RANGES: i128 = 20;

/// A number; days since 1970, or microseconds.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value {
    Whole(i128),
    /// The bits of a float, of which zero has one form.
    Float(u64),
}

impl Value {
    pub fn float(value: f64) -> Self {
        Self::Float((value + 0.0).to_bits())
    }
}

/// The least and the greatest value.
#[derive(Default)]
pub struct Ends {
    whole: Option<(i128, i128)>,
    float: Option<(f64, f64)>,
    /// Whether a moment is not at a full second.
    has_fractions: bool,
}

impl Ends {
    pub fn add(&mut self, value: Value) {
        match value {
            Value::Whole(value) => {
                let (low, high) = self.whole.unwrap_or((value, value));
                self.whole = Some((low.min(value), high.max(value)));
                self.has_fractions |= value % 1_000_000 != 0;
            }
            Value::Float(bits) => {
                let value = f64::from_bits(bits);
                if value.is_finite() {
                    let (low, high) = self.float.unwrap_or((value, value));
                    self.float = Some((low.min(value), high.max(value)));
                }
            }
        }
    }

    pub fn merge(&mut self, other: Self) {
        if let Some((low, high)) = other.whole {
            let mine = self.whole.unwrap_or((low, high));
            self.whole = Some((mine.0.min(low), mine.1.max(high)));
        }
        if let Some((low, high)) = other.float {
            let mine = self.float.unwrap_or((low, high));
            self.float = Some((mine.0.min(low), mine.1.max(high)));
        }
        self.has_fractions |= other.has_fractions;
    }
}

pub enum Ranges {
    /// Ranges of whole numbers of a unit, which do not touch.
    Whole {
        kind: DataType,
        unit: i128,
        low: i128,
        /// How many units all of them hold.
        span: i128,
        count: i128,
    },
    /// Each ends where the next begins, which holds what lies there; the last has both its ends.
    Float(Vec<f64>),
}

impl Ranges {
    /// None where there is no value.
    pub fn new(kind: &DataType, ends: &Ends) -> Option<Self> {
        if let Some((low, high)) = ends.float {
            return Some(Self::Float(edges(low, high)));
        }
        let (low, high) = ends.whole?;
        let unit = match kind {
            DataType::Timestamp(..) if !ends.has_fractions => 1_000_000,
            _ => 1,
        };
        let (low, high) = (low.div_euclid(unit), high.div_euclid(unit));
        let span = high.checked_sub(low)?.checked_add(1)?;
        Some(Self::Whole {
            kind: kind.clone(),
            unit,
            low,
            span,
            count: span.min(MOST_RANGES),
        })
    }

    pub fn count(&self) -> usize {
        match self {
            Self::Whole { count, .. } => *count as usize,
            Self::Float(edges) => (edges.len() - 1).max(1),
        }
    }

    pub fn of(&self, value: Value) -> Option<usize> {
        match (self, value) {
            (
                Self::Whole {
                    unit,
                    low,
                    span,
                    count,
                    ..
                },
                Value::Whole(value),
            ) => {
                let place = value.div_euclid(*unit) - low;
                // So large a span that this overflows has no range that anybody could look at.
                let range = place.checked_mul(*count)? / span;
                Some(range as usize)
            }
            (Self::Float(edges), Value::Float(bits)) => {
                let value = f64::from_bits(bits);
                let is_in = value >= edges[0] && value <= edges[edges.len() - 1];
                let before = edges.partition_point(|edge| *edge <= value);
                is_in.then(|| before.saturating_sub(1).min(self.count() - 1))
            }
            _ => None,
        }
    }

    /// The ends of a range as the grid shows them.
    pub fn ends(&self, range: usize) -> (String, String) {
        match self {
            Self::Whole {
                kind,
                unit,
                low,
                span,
                count,
            } => {
                let begin = |range: i128| low + (range * span + count - 1).div_euclid(*count);
                let range = range as i128;
                let (from, to) = (begin(range), begin(range + 1) - 1);
                (shown(kind, from * unit), shown(kind, to * unit))
            }
            Self::Float(edges) => {
                let to = edges[(range + 1).min(edges.len() - 1)];
                (decimal::shortest(edges[range]), decimal::shortest(to))
            }
        }
    }
}

/// Round ones between the least and the greatest value, which tell more; where floats lie too close for these, the
/// two alone.
fn edges(low: f64, high: f64) -> Vec<f64> {
    if low == high {
        return vec![low];
    }
    let most = MOST_RANGES as u32;
    let grid = Grid::covering(low, high, most, most, Steps::Any);
    let round = grid.map_or_else(Vec::new, |grid| grid.edges());
    let between = round.into_iter().filter(|edge| low < *edge && *edge < high);
    [low].into_iter().chain(between).chain([high]).collect()
}

fn shown(kind: &DataType, value: i128) -> String {
    match kind {
        DataType::Date32 => calendar::iso_date(value as i32),
        DataType::Timestamp(..) => calendar::iso_time(value as i64),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(kind: &DataType, values: &[i128]) -> (Vec<(String, String)>, Vec<usize>) {
        let mut ends = Ends::default();
        values
            .iter()
            .for_each(|value| ends.add(Value::Whole(*value)));
        let ranges = Ranges::new(kind, &ends).unwrap();
        let places = values.iter().map(|value| ranges.of(Value::Whole(*value)));
        (
            (0..ranges.count())
                .map(|range| ranges.ends(range))
                .collect(),
            places.map(Option::unwrap).collect(),
        )
    }

    #[test]
    fn few_whole_numbers_have_a_range_each_and_many_have_twenty() {
        let (few, places) = ranges(&DataType::Int64, &[-1, 3, 0]);
        assert_eq!(few[0], ("-1".into(), "-1".into()));
        assert_eq!((few.len(), places), (5, vec![0, 4, 1]));
        let values: Vec<i128> = (0..=50).collect();
        let (many, places) = ranges(&DataType::Int64, &values);
        assert_eq!(many.len(), 20);
        for (value, place) in values.iter().zip(places) {
            let (from, to) = &many[place];
            let (from, to): (i128, i128) = (from.parse().unwrap(), to.parse().unwrap());
            assert!((from..=to).contains(value), "{value}: {from} to {to}");
        }
    }

    #[test]
    fn times_at_full_seconds_have_ranges_of_full_seconds() {
        let kind = DataType::Timestamp(datafusion::arrow::datatypes::TimeUnit::Microsecond, None);
        let (ends, _) = ranges(&kind, &[0, 86_399_000_000]);
        let last = ("1970-01-01T22:48:00", "1970-01-01T23:59:59");
        assert_eq!(ends[19], (last.0.into(), last.1.into()));
    }

    #[test]
    fn floats_have_round_ranges_and_one_value_has_one() {
        let mut ends = Ends::default();
        for value in [0.3, 99.1, f64::INFINITY] {
            ends.add(Value::float(value));
        }
        let ranges = Ranges::new(&DataType::Float64, &ends).unwrap();
        assert_eq!(
            (ranges.count(), ranges.ends(1)),
            (20, ("5".into(), "10".into()))
        );
        // What stands in no row is no end.
        let ends = (ranges.ends(0).0, ranges.ends(19).1);
        assert_eq!(ends, ("0.3".into(), "99.1".into()));
        assert_eq!(ranges.of(Value::float(5.0)), Some(1));
        assert_eq!(ranges.of(Value::float(f64::INFINITY)), None);
        let mut ends = Ends::default();
        ends.add(Value::float(2.5));
        let ranges = Ranges::new(&DataType::Float64, &ends).unwrap();
        assert_eq!(
            (ranges.count(), ranges.ends(0)),
            (1, ("2.5".into(), "2.5".into()))
        );
        assert_eq!(ranges.of(Value::float(2.5)), Some(0));
    }
}
