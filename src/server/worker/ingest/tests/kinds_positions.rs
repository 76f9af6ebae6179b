//! Columns that no mark separates, and tables as consoles draw them.

use super::*;
use crate::shared::reading::{Change, Choice, Confidence};

const BY_POSITION: &str = "Columns by position: they begin at";

fn delimiter(read: &Read) -> &Choice {
    let choices = read.table.choices.iter();
    let mut about = choices.filter(|choice| choice.about == "delimiter");
    about.next().unwrap()
}

#[test]
fn cells_with_blanks_and_empty_ones_stand_in_their_columns() {
    let table = b"name      town        n\nAnna Lee  New York   12\nBert                105\nCy D. Fox Bonn\nDi        Ulm         8\n";
    reads(
        table,
        "name: text, town: text, n: integer",
        "Anna Lee|New York|12 / Bert|∅|105 / Cy D. Fox|Bonn|∅ / Di|Ulm|8",
        &format!("{BY_POSITION} 1, 11, 21."),
    );
    let read = read(table).unwrap();
    let choice = delimiter(&read);
    assert_eq!(
        (choice.reason.as_str(), choice.confidence, &choice.change),
        (
            "No mark separates values: nearly all lines have a blank before each column.",
            Confidence::Guess,
            &Some(Change::Delimiter { delimiter: ' ' })
        )
    );
    assert_eq!(read.table.reading.unwrap().starts, [1, 11, 21]);
}

#[test]
fn a_drawn_line_says_where_columns_begin() {
    let table = b"Query of today\n\nid name         since\n-- ------------ ----------\n 1 Doe, Jane    2020-01-02\n 2 Roe, Al      \n11              2021-03-04\n\n(3 rows affected)\n";
    reads(
        table,
        "id: integer, name: text, since: date",
        "1|Doe, Jane|2020-01-02 / 2|Roe, Al|∅ / 11|∅|2021-03-04",
        &format!(
            "{BY_POSITION} 1, 4, 17. / 3 lines outside the table were left out: lines 1–2 and 9. / 1 row that repeats the header or is drawn was left out: line 4. / 1 empty row was left out: line 8."
        ),
    );
    let read = read(table).unwrap();
    assert_eq!(delimiter(&read).confidence, Confidence::High);
}

#[test]
fn titles_and_sources_around_columns_are_left_out_and_told() {
    let read = read("Households of the region, by town and size, 2020\n\nTown          Size  Households\nNew Town         1       1,204\nOld Town         2         310\nLong Village     3\nUlm              4          12\n\nSource: the bureau of statistics of the region\n".as_bytes()).unwrap();
    assert_eq!(
        read.types(),
        [
            ("Town", "text"),
            ("Size", "integer"),
            ("Households", "integer")
        ]
    );
    assert_eq!(
        shown(&read.rows),
        "New Town|1|1204 / Old Town|2|310 / Long Village|3|∅ / Ulm|4|12"
    );
}

#[test]
fn letters_count_as_one_position_each_and_tabs_reach_to_the_next_stop() {
    reads(
        "名前    町      数\n東京 都  京都    12\n大阪    大 阪  105\n京都           7\n"
            .as_bytes(),
        "名前: text, 町: text, 数: integer",
        "東京 都|京都|12 / 大阪|大 阪|105 / 京都|∅|7",
        &format!("{BY_POSITION} 1, 7, 12."),
    );
    reads(
        b"name    town    n\nAnn Lee Ulm     12\nBert\t\t105\nCy      Bad Eck 7\nDi\tBonn    8\n",
        "name: text, town: text, n: integer",
        "Ann Lee|Ulm|12 / Bert|∅|105 / Cy|Bad Eck|7 / Di|Bonn|8",
        &format!("{BY_POSITION} 1, 9, 17."),
    );
}

#[test]
fn wide_letters_may_take_two_positions() {
    let table = "名前       町          数\n東京 太郎  京都        12\n大阪       大 阪      105\nAnn Lee                 7\n京都 花子  New Town     9\n";
    reads(
        table.as_bytes(),
        "名前: text, 町: text, 数: integer",
        "東京 太郎|京都|12 / 大阪|大 阪|105 / Ann Lee|∅|7 / 京都 花子|New Town|9",
        &format!("{BY_POSITION} 1, 12, 23, as a console shows them: a wide letter counts as two."),
    );
    let ruled =
        "名前      町      n\n--------- ------- ---\n東京 太郎 京都    12\n大阪              105\n";
    let read = read(ruled.as_bytes()).unwrap();
    assert_eq!(shown(&read.rows), "東京 太郎|京都|12 / 大阪|∅|105");
    let reading = read.table.reading.unwrap();
    assert_eq!(
        (reading.starts.as_slice(), reading.wide_letters),
        (&[1, 11, 19][..], true)
    );
    // People's own positions are counted in the same way.
    let decisions = Decisions {
        starts: Some(vec![1, 12]),
        ..Decisions::default()
    };
    let read = read_as(table.as_bytes(), &decisions).unwrap();
    assert_eq!(read.rows[1][0], text("大阪"));
}

#[test]
fn a_value_that_reaches_into_the_next_column_is_told() {
    let mut table = String::from("name       town\n---------- ----------\n");
    for i in 0..60 {
        table += match i {
            7 => "Wolfeschlegel Bonn\n",
            _ => "Ann Lee    New Ulm\n",
        };
    }
    let read = read(table.as_bytes()).unwrap();
    assert_eq!(
        shown(&read.rows[7..9]),
        "Wolfeschleg|el Bonn / Ann Lee|New Ulm"
    );
    assert_eq!(
        read.table.notes[1],
        "1 row has a value that goes on where another column begins: line 10."
    );
}

#[test]
fn what_blanks_and_commas_separate_well_stays_so() {
    for table in [
        "a   b   c\n1   2   3\n4   5   6\n7   8   9\n",
        "   a    b\n   1    2\n  10   20\n 100  200\n",
        "a,   b,   c\n1,   2,   3\n4,   5,   6\n",
        "a\tb\nx  y\t1\nx  z\t2\n",
    ] {
        let read = read(table.as_bytes()).unwrap();
        assert!(read.table.reading.unwrap().starts.is_empty(), "{table}");
    }
}

#[test]
fn tables_that_consoles_draw_come_in_without_their_lines() {
    let columns = "id: integer, name: text";
    let rows = "1|Ann Lee / 22|∅";
    for (table, note) in [
        (
            "+----+---------+\n| id | name    |\n+----+---------+\n|  1 | Ann Lee |\n| 22 |         |\n+----+---------+\n2 rows in set (0.00 sec)\n",
            "lines 1, 3 and 6",
        ),
        (
            " id |  name   \n----+---------\n  1 | Ann Lee\n 22 | \n(2 rows)\n\n",
            "line 2",
        ),
        (
            "Result:\n| id | name    |\n|----|---------|\n|  1 | Ann Lee |\n| 22 |         |\n",
            "line 3",
        ),
        (
            "| id | name |\n|---:|:-----|\n| 1 | Ann Lee |\n| 22 | |\n",
            "line 2",
        ),
    ] {
        let read = read(table.as_bytes()).unwrap();
        assert_eq!(read.columns(), columns, "{table}");
        assert_eq!(shown(&read.rows), rows, "{table}");
        let told = read.table.notes.iter().any(|told| told.contains(note));
        assert!(told, "{table}{:?}", read.table.notes);
    }
}

#[test]
fn a_second_word_among_numbers_is_none_of_them() {
    reads(
        b"State            2010      2020\nAlabama          100       120\nNew York         200       \nOhio             300       310\n",
        "State: text, 2010: integer, 2020: integer",
        "Alabama|100|120 / New York|200|∅ / Ohio|300|310",
        "Columns by position: they begin at 1, 18, 28.",
    );
    reads(
        b"     name    n     x\n  Ann Lee    1   2.5\n      Bob   12      \n   Cy Fox         3.5\n",
        "name: text, n: integer, x: number",
        "Ann Lee|1|2.5 / Bob|12|∅ / Cy Fox|∅|3.5",
        "Columns by position: they begin at 1, 13, 18.",
    );
    reads(
        b"town     people    area\nUlm     126 790   118.7\nBonn    330 579   141.1\nKiel    246 243\nBad Eck   1 234     9.0\n",
        "town: text, people: integer, area: number",
        "Ulm|126790|118.7 / Bonn|330579|141.1 / Kiel|246243|∅ / Bad Eck|1234|9",
        "Columns by position: they begin at 1, 9, 19.",
    );
}
