//! Analyses against answers computed by other programs (`known/compute.py`), and their edges.

use super::*;
use crate::server::worker::{ingest, tables::Tables};
use crate::shared::{
    account::Person,
    analysis::{Aggregate, GroupBy, Histogram, Profile, Scatter},
    chart::Marks,
    ids::{DatasetId, PersonId},
};
use serde_json::Value;
use std::path::PathBuf;

/// A data set in a folder of its own.
struct Bench {
    tables: Tables,
    dataset: Dataset,
    parquet: PathBuf,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn new(csv: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (source, parquet) = (
            folder.path().join("source"),
            folder.path().join("a.parquet"),
        );
        std::fs::write(&source, csv).unwrap();
        let found = ingest::ingest(&source, "a.csv", &parquet).unwrap();
        let dataset = Dataset {
            dataset_id: DatasetId(uuid::Uuid::nil()),
            name: "a".into(),
            rows: found.rows,
            columns: found.columns,
            bytes: 0,
            version: 1,
            notes: vec![],
            by: Person {
                id: PersonId(1),
                name: "Ada".into(),
            },
            at: 0,
        };
        Self {
            tables: Tables::new(),
            dataset,
            parquet,
            _folder: folder,
        }
    }

    fn penguins() -> Self {
        Self::new(include_bytes!("../../../../public/samples/penguins.csv"))
    }

    fn try_ask(&self, spec: Spec) -> Result<Output, AnalysisError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .thread_stack_size(32 << 20)
            .build()
            .unwrap();
        // The test's own thread has 2 MB of stack; plans want more in a debug build.
        std::thread::scope(|scope| {
            let ask = || runtime.block_on(run(&self.tables, &self.parquet, &self.dataset, &spec));
            let thread = std::thread::Builder::new().stack_size(32 << 20);
            thread.spawn_scoped(scope, ask).unwrap().join().unwrap()
        })
    }

    fn ask(&self, spec: Spec) -> Output {
        self.try_ask(spec).unwrap()
    }
}

fn group_by(by: &str, aggregate: Aggregate, measure: Option<&str>) -> Spec {
    Spec::GroupBy(GroupBy {
        by: by.into(),
        aggregate,
        measure: measure.map(Into::into),
    })
}

fn histogram(column: &str, bins: Option<u32>) -> Spec {
    Spec::Histogram(Histogram {
        column: column.into(),
        bins,
    })
}

fn scatter(x: &str, y: &str) -> Spec {
    Spec::Scatter(Scatter {
        x: x.into(),
        y: y.into(),
    })
}

fn known() -> Value {
    serde_json::from_str(include_str!("known/penguins.json")).unwrap()
}

fn list<'a>(known: &'a Value, kind: &str) -> &'a Vec<Value> {
    known[kind].as_array().unwrap()
}

/// Numbers to 1e-9 of their size, anything else exactly.
fn same(found: &Cell, expected: &Value, what: &str) {
    match (cells::value(found), expected.as_f64()) {
        (Some(found), Some(expected)) => close(found, expected, what),
        _ => match expected {
            Value::Null => assert_eq!(*found, Cell::Null, "{what}"),
            Value::String(text) => assert_eq!(*found, Cell::Text(text.clone()), "{what}"),
            other => panic!("{what}: {found:?} for {other}"),
        },
    }
}

fn close(found: f64, expected: f64, what: &str) {
    let error = (found - expected).abs();
    assert!(
        error <= 1e-9 * expected.abs().max(1e-9),
        "{what}: {found} for {expected}"
    );
}

#[test]
fn profile_agrees_with_pandas() {
    let output = Bench::penguins().ask(Spec::Profile(Profile {}));
    let known = known();
    let expected = list(&known, "profile");
    assert_eq!(output.table.rows.len(), expected.len());
    let keys = [
        "values",
        "missing",
        "distinct",
        "lowest",
        "highest",
        "mean",
        "deviation",
        "median",
    ];
    for (row, expected) in output.table.rows.iter().zip(expected) {
        same(&row[0], &expected["column"], "column");
        for (cell, key) in row[2..].iter().zip(keys) {
            same(
                cell,
                &expected[key],
                &format!("{key} of {}", expected["column"]),
            );
        }
    }
    assert_eq!(output.chart.title, "Profile of a");
    assert_eq!(
        output.summary,
        "a has 344 rows and 8 columns; sex misses the most values, 11."
    );
}

#[test]
fn groups_agree_with_pandas() {
    let bench = Bench::penguins();
    for question in list(&known(), "group_by") {
        let (by, measure) = (
            question["by"].as_str().unwrap(),
            question["measure"].as_str(),
        );
        for (at, aggregate) in [1, 3, 4, 5, 6, 7].into_iter().zip(Aggregate::ALL) {
            let output = bench.ask(group_by(by, aggregate, measure));
            let groups = question["groups"].as_array().unwrap();
            assert_eq!(output.table.rows.len(), groups.len(), "{by}");
            let values: Vec<_> = output
                .table
                .rows
                .iter()
                .map(|row| cells::value(&row[at]))
                .collect();
            assert!(
                values.is_sorted_by(|a, b| a >= b),
                "{by}, {aggregate:?}: {values:?}"
            );
            for group in groups {
                let key = |row: &&Vec<Cell>| match (&row[0], &group["key"]) {
                    (Cell::Null, key) => key.is_null(),
                    (Cell::Text(text), key) => key.as_str() == Some(text),
                    (cell, key) => cells::value(cell) == key.as_f64(),
                };
                let row = output.table.rows.iter().find(key).unwrap();
                let keys = [
                    "rows", "values", "sum", "mean", "median", "lowest", "highest",
                ];
                for (cell, key) in row[1..].iter().zip(keys) {
                    same(
                        cell,
                        &group[key],
                        &format!("{key} of {by} {}", group["key"]),
                    );
                }
            }
        }
    }
}

#[test]
fn bins_agree_with_numpy() {
    let bench = Bench::penguins();
    for question in list(&known(), "histogram") {
        let column = question["column"].as_str().unwrap();
        let asked = question["bins"].as_u64().map(|bins| bins as u32);
        let output = bench.ask(histogram(column, asked));
        let Marks::Histogram { edges, counts } = output.chart.marks else {
            panic!()
        };
        let what = format!("{column} in {asked:?}");
        assert_eq!(serde_json::json!(counts), question["counts"], "{what}");
        let expected = question["edges"].as_array().unwrap();
        assert_eq!(edges.len(), expected.len(), "{what}");
        for (edge, expected) in edges.iter().zip(expected) {
            close(*edge, expected.as_f64().unwrap(), &what);
        }
    }
}

#[test]
fn lines_agree_with_scipy() {
    let bench = Bench::penguins();
    for question in list(&known(), "scatter") {
        let (x, y) = (
            question["x"].as_str().unwrap(),
            question["y"].as_str().unwrap(),
        );
        let output = bench.ask(scatter(x, y));
        let measures = [(0, "n"), (2, "slope"), (4, "r2"), (5, "r")];
        for (row, key) in measures {
            same(
                &output.table.rows[row][1],
                &question[key],
                &format!("{key} of {y} on {x}"),
            );
        }
        let intercept = cells::value(&output.table.rows[3][1]).unwrap();
        let expected = question["intercept"].as_f64().unwrap();
        assert!(
            (intercept - expected).abs() <= 1e-9 * expected.abs().max(1.0),
            "{y} on {x}"
        );
        let Marks::Scatter { points, bins, line } = output.chart.marks else {
            panic!()
        };
        assert_eq!(
            (points.len() as u64, bins.len()),
            (question["n"].as_u64().unwrap(), 0)
        );
        assert!(line.is_some_and(|line| (0.0..=1.0).contains(&line.r2)));
    }
}

#[test]
fn summaries_are_sentences() {
    let bench = Bench::penguins();
    let check = |spec: Spec, sentence: &str| assert_eq!(bench.ask(spec).summary, sentence);
    check(
        group_by("species", Aggregate::Mean, Some("body_mass_g")),
        "Gentoo has the highest mean body_mass_g, 5,076; Adelie the lowest, 3,701.",
    );
    check(
        group_by("species", Aggregate::Count, None),
        "Adelie has the highest number of rows, 152; Chinstrap the lowest, 68.",
    );
    check(
        group_by("species", Aggregate::Min, Some("body_mass_g")),
        "The lowest body_mass_g is 2,700, in Chinstrap.",
    );
    check(
        histogram("flipper_length_mm", Some(10)),
        "flipper_length_mm runs from 172 to 231, most often between 190 and 196 (79 of 342 values); 2 rows have no value.",
    );
    check(
        scatter("flipper_length_mm", "body_mass_g"),
        "body_mass_g rises by 49.7 for each 1 more of flipper_length_mm (R² 0.759, 342 rows; 2 without both values).",
    );
}

#[test]
fn column_names_are_never_parsed() {
    let names = [
        "a.b",
        "Größe in cm",
        "select \"x\"\" from t; --",
        "count(*)",
        "A",
        "a",
    ];
    let header: Vec<String> = names
        .iter()
        .map(|name| format!("\"{}\"", name.replace('"', "\"\"")))
        .collect();
    let csv = format!("{}\n1,2,3,4,5,x\n2,3,4,5,6,y\n", header.join(","));
    let bench = Bench::new(csv.as_bytes());
    assert_eq!(
        bench
            .dataset
            .columns
            .iter()
            .map(|c| c.name.as_str())
            .collect::<Vec<_>>(),
        names
    );
    bench.ask(Spec::Profile(Profile {}));
    for name in &names[..5] {
        let output = bench.ask(group_by("a", Aggregate::Sum, Some(name)));
        assert_eq!(output.table.total_rows, 2, "{name}");
        assert_eq!(
            bench.ask(histogram(name, None)).table.total_rows,
            1,
            "{name}"
        );
        bench.ask(scatter(name, "A"));
    }
}

#[test]
fn sum_of_large_integers_does_not_wrap() {
    let max = i64::MAX;
    let bench = Bench::new(format!("k,v\na,{max}\na,{max}\nb,1\n").as_bytes());
    let output = bench.ask(group_by("k", Aggregate::Sum, Some("v")));
    let sum = Cell::Text((2 * i128::from(max)).to_string());
    assert_eq!(
        (&output.table.rows[0][3], &output.table.rows[1][3]),
        (&sum, &Cell::Int(1))
    );
    assert_eq!(output.table.rows[0][7], Cell::Text(max.to_string()));
}

#[test]
fn missing_keys_and_values_are_shown() {
    let bench = Bench::new(b"k,v\n,1\na,\na,\nb,2\n");
    let output = bench.ask(group_by("k", Aggregate::Mean, Some("v")));
    let keys: Vec<_> = output
        .table
        .rows
        .iter()
        .map(|row| cells::label(&row[0]))
        .collect();
    assert_eq!(keys, ["b", "null", "a"], "groups without a value come last");
    let Marks::Bars { labels, .. } = output.chart.marks else {
        panic!()
    };
    assert_eq!(labels, ["b", "null"]);
}

#[test]
fn many_groups_are_cut_and_counted() {
    let rows: String = (0..1000).map(|i| format!("k{i},{i}\n")).collect();
    let output =
        Bench::new(format!("k,v\n{rows}").as_bytes()).ask(group_by("k", Aggregate::Max, Some("v")));
    assert_eq!(
        (output.table.rows.len(), output.table.total_rows),
        (200, 1000)
    );
    assert_eq!(
        output.chart.subtitle,
        "The first 40 of 1,000 groups, 1,000 rows"
    );
    let Marks::Bars { labels, values } = output.chart.marks else {
        panic!()
    };
    assert_eq!(
        (labels.len(), values[0], &*labels[0]),
        (40, Num(999.0), "k999")
    );
}

#[test]
fn equal_values_give_one_bin() {
    let bench = Bench::new(b"v,w\n5,a\n5,b\n5,c\n");
    for bins in [None, Some(50)] {
        let output = bench.ask(histogram("v", bins));
        let marks = Marks::Histogram {
            edges: vec![4.5, 5.5],
            counts: vec![3],
        };
        assert_eq!(output.chart.marks, marks);
        assert_eq!(output.summary, "All 3 values of v are 5.");
    }
}

#[test]
fn infinite_values_are_left_out_of_pictures() {
    let bench = Bench::new(b"v,w\n1.5,1\ninf,2\n-inf,3\n2.5,4\nNaN,5\n");
    let output = bench.ask(histogram("v", Some(2)));
    assert_eq!(
        output.chart.marks,
        Marks::Histogram {
            edges: vec![1.5, 2.0, 2.5],
            counts: vec![1, 1]
        }
    );
    assert!(
        output.summary.ends_with("; 3 rows have no value."),
        "{}",
        output.summary
    );
    let output = bench.ask(scatter("v", "w"));
    assert_eq!(output.table.rows[0][1], Cell::Int(2));
}

#[test]
fn column_without_values_is_refused_with_a_sentence() {
    let inf = Bench::new(b"v,w\ninf,1\ninf,2\n");
    let error = inf.try_ask(histogram("v", None)).unwrap_err();
    assert_eq!(error.message, "“v” holds no numbers to count.");
    let error = inf.try_ask(scatter("v", "w")).unwrap_err();
    assert_eq!(error.message, "No row has both “v” and “w”.");
    let error = inf.try_ask(histogram("x", None)).unwrap_err();
    assert_eq!(error.kind, AnalysisErrorKind::Unsuitable);
}

#[test]
fn line_needs_spread_in_x() {
    let bench = Bench::new(b"x,y\n3,1\n3,2\n");
    let output = bench.ask(scatter("x", "y"));
    assert_eq!(
        output.summary,
        "All values of x are 3, so no line can be drawn."
    );
    let Marks::Scatter { points, line, .. } = output.chart.marks else {
        panic!()
    };
    assert_eq!((points.len(), line), (2, None));
    let level = bench.ask(scatter("y", "x"));
    assert_eq!(level.summary, "x does not change with y (2 rows).");
    assert_eq!(
        level.table.rows[5][1],
        Cell::Null,
        "no correlation without spread"
    );
}

#[test]
fn many_points_become_density_bins() {
    let rows: String = (0..6000)
        .map(|i| format!("{},{}\n", i % 100, i % 77))
        .collect();
    let output = Bench::new(format!("x,y\n{rows}").as_bytes()).ask(scatter("x", "y"));
    let Marks::Scatter { points, bins, .. } = output.chart.marks else {
        panic!()
    };
    assert!(points.is_empty() && bins.len() <= 2400);
    assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), 6000);
    assert!(
        bins.iter()
            .all(|bin| bin.x0 < bin.x1 && bin.x1 <= 99.0 + 1e-9)
    );
}

#[test]
fn extreme_numbers_are_drawn() {
    let rows = "-1.7e308,5e-324\n1.7e308,1e-323\n0,0\n".repeat(2000);
    let bench = Bench::new(format!("x,y\n{rows}").as_bytes());
    for column in ["x", "y"] {
        let Marks::Histogram { edges, counts } = bench.ask(histogram(column, None)).chart.marks
        else {
            panic!()
        };
        assert!(edges.iter().all(|edge| edge.is_finite()), "{edges:?}");
        assert_eq!(counts.iter().sum::<u64>(), 6000);
    }
    let output = bench.ask(scatter("x", "y"));
    let Marks::Scatter { bins, line, .. } = output.chart.marks else {
        panic!()
    };
    assert_eq!(
        (bins.iter().map(|bin| bin.count).sum::<u64>(), line),
        (6000, None)
    );
    assert_eq!(
        output.summary,
        "The values of x and y are too large to fit a line."
    );
    let again = bench.ask(group_by("y", Aggregate::Sum, Some("x")));
    serde_json::to_string(&again).unwrap();
}

#[test]
fn profile_knows_every_type() {
    let bench = Bench::new(
        b"flag,day,moment,word\ntrue,2026-01-01,2026-01-01T10:00:00Z,b\nfalse,2026-03-01,2026-01-02 10:00,a\n,,,\n",
    );
    let rows = bench.ask(Spec::Profile(Profile {})).table.rows;
    let text = |text: &str| Cell::Text(text.into());
    let spans: Vec<_> = rows
        .iter()
        .map(|row| (row[5].clone(), row[6].clone()))
        .collect();
    assert_eq!(spans[0], (Cell::Bool(false), Cell::Bool(true)));
    assert_eq!(spans[1], (text("2026-01-01"), text("2026-03-01")));
    assert_eq!(
        spans[2],
        (text("2026-01-01T10:00:00"), text("2026-01-02T10:00:00"))
    );
    assert_eq!(spans[3], (text("a"), text("b")));
    assert!(
        rows.iter()
            .all(|row| row[3] == Cell::Int(1) && row.len() == 10)
    );
}

#[test]
fn warm_columns_answer_like_cold_ones() {
    let bench = Bench::penguins();
    let first = bench.ask(scatter("bill_length_mm", "bill_depth_mm"));
    bench.ask(group_by("species", Aggregate::Mean, Some("bill_length_mm")));
    assert_eq!(bench.ask(scatter("bill_length_mm", "bill_depth_mm")), first);
}
