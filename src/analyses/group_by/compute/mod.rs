//! Group by: one row and one bar for each value of a column, the largest aggregate first.

mod merged;

use super::{Aggregate, GroupBy};
use crate::server::worker::{
    analysis::{Data, MAX_BARS, MAX_TABLE_ROWS, collect, column, double},
    cells, exact,
    merging::Parts,
    words,
};
use crate::shared::{
    analysis::{AnalysisError, Cell, Num, Output, Table},
    chart::{Axis, Chart, Marks},
    dataset::{Column, ColumnType},
    text::isolated,
};
use datafusion::{
    arrow::datatypes::DataType,
    common::DataFusionError,
    functions_aggregate::expr_fn::{count, max, median, min, sum},
    logical_expr::{Expr, cast, lit},
    prelude::{DataFrame, ident},
};

/// What the aggregates are called in the plan and in the table, in the order of [`Aggregate::ALL`].
const NAMES: [&str; 6] = ["values", "sum", "mean", "median", "lowest", "highest"];

/// The groups of a question, as far as they are shown.
struct Groups {
    /// The first of them, in the order of the table.
    shown: Vec<Vec<Cell>>,
    total: i64,
    /// The group with the smallest aggregate, which may stand far below what is shown.
    last: Option<Vec<Cell>>,
    /// Where in a row the aggregate stands that was asked for.
    at: usize,
}

impl GroupBy {
    pub async fn compute(&self, data: &Data<'_>) -> Result<Output, AnalysisError> {
        let spec = self;
        let measure = measure(data, spec);
        let groups = groups(data, spec, measure).await?;
        let mut columns = vec![
            column(&spec.by, numeric(data, &spec.by)),
            column("rows", true),
        ];
        if measure.is_some() {
            columns.extend(NAMES.map(|name| column(name, true)));
        }
        Ok(Output {
            summary: summary(data, spec, &groups),
            chart: chart(data, spec, &groups),
            table: Table {
                columns,
                rows: groups.shown,
                total_rows: groups.total,
            },
        })
    }
}

/// The column to aggregate; a count may name one, but does not need it.
fn measure<'a>(data: &'a Data<'_>, spec: &GroupBy) -> Option<&'a Column> {
    let column = data.dataset.column(spec.measure.as_deref()?)?;
    column.column_type.is_numeric().then_some(column)
}

fn numeric(data: &Data<'_>, name: &str) -> bool {
    data.dataset
        .column(name)
        .is_some_and(|column| column.column_type.is_numeric())
}

async fn groups(
    data: &Data<'_>,
    spec: &GroupBy,
    measure: Option<&Column>,
) -> Result<Groups, DataFusionError> {
    let mut columns = vec![(spec.by.as_str(), "by".to_owned())];
    columns.extend(measure.map(|column| (column.name.as_str(), "measure".to_owned())));
    let of_parts = match data.parts(&columns)? {
        Some(parts) => together(&parts, spec, measure).await?,
        None => None,
    };
    let grouped = match of_parts {
        Some(grouped) => grouped,
        None => {
            let frame = data.frame(&columns).await?;
            frame.aggregate(vec![ident("by")], aggregates(measure))?
        }
    };

    let (aggregate, at) = position(spec.aggregate);
    let sorted = |ascending| sort(grouped.clone(), aggregate, ascending);
    let mut shown = collect(sorted(false)?.limit(0, Some(MAX_TABLE_ROWS + 1))?).await?;
    let (total, last) = if shown.len() > MAX_TABLE_ROWS {
        shown.truncate(MAX_TABLE_ROWS);
        let total = grouped.clone().count().await? as i64;
        (
            total,
            collect(sorted(true)?.limit(0, Some(1))?).await?.pop(),
        )
    } else {
        let last = shown
            .iter()
            .rfind(|row| cells::value(&row[at]).is_some())
            .cloned();
        (shown.len() as i64, last)
    };
    Ok(Groups {
        shown,
        total,
        last,
        at,
    })
}

/// What was found of parts; none where that is too much.
async fn together(
    parts: &Parts<'_>,
    spec: &GroupBy,
    measure: Option<&Column>,
) -> Result<Option<DataFrame>, DataFusionError> {
    if let Some(measure) = measure {
        return merged::groups(parts, &spec.by, measure).await;
    }
    let by = || vec![ident("by")];
    let rows = |_, frame: DataFrame| frame.aggregate(by(), aggregates(None));
    let question = format!("rows by {}", spec.by);
    let counted = parts.together(parts.answers(&question, rows).await?)?;
    let counted = counted.aggregate(by(), vec![sum(ident("rows")).alias("rows")])?;
    Ok(Some(counted))
}

fn aggregates(measure: Option<&Column>) -> Vec<Expr> {
    let mut wanted = vec![count(lit(1_i64)).alias("rows")];
    if let Some(column) = measure {
        let of = |(aggregate, name)| aggregate_of(aggregate, column.column_type).alias(name);
        let named = Aggregate::ALL.into_iter().zip(NAMES);
        wanted.extend(named.map(of));
    }
    wanted
}

/// An aggregate of the column that the plan calls `measure`; a count is of its values.
pub(in crate::analyses) fn aggregate_of(aggregate: Aggregate, column_type: ColumnType) -> Expr {
    let m = || ident("measure");
    match (aggregate, column_type) {
        (Aggregate::Count, _) => count(m()),
        // A sum of 64-bit integers wraps silently; as decimals it has 38 digits.
        (Aggregate::Sum, ColumnType::Integer) => sum(cast(m(), DataType::Decimal128(38, 0))),
        (Aggregate::Sum, _) => exact::sum(m()),
        (Aggregate::Mean, _) => exact::mean(double(m())),
        (Aggregate::Median, _) => median(double(m())),
        (Aggregate::Min, _) => min(m()),
        (Aggregate::Max, _) => max(m()),
    }
}

/// The aggregate's name in the plan and its place in a row.
fn position(aggregate: Aggregate) -> (&'static str, usize) {
    match aggregate {
        Aggregate::Count => ("rows", 1),
        Aggregate::Sum => ("sum", 3),
        Aggregate::Mean => ("mean", 4),
        Aggregate::Median => ("median", 5),
        Aggregate::Min => ("lowest", 6),
        Aggregate::Max => ("highest", 7),
    }
}

/// By the aggregate, then by the key, so that equal questions have equal answers.
fn sort(
    grouped: DataFrame,
    aggregate: &str,
    ascending: bool,
) -> Result<DataFrame, DataFusionError> {
    grouped.sort(vec![
        ident(aggregate).sort(ascending, false),
        ident("by").sort(true, false),
    ])
}

fn summary(data: &Data<'_>, spec: &GroupBy, groups: &Groups) -> String {
    let GroupBy { by, aggregate, .. } = spec;
    let by = isolated(by);
    let name = |row: &[Cell]| isolated(&cells::label(&row[0]));
    let value = |row: &[Cell]| cells::value(&row[groups.at]);
    let first = groups
        .shown
        .first()
        .and_then(|row| Some((row, value(row)?)));
    let last = groups
        .last
        .as_ref()
        .and_then(|row| Some((row, value(row)?)));
    let of = isolated(spec.measure.as_deref().unwrap_or("rows"));
    let (Some((first, high)), Some((last, low))) = (first, last) else {
        return format!("No group has a value of {of}.");
    };
    let (top, bottom) = (name(first), name(last));
    let (high_text, low_text) = (words::number(high), words::number(low));
    if groups.total == 1 {
        let rows = words::count(data.dataset.rows, "row is", "rows are");
        return format!("There is one group: {rows} {top} in {by}.");
    }
    match aggregate {
        Aggregate::Min => return format!("The lowest {of} is {low_text}, in {bottom}."),
        Aggregate::Max => return format!("The highest {of} is {high_text}, in {top}."),
        _ => {}
    }
    let what = match aggregate {
        Aggregate::Count => "number of rows".to_owned(),
        other => format!("{} {of}", other.word()),
    };
    if high == low {
        return format!("All groups of {by} have the same {what}, {high_text}.");
    }
    format!(
        "{} has the highest {what}, {high_text}; {bottom} the lowest, {low_text}.",
        words::capital(&top)
    )
}

fn chart(data: &Data<'_>, spec: &GroupBy, groups: &Groups) -> Chart {
    let bars: Vec<(String, Num)> = groups
        .shown
        .iter()
        .filter_map(|row| Some((cells::name(&row[0]), cells::value(&row[groups.at])?)))
        .filter(|(_, value)| value.is_finite())
        .map(|(label, value)| (label, Num(value)))
        .take(MAX_BARS)
        .collect();
    let rows = words::count(data.dataset.rows, "row", "rows");
    let all = words::count(groups.total, "group", "groups");
    let subtitle = if groups.total > bars.len() as i64 {
        format!("The first {} of {all}, {rows}", bars.len())
    } else {
        format!("{all}, {rows}")
    };
    let (labels, values): (_, Vec<Num>) = bars.into_iter().unzip();
    let is_one = values.iter().all(|value| value.0 <= 1.0);
    let unit = match (spec.aggregate, &spec.measure) {
        (Aggregate::Count, _) | (_, None) if is_one => "row".to_owned(),
        (Aggregate::Count, _) | (_, None) => "rows".to_owned(),
        (aggregate, Some(measure)) => format!("{} {measure}", aggregate.word()),
    };
    Chart {
        title: String::new(),
        subtitle,
        x: Axis {
            label: spec.by.clone(),
        },
        y: Axis { label: unit },
        marks: Marks::Bars { labels, values },
    }
}
