//! Files that other tools were reported to damage without a word, and what a careful person reads in them.

use super::*;

#[test]
fn a_quote_in_the_middle_of_a_value_swallows_no_row() {
    reads(
        b"a,b\n\"foo\"bar,1\n\"x\",2\n",
        "a: text, b: integer",
        "\"foo\"bar|1 / x|2",
        "A quote mark that quotes nothing was read as text in 1 row: line 2.",
    );
    // A text of several lines may begin one with a quote.
    reads(
        b"id,said\n1,\"he wrote\n\"hi\" there\"\n2,x\n",
        "id: integer, said: text",
        "1|he wrote\n\"hi\" there / 2|x",
        "",
    );
}

#[test]
fn decimals_that_may_group_thousands_are_told() {
    let file = b"ort;einwohner\nUlm;1.000\nBonn;2.500\nKiel;3.750\n";
    reads(
        file,
        "ort: text, einwohner: number",
        "Ulm|1 / Bonn|2.5 / Kiel|3.75",
        "The numbers of “einwohner” may be thousands, 1.000 for 1000; they were read with decimals.",
    );
    let table = read(file).unwrap().table;
    let choice = table.choices.iter().find(|one| one.about == "decimal_mark");
    let mut decisions = Decisions::default();
    decisions.take(
        choice.unwrap().change.clone().unwrap(),
        &table.reading.unwrap(),
    );
    let grouped = read_as(file, &decisions).unwrap();
    assert_eq!(grouped.types()[1], ("einwohner", "integer"));
    assert_eq!(shown(&grouped.rows), "Ulm|1000 / Bonn|2500 / Kiel|3750");
    reads(
        b"v,n\n\"5,000\",1\n5.000,2\n",
        "v: number, n: integer",
        "5000|1 / 5|2",
        "The numbers of “v” may be thousands, 1.000 for 1000; they were read with decimals.",
    );
    // One that is no thousand tells for all, and between commas a point stands before decimals.
    for plain in [
        &b"ort;km\nUlm;1.000\nBonn;0.750\n"[..],
        b"ort,km\nUlm,1.000\nBonn,2.750\n",
        b"ort;km\nUlm;1,50\nBonn;2,750\n",
    ] {
        assert!(read(plain).unwrap().table.notes.is_empty(), "{plain:?}");
    }
}

#[test]
fn digits_that_a_number_does_not_keep_are_told() {
    let file = b"v\n0.1234567890123456789\n0.2\n";
    reads(
        file,
        "v: number",
        "0.12345678901234568 / 0.2",
        "1 value of “v” has more digits than are kept: line 2.",
    );
    assert_eq!(
        shown(&after_click(file).rows),
        "0.1234567890123456789 / 0.2"
    );
    // What a program writes of a double is just that.
    reads(
        b"v\n0.1000000000000000055511151231257827\n0.30000000000000004\n2.50000000000000000000\n",
        "v: number",
        "0.1 / 0.30000000000000004 / 2.5",
        "",
    );
}

#[test]
fn parts_of_hashes_are_no_powers_of_ten() {
    reads(
        b"hash,n\n123e45,1\n678e90,2\n",
        "hash: text, n: integer",
        "123e45|1 / 678e90|2",
        "“hash” stays text: the values look like codes, not like powers of ten.",
    );
    reads(
        b"dose,n\n1e3,1\n1e4,2\n",
        "dose: number, n: integer",
        "1000|1 / 10000|2",
        "",
    );
}

#[test]
fn files_that_were_put_behind_each_other_are_one_table() {
    reads(
        b"\xEF\xBB\xBFa,b\n1,x\n\xEF\xBB\xBFa,b\n2,y\n",
        "a: integer, b: text",
        "1|x / 2|y",
        "1 row that repeats the header or is drawn was left out: line 3.",
    );
    reads(
        b"[{\"a\":1}][{\"a\":2},{\"a\":3}]",
        "a: integer",
        "1 / 2 / 3",
        "",
    );
    refused(b"[{\"a\":1}] 2", "a.csv is no valid JSON in line 1.");
}

#[test]
fn lines_within_a_value_may_end_as_databases_write_them() {
    let read = read(b"a,b\n1,x\x0By\n2,z\n").unwrap();
    assert_eq!(read.types(), [("a", "integer"), ("b", "text")]);
    assert_eq!(read.table.rows, 2);
}

#[test]
fn codes_that_look_like_numbers_or_days_are_kept() {
    for (file, columns, rows) in [
        (
            "id,code\n1,12d3\n2,14d1\n3,7f2\n",
            "id: integer, code: text",
            "1|12d3 / 2|14d1 / 3|7f2",
        ),
        (
            "x\n1176413S03\n1176413S06\n",
            "x: text",
            "1176413S03 / 1176413S06",
        ),
        (
            "ref,plot\nT00370201,41_10_1\nT00370202,41_10_2\n",
            "ref: text, plot: text",
            "T00370201|41_10_1 / T00370202|41_10_2",
        ),
        (
            "x\tn\nDEPARTURE: MONDAY 29 MAY\t1\nDEPARTURE: THURSDAY 13 JUL\t2\n",
            "x: text, n: integer",
            "DEPARTURE: MONDAY 29 MAY|1 / DEPARTURE: THURSDAY 13 JUL|2",
        ),
        (
            "event\n476-09-04 [proleptic] fall\n1944-06-06 Tag X\n",
            "event: text",
            "476-09-04 [proleptic] fall / 1944-06-06 Tag X",
        ),
        (
            "score,odds\n3-2,1:2\n1-2,3:1\n",
            "score: text, odds: text",
            "3-2|1:2 / 1-2|3:1",
        ),
        (
            "size,mode\n1/2,0755\n3/4,0644\n",
            "size: text, mode: text",
            "1/2|0755 / 3/4|0644",
        ),
        ("v\n10²\n5¹\n7\n", "v: text", "10² / 5¹ / 7"),
    ] {
        let read = read(file.as_bytes()).unwrap();
        assert_eq!(read.columns(), columns, "{file}");
        assert_eq!(shown(&read.rows), rows, "{file}");
    }
}

#[test]
fn what_comes_after_the_sample_loses_nothing() {
    let numbers: String = (1..60_000).map(|n| format!("{n}\n")).collect();
    for (late, kind) in [
        ("3.7", "number"),
        ("007", "text"),
        ("9223372036854775808", "text"),
    ] {
        let table = read(format!("v\n{numbers}{late}\n{numbers}").as_bytes())
            .unwrap()
            .table;
        let column = &table.columns[0];
        assert_eq!(
            (column.column_type.word(), column.nulls),
            (kind, 0),
            "{late}"
        );
    }
    let days: String = (0..60_000)
        .map(|n| format!("2024-01-{:02}\n", n % 28 + 1))
        .collect();
    let table = read(format!("d\n{days}2024-01-02 13:45:00\n{days}").as_bytes())
        .unwrap()
        .table;
    assert_eq!(table.columns[0].column_type.word(), "date and time");
}
