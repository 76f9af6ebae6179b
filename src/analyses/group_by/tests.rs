//! Answers that other programs computed, and the edges.

use super::*;
use crate::analyses::testing::*;

const KNOWN: &str = include_str!("known.json");

#[test]
fn groups_agree_with_pandas() {
    let fixture = Fixture::penguins();
    for question in &known(KNOWN) {
        let (by, measure) = (
            question["by"].as_str().unwrap(),
            question["measure"].as_str(),
        );
        for (at, aggregate) in [1, 3, 4, 5, 6, 7].into_iter().zip(Aggregate::ALL) {
            let output = fixture.ask(group_by(by, aggregate, measure));
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
fn sum_of_large_integers_does_not_wrap() {
    let max = i64::MAX;
    let fixture = Fixture::new(format!("k,v\na,{max}\na,{max}\nb,1\n").as_bytes());
    let output = fixture.ask(group_by("k", Aggregate::Sum, Some("v")));
    let sum = Cell::Text((2 * i128::from(max)).to_string());
    assert_eq!(
        (&output.table.rows[0][3], &output.table.rows[1][3]),
        (&sum, &Cell::Int(1))
    );
    assert_eq!(output.table.rows[0][7], Cell::Text(max.to_string()));
}

#[test]
fn missing_keys_and_values_are_shown() {
    let fixture = Fixture::new(b"k,v\n,1\na,\na,\nb,2\n");
    let output = fixture.ask(group_by("k", Aggregate::Mean, Some("v")));
    let keys: Vec<_> = output
        .table
        .rows
        .iter()
        .map(|row| cells::label(&row[0]))
        .collect();
    assert_eq!(
        keys,
        ["b", "(missing)", "a"],
        "groups without a value come last"
    );
    let Marks::Bars { labels, .. } = output.chart.marks else {
        panic!()
    };
    assert_eq!(labels, ["b", "(missing)"]);
}

#[test]
fn a_group_that_is_missing_is_told_apart_from_one_of_that_name() {
    let fixture = Fixture::new(b"k,v\n(missing),1\n(missing),1\nmissing,1\n,1\n,1\n,1\n");
    let output = fixture.ask(group_by("k", Aggregate::Count, None));
    let expected = "(missing) has the highest number of rows, 3; missing the lowest, 1.";
    assert_eq!(output.summary, expected);
    let Marks::Bars { labels, .. } = output.chart.marks else {
        panic!()
    };
    assert_eq!(labels, ["(missing)", "“(missing)”", "missing"]);
}

#[test]
fn a18_flags_are_called_the_same_in_table_chart_and_sentence() {
    let flags = b"id,paid,active,revision\n1,1,Yes,1\n2,0,No,0\n3,1,Yes,3\n4,1,No,0\n";
    let fixture = Fixture::new(flags);
    let mut sums = [0.0; 2];
    for (sum, measure) in sums.iter_mut().zip(["paid", "revision"]) {
        let output = fixture.ask(group_by("active", Aggregate::Sum, Some(measure)));
        let rows = output.table.rows.iter();
        *sum = rows.filter_map(|row| cells::value(&row[3])).sum();
        let keys = output.table.rows.iter().map(|row| cells::name(&row[0]));
        assert_eq!(keys.collect::<Vec<_>>(), ["Yes", "No"]);
        let Marks::Bars { labels, .. } = output.chart.marks else {
            panic!()
        };
        assert_eq!(labels, ["Yes", "No"]);
        let expected = match measure {
            "paid" => "Yes has the highest sum paid, 2; No the lowest, 1.",
            _ => "Yes has the highest sum revision, 4; No the lowest, 0.",
        };
        assert_eq!(output.summary, expected);
    }
    assert_eq!(sums, [3.0, 4.0]);
}

#[test]
fn a_bar_has_its_whole_name() {
    let long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
    let output = Fixture::new(format!("k,v\n{long},1\nb,2\n").as_bytes()).ask(group_by(
        "k",
        Aggregate::Max,
        Some("v"),
    ));
    let Marks::Bars { labels, .. } = output.chart.marks else {
        panic!()
    };
    assert_eq!(labels, ["b", long]);
}

#[test]
fn many_groups_are_cut_and_counted() {
    let rows: String = (0..1000).map(|i| format!("k{i},{i}\n")).collect();
    let output = Fixture::new(format!("k,v\n{rows}").as_bytes()).ask(group_by(
        "k",
        Aggregate::Max,
        Some("v"),
    ));
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
