//! The table and the chart of a time series.

mod buckets;
mod series;
mod summary;
mod times;
mod zone;

use self::{
    series::{Point, Series, series},
    summary::{subtitle, summary},
};
use super::TimeSeries;
use crate::analyses::Aggregate;
use crate::server::worker::{
    analysis::{Data, MAX_TABLE_ROWS, column},
    calendar,
};
use crate::shared::{
    analysis::{AnalysisError, Cell, Num, Output, Table},
    chart::{Axis, Chart, Marks},
    period::Period,
};

impl TimeSeries {
    pub async fn compute(&self, data: &Data<'_>) -> Result<Output, AnalysisError> {
        let series = series(data, self).await?;
        Ok(Output {
            summary: summary(self, &series),
            chart: chart(self, &series),
            table: table(self, &series),
        })
    }
}

fn table(spec: &TimeSeries, series: &Series) -> Table {
    let has_zone = series.told_zone(spec).is_some();
    let mut columns = vec![column(&spec.time, false)];
    let is_count = spec.aggregate == Aggregate::Count;
    if !is_count {
        columns.push(column(value_name(spec), true));
    }
    columns.push(column("rows", true));
    let row = |(index, point): (usize, &Point)| {
        let buckets = series.buckets.as_ref()?;
        let written = |seconds: i64| calendar::iso_time(seconds * 1_000_000);
        let mut row = vec![Cell::Text(buckets.iso(index, has_zone, written))];
        if !is_count {
            row.push(point.value.clone());
        }
        row.push(Cell::Int(point.rows));
        Some(row)
    };
    let shown = series.points.iter().enumerate().take(MAX_TABLE_ROWS);
    Table {
        columns,
        rows: shown.filter_map(row).collect(),
        total_rows: series.points.len() as i64,
    }
}

fn chart(spec: &TimeSeries, series: &Series) -> Chart {
    let buckets = series.buckets.as_ref();
    let offsets = buckets.map_or(&[][..], |buckets| &buckets.offsets);
    let is_utc = offsets.iter().all(|offset| *offset == 0);
    let values = series.points.iter();
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
            values: values.map(|point| point.number().map(Num)).collect(),
            running: series.running.clone(),
        },
    }
}

/// "mean wind", "rows".
fn value_name(spec: &TimeSeries) -> String {
    match (spec.aggregate, &spec.measure) {
        (Aggregate::Count, _) | (_, None) => "rows".to_owned(),
        (aggregate, Some(measure)) => format!("{} {measure}", aggregate.word()),
    }
}
