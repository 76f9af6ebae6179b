//! Views of real files: known answers, and any view against a plain one.

use super::{OpenTables, compute, export, page, page_of_file, profile};
use crate::server::worker::{
    ingest,
    wire::{ExportFormat, Look},
};
use crate::shared::{
    analysis::{AnalysisErrorKind, Cell},
    dataset::{ColumnProfile, RowPage, Share},
    reading::Decisions,
    view::{Filter, SortKey, Test, View},
};
use proptest::prelude::*;
use std::fs;

/// A file that was read.
struct Brought {
    folder: tempfile::TempDir,
    tables: OpenTables,
    columns: Vec<String>,
}

impl Brought {
    fn new(bytes: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("source");
        fs::write(&source, bytes).unwrap();
        let parquet = folder.path().join("a.parquet");
        let table = ingest::ingest(&source, "a.csv", &Decisions::default(), &parquet).unwrap();
        Self {
            folder,
            tables: OpenTables::default(),
            columns: table
                .columns
                .into_iter()
                .map(|column| column.name)
                .collect(),
        }
    }

    fn look(&self, view: &View) -> Look {
        Look {
            parquet: self.folder.path().join("a.parquet"),
            folder: self.folder.path().join("views"),
            columns: None,
            view: view.clone(),
        }
    }

    fn page(&self, look: &Look, offset: i64, limit: i64) -> RowPage {
        compute(&self.tables, look).unwrap();
        page(&self.tables, look, offset, limit).unwrap().unwrap()
    }

    /// Numbers of the rows that a view shows.
    fn numbers(&self, view: &View) -> Vec<i64> {
        self.page(&self.look(view), 0, 500).numbers
    }

    fn refused(&self, view: &View, sentence: &str) {
        let error = compute(&self.tables, &self.look(view)).unwrap_err();
        assert_eq!(
            (error.kind, error.message.as_str()),
            (AnalysisErrorKind::Unsuitable, sentence)
        );
    }

    fn profile(&self, view: &View) -> Vec<ColumnProfile> {
        profile(&self.tables, &self.look(view)).unwrap()
    }

    fn export(&self, view: &View, format: ExportFormat) -> Vec<u8> {
        let to = self.folder.path().join("views/x.export");
        export(&self.tables, &self.look(view), format, &to).unwrap();
        fs::read(to).unwrap()
    }

    fn csv(&self, view: &View) -> String {
        let csv = String::from_utf8(self.export(view, ExportFormat::Csv)).unwrap();
        csv.strip_prefix('\u{feff}').unwrap().to_owned()
    }
}

fn by(column: &str, descending: bool) -> SortKey {
    SortKey {
        column: column.into(),
        descending,
    }
}

fn sorted(keys: impl Into<Vec<SortKey>>) -> View {
    View {
        sort: keys.into(),
        ..View::default()
    }
}

fn filtered(column: &str, test: Test) -> View {
    View {
        filters: vec![Filter {
            column: column.into(),
            test,
        }],
        ..View::default()
    }
}

fn between(column: &str, from: &str, to: &str) -> View {
    let end = |end: &str| (!end.is_empty()).then(|| end.to_owned());
    let (from, to) = (end(from), end(to));
    filtered(column, Test::Between { from, to })
}

fn one_of(column: &str, values: &[&str]) -> View {
    let values = values.iter().map(|value| (*value).to_owned());
    filtered(column, Test::OneOf(values.collect()))
}

fn find(text: &str) -> View {
    View {
        find: text.into(),
        ..View::default()
    }
}

const H08: &str = "row,name,code\n1,Zebra,405\n2,Item 10,09PT\n3,Ärger,\n4,,01\n5,Item 2,45PT\n\
                   6,Öl,1SHP\n7,apfel,07\n8,Ost,32\n9,Item 2,01\n10,,\n";

#[test]
fn texts_are_sorted_as_people_do_and_missing_ones_stand_last_both_ways() {
    let file = Brought::new(H08);
    for (column, descending, rows) in [
        ("name", false, [7, 3, 5, 9, 2, 6, 8, 1, 4, 10]),
        ("name", true, [1, 8, 6, 2, 5, 9, 3, 7, 4, 10]),
        ("code", false, [4, 9, 6, 7, 2, 8, 5, 1, 3, 10]),
        ("code", true, [1, 5, 8, 2, 7, 6, 4, 9, 3, 10]),
    ] {
        let view = sorted([by(column, descending)]);
        let expected = rows.map(|row| row - 1);
        assert_eq!(file.numbers(&view), expected, "{column}");
        let csv = file.csv(&view);
        let lines = csv.lines().skip(1);
        let first = lines.map(|line| line.split(',').next().unwrap().parse::<i64>().unwrap());
        assert_eq!(first.collect::<Vec<_>>(), rows, "{column}");
    }
}

#[test]
fn h06_parquet_that_went_out_comes_in_again_as_it_was() {
    let bytes = include_bytes!("../ingest/tests/files/h06-times.parquet");
    let first = Brought::new(bytes);
    let again = Brought::new(first.export(&View::default(), ExportFormat::Parquet));
    assert_eq!(first.columns, again.columns);
    let rows = |file: &Brought| file.page(&file.look(&View::default()), 0, 10).rows;
    assert_eq!(rows(&first), rows(&again));
}

#[test]
fn the_first_column_decides_and_equal_rows_stay_as_they_stood() {
    let file = Brought::new("a,b,c\n2,x,1\n1,y,2\n2,,3\n1,y,4\n,x,5\n2,x,6\n");
    let view = sorted([by("a", true), by("b", false)]);
    assert_eq!(file.numbers(&view), [0, 5, 2, 1, 3, 4]);
    let page = file.page(&file.look(&view), 1, 2);
    assert_eq!((page.total, page.offset, page.numbers), (6, 1, vec![5, 2]));
}

#[test]
fn only_the_columns_come_that_are_asked_for_in_that_order() {
    let file = Brought::new(H08);
    for view in [View::default(), sorted([by("row", true)])] {
        let look = Look {
            columns: Some(vec![2, 0, 2]),
            ..file.look(&view)
        };
        let page = file.page(&look, 1, 1);
        let (row, code) = match page.numbers[0] {
            1 => (2, "09PT"),
            _ => (9, "01"),
        };
        let code = || Cell::Text(code.into());
        assert_eq!(page.rows, [[code(), Cell::Int(row), code()]]);
        let look = Look {
            columns: Some(vec![3]),
            ..look
        };
        assert!(page_error(&file, &look).contains("no column at place 3"));
    }
}

fn page_error(file: &Brought, look: &Look) -> String {
    super::page(&file.tables, look, 0, 1).unwrap_err().message
}

const MIXED: &str = "id,load,day,at,open,name\n\
    9007199254740993,1.5,2024-03-01,2024-03-01 12:30:00,true,Ärger\n\
    9007199254740992,-2,2024-03-02,2024-03-02 00:00:00,false,item 2\n\
    3,,2024-02-29,2024-02-29 23:59:59,,\n\
    -4,1.25,,,false,Item 10\n\
    5,100,2023-12-31,2024-03-01 00:00:00,true,\"a, b\"\n";

#[test]
fn filters_take_what_passes() {
    let file = Brought::new(MIXED);
    for (view, rows) in [
        (one_of("id", &["9007199254740993", "5"]), vec![0, 4]),
        (one_of("id", &["5.0", "2.5"]), vec![4]),
        (between("id", "-4", "4.9"), vec![2, 3]),
        (between("load", "1.25", "1.5"), vec![0, 3]),
        (between("load", "", "-2"), vec![1]),
        (between("day", "2024-02-29", "2024-03-01"), vec![0, 2]),
        (between("at", "2024-03-01", "2024-03-01"), vec![0, 4]),
        (
            between("at", "2024-03-01 00:00:01", "2024-03-02T00:00:00"),
            vec![0, 1],
        ),
        (between("at", "", "2024-02-29"), vec![2]),
        (one_of("day", &["2024-03-02"]), vec![1]),
        (one_of("open", &["no"]), vec![1, 3]),
        (filtered("open", Test::Missing(true)), vec![2]),
        (filtered("load", Test::Missing(false)), vec![0, 1, 3, 4]),
        (one_of("name", &["item 2", "Ärger"]), vec![0, 1]),
        (one_of("name", &["Item 2"]), vec![]),
        (filtered("name", Test::Contains("ITEM".into())), vec![1, 3]),
        (filtered("id", Test::Contains("9925".into())), vec![0, 1]),
        (find("item"), vec![1, 3]),
        (find("2024-03-01 "), vec![0, 4]),
        (find("−2"), vec![1]),
        (find("nowhere"), vec![]),
        (find("100"), vec![4]),
    ] {
        assert_eq!(file.numbers(&view), rows, "{view:?}");
    }
    let both = View {
        find: "item".into(),
        ..between("id", "0", "")
    };
    assert_eq!(file.numbers(&both), [1]);
}

#[test]
fn what_the_columns_cannot_answer_is_refused_in_words() {
    let file = Brought::new(MIXED);
    for (view, sentence) in [
        (
            sorted([by("gone", false)]),
            "There is no column “gone” in this data set.",
        ),
        (
            one_of("gone", &[]),
            "There is no column “gone” in this data set.",
        ),
        (
            between("load", "x", ""),
            "“load” holds numbers: “x” is none.",
        ),
        (
            between("day", "1.3.2024", ""),
            "“day” holds dates such as 2024-03-01: “1.3.2024” is none.",
        ),
        (
            one_of("open", &["maybe"]),
            "“open” holds yes and no: “maybe” is none.",
        ),
        (
            between("name", "a", "b"),
            "“name” holds neither numbers nor dates: nothing lies between two of its values.",
        ),
    ] {
        file.refused(&view, sentence);
    }
}

fn share(from: &str, to: Option<&str>, all: i64, shown: i64) -> Share {
    Share {
        from: from.into(),
        to: to.map(str::to_owned),
        all,
        shown,
    }
}

#[test]
fn columns_in_short_say_what_is_missing_and_how_often_what_stands_there() {
    let file = Brought::new("n,word,ok\n1,b,true\n1,a,false\n3,,true\n,b,true\n4,c,\n");
    for _ in 0..2 {
        let [n, word, ok] = file.profile(&between("n", "1", "3")).try_into().unwrap();
        assert_eq!((n.missing, n.distinct), (1, Some(3)));
        let ranges = [("1", 2, 2), ("2", 0, 0), ("3", 1, 1), ("4", 1, 0)];
        let ranges = ranges.map(|(at, all, shown)| share(at, Some(at), all, shown));
        assert_eq!(n.shares, ranges);
        assert_eq!((word.missing, word.distinct), (1, Some(3)));
        let words = [("b", 2, 1), ("a", 1, 1), ("c", 1, 0)];
        let words = words.map(|(word, all, shown)| share(word, None, all, shown));
        assert_eq!(word.shares, words);
        assert_eq!((ok.missing, ok.distinct), (1, Some(2)));
        let words = [("yes", 3, 2), ("no", 1, 1)];
        let words = words.map(|(word, all, shown)| share(word, None, all, shown));
        assert_eq!(ok.shares, words);
    }
    let all = file.profile(&sorted([by("n", true)]));
    assert!(
        all.iter()
            .flat_map(|column| &column.shares)
            .all(|share| share.all == share.shown)
    );
}

#[test]
fn exports_are_the_same_table_again_and_nothing_in_them_is_computed() {
    let d05 = Brought::new("text,amount\n=1+1,-5\n@sum,3\n+cmd,-0.02\n-note,7\nplain,0\n");
    let expected = "text,amount\r\n'=1+1,-5\r\n'@sum,3\r\n'+cmd,-0.02\r\n'-note,7\r\nplain,0\r\n";
    assert_eq!(d05.csv(&View::default()), expected);
    is_the_same_again(&d05, &View::default());
    is_the_same_again(&d05, &sorted([by("amount", false)]));
    is_the_same_again(&Brought::new(MIXED), &sorted([by("load", false)]));
}

fn is_the_same_again(file: &Brought, view: &View) {
    let whole = file.page(&file.look(view), 0, 10).rows;
    for (format, name) in [
        (ExportFormat::Csv, "b.csv"),
        (ExportFormat::Parquet, "b.parquet"),
        (ExportFormat::Xlsx, "b.xlsx"),
    ] {
        let source = file.folder.path().join(name);
        fs::write(&source, file.export(view, format)).unwrap();
        let parquet = file.folder.path().join("again.parquet");
        let table = ingest::ingest(&source, name, &Decisions::default(), &parquet).unwrap();
        let names = table.columns.iter().map(|column| column.name.clone());
        assert_eq!(names.collect::<Vec<_>>(), file.columns);
        let rows = page_of_file(&parquet, 0, 10).unwrap().rows;
        assert_eq!(rows, whole, "{name}");
    }
}

#[test]
fn the_eight_views_used_last_are_kept() {
    let file = Brought::new(H08);
    for most in 0..12 {
        file.numbers(&between("row", "", &most.to_string()));
    }
    let kept = fs::read_dir(file.folder.path().join("views")).unwrap();
    assert_eq!(kept.count(), 8);
    let newest = file.look(&between("row", "", "11"));
    assert!(page(&file.tables, &newest, 0, 1).unwrap().is_some());
    let oldest = file.look(&between("row", "", "0"));
    assert!(page(&file.tables, &oldest, 0, 1).unwrap().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_view_shows_what_a_plain_one_would(
        rows in prop::collection::vec((prop::option::of(-20..20_i64), "[a-cA-C]{0,3}"), 1..60),
        (low, high) in (-25..25_i64, -25..25_i64),
        needle in "[a-cA-C0-9]{0,2}",
        descending: bool,
    ) {
        let lines = rows.iter().map(|(n, text)| {
            format!("{},\"x{text}\"\n", n.map_or(String::new(), |n| n.to_string()))
        });
        // A row of each kind, so that the types are always the same.
        let file = Brought::new(format!("n,text\n{}7,xabc\n", lines.collect::<String>()));
        let mut all = rows;
        all.push((Some(7), "abc".into()));
        let view = View {
            sort: vec![by("n", descending)],
            find: needle.clone(),
            ..between("n", &low.to_string(), &high.to_string())
        };
        let mut plain: Vec<i64> = (0..all.len() as i64).filter(|row| {
            let (n, text) = &all[*row as usize];
            let shown = [n.map_or(String::new(), |n| n.to_string()), format!("x{}", text.to_lowercase())];
            n.is_some_and(|n| (low..=high).contains(&n))
                && shown.iter().any(|shown| shown.contains(&needle.to_lowercase()))
        }).collect();
        plain.sort_by_key(|row| {
            let n = all[*row as usize].0.unwrap();
            if descending { -n } else { n }
        });
        prop_assert_eq!(file.numbers(&view), plain);
    }
}
