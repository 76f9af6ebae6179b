//! Data sets that were taken away: when what was kept of one went, and which outputs were made of which file.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cleared = Table::alter()
            .table("datasets")
            .add_column(ColumnDef::new("cleared_at").big_integer().null())
            .to_owned();
        manager.alter_table(cleared).await?;
        let made_of = Table::alter()
            .table("outputs")
            .add_column(ColumnDef::new("content_hash").text().null())
            .to_owned();
        manager.alter_table(made_of).await?;
        run(manager, &UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &DOWN).await?;
        for (table, column) in [("outputs", "content_hash"), ("datasets", "cleared_at")] {
            let without = Table::alter().table(table).drop_column(column).to_owned();
            manager.alter_table(without).await?;
        }
        Ok(())
    }
}

const UP: [&str; 2] = [
    "CREATE INDEX outputs_content ON outputs (content_hash)",
    "CREATE INDEX events_removed_datasets ON events (stream_id, n) WHERE kind = 'dataset_removed'",
];

const DOWN: [&str; 2] = [
    "DROP INDEX events_removed_datasets",
    "DROP INDEX outputs_content",
];

async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    for sql in statements {
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}
