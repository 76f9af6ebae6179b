//! A person's account.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "people")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// As it was typed.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// In lower case, unique.
    #[sea_orm(column_type = "Text", unique)]
    pub name_key: String,
    /// argon2id, as a PHC string.
    #[sea_orm(column_type = "Text")]
    pub password_hash: String,
    pub created_at: i64,
    /// How they like their pages, as JSON; empty for the look that everyone has.
    #[sea_orm(column_type = "Text")]
    pub look: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_many = "super::login::Entity")]
    Logins,
}

impl Related<super::login::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Logins.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
