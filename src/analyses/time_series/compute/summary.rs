//! What a time series says in a sentence: how far it goes, where it is highest and lowest, and what is missing or
//! left out.

use super::{
    buckets::Buckets,
    series::{Line, Point, Series},
};
use crate::analyses::{Aggregate, TimeSeries};
use crate::server::worker::{cells, words};
use crate::shared::{analysis::Cell, chart::MISSING, period::Period, text::isolated};

/// "48 months, 1,461 rows"; "6 of 12 series, 48 months, 1,461 rows".
pub fn subtitle(series: &Series) -> String {
    let rows = words::count(series.rows, "row", "rows");
    let Some(buckets) = &series.buckets else {
        return rows;
    };
    let told = format!("{}, {rows}", so_many(buckets.starts.len(), buckets.period));
    if !is_split(series) {
        return told;
    }
    let drawn = series.lines.len() as i64;
    match drawn + series.others.values + i64::from(series.without_line > 0) {
        all if all > drawn => format!("{drawn} of {} series, {told}", words::integer(all)),
        all => format!("{} series, {told}", words::integer(all)),
    }
}

pub fn summary(spec: &TimeSeries, series: &Series) -> String {
    let time = isolated(&spec.time);
    let Some(buckets) = &series.buckets else {
        return format!("No row has a value of {time}.");
    };
    let mut told = course(spec, series, buckets);
    let running = running(series, buckets);
    let gaps = gaps(spec, series, buckets);
    let left_out = left_out(spec, series);
    let older = older(series, buckets);
    for clause in [running, gaps, missing(spec, series), left_out, older] {
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
    let each = spec.series.as_deref();
    let each = each.map_or(String::new(), |name| {
        format!(" for each {}", isolated(name))
    });
    let last = spec.last;
    let last = last.map_or(String::new(), |last| {
        format!(" in the last {}", last.word())
    });
    let told = format!("{what} {by}{zone}{each}{last}, {span}");
    // What is not over is no low, and may become a high.
    let over = buckets.starts.len() - usize::from(series.running.is_some());
    let numbers = || {
        let all = (0..over).flat_map(|at| series.lines.iter().map(move |line| (at, line)));
        all.filter_map(|(at, line)| Some((at, line, line.points[at].number()?)))
    };
    // Of equal ones the first, where `max_by` gives the last.
    let high = numbers().min_by(|a, b| b.2.total_cmp(&a.2));
    let low = numbers().min_by(|a, b| a.2.total_cmp(&b.2));
    let (Some((high_at, highest, high)), Some((low_at, lowest, low))) = (high, low) else {
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
    let (high, low) = (high + &of_line(highest), low + &of_line(lowest));
    format!("{told}: highest {high_at}, {high}, and lowest {low_at}, {low}")
}

/// " (Oslo)", " (missing)"; of the only line nothing.
fn of_line(line: &Line) -> String {
    match &line.value {
        None => String::new(),
        Some(Cell::Null) => format!(" {MISSING}"),
        Some(value) => format!(" ({})", isolated(&cells::label(value))),
    }
}

fn is_split(series: &Series) -> bool {
    series.lines.iter().any(|line| line.value.is_some())
}

/// "the last minute is not over (20 of 60 s): 20 so far"; of a second there are no parts.
fn running(series: &Series, buckets: &Buckets) -> Option<String> {
    let part = series.running.as_deref()?;
    let word = buckets.period.word();
    let so_far = match &series.lines[..] {
        [alone] if alone.value.is_none() => alone.points.last().and_then(Point::number),
        _ => None,
    };
    let so_far = so_far.map(words::number);
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
    let points = series.lines.iter().flat_map(|line| &line.points);
    let (all, gaps) = (points.clone().count(), points.filter(is_gap).count());
    if gaps == 0 {
        return None;
    }
    let all = match is_split(series) {
        true => words::count(all as i64, "point", "points"),
        false => so_many(all, buckets.period),
    };
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

/// "4 other values of city, in 230 rows, are left out".
fn left_out(spec: &TimeSeries, series: &Series) -> Option<String> {
    let name = isolated(spec.series.as_deref()?);
    let rows = |rows: i64| words::count(rows, "row", "rows");
    let others = (series.others.values > 0).then(|| {
        let values = words::count(series.others.values, "other value", "other values");
        format!("{values} of {name}, in {},", rows(series.others.rows))
    });
    let without = (series.without_line > 0)
        .then(|| format!("{} without a value of {name}", rows(series.without_line)));
    let told = match (others, without) {
        (Some(others), Some(without)) => format!("{others} and {without}"),
        (others, without) => others.or(without)?,
    };
    let verb = match (series.others.values, series.without_line) {
        (1, 0) | (0, 1) => "is",
        _ => "are",
    };
    Some(format!("{told} {verb} left out"))
}

/// "11,680 older rows are left out"; "only the newest 5,000 seconds are drawn, and 1 older row is left out".
fn older(series: &Series, buckets: &Buckets) -> Option<String> {
    let rows = words::count(series.older, "older row is", "older rows are");
    let newest = so_many(buckets.starts.len(), buckets.period);
    match (series.is_cut, series.older) {
        (false, 0) => None,
        (false, _) => Some(format!("{rows} left out")),
        (true, _) => Some(format!(
            "only the newest {newest} are drawn, and {rows} left out"
        )),
    }
}

/// "48 months".
fn so_many(count: usize, period: Period) -> String {
    let word = period.word();
    words::count(count as i64, word, &format!("{word}s"))
}
