//! On SQLite an event moves the head of its stream by itself.
//!
//! There a statement sent to the database's thread costs more than most statements do, so an append
//! is one `INSERT`. PostgreSQL appends in a transaction that moves the head first.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Step;

/// Nothing is appended to a stream that is gone, nor beyond the next number.
const UP: &str = "CREATE TRIGGER events_move_heads AFTER INSERT ON events BEGIN \
    UPDATE streams SET head = NEW.n WHERE id = NEW.stream_id AND head = NEW.n - 1; \
    SELECT RAISE(ABORT, 'the head moved') WHERE NOT EXISTS \
    (SELECT 1 FROM streams WHERE id = NEW.stream_id AND head >= NEW.n); \
END";

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_sqlite(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_sqlite(manager, "DROP TRIGGER events_move_heads").await
    }
}

async fn on_sqlite(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}
