//! Accounts: creating one, and finding one by its name.

use super::{Database, entities::person, name_keys, now_ms};
use crate::server::{error::ServerError, look_alikes::composed};
use crate::shared::{account::Person, ids::PersonId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, SqlErr, sea_query::Expr};

/// A person, and what their password is checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub person: Person,
    /// argon2id, as a PHC string.
    pub password_hash: String,
}

/// What a name is found by: trimmed, in lower case. Two names with one key are one name.
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The account of a name as it is typed: the one that is written so, else the one whose letters are
/// the same composed. Early names may stand as they were sent, in pieces.
pub async fn by_name(db: &Database, typed: &str) -> Result<Option<Account>, ServerError> {
    let (key, composed) = (name_key(typed), name_key(&composed(typed)));
    match by_key(db, &key).await? {
        None if composed != key => by_key(db, &composed).await,
        found => Ok(found),
    }
}

pub async fn by_key(db: &Database, name_key: &str) -> Result<Option<Account>, ServerError> {
    let row = person::Entity::find()
        .filter(person::Column::NameKey.eq(name_key))
        .one(&db.read)
        .await?;
    Ok(row.map(|row| Account {
        person: Person {
            id: PersonId(row.id),
            name: row.name,
        },
        password_hash: row.password_hash,
    }))
}

pub async fn by_id(db: &Database, id: PersonId) -> Result<Option<Person>, ServerError> {
    let row = person::Entity::find_by_id(id.0).one(&db.read).await?;
    Ok(row.map(|row| Person {
        id: PersonId(row.id),
        name: row.name,
    }))
}

/// Stores a new account; `None` when the name is taken, or one that looks like it.
pub async fn create(
    db: &Database,
    name: &str,
    password_hash: String,
) -> Result<Option<Person>, ServerError> {
    let row = person::ActiveModel {
        name: Set(name.to_owned()),
        name_key: Set(name_key(name)),
        password_hash: Set(password_hash),
        created_at: Set(now_ms()),
        ..Default::default()
    };
    let transaction = db.begin().await?;
    let id = match person::Entity::insert(row).exec(&transaction).await {
        Ok(inserted) => PersonId(inserted.last_insert_id),
        // Of two who ask for a name at once, the unique index tells one.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            transaction.rollback().await?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    if !name_keys::take_person(&transaction, id, name).await? {
        transaction.rollback().await?;
        return Ok(None);
    }
    transaction.commit().await?;
    let name = name.to_owned();
    Ok(Some(Person { id, name }))
}

/// What is known of an account, for its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub account: Account,
    /// How they like their pages, as JSON; empty when they never said.
    pub look: String,
    pub created_at: i64,
}

pub async fn known(db: &Database, id: PersonId) -> Result<Option<Known>, ServerError> {
    let row = person::Entity::find_by_id(id.0).one(&db.read).await?;
    Ok(row.map(|row| Known {
        account: Account {
            person: Person {
                id: PersonId(row.id),
                name: row.name,
            },
            password_hash: row.password_hash,
        },
        look: row.look,
        created_at: row.created_at,
    }))
}

/// Gives an account another name; false when it is somebody else's, or looks like somebody else's.
pub async fn rename(db: &Database, id: PersonId, name: &str) -> Result<bool, ServerError> {
    let transaction = db.begin().await?;
    let renamed = person::Entity::update_many()
        .col_expr(person::Column::Name, Expr::value(name))
        .col_expr(person::Column::NameKey, Expr::value(name_key(name)))
        .filter(person::Column::Id.eq(id.0))
        .exec(&transaction)
        .await;
    let free = match renamed {
        Ok(_) => name_keys::take_person(&transaction, id, name).await?,
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            false
        }
        Err(error) => return Err(error.into()),
    };
    match free {
        true => transaction.commit().await?,
        false => transaction.rollback().await?,
    }
    Ok(free)
}

pub async fn set_password(
    db: &Database,
    id: PersonId,
    password_hash: String,
) -> Result<(), ServerError> {
    set(db, id, person::Column::PasswordHash, password_hash).await
}

pub async fn set_look(db: &Database, id: PersonId, look: String) -> Result<(), ServerError> {
    set(db, id, person::Column::Look, look).await
}

async fn set(
    db: &Database,
    id: PersonId,
    column: person::Column,
    value: String,
) -> Result<(), ServerError> {
    person::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .filter(person::Column::Id.eq(id.0))
        .exec(&db.write)
        .await?;
    Ok(())
}
