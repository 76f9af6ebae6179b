//! What the values of a column become.

use super::*;

#[test]
fn leading_zeros_stay_text() {
    let read = typed(
        b"zip,n\n02134,0\n10001,7\n",
        &[("zip", "text"), ("n", "integer")],
        2,
    );
    assert_eq!(read.column(0), [text("02134"), text("10001")]);
}

#[test]
fn numbers_of_all_manners_are_read() {
    let read = typed(
        b"a;b;c\n1,5;1.234,5;x\n-2,25;10,0;y\n",
        &[("a", "number"), ("b", "number"), ("c", "text")],
        2,
    );
    assert_eq!(read.column(0), [number(1.5), number(-2.25)]);
    assert_eq!(read.column(1), [number(1234.5), number(10.0)]);
    let read = typed(
        b"a,b\n\"1,234\",1e3\n\"12,345,678\",2.5\n",
        &[("a", "integer"), ("b", "number")],
        2,
    );
    assert_eq!(read.column(0), [Cell::Int(1234), Cell::Int(12_345_678)]);
    // Between semicolons, one decimal comma settles what 1.234 is in the other columns.
    let read = typed(
        b"a;b\n1,5;1.234\n2,5;5.678\n",
        &[("a", "number"), ("b", "integer")],
        2,
    );
    assert_eq!(read.column(1), [Cell::Int(1234), Cell::Int(5678)]);
    let read = typed(
        b"a;b\n1.234;x\n5.678;y\n",
        &[("a", "number"), ("b", "text")],
        2,
    );
    assert_eq!(read.column(0), [number(1.234), number(5.678)]);
    let read = typed(
        b"a;b\n1,234;x\n5,678;y\n",
        &[("a", "number"), ("b", "text")],
        2,
    );
    assert_eq!(read.column(0), [number(1.234), number(5.678)]);
}

#[test]
fn large_integers_travel_as_text() {
    let read = typed(
        b"a,b\n9007199254740993,1\n9007199254740992,2\n",
        &[("a", "integer"), ("b", "integer")],
        2,
    );
    assert_eq!(
        read.column(0),
        [text("9007199254740993"), Cell::Int(1 << 53)]
    );
    typed(
        b"a,b\n12345678901234567890,1\n2,2\n",
        &[("a", "text"), ("b", "integer")],
        2,
    );
}

#[test]
fn dates_and_times_are_read() {
    let read = typed(
        b"iso,german,us,moment\n2026-01-31,31.01.2026,1/31/2026,2026-01-31T09:30:00Z\n2026-02-01,01.02.2026,2/1/2026,2026-02-01 10:00\n",
        &[("iso", "date"), ("german", "date"), ("us", "date"), ("moment", "date and time")],
        2,
    );
    for i in 0..3 {
        assert_eq!(read.column(i), [text("2026-01-31"), text("2026-02-01")]);
    }
    assert_eq!(
        read.column(3),
        [text("2026-01-31T09:30:00"), text("2026-02-01T10:00:00")]
    );
    assert_eq!(
        read.table.notes,
        ["1 time of “moment” has no offset and was read as UTC: line 3."]
    );
    let read = typed(
        b"d,n\n01/02/2026,1\n03/04/2026,2\n",
        &[("d", "date"), ("n", "integer")],
        2,
    );
    assert_eq!(read.column(0), [text("2026-01-02"), text("2026-03-04")]);
    assert_eq!(
        read.table.notes,
        ["The dates of “d” do not tell day from month; read with the month first."]
    );
}

#[test]
fn booleans_are_read() {
    let read = typed(
        b"a,b\ntrue,yes\nFALSE,no\n",
        &[("a", "yes or no"), ("b", "text")],
        2,
    );
    assert_eq!(read.column(0), [Cell::Bool(true), Cell::Bool(false)]);
    typed(b"a,b\n1,y\n0,x\n", &[("a", "integer"), ("b", "text")], 2);
}

#[test]
fn nulls_have_many_names() {
    let read = typed(
        b"n,word\n1,a\nNA,NA\nnull,-\nNaN,none\n,\n-,b\n#N/A,NULL\n",
        &[("n", "integer"), ("word", "text")],
        7,
    );
    assert_eq!(
        read.table
            .columns
            .iter()
            .map(|c| c.nulls)
            .collect::<Vec<_>>(),
        [6, 3]
    );
    assert_eq!(
        read.column(1)[2..4],
        [text("-"), text("none")],
        "words keep their dashes"
    );
    let read = typed(b"a,b\n,1\n,2\n", &[("a", "text"), ("b", "integer")], 2);
    assert_eq!(read.table.columns[0].column_type, ColumnType::Text);
}

#[test]
fn one_misfit_in_a_hundred_becomes_null_and_is_told() {
    let csv = |bad: usize| -> String {
        let rows = (0..2000).map(|i| match i {
            i if i % 90 == 10 && i / 90 < bad => "unknown,x\n".to_owned(),
            i => format!("{i},x\n"),
        });
        std::iter::once("n,t\n".to_owned()).chain(rows).collect()
    };
    let read = typed(csv(2).as_bytes(), &[("n", "integer"), ("t", "text")], 2000);
    assert_eq!(read.table.columns[0].nulls, 2);
    assert_eq!(
        read.table.notes,
        ["2 values of “n” do not fit among numbers and were left empty: lines 12 and 102."]
    );
    typed(csv(21).as_bytes(), &[("n", "text"), ("t", "text")], 2000);
}

#[test]
fn late_change_of_type_is_seen() {
    let rows: String = (0..30_000)
        .map(|i| format!("{i},{}\n", if i > 29_000 { "x" } else { "1" }))
        .collect();
    typed(
        format!("a,b\n{rows}").as_bytes(),
        &[("a", "integer"), ("b", "text")],
        30_000,
    );
}
