//! Values: numbers, dates, words for missing, and what only looks like a quantity.

use super::*;

#[test]
fn numbers_have_marks_and_signs() {
    reads(
        b"a;b\n1 234;x\n12 345;y\n",
        "a: integer, b: text",
        "1234|x / 12345|y",
        "",
    );
    reads(
        b"a,b\n1'234.5,x\n12'345.0,y\n",
        "a: number, b: text",
        "1234.5|x / 12345|y",
        "",
    );
    reads(
        b"a,b\n\"1,234\",x\n\"5,678\",y\n",
        "a: integer, b: text",
        "1234|x / 5678|y",
        "",
    );
    reads(
        b"a\tb\n1,5\tx\n2,25\ty\n",
        "a: number, b: text",
        "1.5|x / 2.25|y",
        "",
    );
    reads(
        b"a,b\n\"1,234.50\",x\n\"2,345.75\",y\n",
        "a: number, b: text",
        "1234.5|x / 2345.75|y",
        "",
    );
    reads(
        b"a;b\n1.234;x\n5.678;y\n",
        "a: number, b: text",
        "1.234|x / 5.678|y",
        "The numbers of “a” may be thousands, 1.000 for 1000; they were read with decimals.",
    );
    reads(
        b"a;b\n1,5;1.234\n2,5;5.678\n",
        "a: number, b: integer",
        "1.5|1234 / 2.5|5678",
        "",
    );
    reads(
        "n,t\n−5,x\n–3,y\n7,z\n".as_bytes(),
        "n: integer, t: text",
        "−5|x / −3|y / 7|z",
        "",
    );
    reads(
        b"n,t\n1\xE2\x80\xAF234,x\n5\xE2\x80\x89678,y\n",
        "n: integer, t: text",
        "1234|x / 5678|y",
        "",
    );
}

#[test]
fn brackets_and_units_are_told() {
    reads(
        b"a,b\n(5),x\n7,y\n",
        "a: integer, b: text",
        "−5|x / 7|y",
        "1 number of “a” in brackets was read as negative: line 2.",
    );
    reads(
        "a;b\n1.234,50 €;x\n-3,00 €;y\n".as_bytes(),
        "a: number, b: text",
        "1234.5|x / −3|y",
        "“a” is in €; the sign was left out of the values.",
    );
    reads(
        b"a,p\nx,$5\ny,7\n",
        "a: text, p: integer",
        "x|5 / y|7",
        "“p” is in $; the sign was left out of the values.",
    );
    reads(
        b"t,len\n1,5 EUR\n2,7 EUR\n",
        "t: integer, len: integer",
        "1|5 / 2|7",
        "“len” is in EUR; the sign was left out of the values.",
    );
    reads(
        b"a,p\nx,12.5%\ny,-3 %\n",
        "a: text, p: number",
        "x|12.5 / y|−3",
        "“p” is in percent: 12.5 % was read as 12.5.",
    );
    reads(
        "a,b\n$5,x\n€7,y\n".as_bytes(),
        "a: text, b: text",
        "$5|x / €7|y",
        "“a” stays text: the values have several units.",
    );
    reads(
        b"a,b\n5%,x\n7,y\n9%,z\n",
        "a: text, b: text",
        "5%|x / 7|y / 9%|z",
        "“a” stays text: only some values are in percent.",
    );
}

#[test]
fn what_names_something_is_text() {
    reads(
        b"code,n\n1E5,1\n2E3,2\n45,3\n",
        "code: text, n: integer",
        "1E5|1 / 2E3|2 / 45|3",
        "“code” stays text: the values look like codes, not like powers of ten.",
    );
    reads(
        b"code,n\n1E5,1\nA12,2\n45,3\n",
        "code: text, n: integer",
        "1E5|1 / A12|2 / 45|3",
        "“code” is text, because 1 of its 3 values does not fit among numbers: line 3.",
    );
    reads(
        b"id,n\n12345678901234567890,1\n2,2\n",
        "id: text, n: integer",
        "12345678901234567890|1 / 2|2",
        "“id” stays text: more digits than a number keeps.",
    );
    reads(
        b"n,t\n9223372036854775808,x\n1,y\n",
        "n: text, t: text",
        "9223372036854775808|x / 1|y",
        "“n” stays text: more digits than a number keeps.",
    );
    reads(
        b"zip,n\n10001,1\n90210,2\n",
        "zip: text, n: integer",
        "10001|1 / 90210|2",
        "“zip” stays text: the name says that the values name things.",
    );
    reads(
        b"isbn,n\n9783161484100,1\n9780306406157,2\n",
        "isbn: text, n: integer",
        "9783161484100|1 / 9780306406157|2",
        "“isbn” stays text: the name says that the values name things.",
    );
    reads(
        b"v,n\n1.2.13,1\n1.10.2,2\n",
        "v: text, n: integer",
        "1.2.13|1 / 1.10.2|2",
        "",
    );
}

#[test]
fn numbers_are_exact() {
    reads(
        b"n,t\n9223372036854775807,x\n-9223372036854775808,y\n",
        "n: integer, t: text",
        "9223372036854775807|x / -9223372036854775808|y",
        "",
    );
    reads(
        b"n,t\n0.1,x\n123456789.123456789,y\n1e-7,z\n",
        "n: number, t: text",
        "0.1|x / 123456789.12345679|y / 0.0000001|z",
        "",
    );
    reads(
        b"n,t\n1.5,x\ninf,y\n-inf,z\n",
        "n: number, t: text",
        "1.5|x / inf|y / −inf|z",
        "",
    );
}

#[test]
fn words_for_missing_are_told() {
    reads(
        b"a,b\n1,NA\n2,NA\nNA,x\n",
        "a: integer, b: text",
        "1|∅ / 2|∅ / ∅|x",
        "1 word of “a” was read as missing (“NA”): line 4. / 2 words of “b” were read as missing (“NA”): lines 2 and 3.",
    );
    reads(
        b"n,t\n1,x\nn/a,y\n3,z\n",
        "n: integer, t: text",
        "1|x / ∅|y / 3|z",
        "1 word of “n” was read as missing (“n/a”): line 3.",
    );
    reads(
        b"n,t\n1,x\n-,-\n3,z\n",
        "n: integer, t: text",
        "1|x / ∅|- / 3|z",
        "1 word of “n” was read as missing (“-”): line 3.",
    );
}

#[test]
fn one_value_in_ten_keeps_a_column_text() {
    reads(
        b"v,t\n0,x\n1,x\n2,x\n3,x\n4,x\n5,x\n6,x\n7,x\n8,x\noops,x\n",
        "v: text, t: text",
        "0|x / 1|x / 2|x / 3|x / 4|x / 5|x / 6|x / 7|x / 8|x / oops|x",
        "“v” is text, because 1 of its 10 values does not fit among numbers: line 11.",
    );
}

#[test]
fn flags_keep_their_words() {
    reads(
        b"a,b\ntrue,1\nFALSE,0\n",
        "a: yes or no, b: integer",
        "true|1 / false|0",
        "",
    );
    reads(
        b"a,b\nyes,1\nno,0\n",
        "a: text, b: integer",
        "yes|1 / no|0",
        "",
    );
}

#[test]
fn dates_are_told_by_their_column() {
    reads(
        b"d,n\n13/02/2026,1\n05/03/2026,2\n",
        "d: date, n: integer",
        "2026-02-13|1 / 2026-03-05|2",
        "",
    );
    reads(
        b"d,n\n02/13/2026,1\n03/05/2026,2\n",
        "d: date, n: integer",
        "2026-02-13|1 / 2026-03-05|2",
        "",
    );
    reads(
        b"d,n\n01/02/2026,1\n03/04/2026,2\n",
        "d: date, n: integer",
        "2026-01-02|1 / 2026-03-04|2",
        "The dates of “d” do not tell day from month; read with the month first.",
    );
    // A click reads them the other way.
    let file = b"d,n\n01/02/2026,1\n03/04/2026,2\n";
    let table = read(file).unwrap().table;
    let mut choices = table.choices.into_iter();
    let choice = choices.find(|choice| choice.about == "day_order").unwrap();
    let mut decisions = Decisions::default();
    decisions.take(choice.change.unwrap(), &table.reading.unwrap());
    let turned = read_as(file, &decisions).unwrap();
    assert_eq!(shown(&turned.rows), "2026-02-01|1 / 2026-04-03|2");
    reads(
        b"d,n\n31.12.99,1\n01.02.05,2\n",
        "d: date, n: integer",
        "1999-12-31|1 / 2005-02-01|2",
        "The years of “d” have two digits; those below 70 were read as 20xx, the others as 19xx.",
    );
    reads(
        b"date,n\n45000,1\n45001,2\n",
        "date: integer, n: integer",
        "45000|1 / 45001|2",
        "The numbers of “date” may be dates, as spreadsheets count days; they were kept as numbers.",
    );
    reads(
        b"d,n\n21 Nov 2026,1\n3 Dec 2026,2\n",
        "d: date, n: integer",
        "2026-11-21|1 / 2026-12-03|2",
        "",
    );
    reads(
        b"d,n\n2026-1-5,1\n2026-11-21,2\n",
        "d: date, n: integer",
        "2026-01-05|1 / 2026-11-21|2",
        "",
    );
    reads(
        b"t,n\n1/2/2026 3:04 PM,1\n13/2/2026 4:05 AM,2\n",
        "t: date and time, n: integer",
        "2026-02-01T15:04:00|1 / 2026-02-13T04:05:00|2",
        "",
    );
    reads(
        b"t,n\n2026-01-01 10:00:00.5,1\n2026-01-01 10:00:00.25,2\n",
        "t: date and time, n: integer",
        "2026-01-01T10:00:00.5|1 / 2026-01-01T10:00:00.25|2",
        "",
    );
    reads(
        b"t,n\n09:30,1\n10:45,2\n",
        "t: text, n: integer",
        "09:30|1 / 10:45|2",
        "",
    );
}

#[test]
fn a_late_date_tells_day_from_month_for_all() {
    let file = |last: &str| {
        let months = (0..30_000).map(|i| format!("01/{:02}/{},{i}\n", i % 12 + 1, 1900 + i / 300));
        format!("d,n\n{}{last},0\n", months.collect::<String>())
    };
    let read = super::read(file("13/02/2024").as_bytes()).unwrap();
    assert_eq!(read.rows[1][0], text("1900-02-01"));
    assert_eq!(read.table.columns[0].nulls, 0);
    assert!(read.table.notes.is_empty(), "{:?}", read.table.notes);
    let read = super::read(file("02/13/2024").as_bytes()).unwrap();
    assert_eq!(read.rows[1][0], text("1900-01-02"));
    assert_eq!(read.table.columns[0].nulls, 0);
    // What is a date in no order is one misfit.
    let read = super::read(file("31/31/2024").as_bytes()).unwrap();
    assert_eq!(read.rows[1][0], text("1900-01-02"));
    assert_eq!(read.table.columns[0].nulls, 1);
}

#[test]
fn offsets_become_utc() {
    reads(
        b"t,n\n2026-01-01T00:00:00Z,1\n2026-01-02T00:00:00Z,2\n",
        "t: date and time, n: integer",
        "2026-01-01T00:00:00|1 / 2026-01-02T00:00:00|2",
        "",
    );
    reads(
        b"t,n\n2026-01-01T10:00:00+02:00,1\n2026-07-01T10:00:00+02:00,2\n",
        "t: date and time, n: integer",
        "2026-01-01T08:00:00|1 / 2026-07-01T08:00:00|2",
        "The times of “t” have offsets; they are shown in UTC.",
    );
}

#[test]
fn a_minus_behind_a_number_is_one_and_told() {
    reads(
        b"a,b\nx,12-\ny,3.50-\nz,7\n",
        "a: text, b: number",
        "x|−12 / y|−3.5 / z|7",
        "2 numbers of “b” with the minus behind were read as negative: lines 2 and 3.",
    );
    reads(
        b"a,b\nx,12-14\ny,3-\nz,A-\n",
        "a: text, b: text",
        "x|12-14 / y|3- / z|A-",
        "",
    );
}
