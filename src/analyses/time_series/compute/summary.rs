//! What a time series says in a sentence: how far it goes, where it is highest and lowest, and what is missing.

use super::{
    buckets::Buckets,
    series::{Point, Series},
};
use crate::analyses::{Aggregate, TimeSeries};
use crate::server::worker::words;
use crate::shared::{period::Period, text::isolated};

/// "48 months, 1,461 rows".
pub fn subtitle(series: &Series) -> String {
    let rows = words::count(series.rows, "row", "rows");
    match &series.buckets {
        Some(buckets) => format!("{}, {rows}", so_many(buckets.starts.len(), buckets.period)),
        None => rows,
    }
}

pub fn summary(spec: &TimeSeries, series: &Series) -> String {
    let time = isolated(&spec.time);
    let Some(buckets) = &series.buckets else {
        return format!("No row has a value of {time}.");
    };
    let mut told = course(spec, series, buckets);
    let running = running(series, buckets);
    for clause in [running, gaps(spec, series, buckets), missing(spec, series)] {
        told += &clause.map_or(String::new(), |clause| format!("; {clause}"));
    }
    told + "."
}

/// "Mean wind by month (automatic), from Jan 2012 to Dec 2015: highest in …, lowest in …".
fn course(spec: &TimeSeries, series: &Series, buckets: &Buckets) -> String {
    let word = buckets.period.word();
    let by = match spec.bucket {
        Some(_) => format!("by {word}"),
        None => format!("by {word} (automatic)"),
    };
    let zone = series.told_zone(spec);
    let zone = zone.map_or(String::new(), |zone| format!(" in {zone}"));
    let (first, last) = (buckets.name(0), buckets.name(buckets.starts.len() - 1));
    let span = match buckets.starts.len() {
        1 => format!("for {first}"),
        _ => format!("from {first} to {last}"),
    };
    let what = match (spec.aggregate, spec.measure.as_deref()) {
        (Aggregate::Count, _) | (_, None) => "Rows".to_owned(),
        (aggregate, Some(measure)) => {
            words::capital(&format!("{} {}", aggregate.word(), isolated(measure)))
        }
    };
    let told = format!("{what} {by}{zone}, {span}");
    // What is not over is no low, and may become a high.
    let over = series.points.len() - usize::from(series.running.is_some());
    let numbers = || series.points[..over].iter().map(Point::number).enumerate();
    let numbers = || numbers().filter_map(|(at, number)| Some((at, number?)));
    // Of equal ones the first: `max_by` alone gives the last.
    let high = numbers().rev().max_by(|a, b| a.1.total_cmp(&b.1));
    let low = numbers().min_by(|a, b| a.1.total_cmp(&b.1));
    let (Some((high_at, high)), Some((low_at, low))) = (high, low) else {
        return match series.running {
            Some(_) => told,
            None => format!("{told}: no value"),
        };
    };
    if high == low {
        let all = if numbers().count() > 1 { "always " } else { "" };
        return format!("{told}: {all}{}", words::number(high));
    }
    let (low, high) = words::between(low, high);
    let (low_at, high_at) = (when(buckets, low_at), when(buckets, high_at));
    format!("{told}: highest {high_at}, {high}, and lowest {low_at}, {low}")
}

/// "the last minute is not over (20 of 60 s): 20 so far"; of a second there are no parts.
fn running(series: &Series, buckets: &Buckets) -> Option<String> {
    let (part, last) = (series.running.as_deref()?, series.points.last()?);
    let word = buckets.period.word();
    let so_far = last.number().map(words::number);
    let so_far = so_far.map_or(String::new(), |number| format!(": {number} so far"));
    let part = match buckets.period {
        Period::Second => String::new(),
        _ => format!(" ({part})"),
    };
    Some(format!("the last {word} is not over{part}{so_far}"))
}

/// "on 3 Mar 2024", "in Mar 2024".
fn when(buckets: &Buckets, index: usize) -> String {
    let name = buckets.name(index);
    match buckets.period {
        Period::Second | Period::Minute | Period::Hour => format!("at {name}"),
        Period::Day => format!("on {name}"),
        Period::Week => format!("in the {name}"),
        Period::Month | Period::Quarter | Period::Year => format!("in {name}"),
    }
}

/// How many buckets have nothing, and what is made of it.
fn gaps(spec: &TimeSeries, series: &Series, buckets: &Buckets) -> Option<String> {
    let is_count = spec.aggregate == Aggregate::Count;
    let is_gap = |point: &&Point| match is_count {
        true => point.rows == 0,
        false => point.number().is_none(),
    };
    let gaps = series.points.iter().filter(is_gap).count();
    if gaps == 0 {
        return None;
    }
    let all = so_many(buckets.starts.len(), buckets.period);
    let what = match (is_count, gaps) {
        (true, 1) => "has no rows and counts as 0",
        (true, _) => "have no rows and count as 0",
        (false, 1) => "has no value and is a gap",
        (false, _) => "have no value and are gaps",
    };
    Some(format!("{} of {all} {what}", words::integer(gaps as i64)))
}

/// Rows that could not be taken.
fn missing(spec: &TimeSeries, series: &Series) -> Option<String> {
    let has = |rows: i64| words::count(rows, "row has", "rows have");
    let none = |name: &str| format!("no value of {}", isolated(name));
    let time = none(&spec.time);
    let measure = none(spec.measure.as_deref().unwrap_or_default());
    match (series.without_time, series.without_value) {
        (0, 0) => None,
        (times, 0) => Some(format!("{} {time}", has(times))),
        (0, values) => Some(format!("{} {measure}", has(values))),
        (times, values) => Some(format!("{} {time}, {} {measure}", has(times), has(values))),
    }
}

/// "48 months".
fn so_many(count: usize, period: Period) -> String {
    let word = period.word();
    words::count(count as i64, word, &format!("{word}s"))
}
