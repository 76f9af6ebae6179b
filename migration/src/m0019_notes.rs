//! What stands on pages of notes: every update as it came, and now and then all of them as one.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(updates()).await?;
        manager.create_table(states()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["note_states", "note_updates"] {
            let table = Table::drop().table(table).to_owned();
            manager.drop_table(table).await?;
        }
        Ok(())
    }
}

/// `n` counts the updates of a page. They go with their session, and none comes after it.
fn updates() -> TableCreateStatement {
    Table::create()
        .table("note_updates")
        .col(ColumnDef::new("session_uuid").uuid().not_null())
        .col(ColumnDef::new("note_id").uuid().not_null())
        .col(ColumnDef::new("n").big_integer().not_null())
        .col(ColumnDef::new("by_id").big_integer().not_null())
        .col(ColumnDef::new("at").big_integer().not_null())
        .col(ColumnDef::new("data").blob().not_null())
        .primary_key(Index::create().col("session_uuid").col("note_id").col("n"))
        .foreign_key(&mut of_session("note_updates"))
        .to_owned()
}

/// All updates up to `n` as one, so that a page is loaded from this and from what came after.
fn states() -> TableCreateStatement {
    Table::create()
        .table("note_states")
        .col(ColumnDef::new("session_uuid").uuid().not_null())
        .col(ColumnDef::new("note_id").uuid().not_null())
        .col(ColumnDef::new("n").big_integer().not_null())
        .col(ColumnDef::new("data").blob().not_null())
        .primary_key(Index::create().col("session_uuid").col("note_id"))
        .foreign_key(&mut of_session("note_states"))
        .to_owned()
}

fn of_session(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, "session_uuid")
        .to("sessions", "session_uuid")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
