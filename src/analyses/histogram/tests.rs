//! Answers that other programs computed, and the edges.

use crate::analyses::testing::*;

const KNOWN: &str = include_str!("known.json");

#[test]
fn bins_agree_with_numpy() {
    let fixture = Fixture::penguins();
    for question in &known(KNOWN) {
        let column = question["column"].as_str().unwrap();
        let asked = question["bins"].as_u64().map(|bins| bins as u32);
        let output = fixture.ask(histogram(column, asked));
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
fn equal_values_give_one_bin() {
    let fixture = Fixture::new(b"v,w\n5,a\n5,b\n5,c\n");
    for bins in [None, Some(50)] {
        let output = fixture.ask(histogram("v", bins));
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
    let fixture = Fixture::new(b"v,w\n1.5,1\ninf,2\n-inf,3\n2.5,4\nNaN,5\n");
    let output = fixture.ask(histogram("v", Some(2)));
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
    let output = fixture.ask(scatter("v", "w"));
    assert_eq!(output.table.rows[0][1], Cell::Int(2));
}

#[test]
fn column_without_values_is_refused_with_a_sentence() {
    let inf = Fixture::new(b"v,w\ninf,1\ninf,2\n");
    let error = inf.try_ask(histogram("v", None)).unwrap_err();
    assert_eq!(error.message, "“v” holds no numbers to count.");
    let error = inf.try_ask(scatter("v", "w")).unwrap_err();
    assert_eq!(error.message, "No row has both “v” and “w”.");
    let error = inf.try_ask(histogram("x", None)).unwrap_err();
    assert_eq!(error.kind, AnalysisErrorKind::Unsuitable);
}
