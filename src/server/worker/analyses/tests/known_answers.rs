//! Answers that other programs computed, and the sentences about them.

use super::*;

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
