//! What is written outlives the program that stored it, and goes along with whoever takes their own with them.

use super::*;
use crate::support::on_each_database;
use migration::{Migrator, MigratorTrait};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use tandem::{
    server::db::notes::{self, NotePlace, NoteUpdate},
    shared::ids::PersonId,
};

#[tokio::test]
async fn sessions_of_every_older_program_have_notes() {
    on_each_database(|test| async move {
        let db = &test.db;
        // From the step on by which there are sessions at all.
        for left in 2..=Migrator::migrations().len() {
            Migrator::down(&db.write, None).await.unwrap();
            Migrator::up(&db.write, Some(left as u32)).await.unwrap();
            let session = SessionId(Uuid::new_v4());
            let sql = "INSERT INTO sessions (session_uuid, title, user1_id, created_at) VALUES ($1, 'Old', 1, 0)";
            let backend = db.write.get_database_backend();
            let statement = Statement::from_sql_and_values(backend, sql, [session.0.into()]);
            db.write.execute_raw(statement).await.unwrap();
            Migrator::up(&db.write, None).await.unwrap();
            let place = NotePlace {
                session,
                note: NoteId(session.0),
            };
            let update = NoteUpdate {
                n: 1,
                by: PersonId(1),
                at: 7,
                data: vec![0, 0],
            };
            notes::append(db, place, std::slice::from_ref(&update)).await.unwrap();
            let stored = notes::since(db, place, 0).await.unwrap();
            assert_eq!(stored, [update], "after step {left}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_has_what_one_wrote_and_nobody_elses() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    hers.writes(0, "Ada's own").await;
    let others = Writer::open(grace, session, note).await;
    others.writes(9, " and a secret of another").await;
    hers.hears("Ada's own and a secret of another").await;
    hers.writes(0, "First: ").await;
    let answer = ada.request(Method::GET, "/api/account/export").send();
    let text = answer.await.unwrap().text().await.unwrap();
    let export: Value = serde_json::from_str(&text).unwrap();
    let told: Vec<_> = export["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["title"].as_str().unwrap(),
                one["text"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("Notes", "Ada's own"), ("Notes", "First: ")]);
    assert!(!text.contains("a secret of another"), "{text}");
}
