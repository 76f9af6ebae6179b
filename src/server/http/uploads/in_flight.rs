//! Files that are on their way in: how much of each session's room they take while they are not in its
//! table yet, whose they are, and what becomes of them when the server stops.
//!
//! Without them, many uploads at once would each fit the quota and together exceed it.

use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{DatasetId, SessionId},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

#[derive(Clone)]
pub struct InFlight(Arc<Inner>);

struct Inner {
    files: Mutex<HashMap<DatasetId, Arriving>>,
    /// True: what has not arrived yet does not arrive any more.
    cut: watch::Sender<bool>,
}

struct Arriving {
    session: SessionId,
    by: Person,
    file_name: String,
    bytes: u64,
}

/// One upload's share; given back on drop.
pub struct Share {
    of: InFlight,
    dataset_id: DatasetId,
    session: SessionId,
    cut: watch::Receiver<bool>,
}

impl Default for InFlight {
    fn default() -> Self {
        Self(Arc::new(Inner {
            files: Mutex::default(),
            cut: watch::Sender::new(false),
        }))
    }
}

impl InFlight {
    /// Begins one, unless the person has `most` of them on their way already.
    pub fn begin(
        &self,
        dataset_id: DatasetId,
        session: SessionId,
        by: &Person,
        file_name: &str,
        most: u32,
    ) -> Result<Share, ApiError> {
        let mut files = self.files();
        let own = files.values().filter(|file| file.by.id == by.id).count();
        if own >= most as usize {
            let sentence = format!(
                "{own} of your files are on their way already. Wait until one has arrived, then \
                 send {file_name} again."
            );
            return Err(ApiError::new(ErrorCode::RateLimited, sentence).retry_after(5_000));
        }
        let arriving = Arriving {
            session,
            by: by.clone(),
            file_name: file_name.to_owned(),
            bytes: 0,
        };
        files.insert(dataset_id, arriving);
        drop(files);
        Ok(Share {
            of: self.clone(),
            dataset_id,
            session,
            cut: self.0.cut.subscribe(),
        })
    }

    /// Cuts all of them, because the server stops, and says which.
    pub fn cut(&self) {
        // Those that hear it are gone from here at once.
        for file in self.files().values() {
            let Arriving {
                session,
                by,
                file_name,
                bytes,
            } = file;
            let by = by.id;
            tracing::warn!(%session, %by, bytes, "upload cut by the stop: {file_name}");
        }
        self.0.cut.send_replace(true);
    }

    fn files(&self) -> MutexGuard<'_, HashMap<DatasetId, Arriving>> {
        self.0.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// Takes more; answers what all uploads to the session hold together.
    pub fn add(&mut self, bytes: u64) -> u64 {
        let mut files = self.of.files();
        if let Some(file) = files.get_mut(&self.dataset_id) {
            file.bytes += bytes;
        }
        let of_session = files.values().filter(|file| file.session == self.session);
        of_session.map(|file| file.bytes).sum()
    }

    /// Resolves when the upload is cut.
    pub fn cut(&self) -> impl Future<Output = ()> + use<> {
        let mut cut = self.cut.clone();
        async move {
            // Uploads without a server are cut too.
            let _ = cut.wait_for(|cut| *cut).await;
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.of.files().remove(&self.dataset_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::{ada, grace};
    use futures_util::FutureExt;
    use uuid::Uuid;

    const SESSION: SessionId = SessionId(Uuid::nil());

    fn begin(of: &InFlight, by: &Person, most: u32) -> Result<Share, ApiError> {
        of.begin(DatasetId(Uuid::new_v4()), SESSION, by, "rain.csv", most)
    }

    #[test]
    fn uploads_to_one_session_add_up_and_end() {
        let in_flight = InFlight::default();
        let mut one = begin(&in_flight, &ada(), 2).unwrap();
        let mut two = begin(&in_flight, &grace(), 2).unwrap();
        assert_eq!(one.add(10), 10);
        assert_eq!(two.add(5), 15);
        drop(one);
        assert_eq!(two.add(1), 6);
        drop(two);
        assert!(in_flight.files().is_empty());
    }

    #[test]
    fn a_person_has_so_many_at_once() {
        let in_flight = InFlight::default();
        let first = begin(&in_flight, &ada(), 2).unwrap();
        let _second = begin(&in_flight, &ada(), 2).unwrap();
        let refusal = begin(&in_flight, &ada(), 2).err().unwrap();
        assert_eq!(refusal.code, "rate/limited");
        assert!(refusal.message.starts_with("2 of your files"), "{refusal}");
        assert!(begin(&in_flight, &grace(), 2).is_ok());
        drop(first);
        assert!(begin(&in_flight, &ada(), 2).is_ok());
    }

    #[test]
    fn all_hear_that_they_are_cut_also_those_that_come_after_it() {
        let in_flight = InFlight::default();
        let before = begin(&in_flight, &ada(), 2).unwrap();
        assert!(before.cut().now_or_never().is_none());
        in_flight.cut();
        let after = begin(&in_flight, &ada(), 2).unwrap();
        assert!(before.cut().now_or_never().is_some() && after.cut().now_or_never().is_some());
    }
}
