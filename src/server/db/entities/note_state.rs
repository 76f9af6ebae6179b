//! A page of notes after some number of updates, all of them as one.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "note_states")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_uuid: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub note_id: Uuid,
    /// The last update in it.
    pub n: i64,
    /// An update in lib0's first encoding.
    pub data: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
