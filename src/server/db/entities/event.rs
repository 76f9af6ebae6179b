//! One numbered event.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i64,
    pub id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    pub by_id: i64,
    #[sea_orm(column_type = "Text")]
    pub by_name: String,
    pub cid: Option<Uuid>,
    pub at: i64,
    /// The fact's fields as JSON, with `v`, the version they were written in.
    #[sea_orm(column_type = "Text")]
    pub data: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
