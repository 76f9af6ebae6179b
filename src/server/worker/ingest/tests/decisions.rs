//! What people say of a file is done; the engine proposes the rest.

use super::*;
use crate::shared::reading::{ColumnDecision, DayOrder};

/// Reads a file by decisions; columns and rows as [`reads`] shows them.
#[track_caller]
fn decided(bytes: &[u8], decisions: Decisions, columns: &str, rows: &str) -> wire::Table {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    fs::write(&source, bytes).unwrap();
    let trial = attempt(&source, "a.csv", &decisions, &folder.path().join("scratch")).unwrap();
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "files left behind");
    assert_eq!(super::columns(&trial.table.columns), columns);
    assert_eq!(shown(&trial.rows), rows);
    let parquet = folder.path().join("whole.parquet");
    assert_eq!(
        ingest(&source, "a.csv", &decisions, &parquet).unwrap(),
        trial.table
    );
    trial.table
}

fn column(place: usize, name: &str, column_type: ColumnType) -> Vec<ColumnDecision> {
    let reading = ColumnReading::new(name, column_type);
    vec![ColumnDecision { place, reading }]
}

#[test]
fn marks_encoding_and_place_are_as_people_say() {
    let marks = b"a;b,c\n1;2,3\n4;5,6\n";
    let by = |delimiter| Decisions {
        delimiter: Some(delimiter),
        ..Decisions::default()
    };
    decided(marks, by(','), "a;b: text, c: integer", "1;2|3 / 4;5|6");
    decided(marks, by('|'), "a;b,c: text", "1;2,3 / 4;5,6");
    let russian = b"a,b\n\xcc\xe8\xf0,1\n\xcc\xe8\xf0,2\n";
    let in_cyrillic = Decisions {
        encoding: Some("windows-1251".into()),
        ..Decisions::default()
    };
    decided(russian, in_cyrillic, "a: text, b: integer", "Мир|1 / Мир|2");
    let years = b"2001,2002\n1,2\n3,4\n";
    let without_header = Decisions {
        header_rows: Some(0),
        ..Decisions::default()
    };
    let columns = "column_1: integer, column_2: integer";
    decided(years, without_header, columns, "2001|2002 / 1|2 / 3|4");
    let titled = b"a,b\n1,2\nn,m\n3,4\n5,6\n";
    let further_below = Decisions {
        skip_above: Some(2),
        skip_below: Some(1),
        ..Decisions::default()
    };
    decided(titled, further_below, "n: integer, m: integer", "3|4");
}

#[test]
fn a_column_is_of_the_type_and_name_that_people_say() {
    let rows = b"zip,day\n1067,03/04/2020\n80331,05/06/2020\n";
    let as_text = Decisions {
        columns: column(0, "postcode", ColumnType::Text),
        ..Decisions::default()
    };
    let table = decided(
        rows,
        as_text.clone(),
        "postcode: text, day: date",
        "1067|2020-03-04 / 80331|2020-05-06",
    );
    assert_eq!(
        table.reading.unwrap().columns[0],
        as_text.columns[0].reading
    );
    let day_first = Decisions {
        columns: vec![ColumnDecision {
            place: 1,
            reading: ColumnReading {
                day_order: DayOrder::DayFirst,
                ..ColumnReading::new("day", ColumnType::Date)
            },
        }],
        ..Decisions::default()
    };
    let rows_read = "1067|2020-04-03 / 80331|2020-06-05";
    decided(rows, day_first, "zip: text, day: date", rows_read);
}

#[test]
fn what_does_not_fit_what_people_say_is_missing_and_told() {
    let rows = b"load,x\n1,1\nhigh,2\nlow,3\n4,4\n";
    let numbers = Decisions {
        columns: column(0, "load", ColumnType::Integer),
        ..Decisions::default()
    };
    let read = "1|1 / ∅|2 / ∅|3 / 4|4";
    let table = decided(rows, numbers, "load: integer, x: integer", read);
    let misfit = table
        .findings
        .iter()
        .find(|one| one.kind == FindingKind::Misfit);
    let lines = misfit.unwrap().examples.iter().map(|example| example.line);
    assert_eq!(lines.collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn an_encoding_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    fs::write(&source, "a\n1\n").unwrap();
    let nonsense = Decisions {
        encoding: Some("klingon".into()),
        ..Decisions::default()
    };
    let tried = attempt(&source, "a.csv", &nonsense, &folder.path().join("scratch"));
    assert_eq!(
        tried.unwrap_err().message,
        "There is no encoding called klingon."
    );
}

#[test]
fn the_beginning_of_a_long_file_is_enough_for_a_trial() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    let rows = (0..300_000).map(|i| format!("{i},x{i}\n"));
    fs::write(&source, format!("a,b\n{}", rows.collect::<String>())).unwrap();
    let scratch = folder.path().join("scratch");
    let trial = attempt(&source, "a.csv", &Decisions::default(), &scratch).unwrap();
    assert!(trial.is_cut);
    assert_eq!((trial.rows.len(), trial.lines.len()), (200, 200));
    assert_eq!(trial.lines[1], "0,x0");
    assert!(trial.table.rows > 1_000 && trial.table.rows < 300_000);
}

#[test]
fn columns_by_position_are_as_people_say() {
    let packed = b"Ulm12a\nKie 7b\nBon99c\n";
    let at = |starts: &[u32]| Decisions {
        starts: Some(starts.to_vec()),
        ..Decisions::default()
    };
    let columns = "column_1: text, column_2: integer, column_3: text";
    let table = decided(
        packed,
        at(&[1, 4, 6]),
        columns,
        "Ulm|12|a / Kie|7|b / Bon|99|c",
    );
    assert_eq!(table.reading.unwrap().starts, [1, 4, 6]);
    assert!(table.findings.is_empty(), "{:?}", table.findings);
    // Where they begin is left to the engine; and refused, too.
    let table = b"name      town\nAnn Lee   Ulm\nBert      Bad Eck\nCy        Bonn\n";
    let read = "Ann Lee|Ulm / Bert|Bad Eck / Cy|Bonn";
    decided(table, at(&[]), "name: text, town: text", read);
    decided(table, Decisions::default(), "name: text, town: text", read);
    let by_commas = Decisions {
        delimiter: Some(','),
        ..Decisions::default()
    };
    let one = "Ann Lee   Ulm / Bert      Bad Eck / Cy        Bonn";
    decided(table, by_commas, "name town: text", one);
}

#[test]
fn prose_above_and_tabs_among_blanks_are_decided_otherwise() {
    let prose = b"one two\nthree words here\nx y\n1 2\n3 4\n5 6\n";
    let kept = Decisions {
        skip_above: Some(0),
        ..Decisions::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    fs::write(&source, prose).unwrap();
    let table = ingest(
        &source,
        "a.csv",
        &kept,
        &folder.path().join("table.parquet"),
    )
    .unwrap();
    assert_eq!(table.rows, 5);
    let mixed = b"a \t b   c\n1 \t 2   3\n4 \t 5   6\n";
    let by_tabs = Decisions {
        delimiter: Some('\t'),
        ..Decisions::default()
    };
    decided(mixed, by_tabs, "a: integer, b c: text", "1|2   3 / 4|5   6");
}
