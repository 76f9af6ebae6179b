//! Histogram: how often values fall between equal steps.
//!
//! Without a number of bins, the rule of Freedman and Diaconis (1981) chooses: a bin is about
//! 2 · IQR / ∛n wide. Edges are round. A bin holds its lower edge; the last one holds both.

use super::{Histogram, MOST_BINS};
use crate::analyses::unsuitable;
use crate::server::worker::{
    analysis::{Data, as_count, collect, collect_one, column, double, finite, number},
    cells,
    grid::{Grid, Steps},
    weighted::Weighted,
    words,
};
use crate::shared::{
    analysis::{AnalysisError, Cell, Output, Table},
    chart::{Axis, Chart, Marks},
    dataset::ColumnType,
    text::isolated,
};
use datafusion::{
    arrow::{
        array::{AsArray, RecordBatch},
        compute::concat_batches,
        datatypes::{Float64Type, Int64Type},
    },
    common::DataFusionError,
    functions_aggregate::expr_fn::{count, max, min, percentile_cont, sum},
    logical_expr::lit,
    prelude::{DataFrame, ident},
};
use std::sync::Arc;

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
        let values = Values::of(data, &spec.column).await?;
        let whole = data.dataset.column(&spec.column).map(|c| c.column_type);
        let Some(spread) = values
            .spread(spec, whole == Some(ColumnType::Integer))
            .await?
        else {
            return Err(unsuitable(format!(
                "“{}” holds no numbers to count.",
                spec.column
            )));
        };
        let (edges, grid) = bins(&spread, spec.bins);
        let counts = values.counts(&spread, grid, edges.len() - 1).await?;
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

/// The numbers of a column, `x`.
enum Values {
    EachOnce(DataFrame),
    /// Each different one, how often it is there as `n`, and both in their order. What follows from them is what follows
    /// from the numbers one by one: they are in the same bins, and have the same ranks.
    Counted(DataFrame, RecordBatch),
}

impl Values {
    async fn of(data: &Data<'_>, column: &str) -> Result<Self, DataFusionError> {
        let columns = [(column, "x".to_owned())];
        let x = || double(ident("x")).alias("x");
        let of_parts = match data.parts(&columns)? {
            Some(parts) => parts.counted(&format!("{column:?}"), &["x"]).await?,
            None => None,
        };
        let Some(counted) = of_parts else {
            let frame = data.frame(&columns).await?.select([x()])?;
            return Ok(Self::EachOnce(frame.filter(finite(ident("x")))?));
        };
        let counted = counted.select([x(), ident("n")])?;
        let counted = counted.filter(finite(ident("x")))?;
        let sorted = counted.clone().sort(vec![ident("x").sort(true, false)])?;
        let schema = Arc::new(sorted.schema().as_arrow().clone());
        let rows = concat_batches(&schema, &sorted.collect().await?)?;
        Ok(Self::Counted(counted, rows))
    }

    async fn spread(
        &self,
        spec: &Histogram,
        whole_numbers: bool,
    ) -> Result<Option<Spread>, DataFusionError> {
        match self {
            Self::EachOnce(frame) => spread(frame, spec, whole_numbers).await,
            Self::Counted(_, rows) => Ok(spread_of(rows, spec, whole_numbers)),
        }
    }

    /// How many there are in each bin.
    async fn counts(
        &self,
        spread: &Spread,
        grid: Option<Grid>,
        bins: usize,
    ) -> Result<Vec<u64>, DataFusionError> {
        let Some(grid) = grid.filter(|_| bins > 1) else {
            return Ok(vec![spread.n as u64]);
        };
        let bin = grid.bin(ident("x")).alias("bin");
        let (placed, n) = match self {
            Self::EachOnce(frame) => (frame.clone().select([bin])?, count(lit(1_i64))),
            Self::Counted(frame, _) => (frame.clone().select([bin, ident("n")])?, sum(ident("n"))),
        };
        let counted = placed.aggregate(vec![ident("bin")], vec![n.alias("rows")])?;
        let mut counts = vec![0; bins];
        for row in collect(counted).await? {
            let at = (as_count(&row[0]).max(0) as usize).min(bins - 1);
            counts[at] += as_count(&row[1]) as u64;
        }
        Ok(counts)
    }
}

/// From numbers in their order, and how often each is there.
fn spread_of(rows: &RecordBatch, spec: &Histogram, whole_numbers: bool) -> Option<Spread> {
    let numbers = rows.column(0).as_primitive::<Float64Type>().values();
    let times = rows.column(1).as_primitive::<Int64Type>().values();
    let weighted = Weighted::new(numbers, times.iter().map(|n| n.unsigned_abs()));
    let quartile = |share: f64| weighted.percentile(share);
    let quartiles = match spec.bins {
        None => quartile(0.25).zip(quartile(0.75)),
        Some(_) => None,
    };
    Some(Spread {
        n: i64::try_from(weighted.count()).ok()?,
        low: *numbers.first()?,
        high: *numbers.last()?,
        quartiles,
        whole_numbers,
    })
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

/// How many bins there should be, from what was asked or from the rule.
fn wanted(spread: &Spread, asked: Option<u32>) -> u32 {
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
    // Narrower bins than 1 would stand empty between whole numbers, and both ends are among these.
    let (range, width) = if spread.whole_numbers {
        (range + 1.0, width.max(1.0))
    } else {
        (range, width)
    };
    (range / width).ceil().clamp(1.0, f64::from(MOST_BINS)) as u32
}

/// The bins: their edges, and what places values between them where there are several.
fn bins(spread: &Spread, asked: Option<u32>) -> (Vec<f64>, Option<Grid>) {
    let Spread { low, high, .. } = *spread;
    if low == high {
        return (around(low), None);
    }
    let steps = match (spread.whole_numbers, asked) {
        (false, _) => Steps::Any,
        (true, Some(_)) => Steps::Even,
        (true, None) => Steps::Whole,
    };
    let wanted = wanted(spread, asked);
    if wanted == 1 {
        let ends =
            Grid::covering(low, high, FINE_BINS, MOST_BINS, Steps::Any).map(|grid| grid.ends());
        return (ends.unwrap_or(vec![low, high]), None);
    }
    match Grid::covering(low, high, wanted, MOST_BINS, steps).filter(|_| (high - low).is_finite()) {
        Some(grid) => (grid.edges(), Some(grid)),
        None => (vec![low, high], None),
    }
}

/// One bin begins and ends where ten would.
const FINE_BINS: u32 = 10;

/// The edges of the one bin of equal values.
fn around(value: f64) -> Vec<f64> {
    if value.abs() < 1e15 {
        return vec![value.round() - 0.5, value.round() + 0.5];
    }
    let half = value.abs() * 0.1;
    let ends = Grid::covering(value - half, value + half, FINE_BINS, MOST_BINS, Steps::Any);
    ends.map_or(vec![value - half, value + half], |grid| grid.ends())
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
    let mut sentence = if spread.n == 1 {
        format!("The one value of {name} is {}", words::number(spread.low))
    } else if spread.low == spread.high {
        let values = words::count(spread.n, "value", "values");
        format!("All {values} of {name} are {}", words::number(spread.low))
    } else {
        // The first of equal bins.
        let fullest = (0..counts.len())
            .rev()
            .max_by_key(|i| counts[*i])
            .unwrap_or(0);
        let (low, high) = words::between(spread.low, spread.high);
        let (from, to) = words::between(edges[fullest], edges[fullest + 1]);
        format!(
            "{name} runs from {low} to {high}, most often between {from} and {to} ({} of {} values)",
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
