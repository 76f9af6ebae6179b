//! An edited message keeps what it speaks of, whatever that is.
//!
//! On PostgreSQL an edit kept a run's id and nothing else that stands in `about`; SQLite keeps all.

use super::m0010_redaction::POSTGRES_REDACT;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Step;

/// The field as the first program wrote it, and as any anchor is written.
const RUN: &str = r#""about":("[0-9a-f-]{36}")"#;
const ANCHOR: &str = r#""about":("[0-9a-z/-]+")"#;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &postgres_redact()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, POSTGRES_REDACT).await
    }
}

/// The function from here on.
pub(crate) fn postgres_redact() -> String {
    POSTGRES_REDACT.replace(RUN, ANCHOR)
}

async fn replace(manager: &SchemaManager<'_>, function: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let sql = function.replacen("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1);
    manager.get_connection().execute_unprepared(&sql).await?;
    Ok(())
}
