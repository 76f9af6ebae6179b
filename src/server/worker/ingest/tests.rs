//! What files become: a table of inputs, and the columns, cells, notes or sentence they must give.

use super::*;
use crate::server::worker::rows;
use crate::shared::{
    analysis::{Cell, Num},
    dataset::ColumnType,
};

struct Read {
    table: wire::Table,
    rows: Vec<Vec<Cell>>,
}

impl Read {
    fn types(&self) -> Vec<(&str, &str)> {
        let columns = self.table.columns.iter();
        columns
            .map(|c| (c.name.as_str(), c.column_type.word()))
            .collect()
    }

    fn column(&self, i: usize) -> Vec<Cell> {
        self.rows.iter().map(|row| row[i].clone()).collect()
    }
}

/// Reads a file; on refusal makes sure that nothing is left behind.
fn read(bytes: &[u8]) -> Result<Read, AnalysisError> {
    let folder = tempfile::tempdir().unwrap();
    let (source, parquet) = (
        folder.path().join("source"),
        folder.path().join("out.parquet"),
    );
    fs::write(&source, bytes).unwrap();
    let result = ingest(&source, "a.csv", &parquet);
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(
        left,
        if result.is_ok() { 2 } else { 1 },
        "files left behind"
    );
    let table = result?;
    let page = rows::page(&parquet, 0, 500).unwrap();
    assert_eq!(page.total, table.rows);
    for (i, column) in table
        .columns
        .iter()
        .enumerate()
        .filter(|_| page.total <= 500)
    {
        let nulls = page.rows.iter().filter(|row| row[i] == Cell::Null).count();
        assert_eq!(nulls as i64, column.nulls, "nulls of {}", column.name);
    }
    Ok(Read {
        table,
        rows: page.rows,
    })
}

#[track_caller]
fn refused(bytes: &[u8], sentence: &str) {
    match read(bytes) {
        Ok(read) => panic!("read as {:?}", read.types()),
        Err(error) => assert_eq!(error.message, sentence),
    }
}

#[track_caller]
fn typed(bytes: &[u8], columns: &[(&str, &str)], rows: i64) -> Read {
    let read = read(bytes).unwrap();
    assert_eq!((read.types().as_slice(), read.table.rows), (columns, rows));
    read
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

fn number(value: f64) -> Cell {
    Cell::Num(Num(value))
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn other_kinds_of_files_are_named() {
    refused(
        b"PK\x03\x04....name.txt",
        "a.csv is a zip archive. Unpack it and bring the CSV file.",
    );
    refused(
        b"PK\x03\x04....xl/workbook.xml",
        "a.csv is an Excel workbook. Save it as CSV and bring that.",
    );
    refused(
        b"\xD0\xCF\x11\xE0\xA1\xB1",
        "a.csv is an old Excel or Office file. Save it as CSV and bring that.",
    );
    refused(
        b"PAR1\x15\x04",
        "a.csv is a Parquet file. Bring a CSV file.",
    );
    refused(b"%PDF-1.7\n", "a.csv is a PDF. Bring a CSV file.");
    refused(b"\x89PNG\r\n\x1a\n", "a.csv is an image. Bring a CSV file.");
    refused(
        b"\x1F\x8B\x08\0",
        "a.csv is a gzip archive. Unpack it and bring the CSV file.",
    );
    refused(
        b"  <!DOCTYPE html><html>",
        "a.csv is a web page. Bring a CSV file.",
    );
    refused(b"[{\"a\": 1}]", "a.csv is a JSON file. Bring a CSV file.");
    refused(
        b"a,b\n\x00\x01\x02,\x03\n",
        "a.csv is not a text file. Bring a CSV file.",
    );
    refused(
        b"\x01\x02\x03\x04,\x05\n\x06\x07,\x08",
        "a.csv is not a text file. Bring a CSV file.",
    );
}

#[test]
fn empty_files_are_refused() {
    refused(b"", "a.csv is empty.");
    refused(b"\n\r\n\n", "a.csv is empty.");
    refused(b"\xEF\xBB\xBF", "a.csv is empty.");
    refused(b"a,b\n", "a.csv has a header but no rows.");
}

#[test]
fn ragged_rows_are_refused_with_their_line() {
    refused(
        b"a,b\n1,2\n3,4,5\n",
        "Row 3 has 3 values, the header has 2.",
    );
    refused(
        b"a,b,c\r\n1,2,3\r\n4\r\n",
        "Row 3 has 1 value, the header has 3.",
    );
    refused(
        b"a,b\n\n\n1,2\n\n3,4,5",
        "Row 6 has 3 values, the header has 2.",
    );
    refused(
        b"a,b\n\"x\ny\",2\n3,4,5\n",
        "Row 4 has 3 values, the header has 2.",
    );
    refused(
        b"a,b\r1,2\r3,4,5\r",
        "Row 3 has 3 values, the header has 2.",
    );
}

#[test]
fn quotes_must_close() {
    let sentence =
        "The quote that opens in row 3 is never closed. Close it and bring the file again.";
    refused(b"a,b\n1,2\n3,\"4\n5,6\n", sentence);
    refused(b"a,b\n1,2\n\"3,4", sentence);
    let endless = format!("a,b\n1,\"{}", "x,y\n".repeat(500_000));
    refused(
        endless.as_bytes(),
        "Row 2 is longer than 1 MB. A quote that is never closed can do that.",
    );
    let wide = format!("a,b\n1,{}\n", "x".repeat(1_200_000));
    refused(
        wide.as_bytes(),
        "Row 2 is longer than 1 MB. A quote that is never closed can do that.",
    );
}

#[test]
fn too_many_columns_are_refused() {
    let header: Vec<String> = (0..2_001).map(|i| format!("c{i}")).collect();
    let csv = format!("{}\n", header.join(","));
    refused(
        csv.repeat(2).as_bytes(),
        "a.csv has 2,001 columns. A data set can have up to 2,000.",
    );
}

#[test]
fn delimiters_are_found() {
    let columns = [("a", "integer"), ("b", "text")];
    typed(b"a,b\n1,x\n2,y\n", &columns, 2);
    typed(b"a;b\n1;x\n2;y\n", &columns, 2);
    typed(b"a\tb\n1\tx\n2\ty\n", &columns, 2);
    typed(b"a|b\n1|x\n2|y\n", &columns, 2);
    typed(b"a;b\n1;x, y\n2;y, z\n", &columns, 2);
    typed(b"a,b\r\n1,\"x;y|z\"\r\n2,\"y;z|z\"\r\n", &columns, 2);
    typed(b"only\n1\n2\n", &[("only", "integer")], 2);
}

#[test]
fn lines_may_end_in_any_way() {
    let columns = [("a", "integer"), ("b", "integer")];
    for csv in [
        "a,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a,b\r1,2\r3,4",
        "a,b\n\n1,2\n3,4\n\n\n",
    ] {
        typed(csv.as_bytes(), &columns, 2);
    }
}

#[test]
fn encodings_are_found_and_noted() {
    let csv = "name,n\nJosé,1\nZoë,2\n";
    let bom = [b"\xEF\xBB\xBF", csv.as_bytes()].concat();
    let latin = csv.chars().map(|c| c as u8).collect::<Vec<_>>();
    let (little, big) = (utf16(csv, u16::to_le_bytes), utf16(csv, u16::to_be_bytes));
    for (bytes, note) in [
        (csv.as_bytes(), None),
        (&bom, None),
        (&latin, Some("Read as Windows-1252.")),
        (
            &[b"\xFF\xFE", little.as_slice()].concat(),
            Some("Read as UTF-16LE."),
        ),
        (
            &[b"\xFE\xFF", big.as_slice()].concat(),
            Some("Read as UTF-16BE."),
        ),
        (&little, Some("Read as UTF-16LE.")),
        (&big, Some("Read as UTF-16BE.")),
    ] {
        let read = typed(bytes, &[("name", "text"), ("n", "integer")], 2);
        assert_eq!(read.column(0), [text("José"), text("Zoë")]);
        assert_eq!(
            read.table.notes,
            note.iter().map(|n| n.to_string()).collect::<Vec<_>>()
        );
    }
}

#[test]
fn one_bad_byte_does_not_spoil_the_rest() {
    let csv = [b"a,b\nx\xFF,1\n".as_slice(), "é,2\n".repeat(20).as_bytes()].concat();
    let read = typed(&csv, &[("a", "text"), ("b", "integer")], 21);
    assert_eq!(
        (&read.rows[0][0], &read.rows[1][0]),
        (&text("x\u{FFFD}"), &text("é"))
    );
    assert_eq!(
        read.table.notes,
        ["Not valid UTF-8, shown as “\u{FFFD}”: 1 character."]
    );
}

#[test]
fn quoted_values_keep_newlines_quotes_and_delimiters() {
    let read = typed(
        b"a,b\n\"two\r\nlines\",1\n\"say \"\"hi\"\", you\",2\n",
        &[("a", "text"), ("b", "integer")],
        2,
    );
    assert_eq!(
        read.column(0),
        [text("two\nlines"), text("say \"hi\", you")]
    );
}

#[test]
fn headers_are_filled_and_unique() {
    typed(
        b" id ,name,,name\n1,x,2,y\n",
        &[
            ("id", "integer"),
            ("name", "text"),
            ("column_3", "integer"),
            ("name_2", "text"),
        ],
        1,
    );
}

#[test]
fn missing_header_is_noticed() {
    let read = typed(
        b"1,2.5,x\n2,3.5,y\n3,4.5,z\n",
        &[
            ("column_1", "integer"),
            ("column_2", "number"),
            ("column_3", "text"),
        ],
        3,
    );
    assert_eq!(
        read.table.notes,
        ["The file has no header; the columns are called column_1 to column_3."]
    );
    typed(
        b"country,2019,2020\nA,1,2\nB,3,4\n",
        &[
            ("country", "text"),
            ("2019", "integer"),
            ("2020", "integer"),
        ],
        2,
    );
    typed(b"a,b\nx,y\nz,w\n", &[("a", "text"), ("b", "text")], 2);
}

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
    assert!(read.table.notes.is_empty());
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
        &[("a", "yes or no"), ("b", "yes or no")],
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
fn one_misfit_in_a_thousand_becomes_null_and_is_told() {
    let csv = |bad: usize| -> String {
        let rows = (0..2000).map(|i| match i {
            i if i % 500 == 10 && i / 500 < bad => "unknown,x\n".to_owned(),
            i => format!("{i},x\n"),
        });
        std::iter::once("n,t\n".to_owned()).chain(rows).collect()
    };
    let read = typed(csv(2).as_bytes(), &[("n", "integer"), ("t", "text")], 2000);
    assert_eq!(read.table.columns[0].nulls, 2);
    assert_eq!(
        read.table.notes,
        ["2 values of “n” do not fit among numbers and were left empty: rows 12 and 512."]
    );
    typed(csv(3).as_bytes(), &[("n", "text"), ("t", "text")], 2000);
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

#[test]
fn content_hash_is_that_of_the_original() {
    let read = read(b"a,b\n1,2\n").unwrap();
    assert_eq!(
        read.table.content_hash,
        "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470"
    );
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(300))]

    /// Whatever the bytes: a table or a sentence, and in the second case no file.
    #[test]
    fn any_bytes_give_a_table_or_a_sentence(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40),
        noise in proptest::collection::vec(0_u8..=255, 0..4),
    ) {
        let bytes = [pieces.concat().as_bytes(), &noise].concat();
        if let Err(error) = read(&bytes) {
            assert!(error.message.ends_with('.'), "{}", error.message);
            assert_ne!(error.kind, AnalysisErrorKind::Unavailable);
        }
    }
}

const PIECES: &[&str] = &[
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"",
    " ",
    "a",
    "é",
    "NA",
    "-",
    "1",
    "007",
    "1.5",
    "1,5",
    "1e5",
    "e",
    "+",
    "−",
    ":",
    "T",
    "Z",
    "2026-01-02",
    "1/2/2026 3:04 PM",
    "31.12.1999",
    "May",
    "inf",
    "true",
];

#[test]
fn pages_cross_row_groups() {
    let folder = tempfile::tempdir().unwrap();
    let (source, parquet) = (
        folder.path().join("source"),
        folder.path().join("out.parquet"),
    );
    let rows_in_file = 140_000;
    let rows: String = (0..rows_in_file).map(|i| format!("{i},x\n")).collect();
    fs::write(&source, format!("a,b\n{rows}")).unwrap();
    ingest(&source, "a.csv", &parquet).unwrap();
    for (offset, limit, expected) in [
        (0, 3, 0..3),
        (131_070, 4, 131_070..131_074),
        (139_998, 50, 139_998..140_000),
    ] {
        let page = rows::page(&parquet, offset, limit).unwrap();
        let found: Vec<_> = page.rows.iter().map(|row| row[0].clone()).collect();
        assert_eq!(found, expected.map(Cell::Int).collect::<Vec<_>>());
        assert_eq!((page.total, page.offset), (rows_in_file, offset));
    }
    assert!(rows::page(&parquet, 999_999, 10).unwrap().rows.is_empty());
}

#[test]
fn penguins_are_read_as_they_are() {
    let read = typed(
        include_bytes!("../../../../public/samples/penguins.csv"),
        &[
            ("species", "text"),
            ("island", "text"),
            ("bill_length_mm", "number"),
            ("bill_depth_mm", "number"),
            ("flipper_length_mm", "integer"),
            ("body_mass_g", "integer"),
            ("sex", "text"),
            ("year", "integer"),
        ],
        344,
    );
    assert!(read.table.notes.is_empty());
    assert_eq!(
        read.table
            .columns
            .iter()
            .map(|c| c.nulls)
            .collect::<Vec<_>>(),
        [0, 0, 2, 2, 2, 2, 11, 0]
    );
}
