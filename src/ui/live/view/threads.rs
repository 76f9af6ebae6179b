//! Comments as cards and the conversation show them: which are open, and where they hang.

use super::StreamView;
use crate::shared::{
    anchor::{Anchor, CardId},
    ids::{DatasetId, EventId},
    session::chat::{Seen, Thread},
    view::View,
};
use leptos::prelude::*;

/// A place, and what the reader has before them there, if a comment is to begin with it.
pub type Talk = (Anchor, Option<Box<Seen>>);

/// What the reader asked to see of a data set from outside its grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
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

impl Look {
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

impl StreamView {
    /// The open comments on a card and in it, oldest first.
    pub fn comments(self, card: CardId) -> Memo<Vec<Thread>> {
        let store = self.store;
        Memo::new(move |_| {
            store.read(|state| {
                let threads = state.chat.threads.iter();
                let here = threads.filter(|one| {
                    one.resolved.is_none() && one.about.card().as_ref() == Some(&card)
                });
                here.cloned().collect()
            })
        })
    }

    /// The comments at a place, and in it, oldest first. Tracks them.
    pub fn threads_at(self, place: Anchor) -> Vec<Thread> {
        self.store.read(|state| {
            let threads = state.chat.threads.iter();
            threads
                .filter(|one| place.holds(one.about))
                .cloned()
                .collect()
        })
    }

    /// What a message began, while that stands. Tracks it.
    pub fn thread(self, message: EventId) -> Option<Thread> {
        self.store.read(|state| state.thread(message).cloned())
    }
}
