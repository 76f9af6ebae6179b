//! Forms that values and bytes come in: days with words, digits beyond what is kept, scripts of two bytes.

use super::{read, reads, refused, utf16};
use crate::shared::{
    dataset::ColumnType,
    reading::{Change, ColumnReading},
};

#[test]
fn days_with_words_are_days() {
    reads(
        "d;n\n3. März 2024;1\n12. Mai 2023;2\n".as_bytes(),
        "d: date, n: integer",
        "2024-03-03|1 / 2023-05-12|2",
        "",
    );
    reads(
        "d;n\n21 janv. 2024;1\n15 août 2023;2\n".as_bytes(),
        "d: date, n: integer",
        "2024-01-21|1 / 2023-08-15|2",
        "",
    );
    reads(
        b"d,n\n04-MAR-24,1\n31-DEC-99,2\n",
        "d: date, n: integer",
        "2024-03-04|1 / 1999-12-31|2",
        "The years of “d” have two digits; those below 70 were read as 20xx, the others as 19xx.",
    );
    reads(
        b"t,n\n\"Mon, 04 Mar 2024 10:00:00 +0100\",1\n\"Tue, 05 Mar 2024 10:00:00 +0000\",2\n",
        "t: date and time, n: integer",
        "2024-03-04T09:00:00|1 / 2024-03-05T10:00:00|2",
        "The times of “t” have offsets; they are shown in UTC.",
    );
    reads(
        b"t,n\n04/Mar/2024:10:00:00 +0000,1\n05/Mar/2024:10:00:00 +0000,2\n",
        "t: date and time, n: integer",
        "2024-03-04T10:00:00|1 / 2024-03-05T10:00:00|2",
        "",
    );
    // What only looks like a day stays as it is.
    reads(
        b"gene,when\nSEPT2,Jan-24\nMARCH1,Feb-24\n",
        "gene: text, when: text",
        "SEPT2|Jan-24 / MARCH1|Feb-24",
        "",
    );
}

#[test]
fn days_of_eight_digits_are_days_where_the_name_says_so_and_told_everywhere() {
    reads(
        b"date,n\n20240304,1\n20240305,2\n",
        "date: date, n: integer",
        "2024-03-04|1 / 2024-03-05|2",
        "The numbers of “date” were read as dates, 20261121 as 2026-11-21: so the column’s name says.",
    );
    let file = b"x,n\n20240304,1\n20240305,2\n";
    reads(
        file,
        "x: integer, n: integer",
        "20240304|1 / 20240305|2",
        "The numbers of “x” may be dates, 20261121 for 2026-11-21; they were kept as numbers.",
    );
    // A click makes them dates.
    let change = read(file).unwrap().table.findings[0].change.clone();
    let as_date = ColumnReading::new("x", ColumnType::Date);
    assert_eq!(change, Some(Change::Column { reading: as_date }));
    // One number that is no day.
    reads(
        b"date,n\n20240304,1\n20240399,2\n",
        "date: integer, n: integer",
        "20240304|1 / 20240399|2",
        "",
    );
}

#[test]
fn the_end_of_a_day_and_days_of_no_calendar_are_known() {
    reads(
        b"t,n\n2024-03-04 24:00,1\n2024-03-05 10:00,2\n",
        "t: date and time, n: integer",
        "2024-03-05T00:00:00|1 / 2024-03-05T10:00:00|2",
        "",
    );
    reads(
        b"d,n\n0000-00-00,1\n2024-03-05,2\n",
        "d: date, n: integer",
        "∅|1 / 2024-03-05|2",
        "1 word of “d” was read as missing (“0000-00-00”): line 2.",
    );
    reads(
        "v,n\n1,1\n<NA>,2\n(blank),3\n−,4\nn.d.,5\n".as_bytes(),
        "v: integer, n: integer",
        "1|1 / ∅|2 / ∅|3 / ∅|4 / ∅|5",
        "4 words of “v” were read as missing (“<NA>”, “(blank)”, “−”): lines 3, 4, 5 and 1 more.",
    );
}

#[test]
fn digits_that_would_be_lost_are_kept_or_told() {
    reads(
        b"v,n\n9007199254740993,1\n1.5,2\n",
        "v: text, n: integer",
        "9007199254740993|1 / 1.5|2",
        "“v” stays text: more digits than a number keeps.",
    );
    reads(
        b"v,n\n9007199254740992,1\n1.5,2\n",
        "v: number, n: integer",
        "9007199254740992|1 / 1.5|2",
        "",
    );
    reads(
        b"t,n\n2024-03-04T10:00:00.123456789,1\n2024-03-04T10:00:00.500000000,2\n",
        "t: date and time, n: integer",
        "2024-03-04T10:00:00.123456|1 / 2024-03-04T10:00:00.5|2",
        "1 value of “t” has more digits than are kept: line 2.",
    );
    reads(
        b"version,n\n3.9,1\n3.10,2\n3.11,3\n",
        "version: text, n: integer",
        "3.9|1 / 3.10|2 / 3.11|3",
        "“version” stays text: the name says that 3.10 comes after 3.9.",
    );
    reads(
        b"price,n\n3.9,1\n3.10,2\n",
        "price: number, n: integer",
        "3.9|1 / 3.1|2",
        "",
    );
}

#[test]
fn a_formula_that_is_a_text_is_that_text() {
    reads(
        b"id,n\n=\"007\",1\n=\"012\",2\n",
        "id: text, n: integer",
        "007|1 / 012|2",
        "2 texts of “id” were written as a formula, as =\"007\"; the text in it was kept: lines 2 and 3.",
    );
}

#[test]
fn scripts_of_two_bytes_need_no_mark() {
    reads(
        &utf16("город,число\nМосква,1\nКазань,2\n", u16::to_le_bytes),
        "город: text, число: integer",
        "Москва|1 / Казань|2",
        "Read as UTF-16LE.",
    );
    reads(
        &utf16("城市,人口\n北京,1\n上海,2\n", u16::to_be_bytes),
        "城市: text, 人口: integer",
        "北京|1 / 上海|2",
        "Read as UTF-16BE.",
    );
    reads(
        b"\x1B$BET;T\x1B(B,n\n\x1B$BEl5~\x1B(B,1\n\x1B$BBg:e\x1B(B,2\n",
        "都市: text, n: integer",
        "東京|1 / 大阪|2",
        "Read as ISO-2022-JP.",
    );
    reads(
        b"ville;n\nOrl\x8Eans;1\nS\x8Fte;2\n",
        "ville: text, n: integer",
        "Orléans|1 / Sète|2",
        "Read as macintosh.",
    );
    refused(
        b"\xFF\xFE\0\0a\0\0\0,\0\0\0b\0\0\0\n\0\0\0",
        "a.csv is in UTF-32, which is not read here. Save it as UTF-8.",
    );
}

#[test]
fn dates_of_two_digits_may_begin_with_the_year_and_are_told() {
    let pivot =
        "The years of “d” have two digits; those below 70 were read as 20xx, the others as 19xx.";
    // Nothing else fits.
    reads(
        b"d,n\n99/03/04,1\n98/03/15,2\n",
        "d: date, n: integer",
        "1999-03-04|1 / 1998-03-15|2",
        pivot,
    );
    // The last digits change as days do.
    let first = "The dates of “d” were read with the year first; it may stand last.";
    reads(
        b"d,n\n24/03/04,1\n24/03/15,2\n24/04/22,3\n",
        "d: date, n: integer",
        "2024-03-04|1 / 2024-03-15|2 / 2024-04-22|3",
        &format!("{first} / {pivot}"),
    );
    let last = "The dates of “d” may begin with the year; read with the year last.";
    reads(
        b"d,n\n24/03/04,1\n25/03/15,2\n",
        "d: date, n: integer",
        "2004-03-24|1 / 2015-03-25|2",
        &format!("{last} / {pivot}"),
    );
    // The first digits change as days do.
    reads(
        b"d,n\n24/03/04,1\n25/03/04,2\n27/03/04,2\n",
        "d: date, n: integer",
        "2004-03-24|1 / 2004-03-25|2 / 2004-03-27|2",
        pivot,
    );
}

#[test]
fn times_that_name_a_zone_stay_text_and_say_why() {
    reads(
        b"t,n\n2024-03-04 10:00 CET,1\n2024-03-05 11:00 EST,2\n",
        "t: text, n: integer",
        "2024-03-04 10:00 CET|1 / 2024-03-05 11:00 EST|2",
        "“t” stays text: the times name a zone, whose offset the file does not say.",
    );
}

#[test]
fn numbers_are_grouped_and_ended_in_more_ways() {
    reads(
        "name,n\nA,\"1,23,456\"\nB,\"12,34,567\"\n".as_bytes(),
        "name: text, n: integer",
        "A|123456 / B|1234567",
        "",
    );
    reads(
        "name;n\nA;1.000,-\nB;2.500,—\nC;3,50\n".as_bytes(),
        "name: text, n: number",
        "A|1000 / B|2500 / C|3.5",
        "",
    );
    reads(
        "name,n\nA,１２３\nB,－４５\n".as_bytes(),
        "name: text, n: integer",
        "A|123 / B|−45",
        "",
    );
}
