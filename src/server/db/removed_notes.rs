//! What the log keeps of pages of notes that were taken away.

use super::{Database, entities::event, removed_datasets, streams::from_row};
use crate::server::error::ServerError;
use crate::shared::{
    anchor::CardId,
    ids::NoteId,
    session::{
        chat::{ReceiveMessage, Seen},
        notes::{NoteAdded, NoteRemoved, NoteRenamed},
    },
    stream::{Event, Fact, Kind},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

pub use removed_datasets::take_out;

/// The removals after which something may still be there: which page, and the events that still name it.
pub async fn uncleared(db: &Database) -> Result<Vec<(Event, NoteId, Vec<Event>)>, ServerError> {
    let rows = event::Entity::find()
        .filter(event::Column::Kind.eq(NoteRemoved::NAME))
        .order_by_asc(event::Column::At)
        .all(&db.read)
        .await?;
    let mut uncleared = Vec::new();
    for row in rows {
        let removal = from_row(row)?;
        if let Fact::NoteRemoved(NoteRemoved { note_id }) = removal.fact {
            let told = told_of(db, &removal, note_id).await?;
            if !told.is_empty() {
                uncleared.push((removal, note_id, told));
            }
        }
    }
    Ok(uncleared)
}

/// The events before a removal that still have a name of the page, or words of it.
async fn told_of(
    db: &Database,
    removal: &Event,
    note_id: NoteId,
) -> Result<Vec<Event>, ServerError> {
    let rows = event::Entity::find()
        .filter(event::Column::StreamId.eq(removal.stream.0))
        .filter(event::Column::N.lt(removal.n))
        .filter(event::Column::Kind.is_in([
            NoteAdded::NAME,
            NoteRenamed::NAME,
            ReceiveMessage::NAME,
        ]))
        .filter(event::Column::Data.contains(note_id.to_string()))
        .all(&db.read)
        .await?;
    let mut told = Vec::new();
    for row in rows {
        let event = from_row(row)?;
        let is_named = match &event.fact {
            Fact::NoteAdded(added) => !added.title.is_empty(),
            Fact::NoteRenamed(renamed) => !renamed.title.is_empty(),
            Fact::ReceiveMessage(said) => quotes(said, note_id),
            _ => false,
        };
        if is_named {
            told.push(event);
        }
    }
    Ok(told)
}

fn quotes(said: &ReceiveMessage, note_id: NoteId) -> bool {
    let says_something = |seen: &Seen| {
        let mut forgotten = seen.clone();
        forgotten.forget();
        forgotten != *seen
    };
    said.is_about(CardId::Note(note_id)) && said.seen.as_deref().is_some_and(says_something)
}
