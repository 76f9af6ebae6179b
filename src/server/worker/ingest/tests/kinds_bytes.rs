//! Bytes: encodings, line ends, marks of other systems, and quotes.

use super::*;

#[test]
fn encodings_of_asia_are_found() {
    reads(
        b"\x96\xBC\x91O,\x90\x94\n\x93\x8C\x8B\x9E\x93s,1\n\x91\xE5\x8D\xE3\x95{,2\n\x8B\x9E\x93s\x8Es,3\n",
        "名前: text, 数: integer",
        "東京都|1 / 大阪府|2 / 京都市|3",
        "Read as Shift_JIS.",
    );
    reads(
        b"\xD0\xD5\xC3\xFB,\xCA\xFD\xC1\xBF\n\xD5\xC5\xC8\xFD\xB1\xB1\xBE\xA9,1\n\xC0\xEE\xCB\xC4\xC9\xCF\xBA\xA3,2\n",
        "姓名: text, 数量: integer",
        "张三北京|1 / 李四上海|2",
        "Read as GBK.",
    );
    reads(
        b"\xA9m\xA6W,\xBC\xC6\xB6q\n\xB1i\xA4T\xBBO\xA5_,1\n\xA7\xF5\xA5|\xB0\xAA\xB6\xAF,2\n",
        "姓名: text, 數量: integer",
        "張三臺北|1 / 李四高雄|2",
        "Read as Big5.",
    );
    reads(
        b"\xC0\xCC\xB8\xA7,\xBC\xF6\n\xBC\xAD\xBF\xEF\xC6\xAF\xBA\xB0\xBD\xC3,1\n\xBA\xCE\xBB\xEA\xB1\xA4\xBF\xAA\xBD\xC3,2\n",
        "이름: text, 수: integer",
        "서울특별시|1 / 부산광역시|2",
        "Read as EUC-KR.",
    );
    reads(
        b"\xCC\xBE\xC1\xB0,\xBF\xF4\n\xC5\xEC\xB5\xFE\xC5\xD4\xC4\xA3\xBC\xCB,1\n\xC2\xE7\xBA\xE5\xC9\xDC\xC4\xA3\xBC\xCB,2\n",
        "名前: text, 数: integer",
        "東京都庁舎|1 / 大阪府庁舎|2",
        "Read as EUC-JP.",
    );
    reads(
        b"\xE8\xEC\xFF,\xF7\xE8\xF1\xEB\xEE\n\xCC\xEE\xF1\xEA\xE2\xE0,1\n\xD1\xE0\xED\xEA\xF2-\xCF\xE5\xF2\xE5\xF0\xE1\xF3\xF0\xE3,2\n",
        "имя: text, число: integer",
        "Москва|1 / Санкт-Петербург|2",
        "Read as Windows-1251.",
    );
}

#[test]
fn encodings_with_wide_units_are_found() {
    reads(
        b"\xFF\xFEn\x00a\x00m\x00e\x00,\x00n\x00\n\x00J\x00o\x00s\x00\xE9\x00,\x001\x00\n\x00",
        "name: text, n: integer",
        "José|1",
        "Read as UTF-16LE.",
    );
    reads(
        b"\x00n\x00a\x00m\x00e\x00,\x00n\x00\n\x00J\x00o\x00s\x00\xE9\x00,\x001\x00\n\x00Z\x00o\x00\xEB\x00,\x002\x00\n",
        "name: text, n: integer",
        "José|1 / Zoë|2",
        "Read as UTF-16BE.",
    );
    reads(
        b"\xEF\xBB\xBFa,b\n1,2\n",
        "a: integer, b: integer",
        "1|2",
        "",
    );
    reads(
        b"name;n\nJos\xE9;1\nZo\xEB;2\n",
        "name: text, n: integer",
        "José|1 / Zoë|2",
        "Read as Windows-1252.",
    );
}

#[test]
fn what_dos_wrote_is_found() {
    reads(
        b"name;n\r\nM\x81ller;1\r\nJ\x94rg \x99lde;2\r\nStra\xE1e 5 \xF5 3;3\r\n\x1A",
        "name: text, n: integer",
        "Müller|1 / Jörg Ölde|2 / Straße 5 § 3|3",
        "Read as IBM850, the code page 850 of DOS. / 1 mark of other systems was left out: line 5.",
    );
    reads(
        b"STADT;N\r\nM\x9ANCHEN;1\r\nK\x99LN;2\r\n",
        "STADT: text, N: integer",
        "MÜNCHEN|1 / KÖLN|2",
        "Read as IBM850, the code page 850 of DOS.",
    );
    // Among lines in UTF-8 it is the other encoding.
    reads(
        b"name,n\ncaf\xC3\xA9,1\nna\xC3\xAFve,2\nM\x81nster,3\n",
        "name: text, n: integer",
        "café|1 / naïve|2 / Münster|3",
        "1 line is in another encoding than the rest: line 4.",
    );
    let decisions = Decisions {
        encoding: Some("IBM850".into()),
        ..Decisions::default()
    };
    let read = read_as(b"a,b\n\x9B,1\n\xC6,2\n", &decisions).unwrap();
    assert_eq!(shown(&read.rows), "ø|1 / ã|2");
    assert_eq!(read.table.reading.unwrap().encoding, "IBM850");
}

#[test]
fn code_pages_of_dos_are_told_apart() {
    reads(
        b"part,price,ohm\r\nfuse caf\x82,10\x9B,5 \xEA\r\ncoil,25\x9B,\xF2 7 \xEA\r\n",
        "part: text, price: text, ohm: text",
        "fuse café|10¢|5 Ω / coil|25¢|≥ 7 Ω",
        "Read as IBM437, the code page 437 of DOS.",
    );
    reads(
        b"miasto;n\r\n\x9D\xA2d\xAB;1\r\nPozna\xE4;2\r\nCz\xA9stochowa;3\r\n",
        "miasto: text, n: integer",
        "Łódź|1 / Poznań|2 / Częstochowa|3",
        "Read as IBM852, the code page 852 of DOS.",
    );
    reads(
        b"mesto;n\r\nPlze\xE5;1\r\nP\xFD\xA1bram;2\r\nZl\xA1n;3\r\n",
        "mesto: text, n: integer",
        "Plzeň|1 / Příbram|2 / Zlín|3",
        "Read as IBM852, the code page 852 of DOS.",
    );
    reads(
        b"\xA3\xAE\xE0\xAE\xA4;n\r\n\x8C\xAE\xE1\xAA\xA2\xA0;1\r\n\x91\xA0\xAC\xA0\xE0\xA0;2\r\n\x92\xA2\xA5\xE0\xEC;3\r\n",
        "город: text, n: integer",
        "Москва|1 / Самара|2 / Тверь|3",
        "Read as IBM866, the code page 866 of DOS.",
    );
    reads(
        b"ville;n\rOrl\x8Eans;1\rN\x94mes;2\r",
        "ville: text, n: integer",
        "Orléans|1 / Nîmes|2",
        "Read as macintosh.",
    );
}

#[test]
fn where_850_and_437_fit_a_click_decides() {
    let file = b"name;note\r\nJos\x82;a \xF9 b\r\nZo\x89;x\r\n";
    let read = read(file).unwrap();
    let note = "Read as IBM850, the code page 850 of DOS; 437 fits as well.";
    assert_eq!(read.table.notes, [note]);
    assert_eq!(shown(&read.rows), "José|a ¨ b / Zoë|x");
    let mut choices = read.table.choices.into_iter();
    let choice = choices.find(|choice| choice.about == "encoding");
    let mut decisions = Decisions::default();
    let change = choice.unwrap().change.unwrap();
    decisions.take(change, &read.table.reading.unwrap());
    let read = read_as(file, &decisions).unwrap();
    assert_eq!(shown(&read.rows), "José|a ∙ b / Zoë|x");
    assert_eq!(
        read.table.notes,
        ["Read as IBM437, the code page 437 of DOS."]
    );
}

#[test]
fn boxes_that_dos_drew_are_tables() {
    let read = read(
        b"\xDA\xC4\xC4\xC4\xC4\xC4\xC4\xC2\xC4\xC4\xC4\xBF\r\n\xB3 name \xB3 n \xB3\r\n\xC3\xC4\xC4\xC4\xC4\xC4\xC4\xC5\xC4\xC4\xC4\xB4\r\n\xB3 Ulm  \xB3 1 \xB3\r\n\xB3 Bonn \xB3 2 \xB3\r\n\xC0\xC4\xC4\xC4\xC4\xC4\xC4\xC1\xC4\xC4\xC4\xD9\r\n",
    )
    .unwrap();
    assert_eq!(read.types(), [("name", "text"), ("n", "integer")]);
    assert_eq!(shown(&read.rows), "Ulm|1 / Bonn|2");
}

#[test]
fn lines_in_another_encoding_are_read_and_told() {
    reads(
        b"name,n\ncaf\xC3\xA9,1\ncaf\xE9,2\nna\xC3\xAFve,3\n",
        "name: text, n: integer",
        "café|1 / café|2 / naïve|3",
        "1 line is in another encoding than the rest: line 3.",
    );
    reads(
        b"a,b\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\n\xC3\xA9,2\nx\xFF\xC3\xA9,1\n",
        "a: text, b: integer",
        "é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / é|2 / x�é|1",
        "1 line is in another encoding than the rest: line 22. In 1 line a character is lost, shown as “�”.",
    );
}

#[test]
fn marks_of_other_systems_are_told() {
    reads(
        b"a,b\n1\x00,2\n3,4\n",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "1 mark of other systems was left out: line 2.",
    );
    reads(
        b"a,b\n1,2\n3,4\n\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "1 mark of other systems was left out: line 4.",
    );
    reads(
        b"a,b\r\n1,2\r\n\x1A",
        "a: integer, b: integer",
        "1|2",
        "1 mark of other systems was left out: line 3.",
    );
}

#[test]
fn lines_end_in_any_way() {
    reads(
        b"a,b\r\n1,2\n3,4\r5,6\r\n",
        "a: integer, b: integer",
        "1|2 / 3|4 / 5|6",
        "",
    );
    reads(b"a,b\r1,2\r3,4", "a: integer, b: integer", "1|2 / 3|4", "");
    reads(
        b"a,b\r1,2\r3,4\r",
        "a: integer, b: integer",
        "1|2 / 3|4",
        "",
    );
}

#[test]
fn quote_marks_that_do_not_quote_are_text() {
    reads(
        b"item,size,n\nscreen,5\",1\npanel,7\",2\n\"wide \"\"tv\"\"\",60\",3\n",
        "item: text, size: text, n: integer",
        "screen|5\"|1 / panel|7\"|2 / wide \"tv\"|60\"|3",
        "",
    );
    reads(
        b"item,size,n\nscreen,\"5\"\",1\npanel,\"7\"\",2\nx,y,3\n",
        "item: text, size: text, n: integer",
        "screen|5\"|1 / panel|7\"|2 / x|y|3",
        "A quote mark that quotes nothing was read as text in 2 rows: lines 2 and 3.",
    );
    reads(
        b"name,n\nO'Brien,1\n'tis,2\nD'Arcy,3\n",
        "name: text, n: integer",
        "O'Brien|1 / 'tis|2 / D'Arcy|3",
        "",
    );
    reads(
        b"a,b\nsay \"hi\" you,1\nx,2\n",
        "a: text, b: integer",
        "say \"hi\" you|1 / x|2",
        "",
    );
}

#[test]
fn quotes_keep_what_is_in_them() {
    reads(
        b"a,b\n1,\"two\nlines\"\n3,\"four, five\nsix\"\n5,x\n",
        "a: integer, b: text",
        "1|two\nlines / 3|four, five\nsix / 5|x",
        "",
    );
    reads(
        b"a,b\n\"x\r\ny\",1\n\"z\",2\n",
        "a: text, b: integer",
        "x\ny|1 / z|2",
        "",
    );
    reads(
        b"a,b\n1,\"say \\\"hi\\\", you\"\n2,\"x\"\n",
        "a: integer, b: text",
        "1|say \"hi\", you / 2|x",
        "",
    );
    reads(
        b"a,b\n\"x \"\"y\"\" z\",1\n\"\"\"q\"\"\",2\n",
        "a: text, b: integer",
        "x \"y\" z|1 / \"q\"|2",
        "",
    );
    reads(
        b"a, b\n1, \"x, y\"\n2, \"z\"\n",
        "a: integer, b: text",
        "1|x, y / 2|z",
        "",
    );
    reads(
        b"a,b\n\"\",1\n\"x\",2\n",
        "a: text, b: integer",
        "∅|1 / x|2",
        "",
    );
    reads(
        b"a,b\n'x, y','1'\n'z','2'\n'w','3'\n",
        "a: text, b: integer",
        "x, y|1 / z|2 / w|3",
        "",
    );
}

#[test]
fn an_open_quote_swallows_nothing() {
    reads(
        b"a,b\n1,2\n3,\"4\n5,6\n7,8\n",
        "a: integer, b: integer",
        "1|2 / 3|4 / 5|6 / 7|8",
        "A quote mark that quotes nothing was read as text in 1 row: line 3.",
    );
    reads(
        b"a,b\n1,x\n3,\"y\n5,\"z\"\n7,w\n",
        "a: integer, b: text",
        "1|x / 3|y / 5|z / 7|w",
        "A quote mark that quotes nothing was read as text in 1 row: line 3.",
    );
    reads(
        b"a,b\n1,x\n2,\"y\n",
        "a: integer, b: text",
        "1|x / 2|y",
        "A quote mark that quotes nothing was read as text in 1 row: line 3.",
    );
    reads(
        b"a,b\n\"x,1\n\"y,2\n\"z,3\n",
        "a: text, b: integer",
        "x|1 / y|2 / z|3",
        "A quote mark that quotes nothing was read as text in 3 rows: lines 2, 3 and 4.",
    );
}

#[test]
fn signs_that_nobody_sees_are_cleaned() {
    reads(
        b"c,n\nNew\xC2\xA0York,1\nNew York,2\n",
        "c: text, n: integer",
        "New York|1 / New York|2",
        "1 text of “c” has blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; it was cleaned: line 2.",
    );
    reads(
        b"c,n\nPa\xC2\xADris,1\nParis,2\n",
        "c: text, n: integer",
        "Paris|1 / Paris|2",
        "1 text of “c” has blanks, invisible signs, a letter in another spelling or an apostrophe before a formula; it was cleaned: line 2.",
    );
    reads(
        b"c,n\n\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80,1\nx,2\n",
        "c: text, n: integer",
        "👩\u{200d}🚀|1 / x|2",
        "",
    );
}
