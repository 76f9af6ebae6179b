//! Histogram: how often values fall between equal steps.
//!
//! Without a number of bins, the rule of Freedman and Diaconis (1981) chooses: a bin is
//! 2 · IQR / ∛n wide. A bin holds its lower edge; the last one holds both.

use super::{Histogram, MOST_BINS};
use crate::analyses::unsuitable;
use crate::server::worker::{
    analysis::{Data, as_count, collect, collect_one, column, double, finite, number},
    cells, words,
};
use crate::shared::{
    analysis::{AnalysisError, Cell, Output, Table},
    chart::{Axis, Chart, Marks},
    dataset::ColumnType,
    text::isolated,
};
use datafusion::{
    arrow::datatypes::DataType,
    common::DataFusionError,
    functions_aggregate::expr_fn::{count, max, min, percentile_cont},
    logical_expr::{Expr, cast, lit, when},
    prelude::{DataFrame, ident},
};

/// What the bins are made from.
struct Spread {
    n: i64,
    low: f64,
    high: f64,
    quartiles: Option<(f64, f64)>,
    whole_numbers: bool,
}

impl Histogram {
    pub async fn compute(&self, data: &Data<'_>) -> Result<Output, AnalysisError> {
        let spec = self;
        let frame = data
            .frame(&[(&spec.column, "x".into())])
            .await?
            .select([double(ident("x")).alias("x")])?
            .filter(finite(ident("x")))?;
        let whole = data.dataset.column(&spec.column).map(|c| c.column_type);
        let Some(spread) = spread(&frame, spec, whole == Some(ColumnType::Integer)).await? else {
            return Err(unsuitable(format!(
                "“{}” holds no numbers to count.",
                spec.column
            )));
        };
        let edges = edges(&spread, bins(&spread, spec.bins));
        let counts = counts(&frame, &spread, &edges).await?;
        let left_out = data.dataset.rows - spread.n;
        Ok(Output {
            summary: summary(spec, &spread, &edges, &counts, left_out),
            table: table(&edges, &counts, spread.n),
            chart: Chart {
                title: String::new(),
                subtitle: format!(
                    "{} in {}",
                    words::count(spread.n, "value", "values"),
                    words::count(counts.len() as i64, "bin", "bins")
                ),
                x: Axis {
                    label: spec.column.clone(),
                },
                y: Axis {
                    label: "rows".into(),
                },
                marks: Marks::Histogram { edges, counts },
            },
        })
    }
}

async fn spread(
    frame: &DataFrame,
    spec: &Histogram,
    whole_numbers: bool,
) -> Result<Option<Spread>, DataFusionError> {
    let x = || ident("x");
    let mut wanted = vec![
        count(x()).alias("n"),
        min(x()).alias("low"),
        max(x()).alias("high"),
    ];
    if spec.bins.is_none() {
        let quantile = |q: f64| percentile_cont(x().sort(true, false), lit(q));
        wanted.extend([quantile(0.25).alias("q1"), quantile(0.75).alias("q3")]);
    }
    let found = collect_one(frame.clone().aggregate(vec![], wanted)?).await?;
    let value = |i: usize| found.get(i).and_then(cells::value);
    let (Some(low), Some(high)) = (value(1), value(2)) else {
        return Ok(None);
    };
    let quartiles = value(3).zip(value(4));
    Ok(Some(Spread {
        n: as_count(&found[0]),
        low,
        high,
        quartiles,
        whole_numbers,
    }))
}

/// How many bins, from what was asked or from the rule.
fn bins(spread: &Spread, asked: Option<u32>) -> u32 {
    let range = spread.high - spread.low;
    // Also where the steps would be no doubles.
    if range / f64::from(MOST_BINS) == 0.0 || !range.is_finite() {
        return 1;
    }
    if let Some(asked) = asked {
        return asked.clamp(1, MOST_BINS);
    }
    let n = spread.n as f64;
    let iqr = spread.quartiles.map_or(0.0, |(q1, q3)| q3 - q1);
    // Half of the values are equal: the rule says nothing, Sturges' (1926) still does.
    let width = if iqr > 0.0 {
        2.0 * iqr / n.cbrt()
    } else {
        range / (n.log2() + 1.0).ceil()
    };
    // Narrower bins than 1 would stand empty between whole numbers.
    let width = if spread.whole_numbers {
        width.max(1.0)
    } else {
        width
    };
    (range / width).ceil().clamp(1.0, f64::from(MOST_BINS)) as u32
}

fn edges(spread: &Spread, bins: u32) -> Vec<f64> {
    let Spread { low, high, .. } = *spread;
    if low == high {
        let half = f64::max(0.5, low.abs() * 1e-12);
        return vec![low - half, low + half];
    }
    if bins == 1 {
        return vec![low, high];
    }
    let step = step(low, high, bins);
    let mut edges: Vec<f64> = (0..bins).map(|i| low + f64::from(i) * step).collect();
    edges.push(high);
    edges
}

fn step(low: f64, high: f64, bins: u32) -> f64 {
    (high - low) / f64::from(bins)
}

async fn counts(
    frame: &DataFrame,
    spread: &Spread,
    edges: &[f64],
) -> Result<Vec<u64>, DataFusionError> {
    let bins = edges.len() - 1;
    if bins == 1 {
        return Ok(vec![spread.n as u64]);
    }
    let step = step(spread.low, spread.high, bins as u32);
    let placed = frame
        .clone()
        .select([bin(ident("x"), spread.low, step).alias("bin")])?;
    let counted = placed.aggregate(vec![ident("bin")], vec![count(lit(1_i64)).alias("n")])?;
    let mut counts = vec![0; bins];
    for row in collect(counted).await? {
        let at = (as_count(&row[0]).max(0) as usize).min(bins - 1);
        counts[at] += as_count(&row[1]) as u64;
    }
    Ok(counts)
}

/// The bin that `x` falls in. The division alone errs by one beside an edge, so the edges as they
/// are shown have the last word.
fn bin(x: Expr, low: f64, step: f64) -> Expr {
    let guess = cast((x.clone() - lit(low)) / lit(step), DataType::Int64);
    let edge = |i: Expr| lit(low) + double(i) * lit(step);
    when(
        x.clone().gt_eq(edge(guess.clone() + lit(1_i64))),
        guess.clone() + lit(1_i64),
    )
    .when(x.lt(edge(guess.clone())), guess.clone() - lit(1_i64))
    .otherwise(guess)
    .expect("both branches are integers")
}

fn table(edges: &[f64], counts: &[u64], n: i64) -> Table {
    let rows: Vec<Vec<Cell>> = edges
        .windows(2)
        .zip(counts)
        .map(|(edge, count)| {
            let share = 100.0 * *count as f64 / n as f64;
            vec![
                number(edge[0]),
                number(edge[1]),
                Cell::Int(*count as i64),
                number(share),
            ]
        })
        .collect();
    Table {
        columns: ["from", "to", "rows", "share, %"]
            .map(|name| column(name, true))
            .into(),
        total_rows: rows.len() as i64,
        rows,
    }
}

fn summary(
    spec: &Histogram,
    spread: &Spread,
    edges: &[f64],
    counts: &[u64],
    left_out: i64,
) -> String {
    let name = isolated(&spec.column);
    let mut sentence = if spread.low == spread.high {
        let values = words::count(spread.n, "value", "values");
        format!("All {values} of {name} are {}", words::number(spread.low))
    } else {
        // The first of equal bins.
        let fullest = (0..counts.len())
            .rev()
            .max_by_key(|i| counts[*i])
            .unwrap_or(0);
        format!(
            "{name} runs from {} to {}, most often between {} and {} ({} of {} values)",
            words::number(spread.low),
            words::number(spread.high),
            words::number(edges[fullest]),
            words::number(edges[fullest + 1]),
            words::integer(counts[fullest] as i64),
            words::integer(spread.n),
        )
    };
    if left_out > 0 {
        let rows = words::count(left_out, "row has", "rows have");
        sentence.push_str(&format!("; {rows} no value"));
    }
    sentence + "."
}
