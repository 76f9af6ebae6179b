//! Data sets: which file belongs to which session, and what was read from it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(datasets()).await?;
        let index = Index::create()
            .name("datasets_session_uuid")
            .table("datasets")
            .col("session_uuid")
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("datasets").to_owned())
            .await
    }
}

/// `columns` is JSON; `content_hash` SHA-256 of the original file in hex.
fn datasets() -> TableCreateStatement {
    Table::create()
        .table("datasets")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("session_uuid").uuid().not_null())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("file_name").text().not_null())
        .col(ColumnDef::new("content_hash").text().not_null())
        .col(ColumnDef::new("bytes").big_integer().not_null())
        .col(ColumnDef::new("rows").big_integer().not_null())
        .col(ColumnDef::new("columns").text().not_null())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .to_owned()
}
