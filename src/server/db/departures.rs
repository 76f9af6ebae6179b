//! A name in what is stored: replaced where a person is called otherwise, or nothing any more.

use super::{
    Database,
    entities::{
        browser, event, login, notification, person, read, room, room_member, session,
        session_person, token,
    },
};
use crate::server::error::ServerError;
use crate::shared::{
    account::Person,
    ids::{PersonId, SessionId, StreamId},
    session::{SOMEONE, retitled, retold, retold_own},
    stream::StreamKind,
    text::isolated,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::Value;
use uuid::Uuid;

/// Streams that hold something a person said or did.
pub async fn streams_with(db: &Database, person: PersonId) -> Result<Vec<StreamId>, ServerError> {
    let ids: Vec<Uuid> = event::Entity::find()
        .select_only()
        .column(event::Column::StreamId)
        .distinct()
        .filter(event::Column::ById.eq(person.0))
        .order_by_asc(event::Column::StreamId)
        .into_tuple()
        .all(&db.read)
        .await?;
    Ok(ids.into_iter().map(StreamId).collect())
}

/// The names under which a person is stored in a stream.
async fn names_in(
    db: &Database,
    stream: StreamId,
    person: PersonId,
) -> Result<Vec<String>, ServerError> {
    Ok(event::Entity::find()
        .select_only()
        .column(event::Column::ByName)
        .distinct()
        .filter(event::Column::StreamId.eq(stream.0))
        .filter(event::Column::ById.eq(person.0))
        .into_tuple()
        .all(&db.read)
        .await?)
}

/// Takes a person's names out of a stream's events. Done twice it changes nothing more.
pub async fn forget_in(
    db: &Database,
    stream: StreamId,
    person: &Person,
) -> Result<(), ServerError> {
    let mut names = names_in(db, stream, person.id).await?;
    names.push(person.name.clone());
    let told = event::Entity::find()
        .filter(event::Column::StreamId.eq(stream.0))
        .filter(event::Column::Kind.eq("status"))
        .all(&db.read)
        .await?;
    for row in told {
        let Some(data) = retold_row(&row, person.id, &names)? else {
            continue;
        };
        event::Entity::update_many()
            .col_expr(event::Column::Data, Expr::value(data))
            .filter(event::Column::StreamId.eq(stream.0))
            .filter(event::Column::N.eq(row.n))
            .exec(&db.write)
            .await?;
    }
    event::Entity::update_many()
        .col_expr(event::Column::ByName, Expr::value(SOMEONE))
        .filter(event::Column::StreamId.eq(stream.0))
        .filter(event::Column::ById.eq(person.id.0))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// The fields of an event without the person's names; none when they are not in it.
fn retold_row(
    row: &event::Model,
    person: PersonId,
    names: &[String],
) -> Result<Option<String>, ServerError> {
    let before: Value = serde_json::from_str(&row.data)?;
    let mut data = before.clone();
    if data["person"]["id"].as_i64() == Some(person.0) {
        data["person"]["name"] = SOMEONE.into();
    }
    let mut text = data["text"].as_str().unwrap_or_default().to_owned();
    for name in names {
        text = match row.by_id == person.0 {
            true => retold_own(&text, name, SOMEONE),
            false => retold(&text, name, SOMEONE),
        };
    }
    data["text"] = text.into();
    Ok((data != before).then(|| data.to_string()))
}

/// Calls the person's conversations of two, and what others were told of them, by another name.
pub async fn rename_around(
    db: &Database,
    person: PersonId,
    old: &str,
    new: &str,
) -> Result<(), ServerError> {
    let mine = room_member::Entity::find()
        .filter(room_member::Column::PersonId.eq(person.0))
        .all(&db.read)
        .await?;
    let direct = room::Entity::find()
        .filter(room::Column::StreamId.is_in(mine.into_iter().map(|row| row.stream_id)))
        .filter(room::Column::Kind.eq(StreamKind::Direct.name()))
        .all(&db.read)
        .await?;
    for row in direct {
        room::Entity::update_many()
            .col_expr(
                room::Column::Name,
                Expr::value(retitled(&row.name, old, new)),
            )
            .filter(room::Column::StreamId.eq(row.stream_id))
            .exec(&db.write)
            .await?;
    }
    let new = isolated(new);
    for (row, rest) in told_of(db, old).await? {
        notification::Entity::update_many()
            .col_expr(
                notification::Column::Text,
                Expr::value(format!("{new}{rest}")),
            )
            .filter(notification::Column::Id.eq(row.id))
            .exec(&db.write)
            .await?;
    }
    Ok(())
}

/// Notifications that begin with a name and what its bearer did, and what follows the name: it is set
/// apart there, or, in those of earlier versions, as it is.
async fn told_of(
    db: &Database,
    name: &str,
) -> Result<Vec<(notification::Model, String)>, ServerError> {
    let set_apart = isolated(name);
    let mut any = Condition::any();
    for name in [set_apart.as_str(), name] {
        for words in [": ", " mentioned you in ", " asks to be let into "] {
            any = any.add(notification::Column::Text.starts_with(format!("{name}{words}")));
        }
    }
    let found = notification::Entity::find()
        .filter(any)
        .all(&db.read)
        .await?;
    // What a database takes for alike may differ in case, or in a sign that stands for any.
    let exact = found.into_iter().filter_map(|row| {
        let text = row.text.as_str();
        let rest = text
            .strip_prefix(set_apart.as_str())
            .or_else(|| text.strip_prefix(name))?;
        let rest = rest.to_owned();
        Some((row, rest))
    });
    Ok(exact.collect())
}

/// Takes away what others were told that the person said.
pub async fn untell(db: &Database, name: &str) -> Result<(), ServerError> {
    let told = told_of(db, name).await?.into_iter();
    let ids = told.map(|(row, _)| row.id);
    notification::Entity::delete_many()
        .filter(notification::Column::Id.is_in(ids))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// Hands a session of `from` on, if it is one: `heir` is its creator, and the seat that is free then stays closed, so that the
/// link lets nobody in unasked.
pub async fn hand_on(
    db: &Database,
    session: SessionId,
    from: PersonId,
    heir: PersonId,
) -> Result<(), ServerError> {
    session::Entity::update_many()
        .col_expr(session::Column::User1Id, Expr::value(heir.0))
        .col_expr(session::Column::User2Id, Expr::value(from.0))
        .filter(session::Column::SessionUuid.eq(session.0))
        .filter(session::Column::User1Id.eq(from.0))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// Deletes the account with all that is only its own, all or nothing. Conversations of two stay for
/// the other.
pub async fn delete_account(db: &Database, person: PersonId) -> Result<(), ServerError> {
    let (id, transaction) = (person.0, db.begin().await?);
    login::Entity::delete_many()
        .filter(login::Column::PersonId.eq(id))
        .exec(&transaction)
        .await?;
    browser::Entity::delete_many()
        .filter(browser::Column::PersonId.eq(id))
        .exec(&transaction)
        .await?;
    token::Entity::delete_many()
        .filter(token::Column::PersonId.eq(id))
        .exec(&transaction)
        .await?;
    read::Entity::delete_many()
        .filter(read::Column::PersonId.eq(id))
        .exec(&transaction)
        .await?;
    notification::Entity::delete_many()
        .filter(notification::Column::PersonId.eq(id))
        .exec(&transaction)
        .await?;
    session_person::Entity::delete_many()
        .filter(session_person::Column::PersonId.eq(id))
        .exec(&transaction)
        .await?;
    let public = room::Entity::find()
        .select_only()
        .column(room::Column::StreamId)
        .filter(room::Column::Kind.eq(StreamKind::Room.name()))
        .into_tuple::<Uuid>()
        .all(&transaction)
        .await?;
    room_member::Entity::delete_many()
        .filter(room_member::Column::PersonId.eq(id))
        .filter(room_member::Column::StreamId.is_in(public))
        .exec(&transaction)
        .await?;
    person::Entity::delete_by_id(id).exec(&transaction).await?;
    Ok(transaction.commit().await?)
}
