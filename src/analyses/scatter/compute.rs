//! Scatter: two columns against each other, with the least-squares line, R² and Pearson's r.
//!
//! Two passes: means first, then sums of squares around them, so that large values far from zero
//! lose no digits.

use super::Scatter;
use crate::analyses::unsuitable;
use crate::server::worker::{
    analysis::{Data, as_count, collect, collect_one, column, double, finite, number},
    cells,
    grid::{Grid, Steps},
    words,
};
use crate::shared::{
    analysis::{AnalysisError, Cell, Output, Table},
    chart::{Axis, Bin, Chart, FittedLine, Marks},
    dataset::ColumnType,
    text::isolated,
};
use datafusion::{
    arrow::datatypes::DataType,
    common::DataFusionError,
    functions_aggregate::expr_fn::{avg, count, max, min, sum},
    logical_expr::{Expr, cast, lit},
    prelude::{DataFrame, ident},
};

/// Up to here every point is drawn; beyond, points hide each other and bins show more.
const MAX_POINTS: i64 = 5_000;
/// At most so many bins, whose edges are round.
const BINS_ACROSS: u32 = 60;
const BINS_UP: u32 = 40;

/// What the points have in common.
struct Moments {
    n: i64,
    x: Range,
    y: Range,
    /// Sums of squares and products around the means.
    sxx: f64,
    sxy: f64,
    syy: f64,
}

#[derive(Clone, Copy)]
struct Range {
    mean: f64,
    low: f64,
    high: f64,
}

impl Scatter {
    pub async fn compute(&self, data: &Data<'_>) -> Result<Output, AnalysisError> {
        let spec = self;
        let frame = data
            .frame(&[(&spec.x, "x".into()), (&spec.y, "y".into())])
            .await?
            .select([double(ident("x")).alias("x"), double(ident("y")).alias("y")])?
            .filter(finite(ident("x")).and(finite(ident("y"))))?;
        let Some(moments) = moments(&frame).await? else {
            return Err(unsuitable(format!(
                "No row has both “{}” and “{}”.",
                spec.x, spec.y
            )));
        };
        let line = fit(&moments);
        let drawn_as_points = moments.n <= MAX_POINTS;
        let (points, bins) = if drawn_as_points {
            (points(frame).await?, Vec::new())
        } else {
            let whole = |name: &str| {
                let column = data.dataset.column(name);
                column.is_some_and(|column| column.column_type == ColumnType::Integer)
            };
            let across = Cut::new(moments.x, BINS_ACROSS, whole(&spec.x));
            let up = Cut::new(moments.y, BINS_UP, whole(&spec.y));
            (Vec::new(), density(frame, across, up).await?)
        };
        let left_out = data.dataset.rows - moments.n;
        Ok(Output {
            summary: summary(spec, &moments, line, left_out),
            table: table(&moments, line, left_out),
            chart: Chart {
                title: String::new(),
                subtitle: subtitle(&moments, drawn_as_points, left_out),
                x: Axis {
                    label: spec.x.clone(),
                },
                y: Axis {
                    label: spec.y.clone(),
                },
                marks: Marks::Scatter { points, bins, line },
            },
        })
    }
}

async fn moments(frame: &DataFrame) -> Result<Option<Moments>, DataFusionError> {
    let range = |c: &str| [avg(ident(c)), min(ident(c)), max(ident(c))];
    let mut first = vec![count(lit(1_i64))];
    first.extend(range("x"));
    first.extend(range("y"));
    let found = collect_one(frame.clone().aggregate(vec![], first)?).await?;
    let values: Option<Vec<f64>> = found[1..].iter().map(cells::value).collect();
    let Some([x_mean, x_low, x_high, y_mean, y_low, y_high]) = values.as_deref() else {
        return Ok(None);
    };
    let x = Range {
        mean: *x_mean,
        low: *x_low,
        high: *x_high,
    };
    let y = Range {
        mean: *y_mean,
        low: *y_low,
        high: *y_high,
    };

    let dx = || ident("x") - lit(x.mean);
    let dy = || ident("y") - lit(y.mean);
    let second = vec![
        sum(dx() * dx()).alias("xx"),
        sum(dx() * dy()).alias("xy"),
        sum(dy() * dy()).alias("yy"),
    ];
    let squares = collect_one(frame.clone().aggregate(vec![], second)?).await?;
    let square = |i: usize| cells::value(&squares[i]).unwrap_or(f64::NAN);
    let (sxx, sxy, syy) = (square(0), square(1), square(2));
    Ok(Some(Moments {
        n: as_count(&found[0]),
        x,
        y,
        sxx,
        sxy,
        syy,
    }))
}

/// y on x; none when x has no spread.
fn fit(m: &Moments) -> Option<FittedLine> {
    if m.x.low == m.x.high {
        return None;
    }
    let slope = m.sxy / m.sxx;
    let intercept = m.y.mean - slope * m.x.mean;
    // A level line through level points leaves nothing unexplained (SQL's regr_r2 says so too).
    let level = m.y.low == m.y.high;
    let r2 = if level {
        1.0
    } else {
        (m.sxy / m.sxx * (m.sxy / m.syy)).clamp(0.0, 1.0)
    };
    let finite = slope.is_finite() && intercept.is_finite() && r2.is_finite();
    finite.then_some(FittedLine {
        slope,
        intercept,
        r2,
        x0: m.x.low,
        x1: m.x.high,
    })
}

/// Pearson's r; none when x or y has no spread.
fn pearson(m: &Moments) -> Option<f64> {
    let spread = m.x.low < m.x.high && m.y.low < m.y.high;
    let r = m.sxy / (m.sxx.sqrt() * m.syy.sqrt());
    (spread && r.is_finite()).then(|| r.clamp(-1.0, 1.0))
}

async fn points(frame: DataFrame) -> Result<Vec<[f64; 2]>, DataFusionError> {
    let rows = collect(frame).await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some([cells::value(&row[0])?, cells::value(&row[1])?]))
        .collect())
}

async fn density(frame: DataFrame, across: Cut, up: Cut) -> Result<Vec<Bin>, DataFusionError> {
    let placed = frame.select([across.bin("x").alias("i"), up.bin("y").alias("j")])?;
    let counted = placed.aggregate(
        vec![ident("i"), ident("j")],
        vec![count(lit(1_i64)).alias("n")],
    )?;
    // The highest value lies on the last edge and belongs to the last bin, so bins are added up.
    let mut cells = std::collections::BTreeMap::new();
    for row in collect(counted).await? {
        let (i, j) = (across.held(as_count(&row[0])), up.held(as_count(&row[1])));
        *cells.entry((i, j)).or_insert(0) += as_count(&row[2]) as u64;
    }
    let bins = cells.into_iter().map(|((i, j), count)| Bin {
        x0: across.edge(i),
        x1: across.edge(i + 1),
        y0: up.edge(j),
        y1: up.edge(j + 1),
        count,
    });
    Ok(bins.collect())
}

/// How one axis is cut into bins.
#[derive(Clone, Copy)]
enum Cut {
    /// Between round edges.
    Round(Grid),
    /// Where there are none: between equal steps.
    Equal { low: f64, step: f64, many: u32 },
}

impl Cut {
    fn new(range: Range, many: u32, whole_numbers: bool) -> Self {
        let steps = if whole_numbers {
            Steps::Whole
        } else {
            Steps::Any
        };
        let Range { low, high, .. } = range;
        let is_wide = low < high && (high - low).is_finite();
        let grid = Grid::covering(low, high, many, many, steps).filter(|_| is_wide);
        // Divided first: the whole width of the widest range is not a double.
        let step = high / f64::from(many) - low / f64::from(many);
        match grid {
            Some(grid) => Self::Round(grid),
            None if step == 0.0 => Self::Equal {
                low: low - 0.5,
                step: 1.0,
                many,
            },
            None => Self::Equal { low, step, many },
        }
    }

    fn bin(&self, column: &str) -> Expr {
        match self {
            Self::Round(grid) => grid.bin(ident(column)),
            Self::Equal { low, step, .. } => cast(
                ident(column) / lit(*step) - lit(low / step),
                DataType::Int64,
            ),
        }
    }

    /// The bin that holds what was placed at `index`.
    fn held(&self, index: i64) -> u32 {
        let many = match self {
            Self::Round(grid) => grid.count(),
            Self::Equal { many, .. } => *many,
        };
        index.clamp(0, i64::from(many) - 1) as u32
    }

    fn edge(&self, index: u32) -> f64 {
        match self {
            Self::Round(grid) => grid.edge(index),
            Self::Equal { low, step, .. } => low + f64::from(index) * step,
        }
    }
}

fn table(m: &Moments, line: Option<FittedLine>, left_out: i64) -> Table {
    let known = |value: Option<f64>| value.map_or(Cell::Null, number);
    let rows: Vec<Vec<Cell>> = [
        ("rows used", Cell::Int(m.n)),
        ("rows left out", Cell::Int(left_out)),
        ("slope", known(line.map(|line| line.slope))),
        ("intercept", known(line.map(|line| line.intercept))),
        ("R²", known(line.map(|line| line.r2))),
        ("correlation (Pearson)", known(pearson(m))),
    ]
    .map(|(name, value)| vec![Cell::Text(name.into()), value])
    .into();
    Table {
        columns: vec![column("measure", false), column("value", true)],
        total_rows: rows.len() as i64,
        rows,
    }
}

fn subtitle(m: &Moments, points: bool, left_out: i64) -> String {
    let rows = words::count(m.n, "row", "rows");
    let shown = if points {
        rows
    } else {
        format!("{rows}, counted in bins")
    };
    match left_out {
        0 => shown,
        n => format!("{shown}; {} without both values", words::integer(n)),
    }
}

fn summary(spec: &Scatter, m: &Moments, line: Option<FittedLine>, left_out: i64) -> String {
    let (x, y) = (isolated(&spec.x), isolated(&spec.y));
    let Some(line) = line else {
        if m.x.low < m.x.high {
            return format!("The values of {x} and {y} are too large to fit a line.");
        }
        let value = words::number(m.x.low);
        return format!("All values of {x} are {value}, so no line can be drawn.");
    };
    let rows = words::count(m.n, "row", "rows");
    let left_out = match left_out {
        0 => String::new(),
        n => format!("; {} without both values", words::integer(n)),
    };
    let change = words::number(line.slope.abs());
    let verb = if line.slope < 0.0 { "falls" } else { "rises" };
    if line.slope == 0.0 {
        return format!("{y} does not change with {x} ({rows}{left_out}).");
    }
    let r2 = words::number(line.r2);
    format!("{y} {verb} by {change} for each 1 more of {x} (R² {r2}, {rows}{left_out}).")
}
