//! People of a session beyond its two seats, and sessions that were put away.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(session_people()).await?;
        let by_person = Index::create()
            .name("session_people_person_id")
            .table("session_people")
            .col("person_id")
            .to_owned();
        manager.create_index(by_person).await?;
        let archived = Table::alter()
            .table("sessions")
            .add_column(ColumnDef::new("archived_at").big_integer().null())
            .to_owned();
        manager.alter_table(archived).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let archived = Table::alter()
            .table("sessions")
            .drop_column("archived_at")
            .to_owned();
        manager.alter_table(archived).await?;
        manager
            .drop_table(Table::drop().table("session_people").to_owned())
            .await
    }
}

/// `state`: asking, guest, declined or removed. The two seats stay in `sessions`.
fn session_people() -> TableCreateStatement {
    Table::create()
        .table("session_people")
        .col(ColumnDef::new("session_uuid").uuid().not_null())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .col(ColumnDef::new("state").text().not_null())
        .col(ColumnDef::new("at").big_integer().not_null())
        .primary_key(Index::create().col("session_uuid").col("person_id"))
        .to_owned()
}
