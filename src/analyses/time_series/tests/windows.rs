//! Time series that go back a span from the newest time, and as far as a chart can show where rows still come.

use super::{lines::agree, *};

fn last(last: Last, series: TimeSeries) -> TimeSeries {
    TimeSeries {
        last: Some(last),
        ..series
    }
}

/// A row in each of so many seconds from noon on.
fn seconds(count: usize) -> String {
    let row = |n: usize| {
        let (hour, minute, second) = (12 + n / 3_600, n / 60 % 60, n % 60);
        format!(
            "2026-11-30 {hour:02}:{minute:02}:{second:02},1,{}\n",
            ["a", "b"][n % 2]
        )
    };
    format!("t,v,s\n{}", (0..count).map(row).collect::<String>())
}

#[test]
fn spans_agree_with_another_calendar() {
    let known: Value = serde_json::from_str(KNOWN).unwrap();
    for answer in known["windows"].as_array().unwrap() {
        let output = agrees(&known, answer);
        let told = match answer["older"].as_i64().unwrap() {
            0 => {
                assert!(!output.summary.contains("older"), "{}", output.summary);
                continue;
            }
            1 => "; 1 older row is left out.".to_owned(),
            older => format!("; {older} older rows are left out."),
        };
        assert!(output.summary.ends_with(&told), "{}", output.summary);
    }
    for answer in known["lines of windows"].as_array().unwrap() {
        agree(&known, answer);
    }
}

#[test]
fn the_span_ends_with_the_newest_row_and_its_first_bucket_is_whole() {
    // The newest is of 12:09:59, so that the last 5 min are five whole minutes.
    let by_minute = last(Last::FiveMinutes, count_by(Some(Period::Minute)));
    let output = ask(&seconds(600), by_minute.clone());
    assert_eq!(
        lines(&output),
        ["05", "06", "07", "08", "09"].map(|minute| format!("2026-11-30T12:{minute}:00|60"))
    );
    assert_eq!(
        output.summary,
        "Rows by minute in the last 5 min, from 30 Nov 2026, 12:05 to 30 Nov 2026, 12:09: always 60; \
         300 older rows are left out."
    );
    assert_eq!(output.chart.subtitle, "5 minutes, 300 rows");
    assert_eq!(output.chart.title, "Rows by minute of t, last 5 min");
    // A second later they reach into a sixth, all of which is drawn.
    let output = ask(&seconds(601), by_minute.clone());
    assert_eq!(lines(&output).len(), 6);
    assert_eq!(lines(&output)[0], "2026-11-30T12:05:00|60");
    // What there is may be shorter.
    let output = ask(&seconds(61), by_minute);
    assert_eq!(lines(&output).len(), 2);
    assert!(!output.summary.contains("older"), "{}", output.summary);
}

#[test]
fn the_automatic_bucket_is_the_one_of_the_span() {
    let output = ask(&seconds(7_200), last(Last::FiveMinutes, count_by(None)));
    assert!(
        output
            .summary
            .starts_with("Rows by minute (automatic) in the last 5 min, from"),
        "{}",
        output.summary
    );
    assert_eq!(output.chart.title, "Rows over t, last 5 min");
    // 120 days.
    let day = |n: i64| format!("{},1\n", crate::server::worker::date(n * 86_400_000));
    let csv = format!("t,v\n{}", (20_000..20_120).map(day).collect::<String>());
    let output = ask(&csv, last(Last::SevenDays, count_by(None)));
    assert_eq!(lines(&output).len(), 7);
    assert!(
        output
            .summary
            .ends_with("always 1; 113 older rows are left out."),
        "{}",
        output.summary
    );
}

#[test]
fn lines_are_those_of_the_span() {
    let old: String = (1..=9)
        .map(|day| format!("2024-01-0{day},1,old {day}\n").repeat(3))
        .collect();
    let csv = format!("t,v,s\n{old}2024-03-01,1,a\n2024-03-02,2,b\n2024-03-02,,\n,5,a\n");
    let series = TimeSeries {
        series: Some("s".into()),
        ..last(Last::SevenDays, mean_by(Some(Period::Day)))
    };
    let output = ask(&csv, series);
    assert_eq!(output.chart.subtitle, "3 series, 7 days, 4 rows");
    assert!(
        output.summary.starts_with(
            "Mean v by day for each s in the last 7 days, from 25 Feb 2024 to 2 Mar 2024:"
        ),
        "{}",
        output.summary
    );
}

#[test]
fn a_span_shorter_than_a_day_needs_a_time_of_day() {
    let csv = "t,v\n2024-03-01,1\n2024-03-02,2\n";
    for span in [
        Last::FiveMinutes,
        Last::FifteenMinutes,
        Last::Hour,
        Last::SixHours,
    ] {
        assert_eq!(
            refusal(csv, last(span, count_by(None))),
            "“t” holds days without a time. Choose the last day or more."
        );
    }
    let output = ask(csv, last(Last::Day, mean_by(None)));
    assert_eq!(lines(&output), ["2024-03-02|2|1"]);
}

#[test]
fn too_many_buckets_of_a_span_are_refused_from_where_it_begins() {
    let csv = "t,v\n2012-01-01 00:00:00,1\n2015-12-31 23:00:00,2\n";
    assert_eq!(
        refusal(csv, last(Last::Year, count_by(Some(Period::Hour)))),
        "From 31 Dec 2014 to 31 Dec 2015, t has more than 5,000 hours. Choose the bucket “day”."
    );
}

#[test]
fn where_rows_still_come_the_newest_are_drawn_of_too_many() {
    let mut fixture = Fixture::new(seconds(6_000).as_bytes());
    // A minute after the last row.
    fixture.now_ms = Some(1_796_045_999_000 + 60_000);
    let by_second = count_by(Some(Period::Second));
    let output = fixture.ask(Spec::TimeSeries(by_second.clone()));
    let (starts, values) = drawn(&output);
    assert_eq!((starts.len(), values.len()), (5_000, 5_000));
    assert_eq!(starts[0], 1_796_040_000 + 1_000);
    assert_eq!(
        output.summary,
        "Rows by second, from 30 Nov 2026, 12:16:40 to 30 Nov 2026, 13:39:59: always 1; only the newest 5,000 seconds \
         are drawn, and 1,000 older rows are left out."
    );
    let each = TimeSeries {
        series: Some("s".into()),
        ..by_second.clone()
    };
    let output = fixture.ask(Spec::TimeSeries(each));
    assert_eq!(output.chart.subtitle, "2 series, 2,500 seconds, 2,500 rows");
    assert!(
        output.summary.ends_with(
            "; only the newest 2,500 seconds are drawn, and 3,500 older rows are left out."
        ),
        "{}",
        output.summary
    );
    // A span that is drawn as a whole leaves nothing out but what is older.
    let hour = fixture.ask(Spec::TimeSeries(last(Last::Hour, by_second)));
    assert!(
        hour.summary
            .ends_with("always 1; 2,400 older rows are left out."),
        "{}",
        hour.summary
    );
}
