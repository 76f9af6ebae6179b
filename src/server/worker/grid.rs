//! A grid of round edges: equal bins whose edges are whole numbers of a step of 1, 2, 2.5 or 5 times a power of
//! ten.
//!
//! The asked number of bins is met as nearly as such steps allow, since an edge of 36.028571 tells
//! nobody anything. Nothing here knows a data set.

use super::analysis::double;
use crate::shared::decimal;
use datafusion::{
    arrow::datatypes::DataType,
    logical_expr::{Expr, cast, lit, when},
};

/// Bins of `digits` times ten to the `power`, of which the first begins at `first` of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    digits: f64,
    power: i32,
    first: f64,
    count: u32,
}

/// Which steps suit the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// Of any size.
    Any,
    /// For whole numbers: no step that would hold now two of them, now three.
    Even,
    /// The same, and none below 1, since such bins would stand empty.
    Whole,
}

/// Beyond this many steps from zero the edges would not be exact.
const FARTHEST: f64 = 1e14;

impl Grid {
    /// The one from `low` to `high` whose number of bins, `most` at most, is nearest to `wanted`; of two, the finer.
    /// None where doubles lie too far apart for bins between these.
    pub fn covering(low: f64, high: f64, wanted: u32, most: u32, steps: Steps) -> Option<Self> {
        let power = decimal::exponent(high - low);
        (power - 3..=power + 1)
            .flat_map(|power| [(1.0, power), (2.0, power), (25.0, power - 1), (5.0, power)])
            .filter_map(|(digits, power)| {
                Self::new(digits, power, steps)?.reaching(low, high, steps)
            })
            .filter(|grid| grid.count <= most)
            .min_by(|a, b| a.distance(wanted).total_cmp(&b.distance(wanted)))
    }

    fn new(digits: f64, power: i32, steps: Steps) -> Option<Self> {
        let grid = Self {
            digits,
            power,
            first: 0.0,
            count: 1,
        };
        let step = grid.edge(1);
        let suits = match steps {
            Steps::Any => true,
            Steps::Even => step < 1.0 || step.fract() == 0.0,
            Steps::Whole => step >= 1.0 && step.fract() == 0.0,
        };
        (suits && step.is_normal()).then_some(grid)
    }

    /// From the last edge that is not above `low` to the first that is not below `high`.
    fn reaching(mut self, low: f64, high: f64, steps: Steps) -> Option<Self> {
        let step = self.edge(1);
        let (mut first, mut last) = ((low / step).round(), (high / step).round());
        // The quotient errs beside an edge; the edges as they are shown have the last word.
        first -= f64::from(self.at(first) > low);
        last += f64::from(self.at(last) < high);
        // The last bin holds both its edges, which are two values of whole numbers.
        if steps != Steps::Any && step == 1.0 {
            last += f64::from(self.at(last) == high);
        }
        self.first = first;
        let count = (last - first).max(1.0);
        self.count = count.min(f64::from(u32::MAX)) as u32;
        let is_exact = first.abs().max(last.abs()) < FARTHEST;
        (is_exact && self.edge(self.count).is_finite()).then_some(self)
    }

    /// How far its number of bins is from `wanted`: 2 for twice and for half as many.
    fn distance(&self, wanted: u32) -> f64 {
        let ratio = f64::from(self.count) / f64::from(wanted.max(1));
        ratio.max(1.0 / ratio)
    }

    pub fn edge(&self, index: u32) -> f64 {
        self.at(self.first + f64::from(index))
    }

    /// One operation on exact numbers as long as the power is one, so that 0.3 is 0.3.
    fn at(&self, steps: f64) -> f64 {
        let ten = ten(self.power.abs());
        if self.power < 0 {
            steps * self.digits / ten
        } else {
            steps * self.digits * ten
        }
    }

    pub fn count(&self) -> u32 {
        self.count
    }

    pub fn edges(&self) -> Vec<f64> {
        (0..=self.count).map(|index| self.edge(index)).collect()
    }

    /// Its first and its last edge.
    pub fn ends(&self) -> Vec<f64> {
        vec![self.edge(0), self.edge(self.count)]
    }

    /// The bin that `x` falls in; the number behind the last one where `x` is the last edge. It comes to
    /// the very edges of [`Self::edges`], as it takes the same steps.
    pub fn bin(&self, x: Expr) -> Expr {
        let guess = cast(
            x.clone() / lit(self.at(1.0)) - lit(self.first),
            DataType::Int64,
        );
        let edge = |i: Expr| {
            let digits = (lit(self.first) + double(i)) * lit(self.digits);
            let ten = lit(ten(self.power.abs()));
            if self.power < 0 {
                digits / ten
            } else {
                digits * ten
            }
        };
        let next = || guess.clone() + lit(1_i64);
        when(x.clone().gt_eq(edge(next())), next())
            .when(x.lt(edge(guess.clone())), guess.clone() - lit(1_i64))
            .otherwise(guess)
            .expect("both branches are integers")
    }
}

/// The float next to ten to the `power`, which is exact up to 10²².
fn ten(power: i32) -> f64 {
    let ten = format!("1e{power}").parse();
    ten.unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edges(low: f64, high: f64, wanted: u32, steps: Steps) -> Vec<f64> {
        let grid = Grid::covering(low, high, wanted, 200, steps);
        grid.map_or(Vec::new(), |grid| grid.edges())
    }

    #[test]
    fn edges_are_round_and_near_to_the_wanted_number() {
        use Steps::*;
        for (low, high, wanted, steps, expected) in [
            (
                32.1,
                59.6,
                7,
                Any,
                vec![30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0],
            ),
            (0.1, 0.7, 6, Any, vec![0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
            (-0.3, 0.3, 3, Any, vec![-0.4, -0.2, 0.0, 0.2, 0.4]),
            // Six sides of a die have six bins.
            (1.0, 6.0, 6, Whole, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]),
            (0.0, 1.0, 2, Whole, vec![0.0, 1.0, 2.0]),
            (0.0, 10.0, 4, Even, vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
            (1e20, 2e20, 2, Any, vec![1e20, 1.5e20, 2e20]),
            (1e15, 1e15 + 0.25, 4, Any, vec![]),
        ] {
            let found = edges(low, high, wanted, steps);
            let is_near = |(a, b): (&f64, &f64)| (a - b).abs() <= b.abs() * 1e-15;
            let agrees = found.len() == expected.len() && found.iter().zip(&expected).all(is_near);
            assert!(agrees, "{low} to {high}: {found:?}, not {expected:?}");
        }
        assert_eq!(
            edges(1e-3, 3e-3, 2, Any),
            [0.001, 0.002, 0.003],
            "to the last digit"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn every_range_has_edges_that_differ_and_cover_it(
            low in -1e6..1e6_f64, size in -12..12_i32, share in 0.0001..1.0_f64, wanted in 1..=200_u32,
        ) {
            let low = low * 10_f64.powi(size);
            let high = low + low.abs() * share;
            prop_assume!(low < high);
            let grid = Grid::covering(low, high, wanted, 200, Steps::Any).unwrap();
            let edges = grid.edges();
            prop_assert!(edges.is_sorted_by(|a, b| a < b), "{edges:?}");
            prop_assert!(edges[0] <= low && edges[edges.len() - 1] >= high, "{low} {high} {edges:?}");
            prop_assert!(edges[1] > low && edges[edges.len() - 2] < high, "{low} {high} {edges:?}");
            prop_assert!(edges.len() <= 201);
            prop_assert!(grid.distance(wanted) <= 2.6 || wanted < 3 || grid.count > 150, "{grid:?} {wanted}");
        }
    }
}
