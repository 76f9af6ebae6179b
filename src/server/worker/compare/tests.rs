//! Two small files, and what is different.

use super::*;
use crate::{server::worker::ingest, shared::reading::Decisions};
use std::path::Path;

fn side(folder: &Path, name: &str, text: &str) -> Side {
    let (source, parquet) = (folder.join(name), folder.join(format!("{name}.parquet")));
    std::fs::write(&source, text).unwrap();
    let table = ingest::ingest(&source, name, &Decisions::default(), &parquet).unwrap();
    Side {
        parquet,
        rows: table.rows,
        columns: table.columns,
    }
}

async fn compared(before: &str, now: &str) -> Result<Comparison, AnalysisError> {
    let folder = tempfile::tempdir().unwrap();
    let (before, now) = (
        side(folder.path(), "b", before),
        side(folder.path(), "n", now),
    );
    compare(&ColumnCache::new(), &before, &now).await
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

#[tokio::test]
async fn rows_are_known_by_a_column_that_tells_them_apart() {
    let before = "place,code,wind\nOslo,a,1\nOslo,b,2\nBergen,c,\n";
    let now = "place,wind,code,new\nOslo,1.5,a,x\nBergen,,c,y\nBergen,4,d,z\n";
    let found = compared(before, now).await.unwrap();
    assert_eq!(found.key, ["code"]);
    assert_eq!(found.columns, ["place", "code", "wind"]);
    assert_eq!(
        (found.gone.count, found.added.count, found.changed),
        (1, 1, 1)
    );
    let two = Cell::Num(crate::shared::analysis::Num(2.0));
    assert_eq!(found.gone.rows, [vec![text("Oslo"), text("b"), two]]);
    assert_eq!(found.added.rows[0][1], text("d"));
    assert_eq!(found.changes[0].key, [text("a")]);
    assert_eq!(found.changes[0].values.len(), 1);
    assert_eq!(found.changes[0].values[0].column, "wind");
    assert_eq!(found.by_column, [("wind".to_owned(), 1)]);
}

#[tokio::test]
async fn two_columns_together_may_be_what_tells_rows_apart() {
    let before = "place,year,wind\na,1,5\na,2,5\nb,1,5\nb,2,5\n";
    let now = "place,year,wind\nb,2,6\nb,1,5\na,2,5\na,1,5\n";
    let found = compared(before, now).await.unwrap();
    assert_eq!(found.key, ["place", "year"]);
    assert_eq!(
        (found.gone.count, found.added.count, found.changed),
        (0, 0, 1)
    );
    assert_eq!(found.changes[0].key, [text("b"), Cell::Int(2)]);
}

#[tokio::test]
async fn where_nothing_tells_rows_apart_equal_ones_cancel_out() {
    let before = "wind,note\n1,\n1,\n2,x\n";
    let now = "wind,note\n1,\n2,y\n2,y\n";
    let found = compared(before, now).await.unwrap();
    assert!(found.key.is_empty());
    assert_eq!(
        (found.gone.count, found.added.count, found.changed),
        (2, 2, 0)
    );
    assert_eq!(
        found.gone.rows,
        [
            vec![Cell::Int(1), Cell::Null],
            vec![Cell::Int(2), text("x")]
        ]
    );
    assert_eq!(found.added.rows, [vec![Cell::Int(2), text("y")]]);
}

#[tokio::test]
async fn a_column_of_another_type_is_compared_in_the_wider_one() {
    let found = compared("code,n\na,1\nb,2\n", "code,n\na,1\nb,two\nc,3\nd,4\n")
        .await
        .unwrap();
    assert_eq!(
        (found.key.len(), found.added.count, found.changed),
        (1, 2, 1)
    );
    assert_eq!(found.changes[0].values[0].now, text("two"));
}

#[tokio::test]
async fn without_a_column_of_both_nothing_is_compared() {
    let refused = compared("a\n1\n", "b\n1\n").await.unwrap_err();
    assert!(refused.message.starts_with("They have no column in common"));
}
