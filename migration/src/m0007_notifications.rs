//! What people are told while they look elsewhere, and the tokens of their scripts.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(notifications()).await?;
        let newest = Index::create()
            .name("notifications_person_at")
            .table("notifications")
            .col("person_id")
            .col("at")
            .to_owned();
        manager.create_index(newest).await?;
        manager.create_table(tokens()).await?;
        let by_person = Index::create()
            .name("tokens_person_id")
            .table("tokens")
            .col("person_id")
            .to_owned();
        manager.create_index(by_person).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["tokens", "notifications"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}

/// `about` tells what it stands for, so that the same thing is told once: `(person_id, about)` is unique.
fn notifications() -> TableCreateStatement {
    Table::create()
        .table("notifications")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .col(ColumnDef::new("about").text().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("text").text().not_null())
        .col(ColumnDef::new("link").text().not_null())
        .col(ColumnDef::new("at").big_integer().not_null())
        .col(ColumnDef::new("read_at").big_integer().null())
        .index(
            Index::create()
                .name("notifications_once")
                .col("person_id")
                .col("about")
                .unique(),
        )
        .to_owned()
}

/// Of a token only its hash is stored.
fn tokens() -> TableCreateStatement {
    Table::create()
        .table("tokens")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("token_hash").text().not_null().unique_key())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("expires_at").big_integer().null())
        .col(ColumnDef::new("used_at").big_integer().null())
        .to_owned()
}
