//! What is put together from answers about parts is what a plain run over the same version comes to.

use super::*;
use crate::{
    analyses::{Aggregate, GroupBy, Histogram, Last, Spec, TimeSeries, TopValues},
    server::worker::{analysis, parts, tables::ColumnCache, wire::Reads},
    shared::{
        analysis::{AnalysisError, Output},
        period::Period,
        session::testing::dataset,
    },
};
use serde_json::{Value, json};
use std::path::PathBuf;

/// What happens between two looks.
#[derive(Clone, Debug)]
enum Step {
    /// So many rows, from a minute on.
    Append {
        rows: u64,
        minute: u64,
    },
    Seal,
    Merge,
}

/// A step, and which of the questions are asked then; all are asked in the end.
type Look = (Step, Vec<prop::sample::Index>);

fn steps() -> impl Strategy<Value = Vec<Look>> {
    let append = (1_u64..60, 0_u64..3_000);
    let step = prop_oneof![
        3 => append.prop_map(|(rows, minute)| Step::Append { rows, minute }),
        2 => Just(Step::Seal),
        1 => Just(Step::Merge),
    ];
    let asked = prop::collection::vec(any::<prop::sample::Index>(), 2);
    prop::collection::vec((step, asked), 1..16)
}

fn timed() -> Vec<Column> {
    let at = column("at", ColumnType::DateTime);
    let more = [
        column("city", ColumnType::Text),
        column("hits", ColumnType::Integer),
        column("sunny", ColumnType::Boolean),
    ];
    [vec![at], columns(), more.to_vec()].concat()
}

/// Rows around the night in which Berlin's clocks are changed; some lack a time, a sensor, a value or all else. No
/// value is a sum of a few powers of two.
fn readings(rows: u64, minute: u64) -> String {
    let row = |n: u64| {
        let second = (minute * 60 + n * 37) % 200_000;
        let (day, rest) = (26 + second / 86_400, second % 86_400);
        let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
        let at = format!("2024-10-{day}T{hour:02}:{minute:02}:{second:02}Z");
        let sensor = ["a", "b", "c"][(n % 3) as usize];
        let value = (n * n % 101) as f64 * 0.1 - 3.7;
        let mut row = json!({
            "at": at, "sensor": sensor, "city": format!("city {}", n * 7 % 31), "value": value,
            "hits": n * n % 23, "sunny": n % 5 > 2,
        });
        for (name, missing) in [("at", 11), ("sensor", 4), ("city", 13), ("value", 7)] {
            if n % missing == missing - 1 {
                row[name] = Value::Null;
            }
        }
        format!("{row}\n")
    };
    (0..rows).map(row).collect()
}

/// What follows from counts of each value, of a column of each type.
fn counted() -> Vec<Spec> {
    let group_by = |by: &str, aggregate, measure: &str| {
        Spec::GroupBy(GroupBy {
            by: by.into(),
            aggregate,
            measure: Some(measure.into()),
        })
    };
    let histogram = |column: &str, bins| {
        Spec::Histogram(Histogram {
            column: column.into(),
            bins,
        })
    };
    let top_values = |column: &str, n| {
        Spec::TopValues(TopValues {
            column: column.into(),
            n,
        })
    };
    vec![
        group_by("sensor", Aggregate::Mean, "value"),
        group_by("sensor", Aggregate::Sum, "hits"),
        group_by("city", Aggregate::Median, "value"),
        group_by("sunny", Aggregate::Min, "value"),
        group_by("hits", Aggregate::Max, "hits"),
        group_by("value", Aggregate::Count, "value"),
        group_by("at", Aggregate::Sum, "value"),
        histogram("value", None),
        histogram("value", Some(7)),
        histogram("hits", None),
        histogram("hits", Some(1)),
        top_values("city", None),
        top_values("value", Some(3)),
        top_values("at", Some(50)),
        top_values("sunny", None),
    ]
}

fn specs() -> Vec<Spec> {
    let by_sensor = Spec::GroupBy(GroupBy {
        by: "sensor".into(),
        aggregate: Aggregate::Count,
        measure: None,
    });
    let series = |bucket, zone: Option<&str>, aggregate| {
        let measure = (aggregate != Aggregate::Count).then(|| "value".to_owned());
        Spec::TimeSeries(TimeSeries {
            time: "at".into(),
            bucket,
            zone: zone.map(str::to_owned),
            aggregate,
            measure,
            series: None,
            last: None,
        })
    };
    let of_each = |column: &str, spec: Spec| match spec {
        Spec::TimeSeries(series) => Spec::TimeSeries(TimeSeries {
            series: Some(column.into()),
            ..series
        }),
        other => other,
    };
    let last = |last, spec: Spec| match spec {
        Spec::TimeSeries(series) => Spec::TimeSeries(TimeSeries {
            last: Some(last),
            ..series
        }),
        other => other,
    };
    let berlin = Some("Europe/Berlin");
    let by_second = || series(Some(Period::Second), None, Aggregate::Count);
    vec![
        by_sensor,
        series(None, None, Aggregate::Count),
        series(None, berlin, Aggregate::Mean),
        series(Some(Period::Minute), None, Aggregate::Sum),
        series(Some(Period::Hour), berlin, Aggregate::Min),
        series(
            Some(Period::Hour),
            Some("Australia/Lord_Howe"),
            Aggregate::Max,
        ),
        series(Some(Period::Day), berlin, Aggregate::Mean),
        of_each("sensor", series(None, None, Aggregate::Count)),
        of_each(
            "sensor",
            series(Some(Period::Hour), berlin, Aggregate::Mean),
        ),
        last(Last::FiveMinutes, series(None, None, Aggregate::Mean)),
        last(
            Last::SixHours,
            series(Some(Period::Minute), berlin, Aggregate::Max),
        ),
        last(
            Last::Day,
            of_each("sensor", series(None, berlin, Aggregate::Count)),
        ),
        // More than are drawn.
        by_second(),
        of_each("sensor", by_second()),
        // More values than have a line, many of them as often.
        of_each("value", series(Some(Period::Day), None, Aggregate::Sum)),
        of_each("city", series(Some(Period::Day), None, Aggregate::Median)),
    ]
}

/// 26 October 2024, 12:00:30: rows of that minute may come.
const NOW_MS: i64 = 1_729_944_030_000;

fn ask(
    tables: &ColumnCache,
    table: &Path,
    rows: u64,
    spec: &Spec,
) -> Result<(Output, Reads), AnalysisError> {
    let dataset = dataset("readings", rows as i64, timed());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let asked = analysis::run(tables, table, &dataset, spec, Some(NOW_MS));
    runtime.block_on(asked)
}

/// All rows of a version in one file, which nothing is known of.
fn whole(store: &Store, version: &Path) -> PathBuf {
    let file = version.with_extension("whole");
    let parts = parts::files(version).unwrap().into_iter();
    let batches = parts.flat_map(|part| segment::read_from(&part, 0).unwrap());
    segment::write(&file, store.schema(), batches).unwrap();
    file
}

fn check(keep: Keep, steps: &[Look]) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(&folder.path().join("live"), timed(), keep).unwrap();
    let tables = ColumnCache::new();
    let all = [specs(), counted()].concat();
    for (at, (step, asked)) in steps.iter().enumerate() {
        match step {
            Step::Append { rows, minute } => {
                let answers = store.append(&[batch(None, &readings(*rows, *minute))], 0);
                assert!(answers.unwrap()[0].is_ok());
            }
            Step::Seal => store.seal(0).unwrap(),
            Step::Merge => {
                if let Some(merge) = store.merge() {
                    let bytes = merge.write().unwrap();
                    store.merged(&merge, bytes).unwrap();
                }
            }
        }
        let version = store.version().unwrap();
        let rows = store.head() - store.first();
        let asked: Vec<&Spec> = match at + 1 == steps.len() {
            true => all.iter().collect(),
            false => asked.iter().map(|index| index.get(&all)).collect(),
        };
        let (whole, of_whole) = (whole(&store, &version), ColumnCache::new());
        let output = |tables: &ColumnCache, table: &Path, spec: &Spec| {
            let answer = ask(tables, table, rows, spec);
            answer.map(|(output, _)| output)
        };
        for spec in asked {
            let expected = output(&of_whole, &whole, spec);
            assert_eq!(output(&tables, &version, spec), expected, "{spec:?}");
        }
        fs::remove_file(whole).unwrap();
    }
}

/// Plans want more stack in a debug build than a test's thread has.
fn check_on_a_large_stack(keep: Keep, steps: Vec<Look>) {
    let thread = std::thread::Builder::new().stack_size(32 << 20);
    let checking = thread.spawn(move || check(keep, &steps)).unwrap();
    checking.join().unwrap();
}

/// More values than are counted, so that all rows are read again.
#[test]
fn very_many_values_come_to_the_same() {
    let row = |n: u64| {
        format!(
            "{{\"sensor\":\"{}\",\"value\":{}}}\n",
            n % 3,
            n as f64 / 7.0
        )
    };
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(&folder.path().join("live"), columns(), Keep::All).unwrap();
    for rows in [0..60_000, 60_000..60_010] {
        let body = rows.map(row).collect::<String>();
        store.append(&[batch(None, &body)], 0).unwrap()[0]
            .as_ref()
            .unwrap();
        store.seal(0).unwrap();
    }
    let version = store.version().unwrap();
    let checking = move || {
        let (whole, of_whole) = (whole(&store, &version), ColumnCache::new());
        let is_asked = |spec: &&Spec| {
            let asked = serde_json::to_string(spec).unwrap();
            let others = ["city", "hits", "sunny", "\"at\""];
            !others.iter().any(|name| asked.contains(name))
        };
        for spec in counted().iter().filter(is_asked) {
            let (expected, _) = ask(&of_whole, &whole, 60_010, spec).unwrap();
            let (found, reads) = ask(&ColumnCache::new(), &version, 60_010, spec).unwrap();
            assert_eq!((found, reads), (expected, Reads::All), "{spec:?}");
        }
    };
    let thread = std::thread::Builder::new().stack_size(32 << 20);
    thread.spawn(checking).unwrap().join().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn answers_about_parts_come_to_what_a_plain_run_does(
        steps in steps(),
        kept in prop_oneof![Just(None), (1_u64..200).prop_map(Some)],
    ) {
        check_on_a_large_stack(kept.map_or(Keep::All, Keep::Rows), steps);
    }
}
