//! Formats whose cells have types of their own: OpenDocument, old Excel, Arrow.

use super::{formats::zip_of, *};
use datafusion::arrow::{
    array::{
        ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
    },
    ipc::writer::{FileWriter, StreamWriter},
};
use std::sync::Arc;
use zip::CompressionMethod::{Deflated, Stored};

const ITEMS: &str = "The sheet “Items” was read; the file also has “Prices”. / “id” stays text: a leading zero would be lost.";

/// A sheet of OpenDocument. A cell is its type and what it holds, with the attribute that says so.
fn sheet(name: &str, rows: &[&[(&str, &str)]]) -> String {
    let cell = |(kind, value): &(&str, &str)| match *kind {
        "string" => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{value}</text:p></table:table-cell>"
        ),
        "date" => {
            format!("<table:table-cell office:value-type=\"date\" office:date-value=\"{value}\"/>")
        }
        kind => {
            format!("<table:table-cell office:value-type=\"{kind}\" office:value=\"{value}\"/>")
        }
    };
    let row = |row: &&[(&str, &str)]| {
        let cells = row.iter().map(cell).collect::<String>();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let rows = rows.iter().map(row).collect::<String>();
    format!("<table:table table:name=\"{name}\">{rows}</table:table>")
}

fn open_document(sheets: &[String]) -> Vec<u8> {
    const NAMESPACE: &str = "urn:oasis:names:tc:opendocument:xmlns";
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"{NAMESPACE}:office:1.0\" xmlns:table=\"{NAMESPACE}:table:1.0\" \
         xmlns:text=\"{NAMESPACE}:text:1.0\" office:version=\"1.2\"><office:body><office:spreadsheet>{}\
         </office:spreadsheet></office:body></office:document-content>",
        sheets.concat()
    );
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest \
         xmlns:manifest=\"{NAMESPACE}:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" \
         manifest:media-type=\"{kind}\"/></manifest:manifest>"
    );
    zip_of(&[
        ("mimetype", kind.as_bytes(), Stored),
        ("content.xml", content.as_bytes(), Deflated),
        ("META-INF/manifest.xml", manifest.as_bytes(), Deflated),
    ])
}

#[test]
fn open_document_has_real_dates_and_texts_that_stay_texts() {
    let (text, day, number) = ("string", "date", "float");
    let items = sheet(
        "Items",
        &[
            &[(text, "id"), (text, "day"), (text, "n")],
            &[(text, "0012"), (day, "1999-12-31"), (number, "3")],
            &[(text, "0013"), (day, "2024-02-29"), (number, "4.5")],
        ],
    );
    let prices = sheet(
        "Prices",
        &[
            &[(text, "item"), (text, "eur")],
            &[(text, "bolt"), (number, "1")],
        ],
    );
    reads(
        &open_document(&[items, prices]),
        "id: text, day: date, n: number",
        "0012|1999-12-31|3 / 0013|2024-02-29|4.5",
        ITEMS,
    );
}

#[test]
fn workbooks_of_old_excel_are_read_alike() {
    reads(
        include_bytes!("files/h21-sheets.xls"),
        "id: text, day: date, n: number",
        "0012|1999-12-31|3 / 0013|2024-02-29|4.5",
        ITEMS,
    );
}

fn batch() -> RecordBatch {
    let n: ArrayRef = Arc::new(Int64Array::from(vec![
        Some(1),
        None,
        Some(9_007_199_254_740_993),
    ]));
    let name: ArrayRef = Arc::new(StringArray::from(vec![Some("bolt"), Some("007"), None]));
    let at = TimestampMillisecondArray::from(vec![Some(1_711_852_200_000), None, Some(0)]);
    let at: ArrayRef = Arc::new(at.with_timezone("Europe/Berlin"));
    let day: ArrayRef = Arc::new(Date32Array::from(vec![Some(0), Some(19_782), None]));
    RecordBatch::try_from_iter([("n", n), ("name", name), ("at", at), ("day", day)]).unwrap()
}

#[test]
fn arrow_is_read_from_a_file_and_from_a_stream() {
    let batch = batch();
    let mut file = FileWriter::try_new(Vec::new(), batch.schema_ref()).unwrap();
    let mut stream = StreamWriter::try_new(Vec::new(), batch.schema_ref()).unwrap();
    file.write(&batch).unwrap();
    stream.write(&batch).unwrap();
    let stream = stream.into_inner().unwrap();
    for bytes in [&file.into_inner().unwrap(), &stream] {
        reads(
            bytes,
            "n: integer, name: text, at: date and time, day: date",
            "1|bolt|2024-03-31T02:30:00|1970-01-01 / ∅|007|∅|2024-02-29 / 9007199254740993|∅|1970-01-01T00:00:00|∅",
            "The times of “at” are shown in UTC; the file shows them in Europe/Berlin.",
        );
    }
    refused(
        &stream[..stream.len() * 2 / 3],
        "a.csv is broken or of a kind that cannot be read. Bring it again.",
    );
}
