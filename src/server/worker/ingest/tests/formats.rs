//! Formats other than delimited text, each by what is inside.

use super::*;
use crate::{
    server::worker::cells,
    shared::reading::{FileFormat, Inside},
};
use std::{collections::HashSet, io::Write};

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let files = files.iter();
    let files = files.map(|(name, bytes)| (*name, *bytes, zip::CompressionMethod::Deflated));
    zip_of(&files.collect::<Vec<_>>())
}

/// The same, each file packed in a way of its own.
pub fn zip_of(files: &[(&str, &[u8], zip::CompressionMethod)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes, method) in files {
        let options = zip::write::SimpleFileOptions::default().compression_method(*method);
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const CSV: &[u8] = b"a;b\n1;x\n2;y\n";

#[test]
fn archives_are_opened() {
    let columns = "a: integer, b: text";
    reads(&gzip(CSV), columns, "1|x / 2|y", "");
    reads(&zstd::encode_all(CSV, 1).unwrap(), columns, "1|x / 2|y", "");
    reads(&zip(&[("a.csv", CSV)]), columns, "1|x / 2|y", "");
    reads(&gzip(&gzip(CSV)), columns, "1|x / 2|y", "");
    reads(
        &zip(&[
            ("read.me", b"hi"),
            ("d/a.csv", CSV),
            ("__MACOSX/a.csv", b"x"),
        ]),
        columns,
        "1|x / 2|y",
        "Left out of a.csv: read.me, not a table.",
    );
}

#[test]
fn what_is_no_table_is_left_out_of_an_archive_and_told() {
    const README: &[u8] =
        b"These are the towns of the region.\nAsk the bureau, please, if a number is missing.\n";
    let png = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR";
    let table = read(&zip(&[
        ("readme.txt", README),
        ("logo.png", png),
        ("__MACOSX/._may.csv", b"\0\x05\x16\x07"),
        ("may.csv", CSV),
        ("june.txt", b"name   n\nUlm    1\nBonn  12\nKiel 123\n"),
        ("empty.csv", b""),
        ("list.txt", b"Ulm\nNew Ulm\nBonn\n"),
    ]))
    .unwrap()
    .table;
    let tables = ["may.csv", "june.txt", "list.txt"];
    assert_eq!(table.inside.unwrap().tables, tables);
    assert_eq!(
        table.notes,
        [
            "“may.csv” was read from the archive; it also holds june.txt, list.txt.",
            "Left out of a.csv: readme.txt, logo.png, empty.csv, not tables."
        ]
    );
    let refused = |files: &[(&str, &[u8])]| read(&zip(files)).map(|_| ()).unwrap_err().message;
    assert_eq!(
        refused(&[("README", README), ("logo.png", png)]),
        "a.csv holds no table, only README and logo.png. Bring a table: CSV, Excel, JSON or Parquet."
    );
    assert_eq!(
        refused(&[("readme.txt", README)]),
        "a.csv holds no table, only readme.txt. Bring a table: CSV, Excel, JSON or Parquet."
    );
    // What is inside decides where no ending says so.
    let log = read(&zip(&[("log.1", CSV), ("notes.md", README)])).unwrap();
    assert_eq!(
        log.table.notes,
        ["Left out of a.csv: notes.md, not a table."]
    );
}

#[test]
fn one_of_several_tables_is_read_as_people_say() {
    let archive = zip(&[
        ("read.me", b"hi"),
        ("may.csv", CSV),
        ("june.csv", b"c\n3\n4\n"),
    ]);
    let first = read(&archive).unwrap().table;
    let inside = Inside {
        read: "may.csv".into(),
        tables: vec!["may.csv".into(), "june.csv".into()],
    };
    assert_eq!(first.inside, Some(inside));
    let june = table_of(&archive, "june.csv").unwrap();
    assert_eq!((june.rows, june.columns[0].name.as_str()), (2, "c"));
    let refused = table_of(&archive, "july.csv").unwrap_err().message;
    assert_eq!(refused, "a.csv has no table called “july.csv”.");
    let refused = table_of(CSV, "july.csv").unwrap_err().message;
    assert_eq!(refused, "a.csv has no table called “july.csv”.");
}

#[test]
fn sheets_are_tables_and_hidden_ones_are_told() {
    let book = include_bytes!("files/h21-sheets.xlsx");
    reads(
        book,
        "id: text, item: text",
        "0012|bolt / 0013|nut / 0014|screw",
        "The sheet “Items” was read; the file also has “Prices”, “Old”, which is hidden. / “id” stays text: a leading zero would be lost.",
    );
    let tables = read(book).unwrap().table.inside.unwrap().tables;
    assert_eq!(tables, ["Items", "Prices"]);
    let prices = table_of(book, "Prices").unwrap();
    let types: Vec<&str> = prices
        .columns
        .iter()
        .map(|c| c.column_type.word())
        .collect();
    assert_eq!(types, ["text", "number", "date"]);
    assert_eq!(prices.format, FileFormat::Sheet);
    assert_eq!(table_of(book, "Old").unwrap().rows, 1);
    let refused = table_of(book, "Empty").unwrap_err().message;
    assert_eq!(refused, "The sheet “Empty” has nothing in it.");
}

fn table_of(bytes: &[u8], name: &str) -> Result<wire::Table, AnalysisError> {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    fs::write(&source, bytes).unwrap();
    let decisions = Decisions {
        table: Some(name.into()),
        ..Decisions::default()
    };
    ingest(&source, "a.csv", &decisions, &folder.path().join("parquet"))
}

#[test]
fn bombs_and_broken_archives_are_refused() {
    let refused = |bytes: &[u8]| read(bytes).map(|_| ()).unwrap_err().message;
    let bomb = gzip(&vec![b'0'; 80 << 20]);
    assert!(refused(&bomb).starts_with("a.csv holds more than 6"));
    let whole = gzip(CSV);
    assert_eq!(
        refused(&whole[..whole.len() / 2]),
        "a.csv is a broken archive. Bring it again."
    );
    let nested = (0..5).fold(CSV.to_vec(), |inner, _| gzip(&inner));
    assert!(refused(&nested).starts_with("a.csv is an archive in an archive."));
    assert_eq!(refused(&zip(&[])), "a.csv is an empty archive.");
}

#[test]
fn json_of_all_shapes_is_a_table() {
    reads(
        br#"[{"a": 1, "b": "01"}, {"a": 2.5, "b": "x", "c": {"d": [1, 2]}}]"#,
        "a: number, b: text, c.d: text",
        "1|01|∅ / 2.5|x|[1, 2]",
        "",
    );
    reads(
        br#"{"a": [1, 2], "b": ["x", null]}"#,
        "a: integer, b: text",
        "1|x / 2|∅",
        "",
    );
    reads(
        br#"{"meta": {"n": 2}, "rows": [{"t": "2026-01-01"}, {"t": "2026-01-02"}]}"#,
        "t: date",
        "2026-01-01 / 2026-01-02",
        "“rows” was read; the file also has “meta”.",
    );
    reads(
        br#"[[1, "x"], [2, "y"]]"#,
        "column_1: integer, column_2: text",
        "1|x / 2|y",
        "",
    );
    reads(
        b"{\"a\": \"two\\nlines, \\\"quoted\\\"\", \"b\": true}\n{\"b\": false, \"late\": 1}\n",
        "a: text, b: yes or no, late: integer",
        "two\nlines, \"quoted\"|true|∅ / ∅|false|1",
        "",
    );
}

#[test]
fn h05_every_digit_and_late_keys_are_kept() {
    let read = typed(
        include_bytes!("files/h05-late-keys.ndjson"),
        &[
            ("id", "integer"),
            ("ref", "text"),
            ("v", "number"),
            ("geo.lat", "number"),
            ("geo.lon", "number"),
            ("late", "text"),
        ],
        300,
    );
    let ids: HashSet<String> = read.column(0).iter().map(cells::name).collect();
    assert_eq!(ids.len(), 300);
    assert_eq!(
        [&read.rows[0][0], &read.rows[299][0]],
        [&text("60685111400000001"), &text("60685111400000599")]
    );
    assert_eq!(read.rows[299][1], text("202600000000002991"));
    let sum: f64 = read.column(2).iter().filter_map(cells::value).sum();
    assert_eq!(sum, 44_900.0);
    let nulls = read.table.columns.iter().map(|column| column.nulls);
    assert_eq!(nulls.collect::<Vec<_>>(), [0, 0, 0, 200, 200, 299]);
    assert_eq!(read.rows[250][5], text("x"));
}

#[test]
fn broken_json_is_refused_with_its_line() {
    let broken = read(b"{\"a\": 1}\n{\"a\":\n").map(|_| ()).unwrap_err();
    assert_eq!(broken.message, "a.csv is no valid JSON in line 2.");
}

#[test]
fn h01_days_of_both_systems() {
    reads(
        include_bytes!("files/h01-1904.xlsx"),
        "day: date, n: integer",
        "1999-12-31|1 / 2000-02-29|2 / 2024-02-29|3 / 2026-11-28|4",
        "",
    );
    reads(
        include_bytes!("files/h01-1900.xlsx"),
        "day: date, n: integer",
        "1999-12-31|1 / 2000-02-29|2 / 2024-02-29|3 / 2026-11-28|4 / 1900-01-01|5 / 1900-02-28|6 / ∅|7 / 1900-03-01|8",
        "29 February 1900, a day that never was, is missing: row 8.",
    );
}

#[test]
fn h04_texts_and_formulas() {
    reads(
        include_bytes!("files/h04-text-and-formulas.xlsx"),
        "zip: text, qty: integer, code: text, price: number, total: integer, hint: text",
        "01067|12|20.4|1.5|18|big / 07545|7|10.10|2|14|∅ / 80331|5|10.1|4|20|∅ / 04109|3|3.0|0.5|∅|∅ / 10115|11|20.40|1|∅|big",
        "“zip” stays text: a leading zero would be lost. / 1 word of “total” was read as missing (“#DIV/0!”): row 6. / Cells of “qty” that were text were read as numbers: rows 2, 4 and 6. / Formulas without a stored result are missing: row 5.",
    );
}

#[test]
fn h06_columns_keep_their_types() {
    reads(
        include_bytes!("files/h06-times.parquet"),
        "local: date and time, instant: date and time, nano: text, amount: number, big: text, day: date",
        "2024-03-31T02:30:00|2024-03-31T00:30:00|1970-01-01T00:00:00.000000001|12345678901234.568|18446744073709551615|1899-12-31 / 2024-10-27T02:30:00|2024-10-27T00:30:00|2024-11-28T08:00:00.000000001|−0.0001|9007199254740993|2024-02-29 / ∅|2024-10-27T01:30:00|2024-11-28T08:00:00.000000002|0.0003|0|9999-12-31",
        "“nano” is text, so that no digit of it is lost. / “amount” has up to 18 digits; about 16 of them are kept. / “big” is text, so that no digit of it is lost.",
    );
}

#[test]
fn a_long_list_in_json_is_one_value() {
    let list = vec!["392"; 60_000].join(",");
    let read = read(format!("{{\"width\": 360, \"values\": [{list}]}}").as_bytes()).unwrap();
    assert_eq!(read.types(), [("width", "integer"), ("values", "text")]);
    assert!(read.table.notes.is_empty(), "{:?}", read.table.notes);
}

#[test]
fn lists_of_objects_beside_each_other_are_tables() {
    let graph = br#"{"nodes": [{"id": "a"}, {"id": "b"}], "links": [{"from": "a", "to": "b"}]}"#;
    let nodes = read(graph).unwrap().table;
    let inside = nodes.inside.unwrap();
    assert_eq!((inside.read.as_str(), nodes.rows), ("nodes", 2));
    assert_eq!(inside.tables, ["nodes", "links"]);
    assert_eq!(
        nodes.notes,
        ["“nodes” was read; the file also has “links”."]
    );
    assert_eq!(table_of(graph, "links").unwrap().rows, 1);
}

#[test]
fn places_are_those_of_the_file_and_not_of_what_it_is_turned_into() {
    let told = |place: &str| {
        format!(
            "1 text of “a” has blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; it was cleaned: {place}."
        )
    };
    let lines = b"{\"a\": \"one\\ntwo\"}\n{\"a\": \" x\"}\n";
    reads(lines, "a: text", "one\ntwo / x", &told("line 2"));
    let list = b"[\n{\"a\": \"one\\ntwo\"},\n{\"a\": \" x\"}]";
    reads(list, "a: text", "one\ntwo / x", &told("element 2"));
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cell) in (0..).zip(["a", "one\ntwo", " x"]) {
        sheet.write(row, 0, cell).unwrap();
    }
    let book = book.save_to_buffer().unwrap();
    reads(&book, "a: text", "one\ntwo / x", &told("row 3"));
}
