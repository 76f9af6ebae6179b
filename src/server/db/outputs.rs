//! Outputs of runs, kept by the hash of their question.

use super::{Database, entities::output, now_ms};
use crate::server::error::ServerError;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::OnConflict,
};

/// The output's JSON.
pub async fn get(db: &Database, key: &str) -> Result<Option<String>, ServerError> {
    let row = output::Entity::find_by_id(key.to_owned())
        .one(&db.read)
        .await?;
    Ok(row.map(|row| row.data))
}

/// Keeps the first answer; an equal question has an equal answer. `content_hash`: of the file that it was made of.
pub async fn put(
    db: &Database,
    key: &str,
    content_hash: &str,
    data: String,
) -> Result<(), ServerError> {
    let keep = OnConflict::column(output::Column::Key)
        .do_nothing()
        .to_owned();
    // `do_nothing` reports no inserted row as an error; here that is the wished outcome.
    match output::Entity::insert(row(key, content_hash, data))
        .on_conflict(keep)
        .exec_without_returning(&db.write)
        .await
    {
        Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Keeps an answer in the place of an older one: the question is of a live data set.
pub async fn replace(
    db: &Database,
    key: &str,
    content_hash: &str,
    data: String,
) -> Result<(), ServerError> {
    let newest = OnConflict::column(output::Column::Key)
        .update_columns([output::Column::Data, output::Column::CreatedAt])
        .to_owned();
    output::Entity::insert(row(key, content_hash, data))
        .on_conflict(newest)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

fn row(key: &str, content_hash: &str, data: String) -> output::ActiveModel {
    output::ActiveModel {
        key: Set(key.to_owned()),
        data: Set(data),
        created_at: Set(now_ms()),
        content_hash: Set(Some(content_hash.to_owned())),
    }
}

pub async fn remove(db: &Database, key: &str) -> Result<(), ServerError> {
    output::Entity::delete_by_id(key.to_owned())
        .exec(&db.write)
        .await?;
    Ok(())
}

/// Takes away what was made of a file; `keys` are outputs of an older program, which did not say of which.
pub async fn remove_of(
    db: &Database,
    content_hash: &str,
    keys: Vec<String>,
) -> Result<(), ServerError> {
    let its = Condition::any()
        .add(output::Column::ContentHash.eq(content_hash))
        .add(output::Column::Key.is_in(keys));
    output::Entity::delete_many()
        .filter(its)
        .exec(&db.write)
        .await?;
    Ok(())
}
