//! What a chart shows, apart from how it is drawn: words, axes and marks.

use super::{analysis::Num, json::tagged, period::Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a missing value is called where it names a bar, a row or a group. A value of that name stands
/// in quotation marks there.
pub const MISSING: &str = "(missing)";

/// Data for one picture. The drawing, the tooltip and the spoken description all read this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Chart {
    /// The finding or the recipe: "Mean of wind by weather".
    pub title: String,
    /// What, per what, of how many rows.
    #[serde(default)]
    pub subtitle: String,
    pub x: Axis,
    pub y: Axis,
    pub marks: Marks,
}

/// An axis names the quantity along it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Axis {
    pub label: String,
}

tagged! {
    "kind";
    #[derive(Clone, Debug, PartialEq)]
    pub enum Marks {
        /// One bar a category, from zero, in the order given; at most 40.
        Bars { labels: Vec<String>, values: Vec<Num> },
        /// Counts between neighbouring edges: `edges.len() == counts.len() + 1`.
        Histogram { edges: Vec<f64>, counts: Vec<u64> },
        /// Points, or square density bins when there are over 5,000 points, and the fitted line.
        Scatter {
            points: Vec<[f64; 2]>,
            #[serde(default)]
            bins: Vec<Bin>,
            line: Option<FittedLine>,
        },
        /// A value for each of the periods, which follow each other; none is a gap. Of several lines each has its own.
        Line {
            period: Period,
            /// In seconds since 1970, rising.
            starts: Vec<i64>,
            /// How far the clock is ahead of UTC at each start, in seconds; empty where it never is.
            #[serde(default)]
            offsets: Vec<i64>,
            /// Empty where there are `series`.
            values: Vec<Option<Num>>,
            /// Several lines with their names, in the order in which they are drawn; at most 6.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            series: Vec<Series>,
            /// How much there is of the last period, where that is not over: “20 of 60 s”.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            running: Option<String>,
        },
    }
}

/// One of several lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// What its rows have in common, whole.
    pub name: String,
    /// One for each of the periods.
    pub values: Vec<Option<Num>>,
}

/// A cell of a density plot: its corners in data units and how many points fall in it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bin {
    pub x0: f64,
    pub x1: f64,
    pub y0: f64,
    pub y1: f64,
    pub count: u64,
}

/// Ordinary least squares, y on x, drawn from `x0` to `x1`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FittedLine {
    pub slope: f64,
    pub intercept: f64,
    /// Coefficient of determination, 0 to 1.
    pub r2: f64,
    pub x0: f64,
    pub x1: f64,
}
