//! Invitations to make an account, and accounts that whoever runs the server has closed.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(invitations()).await?;
        manager.create_table(disabled_people()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["disabled_people", "invitations"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}

/// Of the link's secret only its hash. One that was used has `used_at`.
fn invitations() -> TableCreateStatement {
    Table::create()
        .table("invitations")
        .col(ColumnDef::new("token_hash").text().not_null().primary_key())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("expires_at").big_integer().not_null())
        .col(ColumnDef::new("used_at").big_integer().null())
        .to_owned()
}

/// `deletion` is set when the account is to go: `words` with what the person said, else `account`.
fn disabled_people() -> TableCreateStatement {
    Table::create()
        .table("disabled_people")
        .col(
            ColumnDef::new("person_id")
                .big_integer()
                .not_null()
                .primary_key(),
        )
        .col(ColumnDef::new("at").big_integer().not_null())
        .col(ColumnDef::new("deletion").text().null())
        .foreign_key(
            ForeignKey::create()
                .from("disabled_people", "person_id")
                .to("people", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
