//! Lines that are no rows, or no rows like the others: what a first line promises, headers that come again, drawn lines.

use super::*;
use crate::shared::reading::Change;

#[test]
fn a_first_line_that_names_another_delimiter_than_the_rows_have_is_told() {
    let file = b"sep=,\nReport, printed\na;b\n1,5;2\n3,7;4\n";
    reads(
        file,
        "a: number, b: integer",
        "1.5|2 / 3.7|4",
        "2 lines outside the table were left out: lines 1–2. / Line 1 names “,” as the delimiter, but the rows agree between “;”; they decided.",
    );
    let read = read(file).unwrap();
    let change = read.table.findings.last().unwrap().change.clone();
    assert_eq!(change, Some(Change::Delimiter { delimiter: ',' }));
    // Titles may stand below it, and above it.
    for file in [
        "sep=;\nReport of sales\nPrinted today\n\na;b\n1;2\n3;4\n",
        "Report of sales\nsep=;\na;b\n1;2\n3;4\n",
    ] {
        let read = super::read(file.as_bytes()).unwrap();
        assert_eq!(read.types(), [("a", "integer"), ("b", "integer")], "{file}");
        assert_eq!(shown(&read.rows), "1|2 / 3|4", "{file}");
    }
}

#[test]
fn a_first_line_names_the_delimiter_in_more_than_one_way() {
    for line in ["sep = ;", "SEP=;", "sep=;;", "\"sep=;\""] {
        let file = format!("{line}\r\na;b\r\n1;2\r\n");
        reads(
            file.as_bytes(),
            "a: integer, b: integer",
            "1|2",
            "1 line outside the table was left out: line 1.",
        );
    }
}

#[test]
fn a_last_line_of_a_few_words_is_left_out_of_a_short_table_too() {
    for line in ["EOF", "2 records processed in 0.1 s"] {
        let file = format!("a,b\n1,2\n3,4\n{line}\n");
        reads(
            file.as_bytes(),
            "a: integer, b: integer",
            "1|2 / 3|4",
            "1 line outside the table was left out: line 4.",
        );
    }
    reads(
        b"a,b\nx,2\ny,4\nz\n",
        "a: text, b: integer",
        "x|2 / y|4 / z|∅",
        "1 row has fewer values than names; the others are missing: line 4.",
    );
}

#[test]
fn a_header_comes_again_on_a_new_page_and_in_other_case() {
    reads(
        b"Id,v\n1,2.5\nID,V\n2,3.5\n\x0CId,v\n3,4.5\n",
        "Id: integer, v: number",
        "1|2.5 / 2|3.5 / 3|4.5",
        "2 rows that repeat the header or are drawn were left out: lines 3 and 5.",
    );
    reads(
        b"word\nid\nWord\nday\n",
        "word: text",
        "id / Word / day",
        "",
    );
}

#[test]
fn lines_above_the_names_are_told() {
    for line in ["----------- ----", "-----------------"] {
        let table = format!(
            "{line}\nname        n\n{line}\nAnn Lee     1\nBert        22\nCy D        3\n"
        );
        reads(
            table.as_bytes(),
            "name: text, n: integer",
            "Ann Lee|1 / Bert|22 / Cy D|3",
            "Columns by position: they begin at 1, 13. / 2 rows that repeat the header or are drawn were left out: lines 1 and 3.",
        );
    }
    reads(
        b"\na,b\n1,2\n3,4\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "1 empty row was left out: line 1.",
    );
}

#[test]
fn rows_that_sum_up_others_are_told_wherever_they_stand() {
    let file = b"city,n\nUlm,1\nBonn,2\nSubtotal,3\nKiel,4\nHof,5\nSubtotal,9\nTotal,12\n";
    reads(
        file,
        "city: text, n: integer",
        "Ulm|1 / Bonn|2 / Subtotal|3 / Kiel|4 / Hof|5 / Subtotal|9 / Total|12",
        "3 rows seem to sum up others; they were kept: lines 4, 7 and 8.",
    );
    let without = decided(file);
    assert_eq!(shown(&without.rows), "Ulm|1 / Bonn|2 / Kiel|4 / Hof|5");
    assert_eq!(
        without.table.notes,
        ["3 rows that sum up others were left out: lines 4, 7 and 8."]
    );
    reads(
        b"city,n\nUlm,1\nSumme,1\nKiel,4\nHof,5\n",
        "city: text, n: integer",
        "Ulm|1 / Summe|1 / Kiel|4 / Hof|5",
        "1 row seems to sum up others; it was kept: line 3.",
    );
    // A group that is called so.
    reads(
        b"sex,n\nTotal,1\nTotal,4\nM,5\n",
        "sex: text, n: integer",
        "Total|1 / Total|4 / M|5",
        "",
    );
}

#[test]
fn numbers_that_often_mean_missing_are_told_and_kept() {
    for (file, note) in [
        (
            "city,t\nUlm,21\nBonn,-999\nKiel,19\nHof,-999\n",
            "2 numbers of “t” that often mean “missing” were kept (“-999”): lines 3 and 5.",
        ),
        (
            "city,t\nUlm,21.5\nBonn,9999\nKiel,19.1\nHof,9999\n",
            "2 numbers of “t” that often mean “missing” were kept (“9999”): lines 3 and 5.",
        ),
    ] {
        let read = super::read(file.as_bytes()).unwrap();
        assert_eq!(read.table.columns[1].nulls, 0, "{file}");
        assert_eq!(read.table.notes, [note], "{file}");
        let without = decided(file.as_bytes());
        assert_eq!(without.table.columns[1].nulls, 2, "{file}");
        assert!(without.table.columns[1].column_type.is_numeric(), "{file}");
        assert!(
            without.table.notes[0].starts_with("2 words of “t” were read as missing"),
            "{:?}",
            without.table.notes
        );
    }
}

/// The file as it is after the click on its first finding that has one.
fn decided(file: &[u8]) -> Read {
    let first = read(file).unwrap().table;
    let change = first.findings.iter().find_map(|one| one.change.clone());
    let mut decisions = Decisions::default();
    decisions.take(change.unwrap(), &first.reading.unwrap());
    read_as(file, &decisions).unwrap()
}
