//! Sessions with their two seats, and the streams of numbered events.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(sessions()).await?;
        for column in ["user1_id", "user2_id"] {
            let index = Index::create()
                .name(format!("sessions_{column}"))
                .table("sessions")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        manager.create_table(streams()).await?;
        manager.create_table(events()).await?;
        let once = Index::create()
            .name("events_stream_by_cid")
            .table("events")
            .col("stream_id")
            .col("by_id")
            .col("cid")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        manager.create_table(snapshots()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["snapshots", "events", "streams", "sessions"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}

/// `user1_id` is the creator; `user2_id` is empty until a second person comes.
fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(
            ColumnDef::new("session_uuid")
                .uuid()
                .not_null()
                .primary_key(),
        )
        .col(ColumnDef::new("title").text().not_null())
        .col(ColumnDef::new("user1_id").big_integer().not_null())
        .col(ColumnDef::new("user2_id").big_integer().null())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .to_owned()
}

fn streams() -> TableCreateStatement {
    Table::create()
        .table("streams")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("head").big_integer().not_null())
        .to_owned()
}

fn events() -> TableCreateStatement {
    Table::create()
        .table("events")
        .col(ColumnDef::new("stream_id").uuid().not_null())
        .col(ColumnDef::new("n").big_integer().not_null())
        .col(ColumnDef::new("id").uuid().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("by_id").big_integer().not_null())
        .col(ColumnDef::new("by_name").text().not_null())
        .col(ColumnDef::new("cid").uuid().null())
        .col(ColumnDef::new("at").big_integer().not_null())
        .col(ColumnDef::new("data").text().not_null())
        .primary_key(Index::create().col("stream_id").col("n"))
        .to_owned()
}

fn snapshots() -> TableCreateStatement {
    Table::create()
        .table("snapshots")
        .col(ColumnDef::new("stream_id").uuid().not_null().primary_key())
        .col(ColumnDef::new("n").big_integer().not_null())
        .col(ColumnDef::new("data").text().not_null())
        .to_owned()
}
