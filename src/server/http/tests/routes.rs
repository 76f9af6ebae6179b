//! Rows, health, and what an earlier process left.

use super::*;

#[tokio::test]
async fn rows_are_for_members_and_their_number_is_bounded() {
    let house = House::new(|_| {}).await;
    let (_, answer) = house.upload("weather.csv", "a\n1\n", ada()).await;
    let rows = format!(
        "/api/datasets/{}/rows",
        answer["dataset_id"].as_str().unwrap()
    );
    // The engine answers with what it was asked for: offset, and the limit as total.
    for (query, expected) in [
        ("", (0, 50)),
        ("?offset=100&limit=20", (100, 20)),
        ("?offset=-5&limit=100000", (0, 500)),
        ("?limit=0", (0, 1)),
    ] {
        let (status, page) = house
            .send(get(&format!("{rows}{query}")), Some(grace()))
            .await;
        assert_eq!(status, 200, "{page}");
        let asked = (
            page["offset"].as_i64().unwrap(),
            page["total"].as_i64().unwrap(),
        );
        assert_eq!(asked, expected, "{query}");
    }
    assert_eq!(
        house
            .send(get(&format!("{rows}?limit=x")), Some(ada()))
            .await
            .0,
        400
    );
    assert_eq!(house.send(get(&rows), None).await.0, 401);
    let (status, refused) = house.send(get(&rows), Some(noor())).await;
    assert_eq!(status, 404);
    for nowhere in ["00000000-0000-4000-8000-000000000000", "x"] {
        let path = format!("/api/datasets/{nowhere}/rows");
        assert_eq!(
            house.send(get(&path), Some(noor())).await,
            (StatusCode::NOT_FOUND, refused.clone())
        );
    }
}

#[tokio::test]
async fn what_an_earlier_process_left_unfinished_is_swept() {
    let house = House::new(|_| {}).await;
    let uploads = house.app.config.uploads_dir();
    fs::write(uploads.join("1.part"), "half").unwrap();
    fs::write(uploads.join("2"), "whole").unwrap();
    crate::server::http::uploads::sweep(&house.app.config).unwrap();
    assert_eq!(house.files(), ["2"]);
}

#[tokio::test]
async fn the_server_says_that_it_is_alive_and_ready() {
    let house = House::new(|_| {}).await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(house.send(get(path), None).await.0, 200, "{path}");
    }
    house.app.db.read.clone().close().await.unwrap();
    let (status, answer) = house.send(get("/readyz"), None).await;
    assert_eq!(
        (status.as_u16(), answer["code"].as_str()),
        (503, Some("server/unavailable"))
    );
}

#[tokio::test]
async fn data_sets_keep_their_columns_in_every_database() {
    db::testing::on_each_database(async |db| {
        let session = SessionId(uuid::Uuid::new_v4());
        let row = SessionRow {
            session,
            title: "t".into(),
            user1: PersonId(1),
            user2: None,
            created_at: now_ms(),
            archived_at: None,
        };
        db::sessions::create(&db, &row).await.unwrap();
        let column = Column {
            name: "größe".into(),
            column_type: ColumnType::Number,
            nulls: 3,
        };
        let row = db::datasets::DatasetRow {
            id: DatasetId(uuid::Uuid::new_v4()),
            session,
            name: "weather".into(),
            file_name: "weather.csv".into(),
            content_hash: "hash".into(),
            bytes: 5_000_000_000,
            rows: 2,
            columns: vec![column],
        };
        db::datasets::insert(&db, &row).await.unwrap();
        assert_eq!(
            db::datasets::get(&db, row.id).await.unwrap(),
            Some(row.clone())
        );
        assert_eq!(
            db::datasets::bytes_in_session(&db, session).await.unwrap(),
            5_000_000_000
        );
        db::datasets::remove(&db, row.id).await.unwrap();
        assert_eq!(db::datasets::get(&db, row.id).await.unwrap(), None);
        assert_eq!(
            db::datasets::bytes_in_session(&db, session).await.unwrap(),
            0
        );
    })
    .await;
}
