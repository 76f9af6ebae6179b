//! JSON as programs write it: numbers that are days, tables deep in an object, names in a list of their own, encodings.

use super::*;

#[test]
fn numbers_in_json_may_be_days_or_mean_missing() {
    reads(
        b"[{\"date\":20240304,\"n\":1},{\"date\":20240305,\"n\":2}]",
        "date: date, n: integer",
        "2024-03-04|1 / 2024-03-05|2",
        "The numbers of “date” were read as dates, 20261121 as 2026-11-21: so the column’s name says.",
    );
    let file = b"{\"x\":20240304}\n{\"x\":20240305}\n";
    reads(
        file,
        "x: integer",
        "20240304 / 20240305",
        "The numbers of “x” may be dates, 20261121 for 2026-11-21; they were kept as numbers.",
    );
    // A click makes them dates, or numbers again.
    let table = read(file).unwrap().table;
    let mut decisions = Decisions::default();
    let change = table.findings[0].change.clone().unwrap();
    decisions.take(change, &table.reading.unwrap());
    assert_eq!(
        shown(&read_as(file, &decisions).unwrap().rows),
        "2024-03-04 / 2024-03-05"
    );
    reads(
        b"{\"day\":45000}\n{\"day\":45001}\n",
        "day: integer",
        "45000 / 45001",
        "The numbers of “day” may be dates, as spreadsheets count days; they were kept as numbers.",
    );
    reads(
        b"{\"t\":4.5}\n{\"t\":-999}\n{\"t\":5.5}\n",
        "t: number",
        "4.5 / −999 / 5.5",
        "1 number of “t” that often means “missing” was kept (“-999”): line 2.",
    );
    reads(
        b"{\"d\":\"03/04/2024\"}\n{\"d\":\"05/06/2024\"}\n",
        "d: date",
        "2024-03-04 / 2024-05-06",
        "The dates of “d” do not tell day from month; read with the month first.",
    );
}

#[test]
fn seconds_since_1970_are_told_and_a_click_makes_them_times() {
    let file = b"{\"created_at\":1710000000}\n{\"created_at\":1710000060}\n";
    let note = "The numbers of “created_at” may be times, as computers count seconds since 1970; they were kept as numbers.";
    reads(file, "created_at: integer", "1710000000 / 1710000060", note);
    let times = "2024-03-09T16:00:00 / 2024-03-09T16:01:00";
    assert_eq!(shown(&after_click(file).rows), times);
    let file = b"ts,n\n1710000000000,1\n1710000060000,2\n";
    let note = "The numbers of “ts” may be times, as computers count milliseconds since 1970; they were kept as numbers.";
    reads(
        file,
        "ts: integer, n: integer",
        "1710000000000|1 / 1710000060000|2",
        note,
    );
    let times = "2024-03-09T16:00:00|1 / 2024-03-09T16:01:00|2";
    assert_eq!(shown(&after_click(file).rows), times);
    let file = b"time,n\n45000.5,1\n45001.541666667,2\n";
    let note = "The numbers of “time” may be times, as spreadsheets count days and parts of one; they were kept as numbers.";
    reads(
        file,
        "time: number, n: integer",
        "45000.5|1 / 45001.541666667|2",
        note,
    );
    let times = "2023-03-15T12:00:00|1 / 2023-03-16T13:00:00|2";
    assert_eq!(shown(&after_click(file).rows), times);
    // Large numbers of another name are just that.
    reads(
        b"people,n\n1710000000,1\n1710000060,2\n",
        "people: integer, n: integer",
        "1710000000|1 / 1710000060|2",
        "",
    );
}

#[test]
fn a_table_deep_in_an_object_is_read_and_the_rest_told() {
    reads(
        br#"{"status": "ok", "data": {"page": 1, "items": [{"b": 1, "a": 12345678901234567890123}, {"b": 2, "a": 1.10}]}}"#,
        "b: integer, a: text",
        "1|12345678901234567890123 / 2|1.10",
        "“data.items” was read; the file also has “status”, “data.page”.",
    );
}

#[test]
fn of_several_tables_the_largest_is_read() {
    reads(
        br#"{"fields": [{"name": "id"}], "features": [{"id": 1}, {"id": 2}]}"#,
        "id: integer",
        "1 / 2",
        "“features” was read; the file also has “fields”.",
    );
    // One record, and not a table in it.
    reads(
        br#"{"id": 1, "to": {"places": [{"city": "Ulm"}]}}"#,
        "id: integer, to.places: text",
        "1|[{\"city\": \"Ulm\"}]",
        "",
    );
}

#[test]
fn names_and_rows_may_be_lists_of_their_own() {
    reads(
        br#"{"columns": ["a", "b"], "index": [0, 1], "data": [[1, "x"], [2, "y"]]}"#,
        "a: integer, b: text",
        "1|x / 2|y",
        "“data” was read, with the names of “columns”; beside them there is “index”.",
    );
    reads(
        br#"{"data": {"cols": [{"name": "n"}, {"name": "s"}], "rows": [[1, "x"], [2, null]]}}"#,
        "n: integer, s: text",
        "1|x / 2|∅",
        "",
    );
    reads(
        br#"[["city", "n"], ["Ulm", 1], ["Bonn", 2]]"#,
        "city: text, n: integer",
        "Ulm|1 / Bonn|2",
        "",
    );
    reads(
        b"[\"city\", \"n\"]\n[\"Ulm\", \"1\"]\n[\"Bonn\", \" 2\"]\n",
        "city: text, n: text",
        "Ulm|1 / Bonn|2",
        "1 text of “n” has blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; it was cleaned: row 3.",
    );
    // Nothing says that the first list names the others.
    reads(
        br#"[["a", "x"], ["b", "y"], ["c", "z"]]"#,
        "column_1: text, column_2: text",
        "a|x / b|y / c|z",
        "",
    );
}

#[test]
fn an_object_may_hold_an_object_for_each_record_or_column() {
    reads(
        br#"{"ulm": {"n": 1, "m": "x"}, "bonn": {"n": 2, "m": "y"}}"#,
        "key: text, n: integer, m: text",
        "ulm|1|x / bonn|2|y",
        "Each field of the object is a record; its name is in “key”.",
    );
    reads(
        br#"{"city": {"0": "Ulm", "1": "Bonn"}, "n": {"0": 1, "1": 2}}"#,
        "city: text, n: integer",
        "Ulm|1 / Bonn|2",
        "",
    );
    // One record.
    reads(
        br#"{"id": 1, "geo": {"lat": 48.4, "lon": 9.9}}"#,
        "id: integer, geo.lat: number, geo.lon: number",
        "1|48.4|9.9",
        "",
    );
    reads(
        br#"{"a": [1, 2, 3], "b": ["x"]}"#,
        "a: integer, b: text",
        "1|x / 2|∅ / 3|∅",
        "Some lists are shorter than the others, and their last values are missing: “b”.",
    );
}

#[test]
fn json_comes_in_any_encoding() {
    let list = "[{\"a\": \"Zoë\"}, {\"a\": \"x\"}]";
    let marked = [b"\xFF\xFE", utf16(list, u16::to_le_bytes).as_slice()].concat();
    reads(&marked, "a: text", "Zoë / x", "Read as UTF-16LE.");
    let lines = utf16("{\"a\": 1}\r\n{\"a\": 2}\r\n", u16::to_be_bytes);
    reads(&lines, "a: integer", "1 / 2", "Read as UTF-16BE.");
    reads(
        b"[{\"a\": \"Jos\xE9\"}, {\"a\": \"Zo\xEB\"}]",
        "a: text",
        "José / Zoë",
        "Read as Windows-1252.",
    );
    reads(
        b"{\"a\": \"caf\xC3\xA9\"}\n{\"a\": \"Zo\xC3\xAB\"}\n{\"a\": \"Jos\xE9\"}\n",
        "a: text",
        "café / Zoë / José",
        "Letters are in another encoding than the rest: line 3.",
    );
}

#[test]
fn a_list_of_single_values_is_a_column() {
    reads(b"[1, 2, null, 4]", "value: integer", "1 / 2 / ∅ / 4", "");
    reads(
        b"[\n  \"a, b\",\n  \"x]\\\"y\"\n]\n",
        "value: text",
        "a, b / x]\"y",
        "",
    );
    reads(
        b"[true, {\"n\": 1}]",
        "value: yes or no, n: integer",
        "true|∅ / ∅|1",
        "",
    );
    let numbers: Vec<String> = (0..40_000).map(|n| n.to_string()).collect();
    let numbers = numbers.join(",");
    let table = read(format!("[{numbers}]").as_bytes()).unwrap().table;
    assert_eq!((table.rows, table.columns.len()), (40_000, 1));
    refused(
        format!("[{numbers},oops]").as_bytes(),
        "a.csv is no valid JSON in line 1.",
    );
}

#[test]
fn a_record_of_nothing_is_a_row() {
    reads(
        b"{\"a\": 1}\n{\"a\": null}\n{}\n",
        "a: integer",
        "1 / ∅ / ∅",
        "",
    );
    reads(
        b"[{\"a\": 1, \"b\": \"x\", \"c\": true}, {}, {\"a\": 2}]",
        "a: integer, b: text, c: yes or no",
        "1|x|true / ∅|∅|∅ / 2|∅|∅",
        "",
    );
}

#[test]
fn a_key_that_stands_twice_is_told() {
    reads(
        b"[{\"a\": 1, \"a\": 2}, {\"a\": 3, \"a\": 3}, {\"a\": 4}]",
        "a: integer",
        "2 / 3 / 4",
        "1 record has a key twice with different values; the last was read: element 1.",
    );
    reads(
        b"{\"a\": {\"b\": 1}, \"a.b\": 5}\n{\"a\": {\"b\": 2}}\n",
        "a.b: integer",
        "5 / 2",
        "1 record has a key twice with different values; the last was read: line 1.",
    );
    // Both of two tables are told.
    reads(
        br#"{"data": [{"n": 1}], "data": [{"n": 2}, {"n": 3}]}"#,
        "n: integer",
        "2 / 3",
        "“data (2)” was read; the file also has “data”.",
    );
}

#[test]
fn a_click_gives_a_key_that_stands_twice_a_column_for_each_time() {
    for file in [
        &br#"[{"a": 1, "b": {"c": "x"}, "a": 2}, {"a": 3}]"#[..],
        b"{\"a\": 1, \"b\": {\"c\": \"x\"}, \"a\": 2}\n{\"a\": 3}\n",
    ] {
        let apart = after_click(file);
        let columns = [("a", "integer"), ("b.c", "text"), ("a (2)", "integer")];
        assert_eq!(apart.types(), columns);
        assert_eq!(shown(&apart.rows), "1|x|2 / 3|∅|∅");
        let told = "A key that stands again in a record has a column for each time.";
        assert_eq!(apart.table.notes, [told]);
        // And back.
        let reading = apart.table.reading.unwrap();
        let mut decisions = Decisions::default();
        let change = apart.table.findings[0].change.clone().unwrap();
        decisions.take(change, &reading);
        let last = read_as(file, &decisions).unwrap();
        assert_eq!(shown(&last.rows), "2|x / 3|∅");
    }
    let lists = br#"{"a": [1, 2], "a": [3, 4]}"#;
    assert_eq!(shown(&read(lists).unwrap().rows), "3 / 4");
    assert_eq!(shown(&after_click(lists).rows), "1|3 / 2|4");
}
