//! Tables of texts that no spreadsheet wrote: prose above them, tabs among blanks.

use super::*;
use crate::shared::reading::Change;

#[test]
fn a_comment_above_a_table_of_blanks_is_left_out_and_told() {
    reads(
        b"/* sample data from some book, section 3, table 1,\n   quarterly, seasonally adjusted, 1960.1 -- 1982.4 */\n<1960 Q1>\ninvest income cons\n180 451 415\n179 465 421\n185 485 434\n",
        "invest: integer, income: integer, cons: integer",
        "180|451|415 / 179|465|421 / 185|485|434",
        "3 lines outside the table were left out: lines 1–3.",
    );
    reads(
        b"/* two series\nof one\nbook, or three\n*/\n1 2\n3 4\n5 6\n",
        "column_1: integer, column_2: integer",
        "1|2 / 3|4 / 5|6",
        "The file has no header; the columns are called column_1 to column_2. / 4 lines outside the table were left out: lines 1–4.",
    );
    reads(
        b"/* made by x, y\n   z */\na,b\n1,2\n3,4\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "2 lines outside the table were left out: lines 1–2.",
    );
}

#[test]
fn prose_above_a_table_of_blanks_is_left_out_and_told() {
    reads(
        b"Wheat of the stations, in tons.\nSource: yearbook, table 4\n\nyear north south\n1990 2.5 3.5\n1991 2.7 3.1\n1992 2.9 3.3\n",
        "year: integer, north: number, south: number",
        "1990|2.5|3.5 / 1991|2.7|3.1 / 1992|2.9|3.3",
        "3 lines outside the table were left out: lines 1–3.",
    );
    let read = read(b"one two\nthree words here\nx y\n1 2\n3 4\n5 6\n").unwrap();
    assert_eq!(read.types(), [("x", "integer"), ("y", "integer")]);
    let choice = read
        .table
        .choices
        .iter()
        .find(|choice| choice.about == "skip_above");
    assert_eq!(choice.unwrap().change, Some(Change::SkipAbove { lines: 0 }));
    assert_eq!(
        choice.unwrap().reason,
        "Line 3 is the first of the table: those above it do not look like its rows."
    );
}

#[test]
fn prose_stays_prose() {
    reads(
        b"Notes of the meeting\nWe met at 10 and left at 12.\nThere were 4 of us.\n1 2 3\n",
        "Notes of the meeting: text",
        "We met at 10 and left at 12. / There were 4 of us. / 1 2 3",
        "",
    );
    reads(
        b"said\nThe first of the two\nThe other of the two\nNone of the others\nTen or 12 of them\n",
        "said: text",
        "The first of the two / The other of the two / None of the others / Ten or 12 of them",
        "",
    );
    let short = read(b"year mean temp\n1990 2.5\n1991 2.7\n1992 2.9\n").unwrap();
    assert_eq!(short.table.rows, 3);
}

#[test]
fn tabs_among_blanks_separate_as_they_do() {
    reads(
        b"name \t size  staff\nUlm\t 58   13\nBonn \t42 \t 0\nKiel   7\t 5\n",
        "name: text, size: integer, staff: integer",
        "Ulm|58|13 / Bonn|42|0 / Kiel|7|5",
        "",
    );
    reads(
        b"a \t b   c\n1 \t 2   3\n4 \t 5   6\n",
        "a: integer, b: integer, c: integer",
        "1|2|3 / 4|5|6",
        "",
    );
    reads(
        b"   \tsize staff\nUlm \t58   13\nBonn\t\t42 0\nKiel\t7   5\nJena \t1 \t 2\n",
        "column_1: text, size: integer, staff: integer",
        "Ulm|58|13 / Bonn|42|0 / Kiel|7|5 / Jena|1|2",
        "Columns got names of their own: one without a name is “column_1”.",
    );
    let read = read(b"a \t b   c\n1 \t 2   3\n4 \t 5   6\n").unwrap();
    let choice = &read.table.choices[0];
    assert_eq!(
        choice.reason,
        "Tabs and blanks are mixed between values; any run of them separates two."
    );
    assert_eq!(choice.confidence, crate::shared::reading::Confidence::Guess);
    assert_eq!(choice.change, Some(Change::Delimiter { delimiter: '\t' }));
}

#[test]
fn blanks_in_values_between_tabs_stay_there() {
    reads(
        b"id\tposition\n1\t48.4 9.98\n2\t50.7 7.09\n3\t54.3 10.1\n",
        "id: integer, position: text",
        "1|48.4 9.98 / 2|50.7 7.09 / 3|54.3 10.1",
        "",
    );
    reads(
        b"id\tfirst last\n1\t40 50\n2\t60 71\n",
        "id: integer, first last: text",
        "1|40 50 / 2|60 71",
        "",
    );
    reads(
        b"at\tn\n2020-01-01  10:00\t5\n2020-01-02  11:00\t6\n",
        "at: date and time, n: integer",
        "2020-01-01T10:00:00|5 / 2020-01-02T11:00:00|6",
        "",
    );
    reads(
        b"a,b\n1,2    3\n4,5    6\n",
        "a: integer, b: text",
        "1|2    3 / 4|5    6",
        "",
    );
}
