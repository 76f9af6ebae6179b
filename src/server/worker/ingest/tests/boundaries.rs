//! A file is read alike wherever it is cut into blocks, and no row gets lost.

use super::{decode::Encodings, grammar::Grammar, *};
use crate::shared::reading::{ColumnReading, FindingKind};
use blocks::Block;
use parse::Parsed;
use write::Loaded;

const QUOTED: &str = "id,name,n\n1,\"two\r\nlines\",5\n2,say \"hi\",6\n3,\"a \"\"b\"\", c\",7\n4,\"open,8\n5,\"x\n\ny\",9\n6,5\",1\n\n7,z\n8,é,2,3\n";

fn reading(columns: usize) -> Reading {
    let names = (1..=columns).map(|i| ColumnReading::new(format!("c{i}"), ColumnType::Text));
    Reading {
        columns: names.collect(),
        ..Reading::default()
    }
}

fn plan(reading: &Reading) -> Plan {
    let encodings = Encodings::named("UTF-8", Some("windows-1252")).unwrap();
    Plan::new(reading, encodings, &[], Vec::new())
}

/// The file's rows as they come out of blocks of about `block_bytes`.
fn by_blocks(text: &str, plan: &Plan, block_bytes: usize) -> (Vec<Vec<Cell>>, Loaded) {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    fs::write(&source, text).unwrap();
    let end = text.len() as u64;
    let mut blocks =
        Blocks::open(&source, end, plan.encodings, &plan.grammar, block_bytes).unwrap();
    let (mut rows, mut loaded) = (Vec::new(), Loaded::default());
    while let Some(block) = blocks.next().unwrap() {
        let mut parsed = parse::parse(block, plan);
        rows.extend(cells_of(&mut parsed));
        loaded.add(parsed);
    }
    (rows, loaded)
}

fn cells_of(parsed: &mut Parsed) -> Vec<Vec<Cell>> {
    let arrays = std::mem::take(&mut parsed.arrays);
    let cell = |row: usize| {
        let arrays = arrays.iter();
        arrays
            .map(|array| crate::server::worker::cells::cell(array, row))
            .collect()
    };
    (0..parsed.rows as usize).map(cell).collect()
}

#[test]
fn a_cut_at_any_byte_changes_nothing() {
    let reading = reading(3);
    let plan = plan(&reading);
    let (whole, found) = by_blocks(QUOTED, &plan, QUOTED.len());
    assert_eq!(whole.len(), 8, "{whole:?}");
    for block_bytes in 1..QUOTED.len() {
        let (rows, loaded) = by_blocks(QUOTED, &plan, block_bytes);
        assert_eq!(rows, whole, "blocks of {block_bytes}");
        assert_eq!(
            loaded.tally.entries, found.tally.entries,
            "blocks of {block_bytes}"
        );
        assert_eq!(loaded.lines, found.lines);
    }
}

#[test]
fn lines_are_those_that_an_editor_shows() {
    let reading = reading(3);
    let (_, found) = by_blocks(QUOTED, &plan(&reading), 9);
    let lines = |kind| {
        let entry = &found.tally.entries[&(kind, None)];
        entry
            .examples
            .iter()
            .map(|example| example.line)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(FindingKind::Quote), [6]);
    assert_eq!(lines(FindingKind::Empty), [11]);
    assert_eq!(lines(FindingKind::Short), [12]);
    assert_eq!(lines(FindingKind::Surplus), [13]);
}

#[test]
fn a_reading_can_be_changed_by_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let (source, parquet) = (
        folder.path().join("source"),
        folder.path().join("out.parquet"),
    );
    fs::write(&source, "code,n\n1E5,1\n2E3,2\nTotal,3\n").unwrap();
    let first = ingest(&source, "a.csv", &Decisions::default(), &parquet).unwrap();
    let reading = first.reading.unwrap();
    let total = first
        .findings
        .iter()
        .find(|finding| finding.kind == FindingKind::Total);
    let mut decisions = Decisions::default();
    decisions.take(total.unwrap().change.clone().unwrap(), &reading);
    let codes = ColumnReading::new("code", ColumnType::Number);
    decisions.decide_column(0, codes.clone());
    let second = ingest(&source, "a.csv", &decisions, &parquet).unwrap();
    let page = view::page_of_file(&parquet, 0, 10).unwrap();
    assert_eq!(
        page.rows,
        [[number(1e5), Cell::Int(1)], [number(2e3), Cell::Int(2)]]
    );
    assert_eq!(
        second.notes,
        ["1 line outside the table was left out: line 4."]
    );
    assert_eq!(second.content_hash, first.content_hash);
    let second = second.reading.unwrap();
    assert_eq!((second.skip_below, &second.columns[0]), (1, &codes));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(400))]

    /// Whatever comes in, each record is a row or is told, and cuts change nothing.
    #[test]
    fn rows_in_are_rows_out_and_what_is_told(
        pieces in proptest::collection::vec(proptest::sample::select(refusals::PIECES), 0..40),
        width in 1_usize..4,
        block_bytes in 1_usize..40,
    ) {
        let text = pieces.concat();
        let mut reading = reading(width);
        reading.header_rows = 0;
        let plan = plan(&reading);
        let (rows, loaded) = by_blocks(&text, &plan, block_bytes);
        let mut records = records::Records::new(text.as_bytes(), &plan.grammar);
        let mut fields = Vec::new();
        let mut count = 0;
        while records.next(&mut fields).is_some() {
            count += 1;
        }
        assert_eq!(rows.len() as u64 + loaded.dropped, count, "{text:?}");
        let told = [FindingKind::Empty, FindingKind::DroppedRow];
        let told = told.map(|kind| loaded.tally.count(kind, None)).iter().sum::<u64>();
        assert_eq!(told, loaded.dropped);
        let whole = parse::parse(Block { index: 0, bytes: text.clone().into_bytes() }, &plan);
        assert_eq!(whole.tally.entries, loaded.tally.entries, "{text:?} by {block_bytes}");
    }

    /// What was searched before saves a search, and changes no answer.
    #[test]
    fn stray_marks_are_answered_alike_with_and_without_what_was_searched(
        pieces in proptest::collection::vec(
            proptest::sample::select(&["\"", "\"", "\"\"", "\\", ",", "\n", "a", " "][..]),
            0..60,
        ),
        escape in proptest::option::of(proptest::strategy::Just(b'\\')),
        whole in proptest::bool::ANY,
    ) {
        let text = pieces.concat().into_bytes();
        let grammar = Grammar::new(b',', Some(b'"'), escape, 0);
        let mut searched = grammar::Barren::default();
        for at in (0..text.len()).filter(|at| text[*at] == b'"' && grammar.opens(&text, *at)) {
            let again = grammar.quoted(&text, 0, at, whole, &mut searched);
            let fresh = grammar.quoted(&text, 0, at, whole, &mut grammar::Barren::default());
            assert_eq!(again, fresh, "{:?} at {at}", String::from_utf8_lossy(&text));
        }
    }
}
