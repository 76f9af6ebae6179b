//! What an account page shows: where a person is signed in, which browsers are theirs, how they like
//! their pages to look.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(browsers()).await?;
        let by_person = Index::create()
            .name("browsers_person_id")
            .table("browsers")
            .col("person_id")
            .to_owned();
        manager.create_index(by_person).await?;
        for (table, mut column) in added() {
            let alter = Table::alter()
                .table(table)
                .add_column(&mut column)
                .to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("people", "look"),
            ("logins", "seen_at"),
            ("logins", "device"),
        ] {
            let alter = Table::alter().table(table).drop_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        manager
            .drop_table(Table::drop().table("browsers").to_owned())
            .await
    }
}

/// Browsers in which somebody has signed in: of the cookie's secret only its hash.
fn browsers() -> TableCreateStatement {
    Table::create()
        .table("browsers")
        .col(ColumnDef::new("token_hash").text().not_null())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .col(ColumnDef::new("seen_at").big_integer().not_null())
        .primary_key(Index::create().col("token_hash").col("person_id"))
        .foreign_key(
            ForeignKey::create()
                .from("browsers", "person_id")
                .to("people", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// `device` says in words which browser it is; `look` is JSON, empty for the look that everyone has.
fn added() -> [(&'static str, ColumnDef); 3] {
    let text = |name: &'static str| {
        ColumnDef::new(name)
            .text()
            .not_null()
            .default("")
            .to_owned()
    };
    let moment = ColumnDef::new("seen_at")
        .big_integer()
        .not_null()
        .default(0)
        .to_owned();
    [
        ("logins", text("device")),
        ("logins", moment),
        ("people", text("look")),
    ]
}
