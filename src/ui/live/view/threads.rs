//! Comments as cards and the conversation show them: which are open, and where they hang.

use super::StreamView;
use crate::shared::{
    anchor::{Anchor, CardId},
    ids::{DatasetId, EventId},
    session::{
        StreamState,
        chat::{RowKey, Seen, Thread},
    },
    view::View,
};
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
    pub marked: Option<[u32; 4]>,
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
            marked: None,
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
#[derive(Clone, Debug, PartialEq)]
pub struct Sought {
    pub message_id: EventId,
    /// The newest version.
    pub dataset_id: DatasetId,
    pub key: RowKey,
    /// Of a cell: where its column stands in the newest version, if it has it.
    pub column: Option<Option<u32>>,
}

/// Where it stands there; nowhere without a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub message_id: EventId,
    pub dataset_id: DatasetId,
    pub place: Option<Anchor>,
}

/// What is to be found again of a thread, where there is a newer version and something names its row.
fn sought(state: &StreamState, thread: &Thread) -> Option<Sought> {
    let key = thread.seen.key.clone()?;
    let newest = state.newer_than(thread.seen.dataset_id?)?;
    let at = |name: &String| newest.columns.iter().position(|one| one.name == *name);
    let column = match thread.about {
        Anchor::Row { .. } => None,
        Anchor::Cell { .. } => Some(thread.seen.column.as_ref().and_then(at)),
        _ => return None,
    };
    // What names no row there finds none.
    let column = match at(&key.column) {
        Some(_) => column.map(|column| column.map(|at| at as u32)),
        None => Some(None),
    };
    Some(Sought {
        message_id: thread.message_id,
        dataset_id: newest.dataset_id,
        key,
        column,
    })
}

impl StreamView {
    /// Rows that are to be found in newer versions, and are not yet.
    pub fn sought(self) -> Memo<Vec<Sought>> {
        let (store, found) = (self.store, self.found);
        Memo::new(move |_| {
            let found = found.read_untracked();
            let is_new = |one: &Sought| {
                let same = |known: &Found| {
                    (known.message_id, known.dataset_id) == (one.message_id, one.dataset_id)
                };
                !found.iter().any(same)
            };
            store.read(|state| {
                let threads = state.chat.threads.iter();
                let sought = threads.filter_map(|thread| sought(state, thread));
                sought.filter(is_new).collect()
            })
        })
    }

    /// Whether what a comment hangs on was looked for in this version, and is not there. Tracks it.
    pub fn is_gone(self, message_id: EventId, dataset_id: DatasetId) -> bool {
        let found = self.found.read();
        let mut found = found.iter();
        let of = |one: &&Found| (one.message_id, one.dataset_id) == (message_id, dataset_id);
        found.find(of).is_some_and(|one| one.place.is_none())
    }

    /// Where a comment hangs: its own place, and that in a newer version.
    fn places(self, thread: &Thread) -> impl Iterator<Item = Anchor> {
        let found = self.found.get().into_iter();
        let message_id = thread.message_id;
        let of = move |one: Found| one.place.filter(|_| one.message_id == message_id);
        std::iter::once(thread.about).chain(found.filter_map(of))
    }

    /// The open comments on a card and in it, oldest first, each with its place there.
    pub fn comments(self, card: CardId) -> Memo<Vec<Thread>> {
        let store = self.store;
        Memo::new(move |_| {
            store.read(|state| {
                let threads = state.chat.threads.iter();
                let open = threads.filter(|one| one.resolved.is_none());
                let here = open.filter_map(|thread| {
                    let mut places = self.places(thread);
                    let about = places.find(|place| place.card().as_ref() == Some(&card))?;
                    let thread = thread.clone();
                    Some(Thread { about, ..thread })
                });
                here.collect()
            })
        })
    }

    /// The comments at a place, and in it, oldest first. Tracks them.
    pub fn threads_at(self, place: Anchor) -> Vec<Thread> {
        self.store.read(|state| {
            let threads = state.chat.threads.iter();
            threads
                .filter(|one| self.places(one).any(|at| place.holds(at)))
                .cloned()
                .collect()
        })
    }

    /// What a message began, while that stands. Tracks it.
    pub fn thread(self, message: EventId) -> Option<Thread> {
        self.store.read(|state| state.thread(message).cloned())
    }
}
