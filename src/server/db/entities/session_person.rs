//! What a person beyond the two seats is to a session.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session_people")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_uuid: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    /// asking, guest, declined or removed.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
