//! Profile: every column at a glance, one row each.

use super::Profile;
use crate::server::worker::{
    analysis::{Data, MAX_BARS, MAX_TABLE_ROWS, as_count, collect_one, column, double},
    words,
};
use crate::shared::{
    analysis::{AnalysisError, Cell, Num, Output, Table},
    chart::{Axis, Chart, Marks},
    dataset::Column,
};
use datafusion::{
    common::DataFusionError,
    functions_aggregate::expr_fn::{avg, count, count_distinct, max, median, min, stddev},
    logical_expr::Expr,
    prelude::ident,
};

/// Columns in one query: a plan of thousands of aggregates takes longer to make than to run.
const COLUMNS_AT_ONCE: usize = 8;

const HEADINGS: [(&str, bool); 10] = [
    ("column", false),
    ("type", false),
    ("values", true),
    ("missing", true),
    ("distinct", true),
    ("lowest", true),
    ("highest", true),
    ("mean", true),
    ("standard deviation", true),
    ("median", true),
];

impl Profile {
    pub async fn compute(&self, data: &Data<'_>) -> Result<Output, AnalysisError> {
        let columns = &data.dataset.columns;
        let mut rows = Vec::new();
        for some in columns[..columns.len().min(MAX_TABLE_ROWS)].chunks(COLUMNS_AT_ONCE) {
            rows.extend(measure(data, some).await?);
        }
        Ok(Output {
            summary: summary(data, &rows),
            chart: chart(data, &rows),
            table: Table {
                columns: HEADINGS.map(|(name, numeric)| column(name, numeric)).into(),
                rows,
                total_rows: columns.len() as i64,
            },
        })
    }
}

async fn measure(data: &Data<'_>, columns: &[Column]) -> Result<Vec<Vec<Cell>>, DataFusionError> {
    let aliases: Vec<(&str, String)> = columns
        .iter()
        .enumerate()
        .map(|(i, column)| (column.name.as_str(), format!("c{i}")))
        .collect();
    let frame = data.frame(&aliases).await?;
    let mut wanted = Vec::new();
    for (column, (_, alias)) in columns.iter().zip(&aliases) {
        wanted.extend(aggregates(column, alias));
    }
    let mut cells = collect_one(frame.aggregate(vec![], wanted)?)
        .await?
        .into_iter();
    let rows = columns.iter().map(|column| {
        let many = aggregate_names(column).len();
        let found: Vec<Cell> = cells.by_ref().take(many).collect();
        row(data.dataset.rows, column, found)
    });
    Ok(rows.collect())
}

/// The order of a row's last columns.
fn aggregate_names(column: &Column) -> &'static [&'static str] {
    if column.column_type.is_numeric() {
        &[
            "values",
            "distinct",
            "lowest",
            "highest",
            "mean",
            "deviation",
            "median",
        ]
    } else {
        &["values", "distinct", "lowest", "highest"]
    }
}

fn aggregates(column: &Column, alias: &str) -> Vec<Expr> {
    let c = || ident(alias);
    aggregate_names(column)
        .iter()
        .map(|name| {
            let expr = match *name {
                "values" => count(c()),
                "distinct" => count_distinct(c()),
                "lowest" => min(c()),
                "highest" => max(c()),
                "mean" => avg(double(c())),
                // Of a sample: divided by one less than the count.
                "deviation" => stddev(double(c())),
                // As a double: the median of 1 and 2 is 1.5.
                _ => median(double(c())),
            };
            expr.alias(format!("{alias}_{name}"))
        })
        .collect()
}

fn row(rows: i64, column: &Column, mut found: Vec<Cell>) -> Vec<Cell> {
    let missing = rows - found.first().map_or(0, as_count);
    found.insert(1, Cell::Int(missing));
    let mut row = vec![
        Cell::Text(column.name.clone()),
        Cell::Text(column.column_type.word().to_owned()),
    ];
    row.extend(found);
    row.resize(HEADINGS.len(), Cell::Null);
    row
}

fn summary(data: &Data<'_>, rows: &[Vec<Cell>]) -> String {
    let size = format!(
        "{} has {} and {}",
        data.dataset.name,
        words::count(data.dataset.rows, "row", "rows"),
        words::count(data.dataset.columns.len() as i64, "column", "columns"),
    );
    let most_missing = rows.iter().rev().max_by_key(|row| as_count(&row[3]));
    match most_missing.map(|row| (&row[0], as_count(&row[3]))) {
        Some((Cell::Text(name), missing)) if missing > 0 => {
            format!(
                "{size}; {name} misses the most values, {}.",
                words::integer(missing)
            )
        }
        _ => format!("{size}; no value is missing."),
    }
}

fn chart(data: &Data<'_>, rows: &[Vec<Cell>]) -> Chart {
    let shown = &rows[..rows.len().min(MAX_BARS)];
    let all = data.dataset.rows.max(1) as f64;
    let columns = data.dataset.columns.len();
    let subtitle = match columns > shown.len() {
        true => format!("Filled values by column, %. The first {MAX_BARS} of {columns} columns"),
        false => "Filled values by column, %".into(),
    };
    Chart {
        title: String::new(),
        subtitle,
        x: Axis {
            label: "column".into(),
        },
        y: Axis {
            label: "filled, %".into(),
        },
        marks: Marks::Bars {
            labels: data
                .dataset
                .columns
                .iter()
                .take(MAX_BARS)
                .map(|c| c.name.clone())
                .collect(),
            values: shown
                .iter()
                .map(|row| Num(100.0 * as_count(&row[2]) as f64 / all))
                .collect(),
        },
    }
}
