//! What whoever runs the server asks of accounts: who is there, and closing and opening one.

use super::{
    Database,
    entities::{disabled_person, login, person, token},
    now_ms, tokens,
};
use crate::server::error::ServerError;
use crate::shared::{account::Person, ids::PersonId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict,
};
use std::collections::HashSet;

/// A person in the list of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub person: Person,
    pub created_at: i64,
    pub disabled: bool,
}

/// Whether anybody has an account.
pub async fn is_anybody_there(db: &Database) -> Result<bool, ServerError> {
    let somebody = person::Entity::find().one(&db.read).await?;
    Ok(somebody.is_some())
}

/// Everybody, the first account first.
pub async fn everybody(db: &Database) -> Result<Vec<Listed>, ServerError> {
    let disabled = disabled_person::Entity::find().all(&db.read).await?;
    let disabled: HashSet<i64> = disabled.into_iter().map(|row| row.person_id).collect();
    let rows = person::Entity::find()
        .order_by_asc(person::Column::Id)
        .all(&db.read)
        .await?;
    let listed = rows.into_iter().map(|row| Listed {
        disabled: disabled.contains(&row.id),
        created_at: row.created_at,
        person: Person {
            id: PersonId(row.id),
            name: row.name,
        },
    });
    Ok(listed.collect())
}

pub async fn is_disabled(db: &Database, person: PersonId) -> Result<bool, ServerError> {
    let found = disabled_person::Entity::find_by_id(person.0)
        .one(&db.read)
        .await?;
    Ok(found.is_some())
}

/// Closes an account and ends its logins; its tokens rest.
pub async fn disable(db: &Database, person: PersonId) -> Result<(), ServerError> {
    close(db, person, None).await
}

/// The same, and a server deletes the account when it comes to it.
pub async fn ask_deletion(
    db: &Database,
    person: PersonId,
    with_words: bool,
) -> Result<(), ServerError> {
    close(db, person, Some(if with_words { WORDS } else { "account" })).await
}

/// Accounts that are to go, and whether what the person said goes with it.
pub async fn to_delete(db: &Database) -> Result<Vec<(Person, bool)>, ServerError> {
    let asked = disabled_person::Entity::find()
        .filter(disabled_person::Column::Deletion.is_not_null())
        .all(&db.read)
        .await?;
    let mut people = Vec::new();
    for row in asked {
        if let Some(person) = super::people::by_id(db, PersonId(row.person_id)).await? {
            people.push((person, row.deletion.as_deref() == Some(WORDS)));
        }
    }
    Ok(people)
}

const WORDS: &str = "words";

async fn close(db: &Database, person: PersonId, deletion: Option<&str>) -> Result<(), ServerError> {
    let row = disabled_person::ActiveModel {
        person_id: Set(person.0),
        at: Set(now_ms()),
        deletion: Set(deletion.map(str::to_owned)),
    };
    let mut again = OnConflict::column(disabled_person::Column::PersonId);
    // Closing an account that is to go does not keep it.
    match deletion {
        Some(_) => again.update_column(disabled_person::Column::Deletion),
        None => again.update_column(disabled_person::Column::At),
    };
    disabled_person::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(&db.write)
        .await?;
    login::Entity::delete_many()
        .filter(login::Column::PersonId.eq(person.0))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// Opens it again; false when it was open.
pub async fn enable(db: &Database, person: PersonId) -> Result<bool, ServerError> {
    let deleted = disabled_person::Entity::delete_by_id(person.0)
        .exec(&db.write)
        .await?;
    Ok(deleted.rows_affected == 1)
}

/// A statement holds so many values at most.
const AT_ONCE: usize = 500;

/// Those of the hashes that are of a login or token that lasts, and whose person is not disabled.
pub async fn open_among(
    db: &Database,
    hashes: &HashSet<String>,
) -> Result<HashSet<String>, ServerError> {
    let now = now_ms();
    let hashes: Vec<&String> = hashes.iter().collect();
    let mut open = Vec::new();
    for some in hashes.chunks(AT_ONCE) {
        let some: Vec<&str> = some.iter().map(|hash| hash.as_str()).collect();
        let logins = login::Entity::find()
            .filter(login::Column::TokenHash.is_in(some.clone()))
            .filter(login::Column::ExpiresAt.gt(now))
            .all(&db.read)
            .await?;
        open.extend(
            logins
                .into_iter()
                .map(|row| (row.token_hash, row.person_id)),
        );
        let tokens = token::Entity::find()
            .filter(token::Column::TokenHash.is_in(some))
            .filter(tokens::lasts_at(now))
            .all(&db.read)
            .await?;
        open.extend(
            tokens
                .into_iter()
                .map(|row| (row.token_hash, row.person_id)),
        );
    }
    let disabled = disabled_person::Entity::find().all(&db.read).await?;
    let disabled: HashSet<i64> = disabled.into_iter().map(|row| row.person_id).collect();
    let open = open
        .into_iter()
        .filter(|(_, person)| !disabled.contains(person));
    Ok(open.map(|(hash, _)| hash).collect())
}
