//! Fresh databases for tests: SQLite always, PostgreSQL where `TANDEM_TEST_POSTGRES` names a server.

use super::Database;
use sea_orm::{ConnectionTrait, Database as SeaOrm};
use std::future::Future;
use tempfile::TempDir;

/// An empty database, up to date; it lasts as long as the folder.
pub async fn sqlite() -> (TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let db = Database::open_in(folder.path()).await.unwrap();
    (folder, db)
}

/// Runs a claim on a fresh database of each kind.
pub async fn on_each_database<F: Future<Output = ()>>(claim: impl Fn(Database) -> F) {
    let (_folder, db) = sqlite().await;
    claim(db).await;
    if let Ok(server) = std::env::var("TANDEM_TEST_POSTGRES") {
        claim(postgres(server.trim_end_matches("/postgres")).await).await;
    }
}

async fn postgres(server: &str) -> Database {
    let name = format!("t{}", uuid::Uuid::new_v4().simple());
    let admin = SeaOrm::connect(format!("{server}/postgres")).await.unwrap();
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    Database::open(&format!("{server}/{name}")).await.unwrap()
}
