//! What somebody changed on a page of notes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "note_updates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_uuid: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub note_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i64,
    /// Who; their name is asked for when it is shown.
    pub by_id: i64,
    pub at: i64,
    /// An update in lib0's first encoding.
    pub data: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
