//! What a name looks like, and whose it is.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "room_keys")]
pub struct Model {
    /// See `server/look_alikes`.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub key: String,
    pub stream_id: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
