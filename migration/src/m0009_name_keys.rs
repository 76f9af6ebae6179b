//! What names look like: no two people, and no two rooms, may take names that cannot be told apart.
//!
//! A name has one key or two. Names that stood beside each other before keep standing: a key belongs
//! to the first, and the server makes the keys of those that have none when it starts.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(person_keys()).await?;
        manager.create_table(room_keys()).await?;
        for (table, owner) in [("person_keys", "person_id"), ("room_keys", "stream_id")] {
            let by_owner = Index::create()
                .name(format!("{table}_{owner}"))
                .table(table)
                .col(owner)
                .to_owned();
            manager.create_index(by_owner).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["room_keys", "person_keys"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}

/// Keys go with the account that has them.
fn person_keys() -> TableCreateStatement {
    Table::create()
        .table("person_keys")
        .col(ColumnDef::new("key").text().not_null().primary_key())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .foreign_key(
            ForeignKey::create()
                .from("person_keys", "person_id")
                .to("people", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// Keys go with the room that has them.
fn room_keys() -> TableCreateStatement {
    Table::create()
        .table("room_keys")
        .col(ColumnDef::new("key").text().not_null().primary_key())
        .col(ColumnDef::new("stream_id").uuid().not_null())
        .foreign_key(
            ForeignKey::create()
                .from("room_keys", "stream_id")
                .to("rooms", "stream_id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
