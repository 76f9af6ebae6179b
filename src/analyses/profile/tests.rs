//! Answers that other programs computed, and the edges.

use super::*;
use crate::analyses::testing::*;

const KNOWN: &str = include_str!("known.json");

#[test]
fn profile_agrees_with_pandas() {
    let output = Fixture::penguins().ask(Spec::Profile(Profile {}));
    let expected = known(KNOWN);
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
fn profile_knows_every_type() {
    let fixture = Fixture::new(
        b"flag,day,moment,word\ntrue,,2026-01-01T10:00:00Z,b\nfalse,2026-01-01,,a\n,2026-03-01,2026-01-02 10:00,\n",
    );
    let rows = fixture.ask(Spec::Profile(Profile {})).table.rows;
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
