//! A data set of a session and the file it came from.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "datasets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_uuid: Uuid,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub file_name: String,
    /// SHA-256 of the original file, in hex; empty once nothing is kept of a data set that was removed.
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
    /// Size of the original file.
    pub bytes: i64,
    pub rows: i64,
    /// JSON.
    #[sea_orm(column_type = "Text")]
    pub columns: String,
    pub created_at: i64,
    /// Whether rows are appended to it.
    pub live: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
