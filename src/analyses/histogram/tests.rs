//! Answers that other programs computed, and edges that are round and hold every value.

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
fn every_value_is_in_the_bin_that_its_edges_say() {
    let tenths: Vec<f64> = (-30..=70).map(|i| f64::from(i) / 10.0).collect();
    let near: Vec<f64> = (0..40).map(|i| 1e6 + f64::from(i) * 1e-3).collect();
    let far: Vec<f64> = (1..=25).map(|i| f64::from(i) * 4e298).collect();
    let tiny: Vec<f64> = (0..=50).map(|i| f64::from(i) * 1e-300).collect();
    let whole: Vec<f64> = (1..=6).map(f64::from).collect();
    for values in [tenths, near, far, tiny, whole] {
        let csv: String = values
            .iter()
            .map(|value| format!("{value:e},w\n"))
            .collect();
        let fixture = Fixture::new(format!("v,w\n{csv}").as_bytes());
        for bins in [None, Some(2), Some(7), Some(30), Some(200)] {
            let Marks::Histogram { edges, counts } = fixture.ask(histogram("v", bins)).chart.marks
            else {
                panic!()
            };
            assert!(edges.is_sorted_by(|a, b| a < b), "{edges:?}");
            let last = edges.len() - 2;
            let holds = |bin: usize, value: f64| {
                edges[bin] <= value
                    && (value < edges[bin + 1] || bin == last && value == edges[bin + 1])
            };
            let expected: Vec<u64> = (0..=last)
                .map(|bin| values.iter().filter(|value| holds(bin, **value)).count() as u64)
                .collect();
            assert_eq!(counts, expected, "{bins:?} {edges:?}");
            assert_eq!(counts.iter().sum::<u64>(), values.len() as u64);
        }
    }
}

#[test]
fn whole_numbers_that_follow_each_other_have_a_bin_each() {
    let output =
        Fixture::new(b"v,w\n1,a\n2,a\n3,a\n3,a\n4,a\n5,a\n6,a\n").ask(histogram("v", None));
    let Marks::Histogram { edges, .. } = output.chart.marks else {
        panic!()
    };
    assert!(edges.iter().all(|edge| edge.fract() == 0.0), "{edges:?}");
    let output = Fixture::new(b"v,w\n0,a\n1,a\n1,a\n").ask(histogram("v", None));
    let marks = Marks::Histogram {
        edges: vec![0.0, 1.0, 2.0],
        counts: vec![1, 2],
    };
    assert_eq!(output.chart.marks, marks);
}

#[test]
fn close_values_are_told_apart_in_the_sentence() {
    let rows: String = (0..20)
        .map(|i| format!("{},x\n", 1e6 + f64::from(i) * 1e-3))
        .collect();
    let output = Fixture::new(format!("near,w\n{rows}").as_bytes()).ask(histogram("near", None));
    assert!(
        output
            .summary
            .starts_with("near runs from 1,000,000.000 to 1,000,000.019, most often between "),
        "{}",
        output.summary
    );
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
