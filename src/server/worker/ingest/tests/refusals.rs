//! Files that are refused, each with its sentence, and none left behind.

use super::*;

#[test]
fn other_kinds_of_files_are_named() {
    refused(
        b"PK\x03\x04....name.txt",
        "a.csv is a broken archive. Bring it again.",
    );
    refused(
        b"PK\x03\x04....xl/workbook.xml",
        "a.csv is an Excel workbook. Save it as CSV and bring that.",
    );
    refused(
        b"\xD0\xCF\x11\xE0\xA1\xB1",
        "a.csv is a broken or locked workbook. Save it as CSV and bring that.",
    );
    refused(
        b"PAR1\x15\x04",
        "a.csv is broken or of a kind that cannot be read. Bring it again.",
    );
    refused(
        b"%PDF-1.7\n",
        "a.csv is a PDF. Bring a table: CSV, Excel, JSON or Parquet.",
    );
    refused(
        b"\x89PNG\r\n\x1a\n",
        "a.csv is an image. Bring a table: CSV, Excel, JSON or Parquet.",
    );
    refused(
        b"\x1F\x8B\x08\0",
        "a.csv is a broken archive. Bring it again.",
    );
    refused(
        b"  <!DOCTYPE html><html>",
        "a.csv is a web page. Bring a table: CSV, Excel, JSON or Parquet.",
    );
    refused(
        b"<table><tr><td>1</td></tr></table>",
        "a.csv is a web page. Bring a table: CSV, Excel, JSON or Parquet.",
    );
    refused(b"[{\"a\": 1]", "a.csv is no valid JSON in line 1.");
    refused(
        b"a,b\n\x00\x01\x02,\x03\n",
        "a.csv is not a text file. Bring a table: CSV, Excel, JSON or Parquet.",
    );
    refused(
        b"\x01\x02\x03\x04,\x05\n\x06\x07,\x08",
        "a.csv is not a text file. Bring a table: CSV, Excel, JSON or Parquet.",
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
fn rows_without_end_are_refused() {
    let wide = format!("a,b\n1,{}\n", "x".repeat(12_000_000));
    refused(
        wide.as_bytes(),
        "A row is longer than 4 MB. A line end that is missing can do that.",
    );
    // An open quote is none of those: it is read as text.
    let endless = format!("a,b\n1,\"{}", "x,y\n".repeat(50_000));
    assert_eq!(read(endless.as_bytes()).unwrap().table.rows, 50_000);
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

pub const PIECES: &[&str] = &[
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
