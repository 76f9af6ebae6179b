//! Comments as cards and the conversation show them: which are open, and where they hang.

use super::StreamView;
use crate::shared::{
    anchor::{Anchor, CardId},
    ids::{DatasetId, EventId, NoteId},
    session::{
        StreamState,
        chat::{Seen, Thread},
    },
    view::{Filter, View},
};
use crate::ui::lean::memo;
use leptos::prelude::*;

/// A place, and what the reader has before them there, if a comment is to begin with it.
pub type Talk = (Anchor, Option<Box<Seen>>);

/// What the reader asked to see of a data set from outside its grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Leap {
    pub dataset_id: DatasetId,
    /// Other rows; none where those of now will do.
    pub view: Option<View>,
    /// What is to be marked, as in [`Seen`].
    pub marked: Vec<i64>,
    /// A row by its number, and a column, from 0.
    pub cell: Option<(u32, u32)>,
    /// Whose view it is, where it is somebody's: "What Ada saw".
    pub whose: Option<String>,
}

impl Leap {
    pub fn at(dataset_id: DatasetId, view: Option<View>) -> Self {
        Self {
            dataset_id,
            view,
            marked: Vec::new(),
            cell: None,
            whose: None,
        }
    }

    /// A row or a cell, in whatever view; none for places that are not in a data set's rows.
    pub fn for_place(place: Anchor) -> Option<Self> {
        let (dataset, row, column) = match place {
            Anchor::Row { dataset, row } => (dataset, row, 0),
            Anchor::Cell {
                dataset,
                row,
                column,
            } => (dataset, row, column),
            _ => return None,
        };
        Some(Self {
            cell: Some((row, column)),
            ..Self::at(dataset, None)
        })
    }
}

/// A row of a comment that is to be found in a newer version.
pub struct Sought {
    pub message_id: EventId,
    /// The newest version.
    pub dataset_id: DatasetId,
    /// None where that lacks what names the row, or the cell's column.
    pub key: Option<Filter>,
    /// Of a cell: where its column stands there.
    pub column: Option<u32>,
}

/// What is to be found again of a thread, where there is a newer version and something names its row.
fn sought(state: &StreamState, thread: &Thread) -> Option<Sought> {
    let key = thread.seen.key.clone()?;
    let newest = state.newer_than(thread.seen.dataset_id?)?;
    let at = |name: &String| newest.columns.iter().position(|one| one.name == *name);
    let is_cell = matches!(thread.about, Anchor::Cell { .. });
    let column = thread.seen.column.as_ref().filter(|_| is_cell).and_then(at);
    let is_there = at(&key.column).is_some() && column.is_some() == is_cell;
    Some(Sought {
        message_id: thread.message_id,
        dataset_id: newest.dataset_id,
        key: Some(key).filter(|_| is_there),
        column: column.map(|column| column as u32),
    })
}

impl Sought {
    /// As what came of it is kept.
    fn word(message: EventId, dataset: DatasetId, found: &str) -> String {
        format!("{message} {dataset} {found}")
    }
}

impl StreamView {
    /// Rows that are to be found in newer versions, each once. Tracks threads and data sets.
    pub fn sought(self) -> Vec<Sought> {
        let all: Vec<Sought> = self.store.read(|state| {
            let threads = state.chat.threads.iter();
            threads.filter_map(|one| sought(state, one)).collect()
        });
        let is_new = |one: &Sought| {
            let asked = Sought::word(one.message_id, one.dataset_id, "?");
            let is_new = !self.found.read_untracked().contains(&asked);
            if is_new {
                self.found.update_untracked(|found| found.push(asked));
            }
            is_new
        };
        all.into_iter().filter(is_new).collect()
    }

    /// Keeps where a row stands in a newer version; nowhere without a place.
    pub fn was_found(self, sought: &Sought, place: Option<Anchor>) {
        let found = place.map_or("-".into(), |place| place.to_string());
        let word = Sought::word(sought.message_id, sought.dataset_id, &found);
        // The page may be gone.
        _ = self.found.try_update(|found| found.push(word));
    }

    /// Whether what a comment hangs on was looked for in this version, and is not there. Tracks it.
    pub fn is_gone(self, message_id: EventId, dataset_id: DatasetId) -> bool {
        let gone = Sought::word(message_id, dataset_id, "-");
        self.found.read().contains(&gone)
    }

    /// Where a comment hangs: its own place, and those in newer versions.
    fn places(self, thread: &Thread) -> Vec<Anchor> {
        let message = thread.message_id.to_string();
        let found = self.found.read();
        let of = found.iter().filter(|one| one.starts_with(&message));
        let of = of.filter_map(|one| one.rsplit(' ').next()?.parse().ok());
        std::iter::once(thread.about).chain(of).collect()
    }

    /// Where open comments hang on a card and in it, oldest first: places as text, and behind a blank the name of
    /// a mark.
    pub fn comments(self, card: CardId) -> Memo<Vec<String>> {
        let store = self.store;
        memo(move || {
            store.read(|state| {
                let threads = state.chat.threads.iter();
                let open = threads.filter(|one| one.resolved_by.is_none());
                let here = open.filter_map(|thread| {
                    let mut places = self.places(thread).into_iter();
                    let place = places.find(|place| place.card().as_ref() == Some(&card))?;
                    Some(match (place, &thread.seen.value) {
                        (Anchor::Mark { .. } | Anchor::Marks { .. }, Some(name)) => {
                            format!("{place} {name}")
                        }
                        _ => place.to_string(),
                    })
                });
                here.collect()
            })
        })
    }

    /// Open comments on words of a page of notes, oldest first, for the editor: the place, and what names the words.
    pub fn comments_on_words(self, note: NoteId) -> Memo<String> {
        let store = self.store;
        memo(move || {
            store.read(|state| {
                let threads = state.chat.threads.iter();
                let open = threads.filter(|one| one.resolved_by.is_none());
                let here = open.filter(|one| one.about.card() == Some(CardId::Note(note)));
                let here: Vec<(Anchor, &Seen)> = here.map(|one| (one.about, &one.seen)).collect();
                serde_json::to_string(&here).unwrap_or_default()
            })
        })
    }

    /// The comments at a place, and in it, oldest first. Tracks them.
    pub fn threads_at(self, place: Anchor) -> Vec<Thread> {
        self.store.read(|state| {
            let threads = state.chat.threads.iter();
            let here = threads.filter(|one| self.places(one).iter().any(|at| place.holds(*at)));
            here.cloned().collect()
        })
    }

    /// What a message began, while that stands. Tracks it.
    pub fn thread(self, message: EventId) -> Option<Thread> {
        self.store.read(|state| state.thread(message).cloned())
    }
}
