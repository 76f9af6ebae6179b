//! What was answered stays, once, through crashes at any byte; what readers get does not change.

mod followed;
mod tidied;

use super::*;
use crate::shared::dataset::{Column, ColumnType};
use proptest::prelude::*;
use std::{fs, path::Path};

fn column(name: &str, column_type: ColumnType) -> Column {
    Column {
        name: name.into(),
        column_type,
        nulls: 0,
    }
}

fn columns() -> Vec<Column> {
    vec![
        column("sensor", ColumnType::Text),
        column("value", ColumnType::Number),
    ]
}

fn batch(key: Option<&str>, body: &str) -> Append {
    Append {
        key: key.map(str::to_owned),
        form: Form::Ndjson,
        body: body.into(),
    }
}

fn numbers(from: u64, count: u64) -> String {
    let rows = (from..from + count).map(|v| format!("{{\"sensor\":\"a\",\"value\":{v}}}\n"));
    rows.collect()
}

/// All values that a version holds, in order.
fn values(version: &Path) -> Vec<Option<f64>> {
    use datafusion::arrow::array::{Array, AsArray};
    use datafusion::arrow::datatypes::Float64Type;
    let mut files: Vec<_> = fs::read_dir(version)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let batches = files
        .iter()
        .flat_map(|file| segment::read_from(file, 0).unwrap())
        .map(Result::unwrap);
    batches
        .flat_map(|batch| {
            let column = batch.column(1).as_primitive::<Float64Type>().clone();
            (0..column.len()).map(move |row| column.is_valid(row).then(|| column.value(row)))
        })
        .collect()
}

fn read(store: &Store) -> Vec<Option<f64>> {
    values(&store.version().unwrap())
}

#[test]
fn a_batch_that_comes_again_is_not_stored_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live");
    let mut store = Store::create(&path, columns(), Keep::All).unwrap();
    let first = batch(Some("a"), &numbers(1, 50));
    let answers = store.append(&[first.clone(), first.clone()], 0).unwrap();
    let receipt = Receipt { first: 0, rows: 50 };
    for (answer, dup) in answers.iter().zip([false, true]) {
        let answer = answer.as_ref().unwrap();
        assert_eq!((&answer.receipt, answer.dup), (&receipt, dup));
    }
    store.seal(0).unwrap();
    drop(store);
    let mut store = Store::open(&path).unwrap().unwrap();
    let answers = store
        .append(&[first, batch(Some("a"), &numbers(2, 50))], 0)
        .unwrap();
    assert!(answers[0].as_ref().unwrap().dup);
    assert_eq!(answers[1], Err(Refusal::KeyOfOthers));
    assert_eq!(store.head(), 50);
}

#[test]
fn one_that_does_not_fit_keeps_all_of_its_batch_out_and_the_place_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live");
    let mut store = Store::create(&path, columns(), Keep::All).unwrap();
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/server/worker/live/one-wrong.ndjson"
    );
    let body = fs::read_to_string(file).unwrap();
    let answer = store
        .append(&[batch(Some("k"), &body)], 0)
        .unwrap()
        .remove(0);
    let Err(Refusal::Misfit(misfit)) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(
        (misfit.place, misfit.column.as_deref()),
        (Some(7), Some("value"))
    );
    assert_eq!(misfit.sentence, "Line 7: “n/a”, and “value” holds numbers.");
    assert_eq!(store.head(), 0);
    let mended = body.replace("\"n/a\"", "9");
    let answer = store
        .append(&[batch(Some("k"), &mended)], 0)
        .unwrap()
        .remove(0)
        .unwrap();
    assert_eq!(answer.receipt.rows, 10);
    let gap = Gap {
        column: "sensor".into(),
        rows: 1,
        first: 9,
    };
    assert_eq!(answer.gaps, [gap]);
    let sum: f64 = read(&store).into_iter().flatten().sum();
    assert_eq!(sum, 67.5);
}

#[test]
fn of_the_last_three_rows_no_other_shines_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live");
    let mut store = Store::create(&path, columns(), Keep::Rows(3)).unwrap();
    for value in ["100", "9", "null", "20", "2"] {
        let row = format!("{{\"sensor\":\"a\",\"value\":{value}}}");
        store.append(&[batch(None, &row)], 0).unwrap();
        // As well across segments.
        if value == "9" || value == "null" {
            store.seal(0).unwrap();
        }
    }
    assert_eq!(read(&store), [None, Some(20.0), Some(2.0)]);
    store.tidy(0);
    assert_eq!((store.first(), store.head()), (2, 5));
    assert_eq!(read(&store), [None, Some(20.0), Some(2.0)]);
}

#[test]
fn a_version_stays_as_it_is_while_rows_come_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live");
    let mut store = Store::create(&path, columns(), Keep::Rows(10)).unwrap();
    assert!(read(&store).is_empty());
    store.append(&[batch(None, &numbers(0, 10))], 0).unwrap();
    store.seal(0).unwrap();
    let version = store.version().unwrap();
    store.append(&[batch(None, &numbers(10, 40))], 0).unwrap();
    store.seal(0).unwrap();
    store.tidy(0);
    assert_eq!(
        values(&version),
        (0..10).map(|v| Some(f64::from(v))).collect::<Vec<_>>()
    );
    assert_eq!(
        read(&store),
        (40..50).map(|v| Some(f64::from(v))).collect::<Vec<_>>()
    );
}

#[test]
fn what_does_not_fit_is_refused_in_a_sentence() {
    let columns = [
        column("t", ColumnType::DateTime),
        column("n", ColumnType::Integer),
        column("x", ColumnType::Number),
        column("ok", ColumnType::Boolean),
        column("d", ColumnType::Date),
        column("w", ColumnType::Text),
    ];
    let read = |form, body: &str| rows::read(&columns, form, body.as_bytes());
    let fits = r#"[{"t":"2026-03-01T12:30:00+01:00","n":1,"x":1.5,"ok":true,"d":"2026-03-01","w":"a"},
        {"t":"2026-03-01 12:30:00","n":"2","x":"2.5","ok":"no","d":null}]"#;
    let rows = read(Form::Json, fits).unwrap();
    assert_eq!(rows.batch.num_rows(), 2);
    assert_eq!(
        rows.gaps
            .iter()
            .map(|gap| (gap.column.as_str(), gap.first))
            .collect::<Vec<_>>(),
        [("d", 2), ("w", 2)]
    );
    let more = read(
        Form::Json,
        r#"[{"n":1},{"n":2,"humidity":3},{"n":2,"humidity":4}]"#,
    )
    .unwrap();
    let left_out = Gap {
        column: "humidity".into(),
        rows: 2,
        first: 2,
    };
    assert_eq!(more.left_out, [left_out]);
    let csv = read(Form::Csv, "n,w\n1,\"a\nb\"\n2,c\n").unwrap();
    assert_eq!(csv.batch.num_rows(), 2);
    for (form, body, sentence) in [
        (
            Form::Json,
            r#"{"n":1.5}"#,
            "Row 1: 1.5, and “n” holds whole numbers.",
        ),
        (
            Form::Json,
            r#"{"x":9007199254740993}"#,
            "Row 1: 9007199254740993, and “x” holds numbers.",
        ),
        (Form::Json, r#"{"w":1}"#, "Row 1: 1, and “w” holds text."),
        (
            Form::Json,
            r#"{"w":["a"]}"#,
            "Row 1: a list or an object, and “w” holds text.",
        ),
        (
            Form::Json,
            "[1]",
            "Row 1 is no object such as {\"value\": 1}.",
        ),
        (Form::Json, "[]", "There is no row in what was sent."),
        (
            Form::Ndjson,
            "\n{\"t\":\"yesterday\"}",
            "Line 2: “yesterday”, and “t” holds times such as 2026-03-01T12:30:00Z.",
        ),
        (
            Form::Csv,
            "n,w\n1,a\n2\n",
            "Line 3 has 1 values, and the first line 2 names.",
        ),
        (
            Form::Csv,
            "n\n1\nx\n",
            "Line 3: “x”, and “n” holds whole numbers.",
        ),
    ] {
        assert_eq!(read(form, body).unwrap_err().sentence, sentence, "{body}");
    }
}

/// What happens to a live data set.
#[derive(Clone, Debug)]
enum Step {
    Append {
        rows: u64,
        again: bool,
    },
    Seal,
    Reopen,
    /// The last frame is cut: it was not answered.
    Torn(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (1_u64..40, any::<bool>()).prop_map(|(rows, again)| Step::Append { rows, again }),
        1 => Just(Step::Seal),
        1 => Just(Step::Reopen),
        1 => (1_u64..200).prop_map(Step::Torn),
    ];
    prop::collection::vec(step, 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn acked_rows_are_there_once_and_in_order(steps in steps()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("live");
        let mut store = Store::create(&path, columns(), Keep::All).unwrap();
        let (mut acked, mut last) = (0_u64, None::<Append>);
        for (step, n) in steps.into_iter().zip(0..) {
            match step {
                Step::Append { rows, again } => {
                    let append = batch(Some(&format!("k{n}")), &numbers(acked, rows));
                    let appends = if again { vec![append.clone(), append.clone()] } else { vec![append.clone()] };
                    store.append(&appends, 0).unwrap();
                    acked += rows;
                    last = Some(append);
                }
                Step::Seal => {
                    store.seal(0).unwrap();
                    if let Some(merge) = store.merge() {
                        let bytes = merge.write().unwrap();
                        store.merged(&merge, bytes).unwrap();
                    }
                }
                Step::Reopen => {
                    drop(store);
                    store = Store::open(&path).unwrap().unwrap();
                }
                Step::Torn(bytes) => {
                    drop(store);
                    // As if the power had gone while one more was written.
                    let tail = fs::read_dir(&path).unwrap().map(|file| file.unwrap().path())
                        .find(|path| path.extension().is_some_and(|ending| ending == "tail")).unwrap();
                    let mut written = fs::read(&tail).unwrap();
                    written.extend(std::iter::repeat_n(7, bytes as usize));
                    fs::write(&tail, written).unwrap();
                    store = Store::open(&path).unwrap().unwrap();
                }
            }
            if let Some(last) = &last {
                let answer = store.append(std::slice::from_ref(last), 0).unwrap().remove(0).unwrap();
                prop_assert!(answer.dup);
            }
            prop_assert_eq!(store.head(), acked);
        }
        let expected: Vec<_> = (0..acked).map(|v| Some(v as f64)).collect();
        prop_assert_eq!(read(&store), expected);
    }
}

#[test]
fn pages_of_a_version_go_over_its_files() {
    use crate::server::worker::{view, wire::Look};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live");
    let mut store = Store::create(&path, columns(), Keep::All).unwrap();
    let tables = view::OpenTables::default();
    for (begin, count) in [(0, 0), (0, 10), (10, 5), (15, 1)] {
        if count > 0 {
            store
                .append(&[batch(None, &numbers(begin, count))], 0)
                .unwrap();
        }
        let version = store.version().unwrap();
        let look = Look {
            folder: folder.path().join("views"),
            ..Look::at(version)
        };
        let page = view::page(&tables, &look, 0, 500).unwrap().unwrap();
        assert_eq!(page.total, (begin + count) as i64);
        store.seal(0).unwrap();
    }
    let mut look = Look {
        folder: folder.path().join("views"),
        ..Look::at(store.version().unwrap())
    };
    look.view = serde_json::from_str(r#"{"sort":[{"column":"value","descending":true}]}"#).unwrap();
    view::compute(&tables, &look).unwrap();
    let page = view::page(&tables, &look, 3, 4).unwrap().unwrap();
    assert_eq!(page.numbers, [12, 11, 10, 9]);
}
