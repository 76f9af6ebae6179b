//! Small files that would become huge ones: each is refused soon, and nothing is left behind.

use super::{
    formats::{gzip, zip},
    *,
};
use std::time::{Duration, Instant};

/// What must hold on any machine; it takes a tenth of that.
const SOON: Duration = Duration::from_secs(2);

#[track_caller]
fn refused_soon(bytes: &[u8], sentence: &str) {
    let since = Instant::now();
    let error = read(bytes).map(|_| ()).unwrap_err();
    let took = since.elapsed();
    assert!(error.message.starts_with(sentence), "{}", error.message);
    assert!(took < SOON, "{took:?}");
}

#[test]
fn archives_that_grow_a_thousandfold_are_refused_soon() {
    let zeros = vec![b'0'; 80 << 20];
    let sentence = "a.csv holds more than 6";
    refused_soon(&gzip(&zeros), sentence);
    refused_soon(&zstd::encode_all(&zeros[..], 1).unwrap(), sentence);
    refused_soon(&zip(&[("a.csv", &zeros)]), sentence);
    refused_soon(&gzip(&gzip(&zeros)), sentence);
}

#[test]
fn a_workbook_of_blanks_is_refused_soon() {
    let book = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &vec![b' '; 257 << 20]),
    ]);
    refused_soon(&book, "a.csv holds more than 256 MB.");
}

#[test]
fn json_that_is_nested_without_end_is_refused_soon() {
    const DEPTH: usize = 3_000_000;
    let objects = r#"{"a":"#.repeat(DEPTH / 3);
    let closed = format!("{objects}1{}", "}".repeat(DEPTH / 3));
    let lists = "[".repeat(DEPTH) + &"]".repeat(DEPTH);
    for nested in [closed, lists, objects, "[".repeat(DEPTH)] {
        let sentence = "The record in line 1 of a.csv is nested more than 1,000 deep.";
        refused_soon(nested.as_bytes(), sentence);
    }
}
