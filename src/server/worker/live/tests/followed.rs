//! What is put together from answers about parts is what a plain run over the same version comes to.

use super::*;
use crate::{
    analyses::{Aggregate, GroupBy, Last, Spec, TimeSeries},
    server::worker::{analysis, parts, tables::ColumnCache},
    shared::{
        analysis::{AnalysisError, Output},
        period::Period,
        session::testing::dataset,
    },
};

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

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let append = (1_u64..60, 0_u64..3_000);
    let step = prop_oneof![
        3 => append.prop_map(|(rows, minute)| Step::Append { rows, minute }),
        2 => Just(Step::Seal),
        1 => Just(Step::Merge),
    ];
    prop::collection::vec(step, 1..24)
}

fn timed() -> Vec<Column> {
    let at = column("at", ColumnType::DateTime);
    [vec![at], columns()].concat()
}

/// Rows around the night in which Berlin's clocks are changed; some lack a time, a sensor or a value.
fn readings(rows: u64, minute: u64) -> String {
    let row = |n: u64| {
        let second = (minute * 60 + n * 37) % 200_000;
        let (day, rest) = (26 + second / 86_400, second % 86_400);
        let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
        let at = format!("\"2024-10-{day}T{hour:02}:{minute:02}:{second:02}Z\"");
        let at = if n % 11 == 10 { "null" } else { &at };
        let sensor = ["\"a\"", "\"b\"", "\"c\"", "null"][(n % 4) as usize];
        let value = if n % 7 == 6 {
            "null".into()
        } else {
            (n * n % 101).to_string()
        };
        format!("{{\"at\":{at},\"sensor\":{sensor},\"value\":{value}}}\n")
    };
    (0..rows).map(row).collect()
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
    ]
}

/// 26 October 2024, 12:00:30: rows of that minute may come.
const NOW_MS: i64 = 1_729_944_030_000;

fn ask(
    tables: &ColumnCache,
    table: &Path,
    rows: u64,
    spec: &Spec,
) -> Result<Output, AnalysisError> {
    let dataset = dataset("readings", rows as i64, timed());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(analysis::run(tables, table, &dataset, spec, Some(NOW_MS)))
}

/// All rows of a version in one file, which nothing is known of.
fn plain(store: &Store, version: &Path, spec: &Spec, rows: u64) -> Result<Output, AnalysisError> {
    let file = version.with_extension("whole");
    let parts = parts::files(version).unwrap().into_iter();
    let batches = parts.flat_map(|part| segment::read_from(&part, 0).unwrap());
    segment::write(&file, store.schema(), batches).unwrap();
    let answer = ask(&ColumnCache::new(), &file, rows, spec);
    fs::remove_file(file).unwrap();
    answer
}

fn check(keep: Keep, steps: &[Step]) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(&folder.path().join("live"), timed(), keep).unwrap();
    let tables = ColumnCache::new();
    for step in steps {
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
        for spec in specs() {
            let expected = plain(&store, &version, &spec, rows);
            assert_eq!(ask(&tables, &version, rows, &spec), expected, "{spec:?}");
        }
    }
}

/// Plans want more stack in a debug build than a test's thread has.
fn check_on_a_large_stack(keep: Keep, steps: Vec<Step>) {
    let thread = std::thread::Builder::new().stack_size(32 << 20);
    let checking = thread.spawn(move || check(keep, &steps)).unwrap();
    checking.join().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn answers_about_parts_come_to_what_a_plain_run_does(
        steps in steps(),
        kept in prop_oneof![Just(None), (1_u64..200).prop_map(Some)],
    ) {
        check_on_a_large_stack(kept.map_or(Keep::All, Keep::Rows), steps);
    }
}
