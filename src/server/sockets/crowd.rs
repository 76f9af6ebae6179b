//! How many connections one person and one address hold at the same time.
//!
//! A place is taken at the handshake and travels in the request's extensions, which Engine.IO keeps
//! as long as the session: whatever ends that, by any transport, gives the place back.

use crate::server::{auth::network, config::Sockets};
use crate::shared::{api_error::ApiError, ids::PersonId};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// Counts those who are in.
#[derive(Clone)]
pub struct Crowd {
    most: Sockets,
    held: Arc<Mutex<HashMap<Holder, u32>>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Holder {
    Person(PersonId),
    Network(IpAddr),
}

/// One connection's place, given back when the last clone is dropped.
#[derive(Clone)]
pub struct Place {
    _counted: Arc<Counted>,
}

struct Counted {
    crowd: Crowd,
    holders: Vec<Holder>,
}

impl Crowd {
    pub fn new(most: Sockets) -> Self {
        Self {
            most,
            held: Arc::default(),
        }
    }

    /// Takes a place, or says `rate/limited`: a place is free when another connection has ended.
    pub fn enter(&self, person: Option<PersonId>, address: IpAddr) -> Result<Place, ApiError> {
        let holders: Vec<Holder> = person
            .map(Holder::Person)
            .into_iter()
            .chain([Holder::Network(network(address))])
            .collect();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |holder| held.get(&holder).copied().unwrap_or(0);
        if holders
            .iter()
            .copied()
            .any(|one| count(one) >= self.most(one))
        {
            return Err(full());
        }
        for &holder in &holders {
            *held.entry(holder).or_default() += 1;
        }
        drop(held);
        let crowd = self.clone();
        Ok(Place {
            _counted: Arc::new(Counted { crowd, holders }),
        })
    }

    fn most(&self, holder: Holder) -> u32 {
        match holder {
            Holder::Person(_) => self.most.per_person,
            Holder::Network(_) => self.most.per_address,
        }
    }

    fn leave(&self, holder: Holder) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&holder) {
            *count -= 1;
            if *count == 0 {
                held.remove(&holder);
            }
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        for &holder in &self.holders {
            self.crowd.leave(holder);
        }
    }
}

fn full() -> ApiError {
    let sentence = "Too many connections are open at once. Close some tabs, then try again.";
    ApiError::new("rate/limited", sentence).retry_after(5_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: PersonId = PersonId(1);
    const GRACE: PersonId = PersonId(2);

    fn crowd(per_person: u32, per_address: u32) -> Crowd {
        Crowd::new(Sockets {
            per_person,
            per_address,
        })
    }

    fn from(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[test]
    fn one_person_holds_so_many_wherever_they_are() {
        let crowd = crowd(2, 10);
        let places = ["192.0.2.1", "192.0.2.2"].map(|one| crowd.enter(Some(ADA), from(one)));
        assert!(places.iter().all(Result::is_ok));
        let refusal = crowd.enter(Some(ADA), from("192.0.2.3")).err().unwrap();
        assert_eq!(
            (refusal.code.as_str(), refusal.retry_ms),
            ("rate/limited", Some(5_000))
        );
        assert!(crowd.enter(Some(GRACE), from("192.0.2.1")).is_ok());
    }

    #[test]
    fn one_address_holds_so_many_whoever_they_are() {
        let crowd = crowd(10, 2);
        let (one, two) = (from("2001:db8::1"), from("2001:db8::2"));
        let _ada = crowd.enter(Some(ADA), one).unwrap();
        let _grace = crowd.enter(Some(GRACE), two).unwrap();
        assert!(crowd.enter(Some(PersonId(3)), one).is_err());
        assert!(crowd.enter(Some(PersonId(3)), from("192.0.2.1")).is_ok());
    }

    #[test]
    fn a_place_is_free_when_its_last_clone_is_gone_and_nothing_stays() {
        let crowd = crowd(1, 1);
        let place = crowd.enter(Some(ADA), from("192.0.2.1")).unwrap();
        let copy = place.clone();
        drop(place);
        assert!(crowd.enter(Some(ADA), from("192.0.2.1")).is_err());
        drop(copy);
        assert!(crowd.held.lock().unwrap().is_empty());
        assert!(crowd.enter(Some(ADA), from("192.0.2.1")).is_ok());
    }
}
