//! Tasks of which each runs once: whoever wakes one starts it unless it runs, and it rests only when nobody has woken
//! it meanwhile.

use crate::shared::ids::DatasetId;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Those that run, and how often each was woken.
#[derive(Default)]
pub struct Wakes(Mutex<HashMap<DatasetId, u64>>);

impl Wakes {
    /// Whether its task is to be started now.
    pub fn wake(&self, dataset_id: DatasetId) -> bool {
        let mut running = self.running();
        let woken = running.entry(dataset_id).or_default();
        *woken += 1;
        *woken == 1
    }

    pub fn count(&self, dataset_id: DatasetId) -> u64 {
        self.running().get(&dataset_id).copied().unwrap_or_default()
    }

    /// Whether its task may end: nobody has woken it since it was woken so often.
    pub fn rest(&self, dataset_id: DatasetId, woken: u64) -> bool {
        let mut running = self.running();
        let may = running.get(&dataset_id).is_none_or(|now| *now == woken);
        if may {
            running.remove(&dataset_id);
        }
        may
    }

    fn running(&self) -> MutexGuard<'_, HashMap<DatasetId, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn one_that_was_woken_meanwhile_does_not_rest() {
        let (wakes, id) = (Wakes::default(), DatasetId(Uuid::nil()));
        assert!(wakes.wake(id));
        let seen = wakes.count(id);
        assert!(!wakes.wake(id), "it runs already");
        assert!(!wakes.rest(id, seen));
        assert!(wakes.rest(id, wakes.count(id)));
        assert!(wakes.wake(id), "it is started again");
    }
}
