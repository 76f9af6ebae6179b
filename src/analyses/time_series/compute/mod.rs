//! The table and the chart of a time series.

mod buckets;
mod drawn;
mod lines;
mod measured;
mod series;
mod summary;
mod times;
mod zone;

use self::{
    series::{Line, Series, series},
    summary::{subtitle, summary},
};
use super::TimeSeries;
use crate::analyses::Aggregate;
use crate::server::worker::{
    analysis::{Data, MAX_TABLE_ROWS, column},
    calendar, cells,
};
use crate::shared::{
    analysis::{AnalysisError, Cell, Num, Output, Table},
    chart::{self, Axis, Chart, Marks},
    period::Period,
};

impl TimeSeries {
    pub async fn compute(&self, data: &Data<'_>) -> Result<Output, AnalysisError> {
        let series = series(data, self).await?;
        Ok(Output {
            summary: summary(self, &series),
            chart: chart(self, &series),
            table: table(data, self, &series),
        })
    }
}

/// A row for each point, time by time.
fn table(data: &Data<'_>, spec: &TimeSeries, series: &Series) -> Table {
    let has_zone = series.told_zone(spec).is_some();
    let mut columns = vec![column(&spec.time, false)];
    let split = spec.series.as_deref();
    let split = split.and_then(|name| data.dataset.column(name));
    columns.extend(split.map(|by| column(&by.name, by.column_type.is_numeric())));
    let is_count = spec.aggregate == Aggregate::Count;
    if !is_count {
        columns.push(column(value_name(spec), true));
    }
    columns.push(column("rows", true));
    let row = |(index, line): (usize, &Line)| {
        let (buckets, point) = (series.buckets.as_ref()?, &line.points[index]);
        let written = |seconds: i64| calendar::iso_time(seconds * 1_000_000);
        let mut row = vec![Cell::Text(buckets.iso(index, has_zone, written))];
        row.extend(line.value.clone());
        if !is_count {
            row.push(point.value.clone());
        }
        row.push(Cell::Int(point.rows));
        Some(row)
    };
    let each = series.buckets.as_ref();
    let each = each.map_or(0, |buckets| buckets.starts.len());
    let all = (0..each).flat_map(|index| series.lines.iter().map(move |line| (index, line)));
    Table {
        columns,
        rows: all.take(MAX_TABLE_ROWS).filter_map(row).collect(),
        total_rows: (each * series.lines.len()) as i64,
    }
}

fn chart(spec: &TimeSeries, series: &Series) -> Chart {
    let buckets = series.buckets.as_ref();
    let offsets = buckets.map_or(&[][..], |buckets| &buckets.offsets);
    let is_utc = offsets.iter().all(|offset| *offset == 0);
    let values = |line: &Line| {
        let points = line.points.iter();
        points.map(|point| point.number().map(Num)).collect()
    };
    let named = |line: &Line| {
        let name = name(line.value.as_ref()?);
        Some(chart::Series {
            name,
            values: values(line),
        })
    };
    let alone = series.lines.iter().find(|line| line.value.is_none());
    let label = match series.told_zone(spec) {
        Some(zone) => format!("{} ({zone})", spec.time),
        None => spec.time.clone(),
    };
    Chart {
        title: String::new(),
        subtitle: subtitle(series),
        x: Axis { label },
        y: Axis {
            label: value_name(spec),
        },
        marks: Marks::Line {
            period: buckets.map_or(Period::Day, |buckets| buckets.period),
            starts: buckets.map_or(Vec::new(), |buckets| buckets.starts.clone()),
            offsets: if is_utc { Vec::new() } else { offsets.to_vec() },
            values: alone.map(values).unwrap_or_default(),
            series: series.lines.iter().filter_map(named).collect(),
            running: series.running.clone(),
        },
    }
}

/// The value as it names a line; a text without letters stands in quotation marks.
fn name(value: &Cell) -> String {
    match cells::name(value) {
        name if name.trim().is_empty() => format!("“{name}”"),
        name => name,
    }
}

/// "mean wind", "rows".
fn value_name(spec: &TimeSeries) -> String {
    match (spec.aggregate, &spec.measure) {
        (Aggregate::Count, _) | (_, None) => "rows".to_owned(),
        (aggregate, Some(measure)) => format!("{} {measure}", aggregate.word()),
    }
}
