//! The last commands by their senders' ids, so that a repeated one need not be looked up.

use crate::shared::{
    ids::{Cid, PersonId},
    session::{redact, takes_back},
    stream::Event,
};
use std::collections::{HashMap, VecDeque};

/// How many are remembered.
const REMEMBERED: usize = 1_024;

#[derive(Default)]
pub struct RecentCommands {
    events: HashMap<(PersonId, Cid), Event>,
    order: VecDeque<(PersonId, Cid)>,
}

impl RecentCommands {
    pub fn find(&self, by: PersonId, cid: Cid) -> Option<&Event> {
        self.events.get(&(by, cid))
    }

    pub fn remember(&mut self, event: &Event) {
        if takes_back(event) {
            for earlier in self.events.values_mut() {
                redact(earlier, event);
            }
        }
        let Some(cid) = event.cid else { return };
        let key = (event.by.id, cid);
        if self.events.insert(key, event.clone()).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.events.remove(&oldest);
        }
    }
}
