//! What stays: over a server that is killed, and in every database.

use super::*;
use crate::{
    streams::empty_stream,
    support::{free_address, on_each_database, start},
};
use std::os::unix::fs::MetadataExt;
use tandem::{
    server::db::datasets::{self, DatasetRow},
    shared::{
        dataset::{Column, ColumnType},
        ids::StreamId,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_server_left_unfinished_is_swept() {
    let data = tempfile::tempdir().unwrap();
    let (addr, config) = (free_address(), Config::on_this_machine(data.path().into()));
    let mut server = start(addr, data.path()).await;
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    let [whole, half] = ["whole.csv", "half.csv"].map(|name| address(session, name));
    let (_, answer) = send(&ada, Method::POST, &whole, "a\n1\n").await;
    let kept = added(&answer);
    let socket = ada.socket().await;
    enter(&socket, session).await;
    let headers = "content-length: 1000\r\n";
    let _connection = write_by_hand(&ada, &half, headers, "a\n1").await;
    let told = hears_phase(&socket, UploadPhase::Receiving).await;
    let part = config
        .original(DatasetId(told.upload_id))
        .with_extension("part");
    server.kill().await.unwrap();
    assert!(part.exists(), "{:?}", files(&config));

    let _server = start(addr, data.path()).await;
    let names = [kept.to_string(), format!("{kept}.parquet")];
    assert_eq!(files(&config), names);
    let rows = format!("/api/datasets/{kept}/rows");
    assert_eq!(send(&ada, Method::GET, &rows, "").await.0, 200);
}

#[tokio::test]
async fn data_sets_keep_their_columns_in_every_database() {
    on_each_database(|test| async move {
        let db = &test.db;
        let StreamId(session) = empty_stream(db).await;
        let column = Column {
            name: "größe".into(),
            column_type: ColumnType::Number,
            nulls: 3,
        };
        let row = DatasetRow {
            id: DatasetId(uuid::Uuid::new_v4()),
            session: SessionId(session),
            name: "weather".into(),
            file_name: "weather.csv".into(),
            content_hash: "hash".into(),
            bytes: 5_000_000_000,
            rows: 2,
            columns: vec![column],
            live: false,
        };
        let bytes = async || datasets::bytes_in_session(db, row.session).await.unwrap();
        datasets::insert(db, &row).await.unwrap();
        assert_eq!(datasets::get(db, row.id).await.unwrap(), Some(row.clone()));
        assert_eq!(bytes().await, 5_000_000_000);
        datasets::remove(db, row.id).await.unwrap();
        assert_eq!(datasets::get(db, row.id).await.unwrap(), None);
        assert_eq!(bytes().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_is_on_disk_once_and_outlives_either_data_set() {
    const FILE: &str = "place,sum\nUlm,7\nBonn,8\n";
    let fixture = Fixture::new().await;
    let (_, answer) = fixture.upload(&fixture.ada, "may.csv", FILE).await;
    let first = added(&answer);
    let (_, answer) = fixture.upload(&fixture.grace, "june.csv", FILE).await;
    let second = added(&answer);
    let elsewhere = address(fixture.noor.create_session().await, "july.csv");
    let (_, answer) = send(&fixture.noor, Method::POST, &elsewhere, FILE).await;
    let third = added(&answer);
    let kept = |id: DatasetId| fixture.app.config.original(id);
    let place = |id| fs::metadata(kept(id)).unwrap().ino();
    assert_eq!([place(first), place(first)], [place(second), place(third)]);
    assert_eq!(fs::metadata(kept(first)).unwrap().nlink(), 3);
    let (_, answer) = fixture.upload(&fixture.ada, "other.csv", "a\n1\n").await;
    assert_ne!(place(added(&answer)), place(first));

    fixture.remove(&fixture.ada, first).await.unwrap();
    let gone = async {
        while kept(first).exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, gone).await.unwrap();
    for id in [second, third] {
        assert_eq!(fs::read_to_string(kept(id)).unwrap(), FILE);
    }
}
