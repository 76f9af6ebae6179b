//! Rows of a data set, page by page, for its session's members.

use super::*;
use serde_json::json;
use tandem::shared::{analysis::Cell, dataset::RowPage};

/// One column that counts from 0.
fn counting(rows: usize) -> String {
    let lines = (0..rows).map(|row| format!("{row}\n"));
    format!("a\n{}", lines.collect::<String>())
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_for_members_and_their_number_is_bounded() {
    let fixture = Fixture::new().await;
    let sent = fixture.upload(&fixture.ada, "weather.csv", counting(1_200));
    let rows = format!("/api/datasets/{}/rows", added(&sent.await.1));
    // The first row asked for, and how many come.
    for (query, first, count) in [
        ("", 0, 50),
        ("?offset=100&limit=20", 100, 20),
        ("?offset=-5&limit=100000", 0, 500),
        ("?limit=0", 0, 1),
        ("?offset=1190", 1_190, 10),
    ] {
        let (status, page) = get(&fixture.grace, &format!("{rows}{query}")).await;
        assert_eq!(status, 200, "{page}");
        let page: RowPage = serde_json::from_value(page).unwrap();
        assert_eq!((page.offset, page.total), (first, 1_200), "{query}");
        let expected = (first..first + count).map(|n| vec![Cell::Int(n)]);
        assert_eq!(page.rows, expected.collect::<Vec<_>>(), "{query}");
    }
    let (status, refused) = get(&fixture.ada, &format!("{rows}?limit=x")).await;
    assert_eq!(
        (status, &refused["code"]),
        (400, &json!("request/malformed"))
    );
    let nobody = Visitor::anonymous(fixture.app.addr);
    assert_eq!(get(&nobody, &rows).await.0, 401);
    let (status, refused) = get(&fixture.noor, &rows).await;
    assert_eq!(status, 404);
    for nowhere in ["00000000-0000-4000-8000-000000000000", "x"] {
        let path = format!("/api/datasets/{nowhere}/rows");
        assert_eq!(get(&fixture.noor, &path).await, (404, refused.clone()));
    }
}

async fn get(by: &Visitor, path: &str) -> (u16, Value) {
    send(by, Method::GET, path, "").await
}
