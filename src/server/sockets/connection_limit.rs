//! How many connections one person and one address hold at the same time.
//!
//! A place is taken at the handshake and travels in the request's extensions, which Engine.IO keeps
//! as long as the session: whatever ends that, by any transport, gives the place back.

use crate::server::{auth::network, config::Sockets};
use crate::shared::{api_error::ApiError, error_code::ErrorCode, ids::PersonId};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

/// Counts those who are in.
#[derive(Clone)]
pub struct ConnectionLimit {
    most: Sockets,
    held: Arc<Mutex<HashMap<Holder, u32>>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Holder {
    Person(PersonId),
    Network(IpAddr),
    /// Those of a network that nobody has claimed yet.
    Unclaimed(IpAddr),
}

/// One connection's place, given back when the last clone is dropped.
#[derive(Clone)]
pub struct ConnectionPermit(Arc<Counted>);

struct Counted {
    connections: ConnectionLimit,
    holders: Mutex<[Holder; 2]>,
    /// Tokens that were tried and not good.
    tries: AtomicU32,
}

/// Bad tokens that a connection may show.
const TRIES: u32 = 8;

impl ConnectionLimit {
    pub fn new(most: Sockets) -> Self {
        Self {
            most,
            held: Arc::default(),
        }
    }

    /// Takes a place, or says `rate/limited`: a place is free when another connection has ended.
    pub fn enter(
        &self,
        person: Option<PersonId>,
        address: IpAddr,
    ) -> Result<ConnectionPermit, ApiError> {
        let network = network(address);
        let whose = person.map_or(Holder::Unclaimed(network), Holder::Person);
        let holders = [whose, Holder::Network(network)];
        self.take(&holders)?;
        let counted = Counted {
            connections: self.clone(),
            holders: Mutex::new(holders),
            tries: AtomicU32::new(0),
        };
        Ok(ConnectionPermit(Arc::new(counted)))
    }

    /// All of them, or none.
    fn take(&self, holders: &[Holder]) -> Result<(), ApiError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |one: &Holder| held.get(one).copied().unwrap_or(0) >= self.most(*one);
        if holders.iter().any(is_full) {
            return Err(full());
        }
        for holder in holders {
            *held.entry(*holder).or_default() += 1;
        }
        Ok(())
    }

    fn most(&self, holder: Holder) -> u32 {
        match holder {
            Holder::Person(_) => self.most.per_person,
            Holder::Network(_) => self.most.per_address,
            Holder::Unclaimed(_) => self.most.unclaimed,
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

impl ConnectionPermit {
    /// Says whose connection this is, once its token was good. Claimed already, it stays whose it is.
    pub fn claim(&self, person: PersonId) -> Result<(), ApiError> {
        let mut holders = self
            .0
            .holders
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let [whose, _] = &mut *holders;
        if let Holder::Unclaimed(_) = whose {
            let person = Holder::Person(person);
            self.0.connections.take(&[person])?;
            self.0.connections.leave(*whose);
            *whose = person;
        }
        Ok(())
    }

    /// Counts a token before it is looked up.
    pub fn try_token(&self) -> Result<(), ApiError> {
        match self.0.tries.fetch_add(1, Ordering::Relaxed) {
            0..TRIES => Ok(()),
            _ => Err(ApiError::new(
                ErrorCode::RateLimited,
                "Too many tries. Connect anew.",
            )),
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        for holder in *self
            .holders
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
        {
            self.connections.leave(holder);
        }
    }
}

fn full() -> ApiError {
    let sentence = "Too many connections are open at once. Close some tabs, then try again.";
    ApiError::new(ErrorCode::RateLimited, sentence).retry_after(5_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: PersonId = PersonId(1);
    const GRACE: PersonId = PersonId(2);

    fn connections(per_person: u32, per_address: u32) -> ConnectionLimit {
        ConnectionLimit::new(Sockets {
            per_person,
            per_address,
            unclaimed: 1,
        })
    }

    fn from(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[test]
    fn one_person_holds_so_many_wherever_they_are() {
        let connections = connections(2, 10);
        let places = ["192.0.2.1", "192.0.2.2"].map(|one| connections.enter(Some(ADA), from(one)));
        assert!(places.iter().all(Result::is_ok));
        let refusal = connections
            .enter(Some(ADA), from("192.0.2.3"))
            .err()
            .unwrap();
        assert_eq!(
            (refusal.code.as_str(), refusal.retry_ms),
            ("rate/limited", Some(5_000))
        );
        assert!(connections.enter(Some(GRACE), from("192.0.2.1")).is_ok());
    }

    #[test]
    fn one_address_holds_so_many_whoever_they_are() {
        let connections = connections(10, 2);
        let (one, two) = (from("2001:db8::1"), from("2001:db8::2"));
        let _ada = connections.enter(Some(ADA), one).unwrap();
        let _grace = connections.enter(Some(GRACE), two).unwrap();
        assert!(connections.enter(Some(PersonId(3)), one).is_err());
        assert!(
            connections
                .enter(Some(PersonId(3)), from("192.0.2.1"))
                .is_ok()
        );
    }

    #[test]
    fn a_place_is_free_when_its_last_clone_is_gone_and_nothing_stays() {
        let connections = connections(1, 1);
        let place = connections.enter(Some(ADA), from("192.0.2.1")).unwrap();
        let copy = place.clone();
        drop(place);
        assert!(connections.enter(Some(ADA), from("192.0.2.1")).is_err());
        drop(copy);
        assert!(connections.held.lock().unwrap().is_empty());
        assert!(connections.enter(Some(ADA), from("192.0.2.1")).is_ok());
    }

    #[test]
    fn who_has_not_said_who_they_are_gets_few_places_and_few_tries() {
        let connections = connections(1, 10);
        let address = from("192.0.2.1");
        let first = connections.enter(None, address).unwrap();
        assert!(connections.enter(None, address).is_err());
        assert!(connections.enter(None, from("192.0.2.2")).is_ok());
        assert!((0..TRIES).all(|_| first.try_token().is_ok()));
        assert!(first.try_token().is_err());
        first.claim(ADA).unwrap();
        first.claim(ADA).unwrap();
        // It counts for the person now, who has no second one.
        let second = connections.enter(None, address).unwrap();
        assert_eq!(second.claim(ADA).unwrap_err().code, "rate/limited");
        assert!(second.claim(GRACE).is_ok());
        drop((first, second));
        assert!(connections.held.lock().unwrap().is_empty());
    }
}
