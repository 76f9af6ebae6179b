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
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict,
};
use std::collections::HashMap;

/// What someone is to a session besides its seats. `Removed` is stronger than a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Asking,
    Guest,
    Declined,
    Removed,
    /// Removed from their seat, and asking to have it back.
    RemovedAsking,
}

impl Standing {
    fn name(self) -> &'static str {
        match self {
            Self::Asking => "asking",
            Self::Guest => "guest",
            Self::Declined => "declined",
            Self::Removed => "removed",
            Self::RemovedAsking => "removed-asking",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [
            Self::Asking,
            Self::Guest,
            Self::Declined,
            Self::Removed,
            Self::RemovedAsking,
        ]
        .into_iter()
        .find(|standing| standing.name() == name)
    }
}

pub async fn standing(
    db: &Database,
    session: SessionId,
    person: PersonId,
) -> Result<Option<Standing>, ServerError> {
    let row = session_person::Entity::find_by_id((session.0, person.0))
        .one(&db.read)
        .await?;
    Ok(row.and_then(|row| Standing::named(&row.state)))
}

/// Sets what someone is to a session; `None` forgets them.
pub async fn set(
    db: &Database,
    session: SessionId,
    person: PersonId,
    standing: Option<Standing>,
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

/// Who asks to be let in, first come first.
pub async fn asking(db: &Database, session: SessionId) -> Result<Vec<Person>, ServerError> {
    let asking = session_person::Entity::find()
        .filter(session_person::Column::SessionUuid.eq(session.0))
        .filter(
            session_person::Column::State
                .is_in([Standing::Asking.name(), Standing::RemovedAsking.name()]),
        )
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

/// What `person` is to each session, besides seats.
pub async fn standings_of(
    db: &Database,
    person: PersonId,
) -> Result<HashMap<SessionId, Standing>, ServerError> {
    let rows = session_person::Entity::find()
        .filter(session_person::Column::PersonId.eq(person.0))
        .all(&db.read)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((SessionId(row.session_uuid), Standing::named(&row.state)?)))
        .collect())
}
