//! People by their connections: how each is shown, and who has none left.

use crate::server::bus::ConnectionId;
use crate::shared::{
    account::Person,
    ids::PersonId,
    protocol::{Presence, PresentPerson},
};
use std::collections::{BTreeMap, HashMap};

/// People by their tabs.
#[derive(Default)]
pub struct People(BTreeMap<PersonId, Tabs>);

struct Tabs {
    name: String,
    connections: HashMap<ConnectionId, Presence>,
}

impl Tabs {
    fn look(&self) -> bool {
        let mut states = self.connections.values();
        states.any(|state| *state != Presence::Away)
    }
}

impl People {
    /// Whether the person is shown differently from now on.
    pub fn set(&mut self, person: &Person, connection: ConnectionId, state: Presence) -> bool {
        let before = self.0.get(&person.id).map(|tabs| present(person.id, tabs));
        let tabs = self.0.entry(person.id).or_insert_with(|| Tabs {
            name: person.name.clone(),
            connections: HashMap::new(),
        });
        tabs.name.clone_from(&person.name);
        tabs.connections.insert(connection, state);
        before.as_ref() != Some(&present(person.id, tabs))
    }

    /// False when the tab was not among them.
    pub fn remove(&mut self, person: PersonId, connection: ConnectionId) -> bool {
        let tabs = self.0.get_mut(&person);
        tabs.is_some_and(|tabs| tabs.connections.remove(&connection).is_some())
    }

    /// Forgets one person with all their tabs, or everyone.
    pub fn forget(&mut self, person: Option<PersonId>) {
        let stays = |id| person.is_some_and(|person| person != id);
        self.0.retain(|id, _| stays(*id));
    }

    /// Forgets people without a tab; false when nobody is left.
    pub fn sweep(&mut self) -> bool {
        self.0.retain(|_, tabs| !tabs.connections.is_empty());
        !self.0.is_empty()
    }

    /// One with several tabs is as active as the liveliest.
    pub fn list(&self) -> Vec<PresentPerson> {
        self.0.iter().map(|(id, tabs)| present(*id, tabs)).collect()
    }

    /// Those with a tab.
    pub fn count(&self) -> usize {
        let tabs = self.0.values();
        tabs.filter(|tabs| !tabs.connections.is_empty()).count()
    }

    /// Looking, or idle: not elsewhere and not gone.
    pub fn looks(&self, person: PersonId) -> bool {
        self.0.get(&person).is_some_and(Tabs::look)
    }

    pub fn anyone_looks(&self) -> bool {
        self.0.values().any(Tabs::look)
    }

    pub fn has(&self, person: PersonId) -> bool {
        self.0
            .get(&person)
            .is_some_and(|tabs| !tabs.connections.is_empty())
    }
}

fn present(id: PersonId, tabs: &Tabs) -> PresentPerson {
    let any = |state| tabs.connections.values().any(|known| *known == state);
    let state = match () {
        // Within the grace nobody is left: still shown, as away.
        () if any(Presence::Active) => Presence::Active,
        () if any(Presence::Idle) => Presence::Idle,
        () => Presence::Away,
    };
    PresentPerson {
        id,
        name: tabs.name.clone(),
        state,
    }
}
