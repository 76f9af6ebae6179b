//! Counts each value, the most frequent first, equals in their own order. A share is of all rows, so that
//! values, the others and the missing come to 100 % together.

use super::{TopValues, USUAL};
use crate::server::worker::{
    analysis::{Data, MAX_BARS, as_count, collect, collect_one, column},
    cells, words,
};
use crate::shared::{
    analysis::{AnalysisError, Cell, Num, Output, Table},
    chart::{Axis, Chart, Marks},
    dataset::ColumnType,
    text::isolated,
};
use datafusion::{
    common::DataFusionError,
    functions_aggregate::expr_fn::{count, sum},
    logical_expr::{lit, when},
    prelude::ident,
};

/// How often values stand in a column.
struct Counts {
    /// The most frequent and how often each is there.
    top: Vec<(Cell, i64)>,
    others: Others,
    missing: i64,
    rows: i64,
}

/// Values beside the most frequent.
struct Others {
    values: i64,
    /// Rows that have one of them.
    rows: i64,
}

/// A line of the table and a bar of the chart.
struct Line {
    value: Cell,
    label: String,
    count: i64,
}

impl TopValues {
    pub async fn compute(&self, data: &Data<'_>) -> Result<Output, AnalysisError> {
        let counts = counts(data, self).await?;
        let lines = lines(&counts);
        let kind = data.dataset.column(&self.column).map(|c| c.column_type);
        let numeric = kind.is_some_and(ColumnType::is_numeric);
        Ok(Output {
            summary: summary(self, &counts),
            chart: chart(self, &counts, &lines),
            table: Table {
                columns: vec![
                    column(&self.column, numeric),
                    column("rows", true),
                    column("share, %", true),
                    column("cumulative share, %", true),
                ],
                total_rows: lines.len() as i64,
                rows: rows(&counts, lines),
            },
        })
    }
}

async fn counts(data: &Data<'_>, spec: &TopValues) -> Result<Counts, DataFusionError> {
    let x = || ident("x");
    let columns = [(spec.column.as_str(), "x".to_owned())];
    let of_parts = match data.parts(&columns)? {
        Some(parts) => parts.counted(&format!("{:?}", spec.column), &["x"]).await?,
        None => None,
    };
    let (all, counted) = match of_parts {
        Some(counted) => {
            let values = when(x().is_not_null(), ident("n")).end()?;
            let all = vec![sum(ident("n")).alias("rows"), sum(values).alias("values")];
            (counted.clone().aggregate(vec![], all)?, counted)
        }
        None => {
            let frame = data.frame(&columns).await?;
            let all = vec![count(lit(1_i64)).alias("rows"), count(x()).alias("values")];
            let each = vec![count(lit(1_i64)).alias("n")];
            let counted = frame.clone().aggregate(vec![x()], each)?;
            (frame.aggregate(vec![], all)?, counted)
        }
    };
    let all = collect_one(all).await?;
    let (rows, with_value) = (as_count(&all[0]), as_count(&all[1]));
    let counted = counted.filter(x().is_not_null())?;
    let distinct = counted.clone().count().await? as i64;
    let order = vec![ident("n").sort(false, false), x().sort(true, false)];
    let most = spec.n.unwrap_or(USUAL) as usize;
    let top = collect(counted.sort(order)?.limit(0, Some(most))?).await?;
    let top: Vec<(Cell, i64)> = top
        .into_iter()
        .map(|row| (row[0].clone(), as_count(&row[1])))
        .collect();
    let shown: i64 = top.iter().map(|(_, count)| count).sum();
    Ok(Counts {
        others: Others {
            values: distinct - top.len() as i64,
            rows: with_value - shown,
        },
        missing: rows - with_value,
        top,
        rows,
    })
}

/// The values, then the others together, then the missing: told apart also where a value is called like
/// one of these.
fn lines(counts: &Counts) -> Vec<Line> {
    let others_label = words::count(counts.others.values, "other value", "other values");
    let value = |(value, count): &(Cell, i64)| {
        let label = cells::name(value);
        let poses = matches!(value, Cell::Text(_)) && label == others_label;
        Line {
            label: if poses {
                format!("“{label}”")
            } else {
                label
            },
            value: value.clone(),
            count: *count,
        }
    };
    let mut lines: Vec<Line> = counts.top.iter().map(value).collect();
    if counts.others.values > 0 {
        lines.push(Line {
            value: Cell::Text(format!("({others_label})")),
            label: others_label.clone(),
            count: counts.others.rows,
        });
    }
    if counts.missing > 0 {
        lines.push(Line {
            value: Cell::Null,
            label: cells::name(&Cell::Null),
            count: counts.missing,
        });
    }
    lines
}

fn rows(counts: &Counts, lines: Vec<Line>) -> Vec<Vec<Cell>> {
    let mut so_far = 0;
    let row = |line: Line| {
        so_far += line.count;
        vec![
            line.value,
            Cell::Int(line.count),
            Cell::Num(Num(percent(line.count, counts.rows))),
            Cell::Num(Num(percent(so_far, counts.rows))),
        ]
    };
    lines.into_iter().map(row).collect()
}

fn percent(part: i64, whole: i64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn summary(spec: &TopValues, counts: &Counts) -> String {
    let name = isolated(&spec.column);
    let Some((value, most)) = counts.top.first() else {
        return format!("No row has a value of {name}.");
    };
    let rows = words::count(counts.rows, "row", "rows");
    let share = words::number(percent(*most, counts.rows));
    let value = words::capital(&isolated(&cells::label(value)));
    let most = words::integer(*most);
    let mut told = format!("{value} is the most frequent {name}, in {most} of {rows} ({share} %)");
    if counts.others.values > 0 {
        let (values, rows) = (counts.others.values, counts.others.rows);
        let others = words::count(values, "other value stands", "other values stand");
        told += &format!("; {others} in {}", words::integer(rows));
    }
    if counts.missing > 0 {
        let missing = words::count(counts.missing, "row has", "rows have");
        told += &format!("; {missing} none");
    }
    told + "."
}

fn chart(spec: &TopValues, counts: &Counts, lines: &[Line]) -> Chart {
    let distinct = counts.top.len() as i64 + counts.others.values;
    // The others and the missing are always drawn.
    let besides = lines.len() - counts.top.len();
    let drawn = counts.top.len().min(MAX_BARS - besides);
    let shown = lines[..drawn].iter().chain(&lines[counts.top.len()..]);
    let (labels, values) = shown
        .map(|line| (line.label.clone(), Num(line.count as f64)))
        .unzip();
    let all = words::count(distinct, "value", "values");
    let rows = words::count(counts.rows, "row", "rows");
    Chart {
        title: String::new(),
        subtitle: match distinct > drawn as i64 {
            true => format!("The first {drawn} of {all}, {rows}"),
            false => format!("{all}, {rows}"),
        },
        x: Axis {
            label: spec.column.clone(),
        },
        y: Axis {
            label: "rows".into(),
        },
        marks: Marks::Bars { labels, values },
    }
}
