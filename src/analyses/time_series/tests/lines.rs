//! Time series in several lines: which values have one, what each holds, and what is told of the rest.

use super::*;
use crate::shared::chart::Series;

fn of_each(column: &str, series: TimeSeries) -> TimeSeries {
    TimeSeries {
        series: Some(column.into()),
        ..series
    }
}

fn series(output: &Output) -> &[Series] {
    match &output.chart.marks {
        Marks::Line { values, series, .. } => {
            assert!(values.is_empty(), "{values:?}");
            series
        }
        other => panic!("{other:?}"),
    }
}

fn names(output: &Output) -> Vec<&str> {
    let all = series(output).iter();
    all.map(|line| line.name.as_str()).collect()
}

#[test]
fn lines_agree_with_another_calendar() {
    let known: Value = serde_json::from_str(KNOWN).unwrap();
    for answer in known["lines"].as_array().unwrap() {
        let output = agree(&known, answer);
        let left_out = left_out(answer);
        match answer["others"][0].as_i64() {
            Some(0) => assert!(!output.summary.contains("left out"), "{}", output.summary),
            _ => assert!(output.summary.ends_with(&left_out), "{}", output.summary),
        }
    }
}

/// "2 other values of s, in 43 rows, and 4 rows without a value of s are left out."
fn left_out(answer: &Value) -> String {
    let (values, rows) = (&answer["others"][0], &answer["others"][1]);
    let missing = &answer["missing"];
    format!(
        "{values} other values of s, in {rows} rows, and {missing} rows without a value of s are left out."
    )
}

/// Asks what the lines of an answer are of; both have the same names and values.
pub(super) fn agree(known: &Value, answer: &Value) -> Output {
    let of = answer["of"].as_str().unwrap();
    let csv = known["data"][of].as_str().unwrap();
    let spec = serde_json::json!({
        "kind": "time_series", "time": "t", "measure": "v", "series": "s", "bucket": answer["bucket"],
        "zone": answer["zone"], "aggregate": answer["aggregate"], "last": answer["last"],
    });
    let output = Fixture::new(csv.as_bytes()).ask(serde_json::from_value(spec).unwrap());
    let what = format!("{of} {} {}", answer["bucket"], answer["zone"]);
    let expected = answer["series"].as_array().unwrap();
    assert_eq!(series(&output).len(), expected.len(), "{what}");
    for (line, expected) in series(&output).iter().zip(expected) {
        assert_eq!(line.name, expected["name"].as_str().unwrap_or("(missing)"));
        let expected = expected["values"].as_array().unwrap();
        assert_eq!(line.values.len(), expected.len(), "{what}");
        for (value, expected) in line.values.iter().zip(expected) {
            let (value, expected) = (value.as_ref().map(|value| value.0), expected.as_f64());
            assert_eq!(value.is_some(), expected.is_some(), "{what}");
            close(value.unwrap_or(0.0), expected.unwrap_or(0.0), &what);
        }
    }
    output
}

const SHORT: &str =
    "t,v,s\n2024-03-01,1,b\n2024-03-03,3,b\n2024-03-02,5,a\n2024-03-03,,a\n2024-03-02,7,\n,9,a\n";

#[test]
fn each_line_has_its_own_gaps_and_its_rows_in_the_table() {
    let output = ask(SHORT, of_each("s", mean_by(Some(Period::Day))));
    assert_eq!(names(&output), ["a", "b", "(missing)"]);
    let values = |line: usize| &series(&output)[line].values[..];
    assert_eq!(values(0), [None, Some(Num(5.0)), None]);
    assert_eq!(values(1), [Some(Num(1.0)), None, Some(Num(3.0))]);
    assert_eq!(values(2), [None, Some(Num(7.0)), None]);
    let expected = [
        "2024-03-01|a|-|0",
        "2024-03-01|b|1|1",
        "2024-03-01|-|-|0",
        "2024-03-02|a|5|1",
        "2024-03-02|b|-|0",
        "2024-03-02|-|7|1",
        "2024-03-03|a|-|1",
        "2024-03-03|b|3|1",
        "2024-03-03|-|-|0",
    ];
    assert_eq!(lines(&output), expected);
    let columns = output.table.columns.iter();
    let columns: Vec<&str> = columns.map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["t", "s", "mean v", "rows"]);
    assert_eq!(output.table.total_rows, 9);
    assert_eq!(
        output.summary,
        "Mean v by day for each s, from 1 Mar 2024 to 3 Mar 2024: highest on 2 Mar 2024, 7 (missing), and lowest on \
         1 Mar 2024, 1 (b); 5 of 9 points have no value and are gaps; 1 row has no value of t, 1 row has no value of v."
    );
    assert_eq!(output.chart.title, "Mean of v by day of t for each s");
    assert_eq!(output.chart.subtitle, "3 series, 3 days, 6 rows");
}

#[test]
fn a_count_of_nothing_is_0_in_every_line() {
    let output = ask(SHORT, of_each("s", count_by(Some(Period::Day))));
    let counts = |line: usize| -> Vec<f64> {
        let values = series(&output)[line].values.iter().flatten();
        values.map(|value| value.0).collect()
    };
    assert_eq!(counts(0), [0.0, 1.0, 1.0]);
    assert_eq!(counts(1), [1.0, 0.0, 1.0]);
    assert!(
        output
            .summary
            .contains("; 4 of 9 points have no rows and count as 0"),
        "{}",
        output.summary
    );
}

/// So many rows of each value, one a day.
fn days(values: &[(&str, usize)]) -> String {
    let rows = values.iter().flat_map(|(value, rows)| {
        (1..=*rows).map(move |day| format!("2024-03-{day:02},1,{value}\n"))
    });
    format!("t,v,s\n{}", rows.collect::<String>())
}

#[test]
fn the_most_frequent_have_lines_and_of_equal_ones_the_first() {
    let ask =
        |values: &[(&str, usize)]| ask(&days(values), of_each("s", count_by(Some(Period::Day))));
    let output = ask(&[
        ("h", 2),
        ("g", 2),
        ("f", 2),
        ("e", 2),
        ("d", 1),
        ("c", 2),
        ("b", 3),
        ("a", 2),
    ]);
    assert_eq!(names(&output), ["a", "b", "c", "e", "f", "g"]);
    assert_eq!(output.chart.subtitle, "6 of 8 series, 3 days, 16 rows");
    assert!(
        output
            .summary
            .ends_with("; 2 other values of s, in 3 rows, are left out."),
        "{}",
        output.summary
    );
    let seven = [("a", 2), ("b", 2), ("c", 2), ("d", 2), ("e", 2), ("f", 2)];
    let output = ask(&[&seven[..], &[("g", 1)]].concat());
    assert!(
        output
            .summary
            .ends_with("; 1 other value of s, in 1 row, is left out."),
        "{}",
        output.summary
    );
    let output = ask(&[&seven[..], &[("", 1)]].concat());
    assert_eq!(output.chart.subtitle, "6 of 7 series, 2 days, 13 rows");
    assert!(
        output
            .summary
            .ends_with("; 1 row without a value of s is left out."),
        "{}",
        output.summary
    );
    let output = ask(&[&seven[..], &[("g", 1), ("", 2)]].concat());
    assert!(
        output.summary.ends_with(
            "; 1 other value of s, in 1 row, and 2 rows without a value of s are left out."
        ),
        "{}",
        output.summary
    );
}

#[test]
fn any_column_may_split() {
    let csv = "t,n,x,b,d\n2024-03-01 10:00:00,10,0.5,true,2024-01-01\n2024-03-01 11:00:00,9,-0.0,false,2024-01-02\n\
               2024-03-01 12:00:00,10,1e300,true,2024-01-01\n2024-03-01 13:00:00,-9,0.0,false,2024-01-02\n";
    let by = |column: &str| ask(csv, of_each(column, count_by(Some(Period::Hour))));
    assert_eq!(names(&by("n")), ["−9", "9", "10"]);
    assert_eq!(names(&by("b")), ["false", "true"]);
    assert_eq!(names(&by("d")), ["2024-01-01", "2024-01-02"]);
    let all: f64 = series(&by("x"))
        .iter()
        .flat_map(|line| &line.values)
        .flatten()
        .map(|value| value.0)
        .sum();
    assert_eq!(all, 4.0);
    // Also by what is measured, or when.
    let measured = TimeSeries {
        measure: Some("n".into()),
        ..of_each("n", mean_by(Some(Period::Hour)))
    };
    assert_eq!(names(&ask(csv, measured)).len(), 3);
    assert_eq!(names(&by("t")).len(), 4);
    assert_eq!(
        refusal(csv, of_each("gone", count_by(None))),
        "There is no column “gone”. a has: t, n, x, b, d."
    );
}

#[test]
fn the_automatic_bucket_joins_the_points_of_each_line() {
    // Day after day, and each city once a week.
    let rows = (0..70).map(|day| {
        let date = crate::server::worker::date(19_000 * 86_400_000 + day * 86_400_000);
        format!("{date},city {}\n", day % 7)
    });
    let csv = format!("t,s\n{}", rows.collect::<String>());
    let period = |output: &Output| match &output.chart.marks {
        Marks::Line { period, .. } => *period,
        other => panic!("{other:?}"),
    };
    assert_eq!(period(&ask(&csv, count_by(None))), Period::Day);
    assert_eq!(
        period(&ask(&csv, of_each("s", count_by(None)))),
        Period::Week
    );
}

#[test]
fn many_buckets_of_many_lines_are_refused_with_one_that_fits() {
    let csv = "t,s\n2012-01-01,a\n2015-12-31,b\n2015-12-30,c\n2015-12-29,d\n";
    assert_eq!(
        refusal(csv, of_each("s", count_by(Some(Period::Day)))),
        "From 1 Jan 2012 to 31 Dec 2015, t has more than 1,250 days for each of 4 series. Choose the bucket “week”."
    );
}

#[test]
fn one_value_is_one_line_with_its_name_and_no_time_is_none() {
    let output = ask("t,v,s\n2024-03-01,4,a\n", of_each("s", mean_by(None)));
    assert_eq!(names(&output), ["a"]);
    assert_eq!(
        output.summary,
        "Mean v by day (automatic) for each s, for 1 Mar 2024: 4."
    );
    let blank = ask(
        "t,v,s\n2024-03-01,4,\" \"\n2024-03-01,5,x\n",
        of_each("s", mean_by(None)),
    );
    assert!(
        names(&blank).iter().all(|name| !name.trim().is_empty()),
        "{:?}",
        names(&blank)
    );
    let output = ask("t,v,s\n,4,a\n2024-03-01,,\n", of_each("s", mean_by(None)));
    assert_eq!(names(&output), ["(missing)"]);
}

#[test]
fn a_period_that_is_not_over_is_said_once() {
    let csv = "t,v,s\n2026-11-30 12:00:00,1,a\n2026-11-30 12:01:00,2,b\n2026-11-30 12:01:10,0,a\n";
    let mut fixture = Fixture::new(csv.as_bytes());
    // 2026-11-30T12:01:20Z.
    fixture.now_ms = Some(1_796_040_080_000);
    let output = fixture.ask(Spec::TimeSeries(of_each(
        "s",
        mean_by(Some(Period::Minute)),
    )));
    assert_eq!(
        output.summary,
        "Mean v by minute for each s, from 30 Nov 2026, 12:00 to 30 Nov 2026, 12:01: 1; the last minute is not over \
         (20 of 60 s); 1 of 4 points has no value and is a gap."
    );
}
