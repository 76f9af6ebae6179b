//! What a finding or a field decides otherwise: other rows, other values, and what is told then.

use super::*;
use crate::shared::reading::{Change, Finding, Mark};

/// Decides `column` otherwise at a place and reads the file so.
#[track_caller]
fn with_column(file: &str, place: usize, change: impl FnOnce(&mut ColumnReading)) -> Read {
    let first = read(file.as_bytes()).unwrap();
    let mut column = first.table.reading.unwrap().columns[place].clone();
    change(&mut column);
    let mut decisions = Decisions::default();
    decisions.decide_column(place, column);
    read_as(file.as_bytes(), &decisions).unwrap()
}

fn found(read: &Read, kind: FindingKind) -> &Finding {
    let found = read.table.findings.iter().find(|one| one.kind == kind);
    found.unwrap_or_else(|| panic!("{kind:?}: {:?}", read.table.notes))
}

/// Rows and the first note before and after the click on a finding of `kind`; a click on what is told then undoes it.
#[track_caller]
fn clicks(file: &str, kind: FindingKind, before: [&str; 2], after: [&str; 2]) {
    let first = read(file.as_bytes()).unwrap();
    let told = &found(&first, kind).sentence;
    assert_eq!([shown(&first.rows).as_str(), told], before);
    let mut decisions = Decisions::default();
    let change = found(&first, kind).change.clone().unwrap();
    decisions.take(change, first.table.reading.as_ref().unwrap());
    let clicked = read_as(file.as_bytes(), &decisions).unwrap();
    assert_eq!(shown(&clicked.rows), after[0]);
    let again = clicked.table.findings.iter().find(|one| one.kind == kind);
    assert_eq!(again.map_or("", |one| &one.sentence), after[1]);
    if let Some(change) = again.and_then(|one| one.change.clone()) {
        decisions.take(change, clicked.table.reading.as_ref().unwrap());
        let undone = read_as(file.as_bytes(), &decisions).unwrap();
        assert_eq!(shown(&undone.rows), before[0]);
    }
}

#[test]
fn rows_of_another_length_are_left_out_and_kept_again() {
    clicks(
        "a,b,c\n1,2,3\n4,5\n6,7,8\n",
        FindingKind::Short,
        [
            "1|2|3 / 4|5|∅ / 6|7|8",
            "1 row has fewer values than names; the others are missing: line 3.",
        ],
        [
            "1|2|3 / 6|7|8",
            "1 row with fewer values than names was left out: line 3.",
        ],
    );
    clicks(
        "a,b\n1,2\n3,4,x,y\n5,6\n",
        FindingKind::Surplus,
        [
            "1|2|∅ / 3|4|x,y / 5|6|∅",
            "1 row has more values than names; the rest is in “column_3”: line 3.",
        ],
        [
            "1|2 / 5|6",
            "1 row with more values than names was left out: line 3.",
        ],
    );
}

#[test]
fn empty_rows_are_kept() {
    clicks(
        "a,b,c\n1,2,3\n\n4,5,6\n,,\n7,8,9\n",
        FindingKind::Empty,
        [
            "1|2|3 / 4|5|6 / 7|8|9",
            "2 empty rows were left out: lines 3 and 5.",
        ],
        ["1|2|3 / ∅|∅|∅ / 4|5|6 / ∅|∅|∅ / 7|8|9", ""],
    );
}

#[test]
fn texts_stay_as_they_stand() {
    clicks(
        "a,n\n\" x\",1\ny\u{200b},2\nz,3\n",
        FindingKind::Cleaned,
        [
            "x|1 / y|2 / z|3",
            "2 texts of “a” have blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; they were cleaned: lines 2 and 3.",
        ],
        [
            " x|1 / y\u{200b}|2 / z|3",
            "2 texts of “a” have blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; they were kept as they stand: lines 2 and 3.",
        ],
    );
}

#[test]
fn texts_that_were_encoded_twice_are_decoded_once_more() {
    clicks(
        "town,n\nKÃ¶ln,1\nUlm,2\n",
        FindingKind::EncodedTwice,
        [
            "KÃ¶ln|1 / Ulm|2",
            "1 text of “town” seems to have been encoded twice, as “KÃ¶ln” for “Köln”; it was kept: line 2.",
        ],
        [
            "Köln|1 / Ulm|2",
            "1 text of “town” seems to have been encoded twice, as “KÃ¶ln” for “Köln”; it was decoded once more: line 2.",
        ],
    );
}

#[test]
fn brackets_stay_where_numbers_are_texts() {
    clicks(
        "a,n\n(5),1\n7,2\n",
        FindingKind::Unit,
        [
            "−5|1 / 7|2",
            "1 number of “a” in brackets was read as negative: line 2.",
        ],
        ["(5)|1 / 7|2", ""],
    );
}

#[test]
fn words_of_one_column_are_kept_and_those_of_others_stay_missing() {
    let file = "code,note,n\nNA,NA,1\nNO,x,NA\nSE,NA,3\n";
    let first = read(file.as_bytes()).unwrap();
    assert_eq!(shown(&first.rows), "∅|∅|1 / NO|x|∅ / SE|∅|3");
    let missing = found(&first, FindingKind::Missing);
    assert_eq!(missing.column.as_deref(), Some("code"));
    let mut decisions = Decisions::default();
    decisions.take(
        missing.change.clone().unwrap(),
        first.table.reading.as_ref().unwrap(),
    );
    let kept = read_as(file.as_bytes(), &decisions).unwrap();
    assert_eq!(shown(&kept.rows), "NA|∅|1 / NO|x|∅ / SE|∅|3");
    // It is told of that column alone, and a click takes it back there.
    let told = found(&kept, FindingKind::KeptWord);
    assert_eq!(told.column.as_deref(), Some("code"));
    decisions.take(
        told.change.clone().unwrap(),
        kept.table.reading.as_ref().unwrap(),
    );
    let again = read_as(file.as_bytes(), &decisions).unwrap();
    assert_eq!(shown(&again.rows), shown(&first.rows));
    let own = with_column("a,n\nx,1\n.,2\nok,3\n", 0, |column| {
        column.missing_words = Some(vec!["ok".into(), ".".into()]);
    });
    assert_eq!(shown(&own.rows), "x|1 / ∅|2 / ∅|3");
    // Among numbers they say nothing: NA is no number anyway.
    let numbers = with_column("a,n\nx,1\nNA,2\n7,3\n", 0, |column| {
        column.missing_words = Some(Vec::new());
        column.column_type = ColumnType::Integer;
    });
    assert_eq!(shown(&numbers.rows), "∅|1 / ∅|2 / 7|3");
    assert_eq!(found(&numbers, FindingKind::Misfit).count, 1);
}

#[test]
fn no_mark_quotes_and_another_escapes() {
    let file = b"a,b\n\"x, 1\n5\",2\n";
    let by = |quote, escape| Decisions {
        quote,
        escape,
        delimiter: Some(','),
        ..Decisions::default()
    };
    let none = read_as(file, &by(Some(Mark(None)), None)).unwrap();
    assert_eq!(none.table.reading.unwrap().quote, None);
    assert_eq!(shown(&none.rows), "\"x|1 / 5\"|2");
    let file = b"a,b\n\"x^\"y, z\",1\n\"u\",2\n";
    let caret = read_as(file, &by(None, Some(Mark(Some('^'))))).unwrap();
    assert_eq!(shown(&caret.rows), "x\"y, z|1 / u|2");
    assert_eq!(caret.table.reading.unwrap().escape, Some('^'));
    let file = b"a,b\n\"C:\\\",1\n\"x \\\"y\\\"\",2\n\"D:\\\",3\n";
    let none = read_as(file, &by(None, Some(Mark(None)))).unwrap();
    assert_eq!(none.table.reading.as_ref().unwrap().escape, None);
    assert_eq!(none.rows[0], [text("C:\\"), Cell::Int(1)]);
    assert_eq!(none.rows[2], [text("D:\\"), Cell::Int(3)]);
}

#[test]
fn curly_quotes_that_people_name_stand_between_any_delimiter() {
    for (file, delimiter) in [
        ("a;b\n“x”;1\nsaid “y”;2\nz;3\n", ';'),
        ("a|b\n“x”|1\nsaid “y”|2\nz|3\n", '|'),
        ("a^b\n“x”^1\nsaid “y”^2\nz^3\n", '^'),
    ] {
        let said = Decisions {
            quote: Some(Mark(Some('“'))),
            ..Decisions::default()
        };
        let read = read_as(file.as_bytes(), &said).unwrap();
        assert_eq!(shown(&read.rows), "x|1 / said “y”|2 / z|3");
        let reading = read.table.reading.unwrap();
        assert_eq!((reading.quote, reading.delimiter), (Some('“'), delimiter));
    }
}

#[test]
fn two_digit_years_are_of_the_century_that_people_say() {
    let file = "day,n\n21.11.68,1\n22.11.71,2\n23.11.05,3\n";
    let first = read(file.as_bytes()).unwrap();
    assert_eq!(
        shown(&first.rows),
        "2068-11-21|1 / 1971-11-22|2 / 2005-11-23|3"
    );
    let pivot = |year| with_column(file, 0, |column| column.year_pivot = year);
    assert_eq!(
        shown(&pivot(Some(30)).rows),
        "1968-11-21|1 / 1971-11-22|2 / 2005-11-23|3"
    );
    assert_eq!(
        shown(&pivot(Some(100)).rows),
        "2068-11-21|1 / 2071-11-22|2 / 2005-11-23|3"
    );
    let doubt = first
        .table
        .choices
        .iter()
        .find(|one| one.about == "year_pivot");
    let Some(Change::Column { reading }) = &doubt.unwrap().change else {
        panic!("no click");
    };
    assert_eq!(reading.year_pivot, Some(100));
}

#[test]
fn a_sign_that_people_name_is_left_out_and_remembered() {
    let file = "load,n\n12 kg,1\n1.5kg,2\n7,3\n";
    let numbers = |column: &mut ColumnReading| {
        column.column_type = ColumnType::Number;
        column.unit = Some("kg".into());
    };
    let read = with_column(file, 0, numbers);
    assert_eq!(shown(&read.rows), "12|1 / 1.5|2 / 7|3");
    assert_eq!(
        found(&read, FindingKind::Unit).sentence,
        "“load” is in kg; the sign was left out of the values."
    );
    let file = "price,n\n€ 12,1\n€ 1.5,2\n";
    let texts = after_click(file.as_bytes());
    assert_eq!(shown(&texts.rows), "€ 12|1 / € 1.5|2");
    let reading = texts.table.reading.unwrap();
    assert_eq!(reading.columns[0].unit.as_deref(), Some("€"));
}

#[test]
fn times_without_an_offset_are_of_the_zone_that_people_say() {
    let file = "at,n\n2024-03-31 01:59:00,1\n2024-03-31 02:30:00,2\n2024-03-31 03:00:00,3\n2024-10-27 02:30:00,4\n2024-10-27T02:30:00+01:00,5\n";
    let berlin = |column: &mut ColumnReading| column.zone = Some("Europe/Berlin".into());
    let read = with_column(file, 0, berlin);
    assert_eq!(
        shown(&read.rows),
        "2024-03-31T00:59:00|1 / 2024-03-31T01:30:00|2 / 2024-03-31T01:00:00|3 / 2024-10-27T00:30:00|4 / 2024-10-27T01:30:00|5"
    );
    let told: Vec<&str> = read.table.notes.iter().map(String::as_str).collect();
    assert_eq!(
        told,
        [
            "1 time of “at” does not exist in Europe/Berlin, where clocks were put forward; it was read by the clock before: line 3.",
            "1 time of “at” exists twice in Europe/Berlin, where clocks were put back; the earlier was read: line 5.",
            "The times of “at” without an offset were read as those of Europe/Berlin; they are shown in UTC.",
        ]
    );
    for one in &read.table.findings {
        let Some(Change::Column { reading }) = &one.change else {
            panic!("no click: {}", one.sentence);
        };
        assert_eq!(reading.zone, None);
    }
    let mut decisions = Decisions::default();
    decisions.decide_column(
        0,
        ColumnReading {
            zone: Some("Europe/Atlantis".into()),
            ..ColumnReading::new("at", ColumnType::DateTime)
        },
    );
    let refused = read_as(file.as_bytes(), &decisions).err().unwrap();
    assert_eq!(
        refused.message,
        "There is no time zone called Europe/Atlantis."
    );
}
