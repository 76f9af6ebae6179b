//! Sessions: creating one, its seats, and whose they are.

use super::{
    Database,
    access::{self, AccessState},
    entities::{event, notification, read, session, session_person, snapshot, stream},
    now_ms,
};
use crate::server::error::ServerError;
use crate::shared::{
    ids::{PersonId, SessionId},
    route::Route,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use std::collections::HashSet;

/// A session's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub session: SessionId,
    pub title: String,
    pub user1: PersonId,
    pub user2: Option<PersonId>,
    pub created_at: i64,
    pub archived_at: Option<i64>,
}

impl SessionRow {
    pub fn seats(&self, person: PersonId) -> bool {
        self.user1 == person || self.user2 == Some(person)
    }
}

impl From<session::Model> for SessionRow {
    fn from(row: session::Model) -> Self {
        Self {
            session: SessionId(row.session_uuid),
            title: row.title,
            user1: PersonId(row.user1_id),
            user2: row.user2_id.map(PersonId),
            created_at: row.created_at,
            archived_at: row.archived_at,
        }
    }
}

/// Stores a session and its empty stream.
pub async fn create(db: &Database, row: &SessionRow) -> Result<(), ServerError> {
    let transaction = db.begin().await?;
    session::Entity::insert(session::ActiveModel {
        session_uuid: Set(row.session.0),
        title: Set(row.title.clone()),
        user1_id: Set(row.user1.0),
        user2_id: Set(row.user2.map(|person| person.0)),
        created_at: Set(row.created_at),
        archived_at: Set(row.archived_at),
    })
    .exec_without_returning(&transaction)
    .await?;
    stream::Entity::insert(stream::ActiveModel {
        id: Set(row.session.0),
        kind: Set("session".into()),
        head: Set(0),
    })
    .exec_without_returning(&transaction)
    .await?;
    Ok(transaction.commit().await?)
}

pub async fn find(db: &Database, session: SessionId) -> Result<Option<SessionRow>, ServerError> {
    let row = session::Entity::find_by_id(session.0).one(&db.read).await?;
    Ok(row.map(SessionRow::from))
}

/// The sessions that `person` is in, on a seat or as a guest, newest first.
pub async fn of_person(db: &Database, person: PersonId) -> Result<Vec<SessionRow>, ServerError> {
    let (guest, shut): (Vec<_>, Vec<_>) = access::standings_of(db, person)
        .await?
        .into_iter()
        .partition(|(_, standing)| *standing == AccessState::Guest);
    let in_them = Condition::any()
        .add(session::Column::User1Id.eq(person.0))
        .add(session::Column::User2Id.eq(person.0))
        .add(session::Column::SessionUuid.is_in(guest.iter().map(|(session, _)| session.0)));
    let rows = session::Entity::find()
        .filter(in_them)
        .filter(session::Column::SessionUuid.is_not_in(shut.iter().map(|(session, _)| session.0)))
        .order_by_desc(session::Column::CreatedAt)
        .all(&db.read)
        .await?;
    Ok(rows.into_iter().map(SessionRow::from).collect())
}

/// Everyone who is in one of these sessions, on a seat or as a guest. Whoever was taken out of their seat
/// is not, though the row still names them.
pub async fn members(
    db: &Database,
    sessions: impl IntoIterator<Item = SessionId>,
) -> Result<HashSet<PersonId>, ServerError> {
    let ids: Vec<_> = sessions.into_iter().map(|session| session.0).collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = session::Entity::find()
        .filter(session::Column::SessionUuid.is_in(ids.clone()))
        .all(&db.read)
        .await?;
    let standings = session_person::Entity::find()
        .filter(session_person::Column::SessionUuid.is_in(ids))
        .all(&db.read)
        .await?;
    let seats = rows.into_iter().flat_map(|row| {
        let seats = [Some(row.user1_id), row.user2_id];
        seats
            .into_iter()
            .flatten()
            .map(move |person| (row.session_uuid, person))
    });
    let mut members: HashSet<_> = seats.collect();
    for row in standings {
        let member = (row.session_uuid, row.person_id);
        match row.state == AccessState::Guest.name() {
            true => members.insert(member),
            false => members.remove(&member),
        };
    }
    Ok(members
        .into_iter()
        .map(|(_, person)| PersonId(person))
        .collect())
}

/// Takes seat 2 if it is free, in one statement: of many at once exactly one gets it.
/// The creator never does.
pub async fn claim_seat(
    db: &Database,
    session: SessionId,
    person: PersonId,
) -> Result<bool, ServerError> {
    let result = session::Entity::update_many()
        .col_expr(session::Column::User2Id, Expr::value(person.0))
        .filter(session::Column::SessionUuid.eq(session.0))
        .filter(session::Column::User2Id.is_null())
        .filter(Expr::col(session::Column::User1Id).ne(person.0))
        .exec(&db.write)
        .await?;
    Ok(result.rows_affected == 1)
}

pub async fn rename(db: &Database, session: SessionId, title: &str) -> Result<(), ServerError> {
    session::Entity::update_many()
        .col_expr(session::Column::Title, Expr::value(title))
        .filter(session::Column::SessionUuid.eq(session.0))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// When it was archived; `None` restores it.
pub async fn set_archived(
    db: &Database,
    session: SessionId,
    at: Option<i64>,
) -> Result<(), ServerError> {
    session::Entity::update_many()
        .col_expr(session::Column::ArchivedAt, Expr::value(at))
        .filter(session::Column::SessionUuid.eq(session.0))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// Deletes a session with its log, its people and what was told of it, all or nothing. What stays is who
/// deleted it and who was in it, and the rows of its data sets: they say which files are left over.
pub async fn delete(db: &Database, session: SessionId, by: PersonId) -> Result<(), ServerError> {
    let members = members(db, [session]).await?;
    let (id, transaction) = (session.0, db.begin().await?);
    session::Entity::delete_by_id(id).exec(&transaction).await?;
    session_person::Entity::delete_many()
        .filter(session_person::Column::SessionUuid.eq(id))
        .exec(&transaction)
        .await?;
    let left: Vec<_> = members
        .into_iter()
        .map(|member| trace(session, member, by))
        .collect();
    if !left.is_empty() {
        session_person::Entity::insert_many(left)
            .exec_without_returning(&transaction)
            .await?;
    }
    event::Entity::delete_many()
        .filter(event::Column::StreamId.eq(id))
        .exec(&transaction)
        .await?;
    snapshot::Entity::delete_by_id(id)
        .exec(&transaction)
        .await?;
    stream::Entity::delete_by_id(id).exec(&transaction).await?;
    read::Entity::delete_many()
        .filter(read::Column::StreamId.eq(id))
        .exec(&transaction)
        .await?;
    notification::Entity::delete_many()
        .filter(notification::Column::Link.starts_with(Route::session(session).to_string()))
        .exec(&transaction)
        .await?;
    Ok(transaction.commit().await?)
}

/// What stays of somebody in a session that was deleted.
fn trace(session: SessionId, member: PersonId, by: PersonId) -> session_person::ActiveModel {
    let state = match member == by {
        true => AccessState::DeletedIt,
        false => AccessState::WasIn,
    };
    session_person::ActiveModel {
        session_uuid: Set(session.0),
        person_id: Set(member.0),
        state: Set(state.name().into()),
        at: Set(now_ms()),
    }
}
