//! Delimiters, lines, encodings, quotes, headers and pages.

use super::*;

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
        (&text("xÿ"), &text("é"))
    );
    assert_eq!(
        read.table.notes,
        ["1 line is in another encoding than the rest: line 2."]
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
fn content_hash_is_that_of_the_original() {
    let read = read(b"a,b\n1,2\n").unwrap();
    assert_eq!(
        read.table.content_hash,
        "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470"
    );
}

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
    ingest(&source, "a.csv", &Decisions::default(), &parquet).unwrap();
    for (offset, limit, expected) in [
        (0, 3, 0..3),
        (131_070, 4, 131_070..131_074),
        (139_998, 50, 139_998..140_000),
    ] {
        let page = view::page_of_file(&parquet, offset, limit).unwrap();
        let found: Vec<_> = page.rows.iter().map(|row| row[0].clone()).collect();
        assert_eq!(found, expected.map(Cell::Int).collect::<Vec<_>>());
        assert_eq!((page.total, page.offset), (rows_in_file, offset));
    }
    assert!(
        view::page_of_file(&parquet, 999_999, 10)
            .unwrap()
            .rows
            .is_empty()
    );
}

#[test]
fn penguins_are_read_as_they_are() {
    let read = typed(
        include_bytes!("../../../../../public/samples/penguins.csv"),
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
    assert_eq!(
        read.table.notes[4],
        "11 words of “sex” were read as missing (“NA”): lines 5, 10, 11 and 8 more."
    );
    assert_eq!(
        read.table
            .columns
            .iter()
            .map(|c| c.nulls)
            .collect::<Vec<_>>(),
        [0, 0, 2, 2, 2, 2, 11, 0]
    );
}

#[test]
fn a_single_row_of_values_is_a_row() {
    reads(
        b"0.5,2,2026-11-28\n",
        "column_1: number, column_2: integer, column_3: date",
        "0.5|2|2026-11-28",
        "The file has no header; the columns are called column_1 to column_3.",
    );
}

#[test]
fn numbers_above_named_rows_are_names() {
    reads(
        b"\"\",\"142.2\",\"144.8\"\n\"9.4\",0,3\n\"9.5\",1,5\n",
        "column_1: number, 142.2: integer, 144.8: integer",
        "9.4|0|3 / 9.5|1|5",
        "Columns got names of their own: one without a name is “column_1”.",
    );
}
