//! Answers that Python's calendar and zones computed, and the edges.

mod lines;
mod windows;

use crate::analyses::testing::*;
use crate::shared::period::Period;
use serde_json::Value;

const KNOWN: &str = include_str!("known.json");

fn count_by(bucket: Option<Period>) -> TimeSeries {
    TimeSeries {
        time: "t".into(),
        bucket,
        zone: None,
        aggregate: Aggregate::Count,
        measure: None,
        series: None,
        last: None,
    }
}

fn mean_by(bucket: Option<Period>) -> TimeSeries {
    TimeSeries {
        aggregate: Aggregate::Mean,
        measure: Some("v".into()),
        ..count_by(bucket)
    }
}

fn in_zone(zone: &str, series: TimeSeries) -> TimeSeries {
    TimeSeries {
        zone: Some(zone.into()),
        ..series
    }
}

fn ask(csv: &str, series: TimeSeries) -> Output {
    Fixture::new(csv.as_bytes()).ask(Spec::TimeSeries(series))
}

fn refusal(csv: &str, series: TimeSeries) -> String {
    let fixture = Fixture::new(csv.as_bytes());
    fixture
        .try_ask(Spec::TimeSeries(series))
        .unwrap_err()
        .message
}

/// The rows of the table, `|` between cells.
fn lines(output: &Output) -> Vec<String> {
    let cell = |cell: &Cell| match cell {
        Cell::Null => "-".to_owned(),
        other => cells::name(other),
    };
    let rows = output.table.rows.iter();
    rows.map(|row| row.iter().map(cell).collect::<Vec<_>>().join("|"))
        .collect()
}

fn drawn(output: &Output) -> (&[i64], &[Option<Num>]) {
    match &output.chart.marks {
        Marks::Line { starts, values, .. } => (starts, values),
        other => panic!("{other:?}"),
    }
}

#[test]
fn series_agree_with_another_calendar() {
    let known: Value = serde_json::from_str(KNOWN).unwrap();
    for answer in known["answers"].as_array().unwrap() {
        agrees(&known, answer);
    }
}

/// Asks what an answer is of; both have the same buckets, values and rows.
fn agrees(known: &Value, answer: &Value) -> Output {
    let of = answer["of"].as_str().unwrap();
    let csv = known["data"][of].as_str().unwrap();
    let series = serde_json::json!({
        "kind": "time_series", "time": "t", "measure": "v", "bucket": answer["bucket"],
        "zone": answer["zone"], "aggregate": answer["aggregate"], "last": answer["last"],
    });
    let output = Fixture::new(csv.as_bytes()).ask(serde_json::from_value(series).unwrap());
    let what = format!("{of} {} {}", answer["bucket"], answer["zone"]);
    let (starts, values) = drawn(&output);
    assert_eq!(serde_json::json!(starts), answer["starts"], "{what}");
    let expected = answer["values"].as_array().unwrap();
    assert_eq!(values.len(), expected.len(), "{what}");
    for (value, expected) in values.iter().zip(expected) {
        match (value, expected.as_f64()) {
            (Some(value), Some(expected)) => close(value.0, expected, &what),
            (value, expected) => {
                assert_eq!((value.is_none(), expected), (true, None), "{what}")
            }
        }
    }
    let rows = answer["rows"].as_array().unwrap();
    for (row, expected) in output.table.rows.iter().zip(rows) {
        same(row.last().unwrap(), expected, &what);
    }
    output
}

#[test]
fn an_hour_that_comes_twice_stands_twice() {
    let csv = "t,v\n2024-10-27 01:30:00,3\n2024-10-26 23:30:00,1\n2024-10-27 00:30:00,2\n";
    let output = ask(csv, in_zone("Europe/Berlin", mean_by(Some(Period::Hour))));
    let expected = [
        "2024-10-27T01:00:00+02:00|1|1",
        "2024-10-27T02:00:00+02:00|2|1",
        "2024-10-27T02:00:00+01:00|3|1",
    ];
    assert_eq!(lines(&output), expected);
    assert_eq!(
        output.summary,
        "Mean v by hour in Europe/Berlin, from 27 Oct 2024, 01:00 to 27 Oct 2024, 02:00 (+01:00): \
         highest at 27 Oct 2024, 02:00 (+01:00), 3, and lowest at 27 Oct 2024, 01:00, 1."
    );
    assert_eq!(output.chart.x.label, "t (Europe/Berlin)");
    assert_eq!(output.chart.title, "Mean of v by hour of t, Europe/Berlin");
}

#[test]
fn a_time_at_the_edge_begins_its_bucket() {
    let csv = "t,v\n2024-03-01 00:00:00,5\n2024-02-29 23:59:59.999999,1\n2024-02-29 00:00:00,3\n";
    let output = ask(csv, mean_by(Some(Period::Day)));
    assert_eq!(lines(&output), ["2024-02-29|2|2", "2024-03-01|5|1"]);
}

#[test]
fn gaps_are_gaps_and_a_count_of_nothing_is_0() {
    let csv = "t,v\n2024-03-01,1\n2024-03-04,3\n2024-03-04,\n2024-03-02,\n,7\n";
    let output = ask(csv, mean_by(Some(Period::Day)));
    let expected = [
        "2024-03-01|1|1",
        "2024-03-02|-|1",
        "2024-03-03|-|0",
        "2024-03-04|3|2",
    ];
    assert_eq!(lines(&output), expected);
    assert_eq!(
        drawn(&output).1,
        [Some(Num(1.0)), None, None, Some(Num(3.0))]
    );
    assert_eq!(
        output.summary,
        "Mean v by day, from 1 Mar 2024 to 4 Mar 2024: highest on 4 Mar 2024, 3, and lowest on 1 Mar 2024, 1; \
         2 of 4 days have no value and are gaps; 1 row has no value of t, 2 rows have no value of v."
    );
    let output = ask(csv, count_by(Some(Period::Day)));
    assert_eq!(
        lines(&output),
        [
            "2024-03-01|1",
            "2024-03-02|1",
            "2024-03-03|0",
            "2024-03-04|2"
        ]
    );
    assert_eq!(
        output.summary,
        "Rows by day, from 1 Mar 2024 to 4 Mar 2024: highest on 4 Mar 2024, 2, and lowest on 3 Mar 2024, 0; \
         1 of 4 days has no rows and counts as 0; 1 row has no value of t."
    );
    assert_eq!(output.chart.subtitle, "4 days, 5 rows");
}

#[test]
fn the_automatic_bucket_is_short_and_joins_its_points() {
    let check = |csv: &str, expected: Period| {
        let output = ask(csv, count_by(None));
        let Marks::Line { period, starts, .. } = &output.chart.marks else {
            panic!()
        };
        assert_eq!(*period, expected, "{}", output.summary);
        assert!(starts.len() <= 200);
        let told = format!("by {} (automatic)", expected.word());
        assert!(output.summary.contains(&told), "{}", output.summary);
    };
    let days = |step: usize| -> String {
        let day = |i| format!("{},x\n", crate::server::worker::date(i as i64 * 86_400_000));
        let days: String = (0..20).map(|i| day(10_000 + i * step)).collect();
        format!("t,w\n{days}")
    };
    check(&days(1), Period::Day);
    check(&days(7), Period::Week);
    check(&days(9), Period::Week);
    check(&days(30), Period::Month);
    check(&days(365), Period::Year);
    check(
        "t,w\n2024-03-01 10:00:00,x\n2024-03-01 10:02:00,x\n",
        Period::Second,
    );
    check(
        "t,w\n2024-03-01 10:00:00,x\n2024-03-01 14:00:00,x\n",
        Period::Hour,
    );
    check("t,w\n2024-03-01,x\n2024-03-01,x\n", Period::Day);
}

#[test]
fn years_before_1970_and_after_2262_do_not_overflow() {
    let csv = "t,v\n0001-01-01,1\n1899-12-31,2\n2300-06-01,4\n4999-01-01,5\n";
    let output = ask(csv, mean_by(Some(Period::Year)));
    let (starts, values) = drawn(&output);
    assert_eq!((starts.len(), starts[0]), (4_999, -62_135_596_800));
    assert_eq!(values.iter().flatten().count(), 4);
    let csv = "t,v\n1600-01-01 12:00:00,1\n2900-07-01 12:00:00,2\n";
    let output = ask(csv, in_zone("Europe/Berlin", mean_by(Some(Period::Year))));
    assert_eq!(output.table.total_rows, 1_301);
}

#[test]
fn too_many_buckets_are_refused_with_one_that_fits() {
    let csv = "t,v\n2012-01-01 00:00:00,1\n2015-12-31 23:00:00,2\n";
    assert_eq!(
        refusal(csv, count_by(Some(Period::Hour))),
        "From 1 Jan 2012 to 31 Dec 2015, t has more than 5,000 hours. Choose the bucket “day”."
    );
    assert_eq!(
        refusal("t\n1000-01-01\n9000-01-01\n", count_by(None)),
        "From 1 Jan 1000 to 1 Jan 9000, t has more than 5,000 years, which is more than a chart can show."
    );
}

#[test]
fn what_does_not_suit_is_refused() {
    let csv = "t,v,w\n2024-03-01,1,x\n2024-03-02,2,y\n";
    let of = |time: &str| TimeSeries {
        time: time.into(),
        ..count_by(None)
    };
    assert_eq!(
        refusal(csv, of("v")),
        "“v” holds numbers. Choose a column of dates or times."
    );
    assert_eq!(
        refusal(csv, of("gone")),
        "There is no column “gone”. a has: t, v, w."
    );
    assert_eq!(
        refusal(csv, count_by(Some(Period::Hour))),
        "“t” holds days without a time. Choose a bucket of a day or more."
    );
    let no_measure = TimeSeries {
        measure: None,
        ..mean_by(None)
    };
    assert_eq!(
        refusal(csv, no_measure),
        "Choose the column to take the mean of."
    );
    for zone in ["Mars/Olympus", &"x".repeat(41)] {
        let told = refusal(csv, in_zone(zone, count_by(None)));
        assert!(told.starts_with("There is no time zone “"), "{told}");
    }
}

#[test]
fn dates_have_no_zone() {
    let csv = "t,v\n2024-03-01,1\n2024-03-02,2\n";
    let plain = ask(csv, mean_by(Some(Period::Day)));
    let mut zoned = ask(csv, in_zone("Pacific/Auckland", mean_by(Some(Period::Day))));
    zoned.chart.title = plain.chart.title.clone();
    assert_eq!(zoned, plain);
}

#[test]
fn one_point_and_none_are_said() {
    let output = ask("t,v\n2024-03-01,4.5\n2024-03-01,5.5\n", mean_by(None));
    assert_eq!(
        output.summary,
        "Mean v by day (automatic), for 1 Mar 2024: 5."
    );
    let csv = "t,v\n2024-03-01,1\n,2\n";
    let mut fixture = Fixture::new(csv.as_bytes());
    fixture.dataset.columns[1].name = "v".into();
    let nothing = TimeSeries {
        time: "t".into(),
        ..mean_by(None)
    };
    let output = fixture.ask(Spec::TimeSeries(nothing));
    assert!(
        output.summary.ends_with("1 row has no value of t."),
        "{}",
        output.summary
    );
    let output = ask(
        "t,v\n2024-03-01,\n2024-03-02,\n2024-03-03,x\n",
        count_by(None),
    );
    assert_eq!(
        output.summary,
        "Rows by day (automatic), from 1 Mar 2024 to 3 Mar 2024: always 1."
    );
}

/// 1 row a second, of which 5 min 20 s have come.
#[test]
fn the_running_minute_is_no_low_and_is_whole_a_minute_later() {
    let mut csv = "t,v\n".to_owned();
    let row = |second: i64| format!("2026-11-30 12:{:02}:{:02},1\n", second / 60, second % 60);
    (0..320).for_each(|second| csv += &row(second));
    let mut fixture = Fixture::new(csv.as_bytes());
    let mut ask = |now_ms| {
        fixture.now_ms = Some(now_ms);
        fixture.ask(Spec::TimeSeries(count_by(Some(Period::Minute))))
    };
    // 2026-11-30T12:05:20Z.
    let now_ms = 1_796_040_320_000;
    let (output, whole) = (ask(now_ms), ask(now_ms + 60_000));
    let (_, values) = drawn(&output);
    let counts: Vec<f64> = values.iter().flatten().map(|count| count.0).collect();
    assert_eq!(counts, [60.0, 60.0, 60.0, 60.0, 60.0, 20.0]);
    assert_eq!(
        output.summary,
        "Rows by minute, from 30 Nov 2026, 12:00 to 30 Nov 2026, 12:05: always 60; the last minute is not over \
         (20 of 60 s): 20 so far."
    );
    fixture.now_ms = Some(now_ms - 1_000);
    let by_second = fixture.ask(Spec::TimeSeries(count_by(Some(Period::Second))));
    assert!(
        by_second
            .summary
            .ends_with("the last second is not over: 1 so far."),
        "{}",
        by_second.summary
    );
    let running = |output: &Output| match &output.chart.marks {
        Marks::Line { running, .. } => running.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(running(&output).as_deref(), Some("20 of 60 s"));
    assert_eq!(running(&whole), None);
    assert!(
        whole.summary.contains("lowest at 30 Nov 2026, 12:05, 20"),
        "{}",
        whole.summary
    );
    // Where rows went on, it is whole a minute later and like the others.
    (320..360).for_each(|second| csv += &row(second));
    fixture = Fixture::new(csv.as_bytes());
    fixture.now_ms = Some(now_ms + 60_000);
    let later = fixture.ask(Spec::TimeSeries(count_by(Some(Period::Minute))));
    let (_, values) = drawn(&later);
    assert!(values.iter().flatten().all(|count| count.0 == 60.0));
    assert_eq!((running(&later), values.len()), (None, 6));
    let always = "Rows by minute, from 30 Nov 2026, 12:00 to 30 Nov 2026, 12:05: always 60.";
    assert_eq!(later.summary, always);
}
