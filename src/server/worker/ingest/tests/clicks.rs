//! What a click on a finding or a doubt does: it gives another reading, and whatever a line holds is still a row, a name,
//! or told.

use super::*;
use crate::shared::reading::{Change, FileFormat, Finding};

/// Makes every click that a file offers, each on the file as it was first read.
#[track_caller]
pub fn take_each(bytes: &[u8], first: &Read) {
    // Columns with types of their own are not read in another way.
    let Some(reading) = &first.table.reading else {
        return;
    };
    assert_nothing_is_lost(bytes, first, "as it is read first");
    for change in offered(&first.table) {
        let mut decisions = Decisions::default();
        decisions.take(change.clone(), reading);
        let clicked = read_as(bytes, &decisions)
            .unwrap_or_else(|error| panic!("{change:?}: {}", error.message));
        assert_ne!(clicked.table.reading.as_ref(), Some(reading), "{change:?}");
        assert_nothing_is_lost(bytes, &clicked, &format!("{change:?}"));
    }
}

fn offered(table: &wire::Table) -> Vec<Change> {
    let findings = table.findings.iter().filter_map(|one| one.change.as_ref());
    let choices = table.choices.iter().filter_map(|one| one.change.as_ref());
    findings.chain(choices).cloned().collect()
}

/// Holds the lines of a text against its rows and what is told of it. Blank lines may be told or not.
#[track_caller]
fn assert_nothing_is_lost(bytes: &[u8], read: &Read, what: &str) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if read.table.format != FileFormat::Text || text.contains('\0') {
        return;
    }
    let text = text.trim_matches(['\u{feff}', '\u{1a}']);
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let filled = lines.lines().filter(|line| !line.trim().is_empty()).count() as u64;
    let reading = read.table.reading.as_ref().unwrap();
    let left_out = read.table.findings.iter().filter(|one| match one.kind {
        FindingKind::LeftOut
        | FindingKind::DroppedRow
        | FindingKind::NextTable
        | FindingKind::Empty => true,
        FindingKind::Total => reading.leave_out_totals,
        FindingKind::Short => reading.leave_out_short,
        FindingKind::Surplus => reading.leave_out_surplus,
        _ => false,
    });
    let left_out: u64 = left_out.map(|one| one.count).sum();
    let kept = read.table.rows as u64 + u64::from(reading.header_rows) + left_out;
    // A value may go over several lines.
    let broken = shown(&read.rows).matches('\n').count() as u64;
    assert!(kept + broken >= filled, "{kept} of {filled} lines, {what}");
    let all = lines.lines().count() as u64;
    assert!(kept <= all, "{kept} of {all} lines, {what}");
}

#[test]
fn a_second_click_keeps_what_the_first_decided() {
    let file = b"code,surname,n\nNA,Null,3\nNO,None,4\nNL,Nan,5\nNC,True,6\nSA,NA,7\n";
    let missing = |read: &Read| {
        let columns = read.table.columns.iter();
        columns.map(|column| column.nulls).collect::<Vec<_>>()
    };
    let mut read = read(file).unwrap();
    let mut decisions = Decisions::default();
    for expected in [[1, 1, 0], [1, 4, 0]] {
        let kept = |one: &&Finding| one.kind == FindingKind::KeptWord;
        let found = read.table.findings.iter().find(kept).unwrap();
        let shown = read.table.reading.as_ref().unwrap();
        decisions.take(found.change.clone().unwrap(), shown);
        read = read_as(file, &decisions).unwrap();
        assert_eq!(missing(&read), expected);
    }
}
