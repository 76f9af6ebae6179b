//! Public rooms and direct conversations, who is in which, and how far each person has read.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(rooms()).await?;
        manager.create_table(room_members()).await?;
        let by_person = Index::create()
            .name("room_members_person_id")
            .table("room_members")
            .col("person_id")
            .to_owned();
        manager.create_index(by_person).await?;
        manager.create_table(reads()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["reads", "room_members", "rooms"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}

/// `key` is what makes a room one: its name in lower case, or the two people's numbers.
fn rooms() -> TableCreateStatement {
    Table::create()
        .table("rooms")
        .col(ColumnDef::new("stream_id").uuid().not_null().primary_key())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("key").text().not_null().unique_key())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .to_owned()
}

fn room_members() -> TableCreateStatement {
    Table::create()
        .table("room_members")
        .col(ColumnDef::new("stream_id").uuid().not_null())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .primary_key(Index::create().col("stream_id").col("person_id"))
        .to_owned()
}

fn reads() -> TableCreateStatement {
    Table::create()
        .table("reads")
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .col(ColumnDef::new("stream_id").uuid().not_null())
        .col(ColumnDef::new("n").big_integer().not_null())
        .primary_key(Index::create().col("person_id").col("stream_id"))
        .to_owned()
}
