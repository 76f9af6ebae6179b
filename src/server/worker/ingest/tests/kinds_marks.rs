//! Marks that the grammar does not know: lines quoted as a whole, delimiters of two signs, drawn boxes.

use super::*;
use crate::shared::reading::{Change, Mark};

const DRAWN: &str = "that repeat the header or are drawn were left out";

#[test]
fn lines_that_are_quoted_as_a_whole_hold_a_table() {
    let file = b"\"a,b,c\"\n\"1,2,\"\"x, y\"\"\"\n\"3,4,z\"\n";
    let note = "Each line is quoted as a whole; the table inside was read.";
    reads(
        file,
        "a: integer, b: integer, c: text",
        "1|2|x, y / 3|4|z",
        note,
    );
    reads(
        b"\"name;n\"\r\n\"Ulm;1\"\r\n\"Bonn;2\"\r\n",
        "name: text, n: integer",
        "Ulm|1 / Bonn|2",
        note,
    );
    // A click says that the quotes are those of one value.
    let table = read(file).unwrap().table;
    let change = table.findings[0].change.clone().unwrap();
    assert_eq!(change, Change::QuotedLines { quoted: false });
    let mut decisions = Decisions::default();
    decisions.take(change, &table.reading.unwrap());
    let read = read_as(file, &decisions).unwrap();
    assert_eq!(read.types(), [("a,b,c", "text")]);
    assert_eq!(shown(&read.rows), "1,2,\"x, y\" / 3,4,z");
    reads(
        b"\"name\"\n\"Doe, Jane\"\n\"Roe, Al\"\n",
        "name: text",
        "Doe, Jane / Roe, Al",
        "",
    );
}

#[test]
fn curly_quotes_around_values_quote() {
    let file = "name,n,note\n“Doe, Jane”,1,x\nRoe,2,“a, b and “c””\n";
    let note = "Values are quoted as word processors do it, with “; these marks were left out.";
    reads(
        file.as_bytes(),
        "name: text, n: integer, note: text",
        "Doe, Jane|1|x / Roe|2|a, b and “c”",
        note,
    );
    let table = read(file.as_bytes()).unwrap().table;
    assert_eq!(table.reading.unwrap().quote, Some('“'));
    // A click takes them for letters.
    let letters = after_click(file.as_bytes());
    assert_eq!(letters.table.reading.unwrap().quote, Some('"'));
    assert_eq!(letters.rows[0][0], text("“Doe"));
    for (file, rows) in [
        (
            "„Stadt“;„Wert“\n„Ulm; Neu-Ulm“;„1,5“\n„Bonn“;„2,5“\n",
            "Ulm; Neu-Ulm|1.5 / Bonn|2.5",
        ),
        (
            "nom,n\n«Dupont, Anne»,1\n« Durand »,2\n",
            "Dupont, Anne|1 / Durand|2",
        ),
        (
            "who,said\nAnn,“Hello”\nBob,“Bye” he said\n",
            "Ann|“Hello” / Bob|“Bye” he said",
        ),
    ] {
        assert_eq!(shown(&read(file.as_bytes()).unwrap().rows), rows, "{file}");
    }
    // People may say so where nothing shows it.
    let decisions = Decisions {
        quote: Some(Mark(Some('“'))),
        ..Decisions::default()
    };
    let read = read_as("who,said\nAnn,“Hello”\nBob,Bye\n".as_bytes(), &decisions).unwrap();
    assert_eq!(shown(&read.rows), "Ann|Hello / Bob|Bye");
}

#[test]
fn two_signs_may_be_one_delimiter() {
    reads(
        b"a||b||c\n1||2||x\n3||4||\"y\nz\"\n",
        "a: integer, b: integer, c: text",
        "1|2|x / 3|4|y\nz",
        "",
    );
    reads(
        b"1::Toy Story::1995\n2::Ace: The Case::1996\n3::Heat::1995\n",
        "column_1: integer, column_2: text, column_3: integer",
        "1|Toy Story|1995 / 2|Ace: The Case|1996 / 3|Heat|1995",
        "The file has no header; the columns are called column_1 to column_3.",
    );
    reads(
        b"a|b|c\n1||2\n3||4\n",
        "a: integer, b: text, c: integer",
        "1|∅|2 / 3|∅|4",
        "",
    );
}

#[test]
fn bars_behind_a_backslash_are_text() {
    let read = read(b"| a | b |\n|---|---|\n| x \\| y | 1 |\n| z | 2 |\n").unwrap();
    assert_eq!(read.types(), [("a", "text"), ("b", "integer")]);
    assert_eq!(shown(&read.rows), "x | y|1 / z|2");
    let told = &read.table.notes[0];
    assert!(told.contains("is drawn was left out: line 2."), "{told}");
}

#[test]
fn tables_in_boxes_come_in_without_their_lines() {
    for (table, lines) in [
        (
            "┌────┬─────────┐\n│ id │ name    │\n├────┼─────────┤\n│  1 │ Ann Lee │\n│ 22 │ Bob     │\n└────┴─────────┘\n",
            "lines 1, 3 and 6",
        ),
        (
            "╔════╦═════════╗\n║ id ║ name    ║\n╠════╬═════════╣\n║  1 ║ Ann Lee ║\n║ 22 ║ Bob     ║\n╚════╩═════════╝\n",
            "lines 1, 3 and 6",
        ),
        (
            " id │ name    \n────┼─────────\n  1 │ Ann Lee \n────┼─────────\n 22 │ Bob     \n",
            "lines 2 and 4",
        ),
    ] {
        let read = read(table.as_bytes()).unwrap();
        assert_eq!(
            read.types(),
            [("id", "integer"), ("name", "text")],
            "{table}"
        );
        assert_eq!(shown(&read.rows), "1|Ann Lee / 22|Bob", "{table}");
        let note = format!("{DRAWN}: {lines}.");
        assert!(
            read.table.notes.iter().any(|told| told.contains(&note)),
            "{table}{:?}",
            read.table.notes
        );
        assert_eq!(read.table.reading.unwrap().delimiter, '│');
    }
}

#[test]
fn texts_that_were_encoded_twice_are_told_and_kept() {
    reads(
        "name,n\nMÃ¼nchen,1\nKÃ¶ln,2\nUlm,3\nSÃO PAULO,4\n".as_bytes(),
        "name: text, n: integer",
        "MÃ¼nchen|1 / KÃ¶ln|2 / Ulm|3 / SÃO PAULO|4",
        "2 texts of “name” seem to have been encoded twice, as “MÃ¼nchen” for “München”; they were kept: lines 2 and 3.",
    );
}

#[test]
fn a_colon_separates_where_all_lines_agree() {
    reads(
        b"name:age:city\nAnn:31:Ulm\nBob:7:Bonn\n",
        "name: text, age: integer, city: text",
        "Ann|31|Ulm / Bob|7|Bonn",
        "",
    );
    let file = b"root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000:Ann Lee,,,:/home/ann:/bin/sh\nbob:x:1001:1001:,,,:/home/bob:/bin/sh\n";
    let read = read(file).unwrap();
    assert_eq!(
        shown(&read.rows),
        "root|x|0|0|root|/root|/bin/sh / ann|x|1000|1000|Ann Lee,,,|/home/ann|/bin/sh / bob|x|1001|1001|,,,|/home/bob|/bin/sh"
    );
    // It is a guess, and a click leaves the lines whole.
    let choices = &read.table.choices;
    let choice = choices.iter().find(|choice| choice.about == "delimiter");
    let change = choice.unwrap().change.clone();
    assert_eq!(change, Some(Change::Delimiter { delimiter: ',' }));
    // Two in a row are an empty value here.
    reads(
        b"root:*:19000:0:99999:7:::\nann:!:19001:0:99999:7:::\n",
        "column_1: text, column_2: text, column_3: integer, column_4: integer, column_5: integer, column_6: integer, column_7: text, column_8: text, column_9: text",
        "root|*|19000|0|99999|7|∅|∅|∅ / ann|!|19001|0|99999|7|∅|∅|∅",
        "The file has no header; the columns are called column_1 to column_9.",
    );
}

#[test]
fn times_and_prose_are_not_cut_at_colons() {
    for (file, rows) in [
        ("t\n12:30:11\n12:31:12\n", "12:30:11 / 12:31:12"),
        (
            "12:30:11\n12:31:12\n12:32:13\n",
            "12:30:11 / 12:31:12 / 12:32:13",
        ),
        (
            "note\nfirst: of: all\nthen: this: one\n",
            "first: of: all / then: this: one",
        ),
        (
            "mac\n00:1B:44:11:3A:B7\n00:1B:44:11:3A:B8\n",
            "00:1B:44:11:3A:B7 / 00:1B:44:11:3A:B8",
        ),
        (
            "url\nhttp://a.b:80\nhttp://a.c:81\n",
            "http://a.b:80 / http://a.c:81",
        ),
    ] {
        assert_eq!(shown(&read(file.as_bytes()).unwrap().rows), rows, "{file}");
    }
}
