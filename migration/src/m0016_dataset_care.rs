//! Data sets can be taken away: which they were is found soon, and outputs know the file that they were made of.
//! And how a data set was read is kept beside it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let made_of = Table::alter()
            .table("outputs")
            .add_column(ColumnDef::new("content_hash").text().null())
            .to_owned();
        manager.alter_table(made_of).await?;
        let readings = Table::create()
            .table("readings")
            .col(ColumnDef::new("dataset_id").uuid().not_null().primary_key())
            .col(ColumnDef::new("data").text().not_null())
            .foreign_key(
                ForeignKey::create()
                    .name("fk_readings_dataset")
                    .from("readings", "dataset_id")
                    .to("datasets", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(readings).await?;
        run(manager, &UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &DOWN).await?;
        let readings = Table::drop().table("readings").to_owned();
        manager.drop_table(readings).await?;
        let without = Table::alter()
            .table("outputs")
            .drop_column("content_hash")
            .to_owned();
        manager.alter_table(without).await
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
