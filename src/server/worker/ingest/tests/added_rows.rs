//! The rows of one file after those of another.

use super::*;
use crate::server::worker::wire::After;

/// Reads `first`, and then `second` after it; columns and rows as [`reads`] shows them, and the notes.
fn joined(first: &[u8], second: &[u8]) -> Result<(String, String, Vec<String>), AnalysisError> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("first"), first).unwrap();
    fs::write(path("second"), second).unwrap();
    let none = Decisions::default();
    let before = ingest(&path("first"), "a.csv", &none, &path("first.parquet")).unwrap();
    let after = After {
        parquet: path("first.parquet"),
        title: "a".into(),
        rows: before.rows,
        columns: before.columns,
    };
    let to = path("both.parquet");
    let both = ingest_after(&path("second"), "b.csv", &none, Some(&after), &to);
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 3 + usize::from(both.is_ok()), "files left behind");
    let both = both?;
    let page = view::page_of_file(&to, 0, 500).unwrap();
    assert_eq!(page.total, both.rows);
    for (i, column) in both.columns.iter().enumerate() {
        let nulls = page.rows.iter().filter(|row| row[i] == Cell::Null).count();
        assert_eq!(nulls as i64, column.nulls, "nulls of {}", column.name);
    }
    Ok((columns(&both.columns), shown(&page.rows), both.notes))
}

#[track_caller]
fn joins(first: &str, second: &str, columns: &str, rows: &str, notes: &[&str]) {
    let (found, shown, said) = joined(first.as_bytes(), second.as_bytes()).unwrap();
    assert_eq!((&*found, &*shown), (columns, rows));
    assert_eq!(said, notes);
}

#[test]
fn rows_stand_in_the_columns_of_their_names() {
    joins(
        "zip,wind\n01067,1\n01069,2\n",
        "wind;zip\n3;80331\n",
        "zip: text, wind: integer",
        "01067|1 / 01069|2 / 80331|3",
        &["2 rows of a, then 1 row of b.csv."],
    );
}

#[test]
fn what_one_side_does_not_have_is_missing_there() {
    joins(
        "day,wind,sun\n2020-01-01,1,5\n",
        "day,wind,gust\n2020-01-02,2,9\n2020-01-03,3,8\n",
        "day: date, wind: integer, sun: integer, gust: integer",
        "2020-01-01|1|5|∅ / 2020-01-02|2|∅|9 / 2020-01-03|3|∅|8",
        &[
            "1 row of a, then 2 rows of b.csv.",
            "Not in b.csv, so missing in its rows: “sun”.",
            "Only in b.csv, so missing in the rows before: “gust”.",
        ],
    );
}

#[test]
fn numbers_with_decimals_make_the_others_such_too() {
    joins(
        "wind\n1\n2\n",
        "wind\n3.5\n",
        "wind: number",
        "1 / 2 / 3.5",
        &[
            "2 rows of a, then 1 row of b.csv.",
            "“wind” is number now; it was integer in a.",
        ],
    );
}

#[test]
fn what_does_not_fit_a_column_is_told_with_its_line() {
    let (columns, rows, notes) =
        joined(b"day,wind\n2020-01-01,1\n", b"day,wind\n2020-01-02,calm\n").unwrap();
    assert_eq!(columns, "day: date, wind: integer");
    assert_eq!(rows, "2020-01-01|1 / 2020-01-02|∅");
    let told = "1 value of “wind” does not fit among numbers and was left empty: line 2.";
    assert_eq!(notes[1], told);
}

#[test]
fn a_file_of_other_columns_is_refused() {
    let refused = joined(b"day,wind\n2020-01-01,1\n", b"name,size\nx,1\n").unwrap_err();
    assert_eq!(
        refused.message,
        "b.csv has none of the columns of a, so its rows cannot be added there."
    );
}

#[test]
fn a_file_that_says_its_types_itself_widens_what_differs() {
    let after = |columns: &[(&str, ColumnType)]| After {
        parquet: "".into(),
        title: "a".into(),
        rows: 1,
        columns: columns
            .iter()
            .map(|(name, column_type)| crate::shared::dataset::Column {
                name: (*name).into(),
                column_type: *column_type,
                nulls: 0,
            })
            .collect(),
    };
    use ColumnType::*;
    for (one, other, both) in [
        (Integer, Number, Number),
        (Date, DateTime, DateTime),
        (Integer, Text, Text),
        (Boolean, Date, Text),
    ] {
        for (old, new) in [(one, other), (other, one)] {
            let table = wire::Table {
                columns: after(&[("x", new)]).columns,
                rows: 1,
                ..wire::Table::default()
            };
            let columns = more_rows::columns(&after(&[("x", old)]), &table);
            assert_eq!(columns[0].column_type, both, "{old:?} and {new:?}");
        }
    }
}
