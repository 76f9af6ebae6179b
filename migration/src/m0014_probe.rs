//! One row of no meaning, which the server writes to see whether it can.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let probe = Table::create()
            .table("probe")
            .col(ColumnDef::new("at").big_integer().not_null())
            .to_owned();
        manager.create_table(probe).await?;
        let row = Query::insert()
            .into_table("probe")
            .columns(["at"])
            .values_panic([0.into()])
            .to_owned();
        manager.exec_stmt(row).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("probe").to_owned())
            .await
    }
}
