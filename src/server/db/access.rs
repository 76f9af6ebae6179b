//! People of a session beyond its two seats: who asks, who was let in, who was taken out.

use super::{
    Database,
    entities::{person, session_person},
    now_ms,
};
use crate::server::error::ServerError;
use crate::shared::{
    account::Person,
    ids::{PersonId, SessionId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

/// What someone is to a session besides its seats. `Removed` is stronger than a seat. The last two outlive
/// the session: they say who deleted it, and to whom it was open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessState {
    Asking,
    Guest,
    Declined,
    Removed,
    DeletedIt,
    WasIn,
}

impl AccessState {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Asking => "asking",
            Self::Guest => "guest",
            Self::Declined => "declined",
            Self::Removed => "removed",
            Self::DeletedIt => "deleted_it",
            Self::WasIn => "was_in",
        }
    }

    fn named(name: &str) -> Option<Self> {
        let all = [
            Self::Asking,
            Self::Guest,
            Self::Declined,
            Self::Removed,
            Self::DeletedIt,
            Self::WasIn,
        ];
        all.into_iter().find(|standing| standing.name() == name)
    }
}

pub async fn standing(
    db: &Database,
    session: SessionId,
    person: PersonId,
) -> Result<Option<AccessState>, ServerError> {
    let row = session_person::Entity::find_by_id((session.0, person.0))
        .one(&db.read)
        .await?;
    Ok(row.and_then(|row| AccessState::named(&row.state)))
}

/// The end of a session that there is no more, as `person` may know it; none for one that never was.
pub async fn deletion(
    db: &Database,
    session: SessionId,
    person: PersonId,
) -> Result<Option<Deletion>, ServerError> {
    let left = session_person::Entity::find()
        .filter(session_person::Column::SessionUuid.eq(session.0))
        .all(&db.read)
        .await?;
    if left.is_empty() {
        return Ok(None);
    }
    let was_in = left.iter().any(|row| row.person_id == person.0);
    let by = left
        .iter()
        .find(|row| AccessState::named(&row.state) == Some(AccessState::DeletedIt))
        .filter(|_| was_in);
    let by = match by {
        Some(row) => {
            person::Entity::find_by_id(row.person_id)
                .one(&db.read)
                .await?
        }
        None => None,
    };
    Ok(Some(Deletion {
        by: by.map(|row| Person {
            id: PersonId(row.id),
            name: row.name,
        }),
    }))
}

/// That a session was deleted, and by whom, for those who were in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    pub by: Option<Person>,
}

/// Sets what someone is to a session; `None` forgets them.
pub async fn set(
    db: &Database,
    session: SessionId,
    person: PersonId,
    standing: Option<AccessState>,
) -> Result<(), ServerError> {
    let Some(standing) = standing else {
        session_person::Entity::delete_by_id((session.0, person.0))
            .exec(&db.write)
            .await?;
        return Ok(());
    };
    let row = session_person::ActiveModel {
        session_uuid: Set(session.0),
        person_id: Set(person.0),
        state: Set(standing.name().into()),
        at: Set(now_ms()),
    };
    use session_person::Column::{At, PersonId, SessionUuid, State};
    let replace = OnConflict::columns([SessionUuid, PersonId])
        .update_columns([State, At])
        .to_owned();
    session_person::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

/// Asks to be let in, unless the person does so already or is in; tells whether that was news.
pub async fn ask(db: &Database, session: SessionId, person: PersonId) -> Result<bool, ServerError> {
    use session_person::Column::{At, PersonId, SessionUuid, State};
    let refused = [AccessState::Declined.name(), AccessState::Removed.name()];
    let again = session_person::Entity::update_many()
        .col_expr(State, Expr::value(AccessState::Asking.name()))
        .col_expr(At, Expr::value(now_ms()))
        .filter(SessionUuid.eq(session.0))
        .filter(PersonId.eq(person.0))
        .filter(State.is_in(refused))
        .exec(&db.write)
        .await?;
    if again.rows_affected == 1 {
        return Ok(true);
    }
    let row = session_person::ActiveModel {
        session_uuid: Set(session.0),
        person_id: Set(person.0),
        state: Set(AccessState::Asking.name().into()),
        at: Set(now_ms()),
    };
    let keep = OnConflict::columns([SessionUuid, PersonId])
        .do_nothing()
        .to_owned();
    match session_person::Entity::insert(row)
        .on_conflict(keep)
        .exec_without_returning(&db.write)
        .await
    {
        Ok(inserted) => Ok(inserted == 1),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Ends a request with `standing`, or forgets it; tells whether there was one.
pub async fn answer(
    db: &Database,
    session: SessionId,
    person: PersonId,
    standing: Option<AccessState>,
) -> Result<bool, ServerError> {
    use session_person::Column::{PersonId, SessionUuid, State};
    let rows = match standing {
        Some(standing) => {
            let update = session_person::Entity::update_many()
                .col_expr(State, Expr::value(standing.name()))
                .filter(SessionUuid.eq(session.0))
                .filter(PersonId.eq(person.0))
                .filter(State.eq(AccessState::Asking.name()));
            update.exec(&db.write).await?.rows_affected
        }
        None => {
            let delete = session_person::Entity::delete_many()
                .filter(SessionUuid.eq(session.0))
                .filter(PersonId.eq(person.0))
                .filter(State.eq(AccessState::Asking.name()));
            delete.exec(&db.write).await?.rows_affected
        }
    };
    Ok(rows == 1)
}

/// Who asks to be let in, first come first.
pub async fn asking(db: &Database, session: SessionId) -> Result<Vec<Person>, ServerError> {
    let asking = session_person::Entity::find()
        .filter(session_person::Column::SessionUuid.eq(session.0))
        .filter(session_person::Column::State.eq(AccessState::Asking.name()))
        .order_by_asc(session_person::Column::At)
        .all(&db.read)
        .await?;
    let ids: Vec<i64> = asking.iter().map(|row| row.person_id).collect();
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(ids.clone()))
        .all(&db.read)
        .await?;
    let named = |id: i64| people.iter().find(|person| person.id == id);
    Ok(ids
        .into_iter()
        .filter_map(named)
        .map(|row| Person {
            id: PersonId(row.id),
            name: row.name.clone(),
        })
        .collect())
}

/// What `person` is to sessions besides their seats.
pub async fn standings_of(
    db: &Database,
    person: PersonId,
) -> Result<Vec<(SessionId, AccessState)>, ServerError> {
    let rows = session_person::Entity::find()
        .filter(session_person::Column::PersonId.eq(person.0))
        .all(&db.read)
        .await?;
    let standings = rows.into_iter().filter_map(|row| {
        let standing = AccessState::named(&row.state)?;
        Some((SessionId(row.session_uuid), standing))
    });
    Ok(standings.collect())
}
