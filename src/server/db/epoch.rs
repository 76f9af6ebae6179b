//! Which history the database is: pages that saw another one start anew.

use super::{
    Database,
    entities::{epoch, event},
};
use crate::server::error::ServerError;
use crate::shared::ids::EpochId;
use sea_orm::{EntityTrait, QuerySelect, sea_query::Expr};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    pub id: EpochId,
    /// When the copy was made that this database began as.
    pub copied_at: Option<i64>,
}

pub async fn get(db: &Database) -> Result<Epoch, ServerError> {
    let row = epoch::Entity::find().one(&db.read).await?;
    let row = row.ok_or_else(|| ServerError::Internal("the database has no epoch".into()))?;
    Ok(Epoch {
        id: EpochId(row.id),
        copied_at: row.copied_at,
    })
}

/// From here on it is another history, which began as a copy made then.
pub async fn begin(db: &Database, copied_at: Option<i64>) -> Result<(), ServerError> {
    epoch::Entity::update_many()
        .col_expr(epoch::Column::Id, Expr::value(Uuid::new_v4()))
        .col_expr(epoch::Column::CopiedAt, Expr::value(copied_at))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// When the last thing happened that it knows of.
pub async fn last_at(db: &Database) -> Result<Option<i64>, ServerError> {
    let last = event::Entity::find()
        .select_only()
        .expr(Expr::cust("max(at)"))
        .into_tuple::<Option<i64>>()
        .one(&db.read)
        .await?;
    Ok(last.flatten())
}
