//! Sessions: creating one, its seats, and whose they are.

use super::{
    Database,
    access::{self, Standing},
    entities::{dataset, event, notification, read, session, session_person, snapshot, stream},
};
use crate::server::error::ServerError;
use crate::shared::ids::{DatasetId, PersonId, SessionId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

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

/// The sessions that `person` may enter, by a seat or as a guest, newest first.
pub async fn of_person(db: &Database, person: PersonId) -> Result<Vec<SessionRow>, ServerError> {
    let standings = access::standings_of(db, person).await?;
    let known = |wanted: fn(&Standing) -> bool| {
        let found = standings
            .iter()
            .filter(move |(_, standing)| wanted(standing));
        found.map(|(session, _)| session.0).collect::<Vec<_>>()
    };
    let guest = known(|standing| *standing == Standing::Guest);
    let removed = known(|standing| matches!(standing, Standing::Removed | Standing::RemovedAsking));
    let seated = Condition::any()
        .add(session::Column::User1Id.eq(person.0))
        .add(session::Column::User2Id.eq(person.0))
        .add(session::Column::SessionUuid.is_in(guest));
    let rows = session::Entity::find()
        .filter(seated)
        .filter(session::Column::SessionUuid.is_not_in(removed))
        .order_by_desc(session::Column::CreatedAt)
        .all(&db.read)
        .await?;
    Ok(rows.into_iter().map(SessionRow::from).collect())
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

/// When it was put away; `None` takes it out again.
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

/// Deletes a session with everything in it; returns its data sets, whose files remain.
pub async fn delete(db: &Database, session: SessionId) -> Result<Vec<DatasetId>, ServerError> {
    let transaction = db.begin().await?;
    let id = session.0;
    let datasets = dataset::Entity::find()
        .filter(dataset::Column::SessionUuid.eq(id))
        .all(&transaction)
        .await?;
    let link = format!("/session/{session}");
    macro_rules! delete {
        ($($table:ident by $column:ident = $value:expr;)*) => {$(
            $table::Entity::delete_many()
                .filter($table::Column::$column.eq($value))
                .exec(&transaction)
                .await?;
        )*};
    }
    delete! {
        event by StreamId = id;
        snapshot by StreamId = id;
        read by StreamId = id;
        stream by Id = id;
        dataset by SessionUuid = id;
        session_person by SessionUuid = id;
        notification by Link = link;
        session by SessionUuid = id;
    }
    transaction.commit().await?;
    Ok(datasets.into_iter().map(|row| DatasetId(row.id)).collect())
}
