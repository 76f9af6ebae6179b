//! How rows come in: how many a live data set has, how fast they come, and when the newest came.

use crate::shared::{ids::DatasetId, protocol::RowsAppended};
use leptos::prelude::*;

/// A rate is over this long, and over at most twice as long.
const OVER_MS: i64 = 3_000;

/// What is known of one live data set. Times are the server's, in Unix milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Appended {
    dataset_id: DatasetId,
    /// Those that are kept.
    pub rows: i64,
    /// All that ever came.
    pub head: i64,
    pub newest: Option<i64>,
    /// How many had come when: what the rate is counted from, and what it will be counted from next.
    marks: [(i64, i64); 2],
}

impl Appended {
    /// Those that are not kept any more.
    pub fn gone(&self) -> i64 {
        self.head - self.rows
    }

    fn of(signal: &RowsAppended, now: i64) -> Self {
        Self {
            dataset_id: signal.dataset_id,
            rows: signal.rows,
            head: signal.head,
            newest: signal.newest,
            marks: [(signal.head, now); 2],
        }
    }

    /// So many rows of so many that came, and the newest of them when.
    #[cfg(test)]
    pub fn at(rows: i64, head: i64, newest: Option<i64>) -> Self {
        Self {
            dataset_id: DatasetId(uuid::Uuid::nil()),
            rows,
            head,
            newest,
            marks: [(head, 0); 2],
        }
    }

    fn heard(&mut self, signal: &RowsAppended, now: i64) {
        (self.rows, self.head, self.newest) = (signal.rows, signal.head, signal.newest);
        if now - self.marks[1].1 >= OVER_MS {
            self.marks = [self.marks[1], (signal.head, now)];
        }
    }

    /// Rows a second, lately; none while that is not known.
    pub fn rate(&self, now: i64) -> Option<f64> {
        let (head, at) = self.marks[0];
        let over = now - at;
        (over >= 1_000).then(|| (self.head - head) as f64 * 1_000.0 / over as f64)
    }
}

/// What is known of all live data sets of a session.
#[derive(Clone, Copy)]
pub struct Appends {
    all: StoredValue<Vec<Appended>>,
    heard: Trigger,
}

/// What is known of one of them, as it comes.
#[derive(Clone, Copy)]
pub struct AppendsTo {
    appends: Appends,
    dataset_id: Option<DatasetId>,
}

impl Appends {
    pub fn none() -> Self {
        Self {
            all: StoredValue::new(Vec::new()),
            heard: Trigger::new(),
        }
    }

    /// Of none, nothing is ever known.
    pub fn of(self, dataset_id: impl Into<Option<DatasetId>>) -> AppendsTo {
        AppendsTo {
            appends: self,
            dataset_id: dataset_id.into(),
        }
    }

    pub fn heard(self, signal: &RowsAppended, now: i64) {
        self.all.update_value(|all| {
            let mut known = all.iter_mut();
            match known.find(|one| one.dataset_id == signal.dataset_id) {
                Some(one) => one.heard(signal, now),
                None => all.push(Appended::of(signal, now)),
            }
        });
        self.heard.notify();
    }
}

impl AppendsTo {
    /// None before anything is known. Whoever asks is called again when rows come to any of them.
    pub fn get(self) -> Option<Appended> {
        self.appends.heard.track();
        self.appends.all.with_value(|all| {
            let mut known = all.iter();
            known
                .find(|one| Some(one.dataset_id) == self.dataset_id)
                .cloned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::ids::SessionId;
    use uuid::Uuid;

    fn signal(head: i64) -> RowsAppended {
        RowsAppended {
            session_uuid: SessionId(Uuid::nil()),
            dataset_id: DatasetId(Uuid::nil()),
            rows: head.min(100),
            head,
            newest: Some(head),
        }
    }

    #[test]
    fn a_rate_is_of_the_last_seconds() {
        let mut appended = Appended::of(&signal(500), 0);
        assert_eq!(appended.rate(500), None);
        appended.heard(&signal(520), 1_000);
        assert_eq!(appended.rate(1_000), Some(20.0));
        for second in 2..=20 {
            appended.heard(&signal(520 + 100 * (second - 1)), second * 1_000);
        }
        assert_eq!(appended.rate(20_000), Some(100.0));
        assert_eq!((appended.rows, appended.head), (100, 2_420));
    }

    #[test]
    fn a_rate_falls_when_nothing_comes() {
        let mut appended = Appended::of(&signal(0), 0);
        appended.heard(&signal(10), 1_000);
        assert_eq!(appended.rate(10_000), Some(1.0));
    }
}
