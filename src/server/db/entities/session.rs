//! A session and its two seats.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_uuid: Uuid,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// The creator.
    pub user1_id: i64,
    /// The second person, once there is one.
    pub user2_id: Option<i64>,
    pub created_at: i64,
    /// When its creator put it away.
    pub archived_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
