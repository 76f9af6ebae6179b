//! The right to write to an upload. One at a time has it.

use super::{InFlight, Upload, upload::Asked};
use crate::shared::account::Person;
use std::sync::Arc;
use tokio::sync::{OwnedMutexGuard, watch};

/// Given back on drop. An upload that came in one request ends with it; another waits for its rest,
/// unless it has ended.
pub struct Share {
    of: InFlight,
    pub upload: Arc<Upload>,
    /// Of the request that has it.
    number: u64,
    asks: watch::Receiver<Asked>,
    cut: watch::Receiver<bool>,
    ended: bool,
    _turn: OwnedMutexGuard<()>,
}

/// Why whoever has it is to let go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The server stops, and cannot wait for the rest.
    Server,
    /// Its sender is back with another request.
    TakenOver,
    Cancelled(Person),
}

impl Share {
    pub(super) fn first(of: InFlight, upload: Arc<Upload>) -> Self {
        let turn = upload.turn().try_lock_owned();
        let turn = turn.expect("nobody else knows of an upload that was just made");
        Self::taken(of, upload, 0, turn)
    }

    pub(super) fn taken(
        of: InFlight,
        upload: Arc<Upload>,
        number: u64,
        turn: OwnedMutexGuard<()>,
    ) -> Self {
        Self {
            number,
            asks: upload.asks(),
            cut: of.0.cut.subscribe(),
            upload,
            of,
            ended: false,
            _turn: turn,
        }
    }

    /// From now on it is not parked, so that it counts as running.
    pub fn run(&self) {
        self.upload.set_parked(false);
    }

    /// Whether it is still among the uploads: it may have ended while this was waited for.
    pub fn is_there(&self) -> bool {
        let there = self.of.find(self.upload.id());
        there.is_some_and(|there| Arc::ptr_eq(&there, &self.upload))
    }

    /// It is no upload any more: kept, or removed.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Takes more; answers what all uploads to the session may come to together.
    pub fn add(&self, bytes: u64) -> u64 {
        self.upload
            .change(|progress| progress.received += bytes as i64);
        self.of.beside(&self.upload).of_session + self.upload.reserved()
    }

    /// Resolves when it is to be let go of.
    pub fn stopped(&self) -> impl Future<Output = Stopped> + use<> {
        let (mut cut, mut asks, number) = (self.cut.clone(), self.asks.clone(), self.number);
        async move {
            tokio::select! {
                // Uploads without a server are cut too.
                _ = cut.wait_for(|cut| *cut) => Stopped::Server,
                asked = asks.wait_for(|asked| asked.number != number) => match asked {
                    Ok(asked) => match &asked.cancelled_by {
                        Some(person) => Stopped::Cancelled(person.clone()),
                        None => Stopped::TakenOver,
                    },
                    Err(_) => Stopped::Server,
                },
            }
        }
    }

    /// Resolves when it is cancelled, and with nothing less.
    pub fn cancelled(&self) -> impl Future<Output = Person> + use<> {
        let mut asks = self.asks.clone();
        async move {
            let asked = asks.wait_for(|asked| asked.cancelled_by.is_some()).await;
            let by = asked.ok().and_then(|asked| asked.cancelled_by.clone());
            match by {
                Some(person) => person,
                None => std::future::pending().await,
            }
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        match self.ended || !self.upload.is_resumable() {
            true => self.of.end(self.upload.id()),
            false => self.upload.set_parked(true),
        }
    }
}
