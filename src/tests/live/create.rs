//! One is begun from columns or from a data set, and is a data set like any other.

use super::*;
use crate::support::on_each_database;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Statement};
use tandem::server::db::datasets;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_data_set_is_refused_in_a_sentence() {
    let fixture = Fixture::new().await;
    for (what, status, words) in [
        (json!([]), 400, "Send JSON such as"),
        (json!({ "columns": sensors() }), 400, "Give it a name."),
        (json!({ "name": "a" }), 400, "Name 1 to 500 columns"),
        (
            json!({ "name": " ", "columns": sensors() }),
            400,
            "Give it a name of 1 to 80",
        ),
        (
            json!({ "name": "a", "columns": [{ "name": "x", "type": "decimal" }] }),
            400,
            "unknown variant `decimal`",
        ),
        (
            json!({ "name": "a", "columns": [{ "name": "x", "type": "text" }, { "name": "x", "type": "text" }] }),
            400,
            "Two columns are called “x”.",
        ),
        (
            json!({ "name": "a", "columns": sensors(), "keep": { "rows": 0 } }),
            400,
            "1 or more",
        ),
        (
            json!({ "name": "a", "columns": sensors(), "keep": { "bytes": 10 } }),
            400,
            "100000 bytes or more",
        ),
        (json!({ "from": Uuid::nil() }), 404, "There is no data set"),
    ] {
        let (found, answer) = fixture.begin_live(what.clone()).await;
        assert_eq!(found, status, "{what}: {answer}");
        let message = answer["message"].as_str().unwrap();
        assert!(message.contains(words), "{what}: {message}");
    }
    assert!(fixture.enter(&fixture.grace).await.1.is_empty());
    let left = std::fs::read_dir(fixture.app.config.live_dir()).unwrap();
    assert_eq!(left.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_begun_is_there_for_everyone() {
    let fixture = Fixture::new().await;
    let (grace, _) = fixture.enter(&fixture.grace).await;
    let id = fixture.sensors().await;
    let told = timeout(PATIENCE, grace.next_event("dataset_update")).await;
    let told = told.unwrap().unwrap();
    assert_eq!(
        (&told["name"], &told["live"]),
        (&json!("sensors"), &json!(true))
    );
    assert!(page_of(&fixture.grace, id, 0).await.is_empty());
    let (_, datasets) = fixture.enter(&fixture.grace).await;
    assert!(datasets[0].live && datasets[0].columns.len() == 2);
    // A name that is taken is told apart.
    fixture.sensors().await;
    let (_, datasets) = fixture.enter(&fixture.grace).await;
    assert_eq!(datasets[1].name, "sensors (2)");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_a_data_set_has_its_columns_and_its_rows_first() {
    let fixture = Fixture::new().await;
    let path = format!("/api/sessions/{}/datasets?name=tides.csv", fixture.session);
    let file =
        "at,height,ok,port\n2026-01-01T10:00:00Z,1.5,true,Oslo\n2026-01-01T11:00:00Z,,false,\n";
    let (status, added) = answer(fixture.ada.request(Method::POST, &path).body(file)).await;
    assert_eq!(status, 200, "{added}");
    let id = fixture
        .begun(json!({ "from": added["dataset_id"], "name": "now" }))
        .await;
    let before = page_of(&fixture.grace, id, 2).await;
    let of_file: DatasetId = added["dataset_id"].as_str().unwrap().parse().unwrap();
    assert_eq!(before, page(&fixture.grace, of_file).await.1);
    let row = r#"{"at": "2026-01-01T12:00:00Z", "height": 3, "ok": true, "port": "Rome"}"#;
    let (status, answer) = post(&fixture.ada, id, JSON, None, row).await;
    assert_eq!((status, &answer["first"]), (200, &json!(2)), "{answer}");
    let rows = page_of(&fixture.grace, id, 3).await;
    assert_eq!(rows[..2], before);
    assert_eq!(rows[2][1], json!(3.0));
    // One of a live data set is made in the same way.
    let again = fixture.begun(json!({ "from": id })).await;
    assert_eq!(page_of(&fixture.grace, again, 3).await, rows);
}

#[tokio::test]
async fn data_sets_of_every_older_program_are_not_live() {
    on_each_database(|test| async move {
        let db = &test.db;
        // From the step on by which there are data sets at all.
        for left in 3..Migrator::migrations().len() {
            Migrator::down(&db.write, None).await.unwrap();
            Migrator::up(&db.write, Some(left as u32)).await.unwrap();
            let id = Uuid::new_v4();
            let sql = "INSERT INTO datasets (id, session_uuid, name, file_name, content_hash, bytes, rows, columns, \
                       created_at) VALUES ($1, $2, 'rain', 'rain.csv', 'hash', 4, 1, '[]', 0)";
            let values = [id.into(), Uuid::new_v4().into()];
            let statement =
                Statement::from_sql_and_values(db.write.get_database_backend(), sql, values);
            let session_first = db.write.execute_raw(statement).await;
            session_first.unwrap();
            Migrator::up(&db.write, None).await.unwrap();
            let row = datasets::get(db, DatasetId(id)).await.unwrap().unwrap();
            assert!(!row.live && row.name == "rain", "after step {left}");
        }
    })
    .await;
}
