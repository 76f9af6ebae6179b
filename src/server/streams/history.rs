//! Whether what a client has seen is of this history: after a backup was restored, numbers that it saw
//! are given out a second time.

use super::Streams;
use crate::server::{
    db::{self, epoch::Epoch},
    error::ServerError,
};
use crate::shared::{
    ids::{EpochId, EventId, StreamId},
    protocol::{Join, Restored},
};

/// How far a client has come, and in which history.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Number of the last event applied there.
    pub after: Option<i64>,
    /// The id of that event.
    pub last: Option<EventId>,
    pub epoch: Option<EpochId>,
}

impl From<Join> for Seen {
    fn from(join: Join) -> Self {
        Self {
            after: join.after,
            last: join.last,
            epoch: join.epoch,
        }
    }
}

impl Streams {
    /// Which history the database is. It does not change while a server runs.
    pub async fn epoch(&self) -> Result<Epoch, ServerError> {
        let read = || db::epoch::get(&self.0.db);
        self.0.epoch.get_or_try_init(read).await.copied()
    }

    /// None when all that a client has seen of a stream happened here too.
    pub async fn restored(
        &self,
        stream: StreamId,
        seen: Seen,
    ) -> Result<Option<Restored>, ServerError> {
        let Some(after) = seen.after.filter(|after| *after > 0) else {
            return Ok(None);
        };
        let epoch = self.epoch().await?;
        let same_epoch = seen.epoch.is_none_or(|known| known == epoch.id);
        let is_here = match db::streams::id_at(&self.0.db, stream, after).await? {
            // What has the same end has the same beginning, whichever copy it is in.
            Some(id) => seen.last.map_or(same_epoch, |last| last == id),
            None => false,
        };
        // An epoch that the client knows did not begin after what it saw.
        let copied_at = epoch
            .copied_at
            .filter(|_| seen.epoch.is_some() && !same_epoch);
        Ok((!is_here).then_some(Restored { copied_at }))
    }
}
