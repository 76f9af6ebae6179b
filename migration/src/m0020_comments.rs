//! An edited message keeps the thread it is part of, and an edited comment what its author saw.

use super::{m0010_redaction::sqlite_trigger, m0015_anchors::postgres_redact};
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, with_comments, with_comments_as_text).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, |trigger| trigger, |function| function).await
    }
}

async fn replace(
    manager: &SchemaManager<'_>,
    sqlite: fn(String) -> String,
    postgres: fn(String) -> String,
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if manager.get_database_backend() == DbBackend::Sqlite {
        connection
            .execute_unprepared("DROP TRIGGER events_redact")
            .await?;
        let trigger = sqlite(sqlite_trigger("events", "INSERT"));
        connection.execute_unprepared(&trigger).await?;
        return Ok(());
    }
    let function = postgres(postgres_redact());
    let sql = function.replacen("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1);
    connection.execute_unprepared(&sql).await?;
    Ok(())
}

fn with_comments(trigger: String) -> String {
    const BEFORE: &str = "'text', json(NEW.data -> '$.text'), ";
    let fields = format!(
        "'seen', json_extract(data, '$.seen'), 'thread', json_extract(data, '$.thread'), {BEFORE}"
    );
    trigger.replacen(BEFORE, &fields, 1)
}

/// What was seen is an object, and the one field before `text`; no field in it has that name.
fn with_comments_as_text(function: String) -> String {
    const BEFORE: &str = r#"concat('{"redacted":"edited","text":', words,"#;
    const FIELDS: &str = r#"concat('{"redacted":"edited"',
                   ',"seen":' || substring(data from '"seen":(\{.*\}),"text":"'),
                   ',"text":', words,
                   ',"thread":' || substring(data from '"thread":("[0-9a-f-]{36}")'),"#;
    function.replacen(BEFORE, FIELDS, 1)
}
