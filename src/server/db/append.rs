//! An append to the log: rows that follow a head, and what becomes of them.

use super::entities::event;
use crate::shared::ids::StreamId;
use sea_orm::DbErr;

/// Rows whose numbers follow `head`: all of them are appended, or none.
pub struct Entry {
    pub stream: StreamId,
    pub head: i64,
    pub rows: Vec<event::Model>,
}

impl Entry {
    /// The head when this is appended.
    pub fn next_head(&self) -> i64 {
        self.head + self.rows.len() as i64
    }
}

/// What became of an append.
#[derive(Debug, PartialEq, Eq)]
pub enum Append {
    Committed,
    /// Another writer was first: the head is not the one it was decided against.
    HeadMoved,
    /// One of the commands is stored already.
    CidTaken,
}

/// The answers for a group when `error` is all there is to say.
pub fn all_failed(group: &[Entry], error: &DbErr) -> Vec<Result<Append, DbErr>> {
    group.iter().map(|_| Err(error.clone())).collect()
}
