//! Rows and lines: what is a row, where the table is, what names its columns.

use super::{after_click, reads, shown};

#[test]
fn delimiters_at_the_ends_of_lines_separate_nothing() {
    reads(
        b"a,b,\n1,2,\n3,4,\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "All rows end in a delimiter; the empty column after it was left out.",
    );
    reads(
        b"a,b\n1,2,\n3,4,\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "All rows end in a delimiter; the empty column after it was left out.",
    );
    reads(
        b"a;b;\n1;2;\n3;4;\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "All rows end in a delimiter; the empty column after it was left out.",
    );
    reads(
        b"| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "1 row that repeats the header or is drawn was left out: line 2. / All rows end in a delimiter; the empty column after it was left out.",
    );
}

#[test]
fn rows_of_another_length_are_kept_and_told() {
    reads(
        b"a,b,c\n1,2,3\n4\n5,6,7\n",
        "a: integer, b: integer, c: integer",
        "1|2|3 / 4|∅|∅ / 5|6|7",
        "1 row has fewer values than names; the others are missing: line 3.",
    );
    reads(
        b"branch,month,n\nN,2026,1\nS,2026,2\nS,2026\n",
        "branch: text, month: integer, n: integer",
        "N|2026|1 / S|2026|2 / S|2026|∅",
        "1 row has fewer values than names; the others are missing: line 4.",
    );
    reads(
        b"a,b\n1,2\n3,4,5\n6,7\n",
        "a: integer, b: integer, column_3: text",
        "1|2|∅ / 3|4|5 / 6|7|∅",
        "1 row has more values than names; the rest is in “column_3”: line 3.",
    );
    reads(
        b"name,n\nAnn,1\nBob, jr.,2\nCy,3\n",
        "name: text, n: text, column_3: text",
        "Ann|1|∅ / Bob|jr.|2 / Cy|3|∅",
        "1 row has more values than names; the rest is in “column_3”: line 3. / “n” is text, because 1 of its 3 values does not fit among numbers: line 3. / 1 text of “n” has blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; it was cleaned: line 3.",
    );
    reads(
        b"id,street,city\n1,Main St 5,Ulm\n2,Oak St 7, Apt 2,Bonn\n3,Elm,Kiel\n",
        "id: integer, street: text, city: text, column_4: text",
        "1|Main St 5|Ulm|∅ / 2|Oak St 7|Apt 2|Bonn / 3|Elm|Kiel|∅",
        "1 row has more values than names; the rest is in “column_4”: line 3. / 1 text of “city” has blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; it was cleaned: line 3.",
    );
    reads(
        b"x,y\nr1,1,2\nr2,3,4\n",
        "column_1: text, x: integer, y: integer",
        "r1|1|2 / r2|3|4",
        "Columns got names of their own: one without a name is “column_1”.",
    );
}

#[test]
fn a_first_line_may_name_the_delimiter() {
    reads(
        b"\"sep=;\"\r\na;b\r\n1;2\r\n",
        "a: integer, b: integer",
        "1|2",
        "1 line outside the table was left out: line 1.",
    );
}

#[test]
fn titles_and_sources_are_left_out_and_told() {
    reads(
        b"Report 2026,,\n,,\na,b,c\n1,2,3\n4,5,6\n",
        "a: integer, b: integer, c: integer",
        "1|2|3 / 4|5|6",
        "2 lines outside the table were left out: lines 1–2.",
    );
    reads(
        b"Bericht;;\nStand 2026;;\n\na;b;c\n1;2;3\n4;5;6\nQuelle: Amt;;\n",
        "a: integer, b: integer, c: integer",
        "1|2|3 / 4|5|6",
        "4 lines outside the table were left out: lines 1–3 and 7.",
    );
    reads(
        b"a,b,c\n1,2,3\n4,5,6\n* estimated\n",
        "a: integer, b: integer, c: integer",
        "1|2|3 / 4|5|6",
        "1 line outside the table was left out: line 4.",
    );
    reads(
        b"# made by x\n# a,b\n1,2\n3,4\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "1 line outside the table was left out: line 1.",
    );
    reads(
        b"# made by x, y\na,b\n1,2\n3,4\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "1 line outside the table was left out: line 1.",
    );
    reads(
        b"# station 7\n# depth in m\ndepth,temp\n1,2.5\n2,3.5\n",
        "depth: integer, temp: number",
        "1|2.5 / 2|3.5",
        "2 lines outside the table were left out: lines 1–2.",
    );
    reads(
        b" id | name \n----+------\n  1 | x\n  2 | y\n(2 rows)\n",
        "id: integer, name: text",
        "1|x / 2|y",
        "1 line outside the table was left out: line 5. / 1 row that repeats the header or is drawn was left out: line 2. / 2 texts of “name” have blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; they were cleaned: lines 3 and 4.",
    );
    reads(
        b"a,b,c\n1,2,3\n4,5,6\n7,8,9\n\nx,y\n1,2\n",
        "a: integer, b: integer, c: integer",
        "1|2|3 / 4|5|6 / 7|8|9",
        "2 lines outside the table were left out: lines 6–7. / 1 empty row was left out: line 5.",
    );
}

#[test]
fn empty_and_drawn_rows_are_told() {
    reads(
        b"a,b\n----,----\n1,2\n\n3,4\n,\n",
        "a: integer, b: integer",
        "1|2 / 3|4 / ∅|∅",
        "1 row that repeats the header or is drawn was left out: line 2. / 1 empty row was left out: line 4.",
    );
    reads(
        b"a,b,c\n1,2,3\n,,\n\n4,5,6\n\n\n",
        "a: integer, b: integer, c: integer",
        "1|2|3 / 4|5|6",
        "4 empty rows were left out: lines 3, 4, 6 and 1 more.",
    );
    reads(
        b"only\n1\n\n2\n",
        "only: integer",
        "1 / 2",
        "1 empty row was left out: line 3.",
    );
    reads(
        b"name  n\n====  =\nUlm   1\nBonn  2\n",
        "name: text, n: integer",
        "Ulm|1 / Bonn|2",
        "Columns by position: they begin at 1, 7. / 1 row that repeats the header or is drawn was left out: line 2.",
    );
    reads(
        b"a,b,c\n1,,3\n4,,6\n",
        "a: integer, b: text, c: integer",
        "1|∅|3 / 4|∅|6",
        "",
    );
}

#[test]
fn totals_are_told() {
    reads(
        b"city,n\nUlm,1\nBonn,2\nTotal,3\n",
        "city: text, n: integer",
        "Ulm|1 / Bonn|2 / Total|3",
        "The last row seems to sum up the others; it was kept: line 4.",
    );
    reads(
        b"city,n\nUlm,1\nBonn,2\n\nTotal,3\n",
        "city: text, n: integer",
        "Ulm|1 / Bonn|2",
        "1 line outside the table was left out: line 5. / 1 empty row was left out: line 4.",
    );
}

#[test]
fn header_rows_are_joined() {
    reads(
        b",2020,,2021,\nregion,m,f,m,f\nN,1,2,3,4\nS,5,6,7,8\n",
        "region: text, 2020 m: integer, 2020 f: integer, 2021 m: integer, 2021 f: integer",
        "N|1|2|3|4 / S|5|6|7|8",
        "",
    );
    reads(
        b"Region,Sales,,Costs,\n,2023,2024,2023,2024\n,EUR,EUR,EUR,EUR\nNorth,1,2,3,4\nSouth,5,6,7,8\n",
        "Region: text, Sales 2023 EUR: integer, Sales 2024 EUR: integer, Costs 2023 EUR: integer, Costs 2024 EUR: integer",
        "North|1|2|3|4 / South|5|6|7|8",
        "",
    );
    reads(
        b"time,speed,temp\n,(m/s),(C)\n1,2.5,3\n2,3.5,4\n",
        "time: integer, speed (m/s): number, temp (C): integer",
        "1|2.5|3 / 2|3.5|4",
        "",
    );
    reads(
        b"depth,temp\n[m],[C]\n1,2.5\n2,3.5\n",
        "depth [m]: integer, temp [C]: number",
        "1|2.5 / 2|3.5",
        "",
    );
    reads(
        b"country,2019,2020\nA,1,2\nB,3,4\n",
        "country: text, 2019: integer, 2020: integer",
        "A|1|2 / B|3|4",
        "",
    );
    reads(
        b"1,2.5,x\n2,3.5,y\n3,4.5,z\n",
        "column_1: integer, column_2: number, column_3: text",
        "1|2.5|x / 2|3.5|y / 3|4.5|z",
        "The file has no header; the columns are called column_1 to column_3.",
    );
}

#[test]
fn times_and_addresses_have_no_name_in_the_first_row() {
    let note = "The file has no header; the columns are called column_1 to column_2.";
    reads(
        b"12:30:11,Ulm\n12:31:12,Bonn\n9:32:13,Kiel\n",
        "column_1: text, column_2: text",
        "12:30:11|Ulm / 12:31:12|Bonn / 9:32:13|Kiel",
        note,
    );
    reads(
        b"10.0.0.1;x\n10.0.0.23;y\n",
        "column_1: text, column_2: text",
        "10.0.0.1|x / 10.0.0.23|y",
        note,
    );
    reads(
        b"from;to\n10:00;11:00\n11:30;12:00\n",
        "from: text, to: text",
        "10:00|11:00 / 11:30|12:00",
        "",
    );
}

#[test]
fn a_header_that_comes_again_is_no_row() {
    reads(
        b"a,b\n1,2\na,b\n3,4\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "1 row that repeats the header or is drawn was left out: line 3.",
    );
    reads(
        b"id,v\n1,2.5\nid,v\n2,3.5\n",
        "id: integer, v: number",
        "1|2.5 / 2|3.5",
        "1 row that repeats the header or is drawn was left out: line 3.",
    );
}

#[test]
fn another_table_of_the_same_columns_is_told() {
    let told = |lines: &str| {
        let between = match lines.contains("and") || lines.contains('–') {
            true => "2 lines between them were left out: lines",
            false => "1 line between them was left out: line",
        };
        format!(
            "Another table of the same columns follows, and its rows were put after the first’s; {between} {lines}."
        )
    };
    let file = b"id,v\n1,2.5\n2,3.5\n\nSouth\nid,v\n3,4.5\n";
    reads(
        file,
        "id: integer, v: number",
        "1|2.5 / 2|3.5 / 3|4.5",
        &format!("{} / 1 empty row was left out: line 4.", told("5 and 6")),
    );
    // A click reads the first alone, and says what was left out.
    let first = after_click(file);
    assert_eq!(shown(&first.rows), "1|2.5 / 2|3.5");
    let left_out = "3 lines outside the table were left out: lines 5–7.";
    assert!(
        first.table.notes.iter().any(|note| note == left_out),
        "{:?}",
        first.table.notes
    );
    reads(
        b"id;v\n1;2\n\nid;v\n3;4\n",
        "id: integer, v: integer",
        "1|2 / 3|4",
        &format!("{} / 1 empty row was left out: line 3.", told("4")),
    );
    // A title in as many cells as the table has, below an empty row.
    reads(
        b"id,v,w\n1,2,3\n,,\nSouth,,\nid,v,w\n3,4,5\n",
        "id: integer, v: integer, w: integer",
        "1|2|3 / 3|4|5",
        &format!("{} / 1 empty row was left out: line 3.", told("4 and 5")),
    );
    // The last row of a page, and not a title.
    reads(
        b"name,v\nAnn,1\nBob,\nname,v\nCy,2\n",
        "name: text, v: integer",
        "Ann|1 / Bob|∅ / Cy|2",
        "1 row that repeats the header or is drawn was left out: line 4.",
    );
}

#[test]
fn names_differ_by_more_than_case() {
    reads(
        b"a,a,,a\n1,2,3,4\n",
        "a: integer, a_2: integer, column_3: integer, a_3: integer",
        "1|2|3|4",
        "Columns got names of their own: “a” is “a_2”, one without a name is “column_3”, “a” is “a_3”.",
    );
    reads(
        b"Name,NAME\nx,y\n",
        "Name: text, NAME_2: text",
        "x|y",
        "Columns got names of their own: “NAME” is “NAME_2”.",
    );
    reads(
        b"\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"\n",
        "a: integer, b: text",
        "1|x / 2|y",
        "",
    );
}

#[test]
fn any_mark_may_separate() {
    reads(
        b"a\tb\n1\t2\n3\t4\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "",
    );
    reads(
        b"x y z\n1 2 3\n4  5  6\n",
        "x: integer, y: integer, z: integer",
        "1|2|3 / 4|5|6",
        "",
    );
    reads(
        b" depth  temp  sal\n  1.0   2.5   35\n 10.5   3.5   34\n",
        "depth: number, temp: number, sal: integer",
        "1|2.5|35 / 10.5|3.5|34",
        "",
    );
    reads(
        b"a\x1Fb\n1\x1F2\n3\x1F4\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "",
    );
    reads(
        b"a^b\n1^2\n3^4\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "",
    );
    reads(b"a|b\n1|x\n2|y\n", "a: integer, b: text", "1|x / 2|y", "");
    reads(
        b"name\nJohn Smith\nJane Doe\n",
        "name: text",
        "John Smith / Jane Doe",
        "",
    );
}
