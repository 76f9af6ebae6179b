//! Files that came in wrong elsewhere, each with what is right.

use super::{reads, typed};
use crate::server::worker::cells;

#[test]
fn a01_the_first_line_names_the_delimiter() {
    reads(
        b"sep=;\r\nOrt;Menge\r\nUlm;3\r\nBonn;4\r\nKiel;5\r\n",
        "Ort: text, Menge: integer",
        "Ulm|3 / Bonn|4 / Kiel|5",
        "1 line outside the table was left out: line 1.",
    );
    reads(
        b"sep=\t\na\tb\n1\t2\n",
        "a: integer, b: integer",
        "1|2",
        "1 line outside the table was left out: line 1.",
    );
}

#[test]
fn a02_a_title_above_and_a_source_below() {
    reads(
        b"Visits by branch\nPrinted 2026-11-02 at the desk\n\nbranch,month,visits\nNorth,2026-09,31\nNorth,2026-10,27\nSouth,2026-09,18\nSouth,2026-10,24\n\nSource: counted by hand, figures may change\n",
        "branch: text, month: text, visits: integer",
        "North|2026-09|31 / North|2026-10|27 / South|2026-09|18 / South|2026-10|24",
        "4 lines outside the table were left out: lines 1–3 and 10. / 1 empty row was left out: line 9.",
    );
}

#[test]
fn a04_a_code_and_a_surname_are_words() {
    reads(
        b"code,country,surname,visits\nNA,Namibia,Null,3\nNO,Norway,None,4\nNL,Netherlands,Nan,5\nNC,New Caledonia,True,6\nSA,Saudi Arabia,NA,7\n",
        "code: text, country: text, surname: text, visits: integer",
        "NA|Namibia|Null|3 / NO|Norway|None|4 / NL|Netherlands|Nan|5 / NC|New Caledonia|True|6 / SA|Saudi Arabia|NA|7",
        "1 word of “code” that often means “missing” was kept (“NA”): line 2. / 4 words of “surname” that often mean “missing” were kept (“Null”, “None”, “Nan”): lines 2, 3, 4 and 1 more.",
    );
}

#[test]
fn a05_phone_numbers_keep_their_plus() {
    reads(
        b"desk,phone,ext\nnorth,+49305550101,101\nsouth,+33155501020,102\neast,+15550100199,103\nwest,+815550100,104\n",
        "desk: text, phone: text, ext: integer",
        "north|+49305550101|101 / south|+33155501020|102 / east|+15550100199|103 / west|+815550100|104",
        "“phone” stays text: the values look like phone numbers.",
    );
}

#[test]
fn a07_a_decimal_comma_beside_every_kind_of_blank_and_minus() {
    reads(
        "posten;betrag\nMiete;1.355,90\nPorto;12,5\nGutschrift;-7,25\nPacht;1.000\nRente;1\u{a0}234,56\nAbzug;−12’345,00\n".as_bytes(),
        "posten: text, betrag: number",
        "Miete|1355.9 / Porto|12.5 / Gutschrift|−7.25 / Pacht|1000 / Rente|1234.56 / Abzug|−12345",
        "",
    );
}

#[test]
fn a08_money_and_percent_are_numbers_with_a_unit() {
    reads(
        b"account,amount,margin,change\nSales,\"$1,234.56\",12.5%,\"1,234.56\"\nReturns,($987.65),-3.25%,(987.65)\nFreight,-$12.00,0%,-12.00\nFees,$0.50,100%,.50\n",
        "account: text, amount: number, margin: number, change: number",
        "Sales|1234.56|12.5|1234.56 / Returns|−987.65|−3.25|−987.65 / Freight|−12|0|−12 / Fees|0.5|100|0.5",
        "“amount” is in $; the sign was left out of the values. / “margin” is in percent: 12.5 % was read as 12.5. / 1 number of “amount” in brackets was read as negative: line 3. / 1 number of “change” in brackets was read as negative: line 3.",
    );
}

#[test]
fn a09_two_marked_cells_of_three_hundred_are_told() {
    let file = include_bytes!("files/a09-two-dirty-cells.csv");
    let read = typed(file, &[("hour", "integer"), ("load", "integer")], 300);
    let values: Vec<f64> = read.column(1).iter().filter_map(cells::value).collect();
    assert_eq!((values.len(), read.table.columns[1].nulls), (298, 2));
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    assert_eq!(mean, 426.0872483221477);
    assert_eq!(
        read.table.notes,
        ["2 values of “load” do not fit among numbers and were left empty: lines 58 and 213."]
    );
    let examples = &read.table.findings[0].examples;
    assert_eq!((examples[0].text.as_str(), examples[1].line), ("412*", 213));
}

#[test]
fn a09_one_wrong_value_in_a_hundred_thousand_is_told() {
    let rows = (1..=100_000).map(|hour| match hour {
        90_000 => format!("{hour},oops\n"),
        hour => format!("{hour},{}\n", 400 + hour * 7 % 56),
    });
    let file = format!("hour,load\n{}", rows.collect::<String>());
    let read = super::read(file.as_bytes()).unwrap();
    assert_eq!(read.types(), [("hour", "integer"), ("load", "integer")]);
    assert_eq!((read.table.rows, read.table.columns[1].nulls), (100_000, 1));
    assert_eq!(
        read.table.notes,
        ["1 value of “load” does not fit among numbers and was left empty: line 90,001."]
    );
}

#[test]
fn a10_the_end_mark_of_dos_is_no_row() {
    let file = include_bytes!("files/a10-dos-end.csv");
    let read = typed(file, &[("part", "text"), ("qty", "integer")], 12);
    let sum: f64 = read.column(1).iter().filter_map(cells::value).sum();
    assert_eq!(sum, 78.0);
    assert_eq!(
        read.table.notes,
        ["1 mark of other systems was left out: line 14."]
    );
}

#[test]
fn a12_names_that_differ_in_case_only() {
    reads(
        b"ID,id,Id,,name,name\n1,10,100,x,a,b\n2,20,200,y,c,d\n3,30,300,z,e,f\n",
        "ID: integer, id_2: integer, Id_3: integer, column_4: text, name: text, name_2: text",
        "1|10|100|x|a|b / 2|20|200|y|c|d / 3|30|300|z|e|f",
        "Columns got names of their own: “id” is “id_2”, “Id” is “Id_3”, one without a name is “column_4”, and 1 more.",
    );
}

#[test]
fn a14_changing_offsets_become_utc() {
    reads(
        b"at,reading\n2026-10-25T00:30:00+02:00,1\n2026-10-25T01:30:00+02:00,2\n2026-10-25T02:30:00+02:00,3\n2026-10-25T02:30:00+01:00,4\n2026-10-25T03:30:00+01:00,5\n2026-10-25 04:30:00,6\n",
        "at: date and time, reading: integer",
        "2026-10-24T22:30:00|1 / 2026-10-24T23:30:00|2 / 2026-10-25T00:30:00|3 / 2026-10-25T01:30:00|4 / 2026-10-25T02:30:00|5 / 2026-10-25T04:30:00|6",
        "1 time of “at” has no offset and was read as UTC: line 7. / The times of “at” have offsets; they are shown in UTC.",
    );
}

#[test]
fn a15_what_looks_alike_is_the_same() {
    reads(
        "city,n\nParis,1\nParis\u{200b},2\nParis ,3\n\u{a0}Paris,4\nCafé,5\nCafe\u{301},6\n\u{feff}Paris,7\n".as_bytes(),
        "city: text, n: integer",
        "Paris|1 / Paris|2 / Paris|3 / Paris|4 / Café|5 / Café|6 / Paris|7",
        "5 texts of “city” have blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; they were cleaned: lines 3, 4, 5 and 2 more.",
    );
}

#[test]
fn a18_flags_are_what_the_file_says() {
    reads(
        b"id,paid,active,revision\n1,1,Yes,1\n2,0,No,0\n3,1,Yes,3\n4,1,No,0\n",
        "id: integer, paid: integer, active: text, revision: integer",
        "1|1|Yes|1 / 2|0|No|0 / 3|1|Yes|3 / 4|1|No|0",
        "",
    );
}
