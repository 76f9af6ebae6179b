//! Every database test runs on SQLite and, where `TANDEM_TEST_POSTGRES` names a server, on PostgreSQL.

use sea_orm::{ConnectionTrait, Database as SeaOrm};
use std::future::Future;
use tandem::server::db::Database;
use tempfile::TempDir;
use uuid::Uuid;

pub struct TestDatabase {
    pub db: Database,
    pub url: String,
}

/// Runs a claim on a fresh database of each kind.
pub async fn on_each_database<F: Future<Output = ()>>(claim: impl Fn(TestDatabase) -> F) {
    let folder = tempfile::tempdir().unwrap();
    claim(sqlite(&folder).await).await;
    match std::env::var("TANDEM_TEST_POSTGRES") {
        Ok(server) => claim(postgres(&server).await).await,
        // `make test` always has one; a bare `cargo test` need not.
        Err(_) if std::env::var_os("CI").is_some() => panic!("TANDEM_TEST_POSTGRES is not set"),
        Err(_) => eprintln!("TANDEM_TEST_POSTGRES is not set: SQLite only"),
    }
}

async fn sqlite(folder: &TempDir) -> TestDatabase {
    let url = format!("sqlite://{}", folder.path().join("test.sqlite").display());
    TestDatabase {
        db: Database::open(&url).await.unwrap(),
        url,
    }
}

async fn postgres(server: &str) -> TestDatabase {
    let name = format!("t{}", Uuid::new_v4().simple());
    let admin = SeaOrm::connect(server).await.unwrap();
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    let url = format!("{address}/{name}");
    TestDatabase {
        db: Database::open(&url).await.unwrap(),
        url,
    }
}
