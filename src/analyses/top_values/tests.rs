//! Answers that pandas computed, and the edges.

use crate::analyses::testing::*;

const KNOWN: &str = include_str!("known.json");

fn top_values(column: &str, n: Option<u32>) -> Spec {
    Spec::TopValues(TopValues {
        column: column.into(),
        n,
    })
}

fn count(cell: &Cell) -> i64 {
    match cell {
        Cell::Int(count) => *count,
        other => panic!("{other:?}"),
    }
}

#[test]
fn values_agree_with_pandas() {
    let fixture = Fixture::penguins();
    for question in &known(KNOWN) {
        let column = question["column"].as_str().unwrap();
        let n = question["n"].as_u64().unwrap() as usize;
        let output = fixture.ask(top_values(column, Some(n as u32)));
        let rows = &output.table.rows;
        let top = question["top"].as_array().unwrap();
        let what = format!("the {n} top values of {column}");
        for ((row, expected), share) in rows
            .iter()
            .zip(top)
            .zip(question["shares"].as_array().unwrap())
        {
            same(&row[0], &expected[0], &what);
            same(&row[1], &expected[1], &what);
            same(&row[2], share, &what);
        }
        let others = &question["others"];
        let missing = question["missing"].as_i64().unwrap();
        let mut rest = rows[top.len()..].iter();
        if others[0] != 0 {
            let row = rest.next().unwrap();
            let many = if others[0] == 1 { "value" } else { "values" };
            let label = format!("({} other {many})", others[0]);
            assert_eq!(row[0], Cell::Text(label), "{what}");
            same(&row[1], &others[1], &what);
        }
        if missing > 0 {
            let row = rest.next().unwrap();
            assert_eq!((&row[0], count(&row[1])), (&Cell::Null, missing), "{what}");
        }
        assert_eq!(rest.next(), None, "{what}");
        let all: i64 = rows.iter().map(|row| count(&row[1])).sum();
        assert_eq!(all, fixture.dataset.rows, "{what}");
        let last = cells::value(&rows.last().unwrap()[3]).unwrap();
        close(last, 100.0, &what);
    }
}

#[test]
fn others_and_missing_are_told_apart_from_values_of_that_name() {
    let fixture =
        Fixture::new(b"k,v\na,1\na,2\n,3\n2 other values,4\n2 other values,5\nx,6\ny,7\n");
    let output = fixture.ask(top_values("k", Some(2)));
    let Marks::Bars { labels, values } = output.chart.marks else {
        panic!()
    };
    let expected = ["“2 other values”", "a", "2 other values", "(missing)"];
    assert_eq!(labels, expected);
    assert_eq!(values, [2.0, 2.0, 2.0, 1.0].map(Num));
    let names: Vec<_> = output.table.rows.iter().map(|row| row[0].clone()).collect();
    let text = |text: &str| Cell::Text(text.into());
    let expected = [
        text("2 other values"),
        text("a"),
        text("(2 other values)"),
        Cell::Null,
    ];
    assert_eq!(names, expected);
}

#[test]
fn equals_stand_in_their_own_order_and_ten_are_shown() {
    let rows: String = (0..25).rev().map(|i| format!("{i},x\n")).collect();
    let fixture = Fixture::new(format!("n,w\n{rows}").as_bytes());
    let output = fixture.ask(top_values("n", None));
    let first: Vec<_> = output.table.rows[..10]
        .iter()
        .map(|row| row[0].clone())
        .collect();
    assert_eq!(first, (0..10).map(Cell::Int).collect::<Vec<_>>());
    assert_eq!(output.table.total_rows, 11);
    assert_eq!(
        output.summary,
        "0 is the most frequent n, in 1 of 25 rows (4 %); 15 other values stand in 15."
    );
}

#[test]
fn the_chart_keeps_room_for_what_is_beside() {
    let rows: String = (0..150).map(|i| format!("{i},x\n")).collect();
    let fixture = Fixture::new(format!("n,w\n{rows},y\n").as_bytes());
    let Marks::Bars { labels, .. } = fixture.ask(top_values("n", Some(100))).chart.marks else {
        panic!()
    };
    assert_eq!(labels.len(), 40);
    assert_eq!(labels[38..], ["50 other values", "(missing)"]);
}

#[test]
fn a_column_without_values_is_said() {
    let output = Fixture::new(b"k,v\n,1\n,2\n").ask(top_values("k", None));
    assert_eq!(output.summary, "No row has a value of k.");
    assert_eq!(output.table.rows.len(), 1);
}

#[test]
fn how_many_is_limited() {
    let fixture = Fixture::new(b"k,v\na,1\n");
    for n in [0, 101] {
        let refusal = fixture.try_ask(top_values("k", Some(n))).unwrap_err();
        assert_eq!(refusal.message, "Choose 1 to 100 values to be shown.");
    }
}
