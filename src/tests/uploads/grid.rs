//! What people look at of a data set over HTTP: views, columns in short, and downloads; and what is kept of these.

use super::*;
use serde_json::json;
use std::path::PathBuf;
use tandem::shared::{
    analysis::Cell,
    dataset::{ColumnProfile, RowPage},
};

const FILE: &str =
    "row,name,code\n1,Zebra,405\n2,Item 10,09PT\n3,Ärger,\n4,,01\n5,Item 2,45PT\n6,\"=1+1, x\",7\n";

struct Grid {
    fixture: Fixture,
    id: DatasetId,
}

impl Grid {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let sent = fixture.upload(&fixture.ada, "weather%20%C3%96.csv", FILE);
        let id = added(&sent.await.1);
        Self { fixture, id }
    }

    fn path(&self, what: &str, query: &[(&str, &str)]) -> String {
        let query = encoded(query);
        format!("/api/datasets/{}/{what}?{query}", self.id)
    }

    async fn get(&self, what: &str, query: &[(&str, &str)]) -> (u16, Value) {
        send(
            &self.fixture.grace,
            Method::GET,
            &self.path(what, query),
            "",
        )
        .await
    }

    async fn rows(&self, query: &[(&str, &str)]) -> RowPage {
        let (status, page) = self.get("rows", query).await;
        assert_eq!(status, 200, "{page}");
        serde_json::from_value(page).unwrap()
    }

    fn views(&self) -> PathBuf {
        self.fixture.app.config.views(self.id)
    }

    /// Names of what is kept beside the views.
    fn kept(&self) -> Vec<String> {
        let Ok(inside) = fs::read_dir(self.views()) else {
            return Vec::new();
        };
        let names = inside.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.collect()
    }
}

fn encoded(query: &[(&str, &str)]) -> String {
    let base = reqwest::Url::parse_with_params("http://x/", query).unwrap();
    base.query().unwrap_or_default().to_owned()
}

const BY_NAME: &str = r#"{"sort":[{"column":"name"}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_view_has_its_rows_columns_and_total() {
    let grid = Grid::new().await;
    let page = grid
        .rows(&[("view", BY_NAME), ("columns", "1,0"), ("limit", "2")])
        .await;
    assert_eq!((page.total, page.numbers), (6, vec![5, 2]));
    let text = |text: &str| Cell::Text(text.into());
    let rows = [
        [text("=1+1, x"), Cell::Int(6)],
        [text("Ärger"), Cell::Int(3)],
    ];
    assert_eq!(page.rows, rows);
    let view = r#"{"filters":[{"column":"row","test":{"between":{"from":"3"}}}],"find":"item"}"#;
    let page = grid.rows(&[("view", view)]).await;
    assert_eq!((page.total, page.numbers), (1, vec![4]));
    let (status, profile) = grid
        .get("profile", &[("view", view), ("columns", "0")])
        .await;
    assert_eq!(status, 200, "{profile}");
    let profile: Vec<ColumnProfile> = serde_json::from_value(profile).unwrap();
    let counts = profile[0]
        .shares
        .iter()
        .map(|share| (share.all, share.shown));
    assert_eq!(
        counts.collect::<Vec<_>>(),
        [(1, 0), (1, 0), (1, 0), (1, 0), (1, 1), (1, 0)]
    );
    assert_eq!(
        grid.kept().len(),
        3,
        "two views and a profile: {:?}",
        grid.kept()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_in_a_sentence() {
    let grid = Grid::new().await;
    let gone = r#"{"sort":[{"column":"gone"}]}"#;
    let no_number = r#"{"filters":[{"column":"row","test":{"between":{"to":"x"}}}]}"#;
    for (query, code, word) in [
        (("view", gone), "request/refused", "gone"),
        (("view", no_number), "request/refused", "“row”"),
        (("view", "{"), "request/malformed", "view"),
        (("columns", "0,x"), "request/malformed", "columns"),
        (("columns", "3"), "request/malformed", "columns"),
    ] {
        for what in ["rows", "profile", "export"] {
            let query = [query, ("format", "csv")];
            let (status, refused) = grid.get(what, &query).await;
            assert_eq!(
                (status, &refused["code"]),
                (400, &json!(code)),
                "{what} {query:?}"
            );
            let sentence = refused["message"].as_str().unwrap();
            assert!(sentence.contains(word), "{sentence}");
        }
    }
    let (status, refused) = grid.get("export", &[("format", "pdf")]).await;
    assert_eq!(
        (status, &refused["code"]),
        (400, &json!("request/malformed"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_can_be_downloaded_and_leaves_nothing_on_the_server() {
    let grid = Grid::new().await;
    for (format, kind, beginning) in [
        (
            "csv",
            "text/csv; charset=utf-8",
            &b"\xef\xbb\xbfname\r\n\"'=1+1, x\"\r\n"[..],
        ),
        ("parquet", "application/vnd.apache.parquet", b"PAR1"),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK",
        ),
    ] {
        let path = grid.path(
            "export",
            &[("format", format), ("view", BY_NAME), ("columns", "1")],
        );
        let answer = grid
            .fixture
            .ada
            .request(Method::GET, &path)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{format}");
        assert_eq!(answer.headers()["content-type"], kind);
        let named = answer.headers()["content-disposition"].to_str().unwrap();
        let expected = format!(
            "attachment; filename=\"weather _.{format}\"; filename*=UTF-8''weather%20%C3%96.{format}"
        );
        assert_eq!(named, expected);
        let bytes = answer.bytes().await.unwrap();
        assert!(bytes.starts_with(beginning), "{format}: {bytes:?}");
    }
    assert_eq!(grid.kept().len(), 1, "the view alone: {:?}", grid.kept());
    let path = grid.path("export", &[("format", "csv")]);
    assert_eq!(
        send(&grid.fixture.noor, Method::GET, &path, "").await.0,
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn views_go_with_their_data_set() {
    let grid = Grid::new().await;
    grid.rows(&[("view", BY_NAME)]).await;
    assert_eq!(grid.kept().len(), 1);
    grid.fixture
        .remove(&grid.fixture.ada, grid.id)
        .await
        .unwrap();
    let gone = async {
        while grid.views().exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, gone).await.unwrap();
    for what in ["rows", "profile", "export"] {
        let query = [("view", BY_NAME), ("format", "csv")];
        assert_eq!(grid.get(what, &query).await.0, 410, "{what}");
    }
}
