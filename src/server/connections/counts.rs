//! How many connections are open, in all and from each address.

use crate::server::auth::network;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// Counts those that are open. Cheap to clone.
#[derive(Clone)]
pub struct Counts {
    most: u32,
    /// None: not counted by address.
    per_address: Option<u32>,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    all: u32,
    networks: HashMap<IpAddr, u32>,
}

/// One connection's place, given back when dropped.
pub struct Place {
    counts: Counts,
    network: IpAddr,
}

impl Counts {
    pub fn new(most: u32, per_address: Option<u32>) -> Self {
        Self {
            most,
            per_address,
            held: Arc::default(),
        }
    }

    /// None: there are enough.
    pub fn enter(&self, address: IpAddr) -> Option<Place> {
        let network = network(address);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let from_there = held.networks.get(&network).copied().unwrap_or(0);
        if held.all >= self.most || self.per_address.is_some_and(|most| from_there >= most) {
            return None;
        }
        held.all += 1;
        held.networks.insert(network, from_there + 1);
        drop(held);
        Some(Place {
            counts: self.clone(),
            network,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let held = self.counts.held.lock();
        let mut held = held.unwrap_or_else(PoisonError::into_inner);
        held.all -= 1;
        if let Some(count) = held.networks.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                held.networks.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_and_given_back() {
        let (one, two) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let counts = Counts::new(3, Some(2));
        let first = counts.enter(one);
        let _second = counts.enter(one);
        assert!(first.is_some() && counts.enter(one).is_none());
        let _third = counts.enter(two);
        assert!(counts.enter(two).is_none(), "three in all");
        drop(first);
        assert!(counts.enter(two).is_some());
        let behind_a_proxy = Counts::new(3, None);
        let all: Vec<_> = (0..5).map(|_| behind_a_proxy.enter(one)).collect();
        assert_eq!(all.iter().flatten().count(), 3);
        drop(all);
        assert!(behind_a_proxy.held.lock().unwrap().networks.is_empty());
    }
}
