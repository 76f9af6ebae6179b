//! Which history this database is: another one after a backup was restored.
//!
//! A copy gets an epoch of its own when it is made (`tandem backup`), so that a page which saw more
//! than the copy holds can tell that its numbers mean something else there.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(epochs()).await?;
        let random = match manager.get_database_backend() {
            DbBackend::Sqlite => "randomblob(16)",
            _ => "gen_random_uuid()",
        };
        let first = format!("INSERT INTO epochs (one, id) VALUES (1, {random})");
        manager.get_connection().execute_unprepared(&first).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::drop().table("epochs").to_owned();
        manager.drop_table(table).await
    }
}

/// One row. `copied_at` is when the copy was made that this database began as; none for the first.
fn epochs() -> TableCreateStatement {
    Table::create()
        .table("epochs")
        .col(
            ColumnDef::new("one")
                .integer()
                .not_null()
                .primary_key()
                .check(Expr::col("one").eq(1)),
        )
        .col(ColumnDef::new("id").uuid().not_null())
        .col(ColumnDef::new("copied_at").big_integer().null())
        .to_owned()
}
