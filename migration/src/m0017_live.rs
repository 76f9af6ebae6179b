//! Data sets that rows are appended to.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let live = ColumnDef::new("live")
            .boolean()
            .not_null()
            .default(false)
            .to_owned();
        let table = Table::alter().table("datasets").add_column(live).to_owned();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let without = Table::alter()
            .table("datasets")
            .drop_column("live")
            .to_owned();
        manager.alter_table(without).await
    }
}
