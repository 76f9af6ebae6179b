//! What a tab keeps while people look together: who watches its reader, what was told, and what is heard.

use crate::client::clock::Timer;
use crate::shared::{
    ids::PersonId,
    protocol::{GridPlace, LookPlace, Part},
};
use std::cell::{Cell, RefCell};

/// Where the reader looks, and whose place the page wants to be told.
pub type News = (Option<LookPlace>, Option<PersonId>);

/// What a tab knows of who looks where.
#[derive(Default)]
pub struct Looks {
    /// Those who want to know where the reader looks.
    pub watchers: RefCell<Vec<PersonId>>,
    /// What the server knows; none where that is not known.
    pub told: RefCell<Option<News>>,
    /// Looks again.
    pub timer: RefCell<Option<Timer>>,
    /// When the reader last did something here.
    pub used_at: Cell<i64>,
    /// What grids show, those that were moved last first.
    pub grids: RefCell<Vec<GridPlace>>,
    /// What the one who leads sees.
    pub theirs: RefCell<Option<LookPlace>>,
    /// Whom the reader peeks at, and what they see.
    pub peeked: RefCell<Option<(PersonId, Option<LookPlace>)>>,
    /// Where the reader was before they followed.
    pub home: Cell<(Part, i32)>,
}

impl Looks {
    pub fn stop(&self) {
        self.timer.take();
    }
}
