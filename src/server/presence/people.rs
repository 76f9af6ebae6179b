//! People by their connections: how each is shown, where each looks, and who has none left.

use crate::server::bus::ConnectionId;
use crate::shared::{
    account::Person,
    ids::PersonId,
    protocol::{LookPlace, Presence, PresentPerson},
};
use std::{
    collections::{BTreeMap, HashMap},
    time::Instant,
};

/// People by their tabs.
#[derive(Default)]
pub struct People(BTreeMap<PersonId, Tabs>);

struct Tabs {
    name: String,
    connections: HashMap<ConnectionId, Tab>,
}

struct Tab {
    state: Presence,
    seen: Option<Seen>,
}

/// What a tab told of where its person looks.
pub struct Seen {
    pub at: Option<LookPlace>,
    /// Whose place it wants to be told.
    pub watches: Option<PersonId>,
    /// When its person last did something there.
    pub used_at: Instant,
}

impl Tabs {
    fn look(&self) -> bool {
        let mut tabs = self.connections.values();
        tabs.any(|tab| tab.state != Presence::Away)
    }

    fn seen(&self) -> impl Iterator<Item = &Seen> {
        self.connections
            .values()
            .filter_map(|tab| tab.seen.as_ref())
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
        let tab = tabs.connections.entry(connection);
        tab.or_insert(Tab { state, seen: None }).state = state;
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

    /// Notes where a connection's person looks; nothing where it is not among them.
    pub fn see(&mut self, person: PersonId, connection: ConnectionId, seen: Seen) {
        let tabs = self.0.get_mut(&person);
        if let Some(tab) = tabs.and_then(|tabs| tabs.connections.get_mut(&connection)) {
            tab.seen = Some(seen);
        }
    }

    /// Whose place a connection wants to be told.
    pub fn watched_by(&self, person: PersonId, connection: ConnectionId) -> Option<PersonId> {
        let tab = self.0.get(&person)?.connections.get(&connection)?;
        tab.seen.as_ref()?.watches
    }

    /// Whether any tab of `one` wants to be told the place of `other`.
    pub fn watches(&self, one: PersonId, other: PersonId) -> bool {
        let tabs = self.0.get(&one);
        tabs.is_some_and(|tabs| tabs.seen().any(|seen| seen.watches == Some(other)))
    }

    /// Everyone who wants to be told the place of a person.
    pub fn watchers(&self, person: PersonId) -> Vec<PersonId> {
        let all = self.0.keys().copied();
        all.filter(|one| self.watches(*one, person)).collect()
    }

    /// Where a person looks, in the tab that they used last.
    pub fn place(&self, person: PersonId) -> Option<&LookPlace> {
        let seen = self.0.get(&person)?.seen();
        seen.max_by_key(|seen| seen.used_at)?.at.as_ref()
    }

    /// Forgets where a person looks.
    pub fn forget_place(&mut self, person: PersonId) {
        let tabs = self.0.get_mut(&person).into_iter();
        for tab in tabs.flat_map(|tabs| tabs.connections.values_mut()) {
            if let Some(seen) = &mut tab.seen {
                seen.at = None;
            }
        }
    }

    pub fn person(&self, id: PersonId) -> Option<Person> {
        let name = self.0.get(&id)?.name.clone();
        Some(Person { id, name })
    }

    pub fn has(&self, person: PersonId) -> bool {
        self.0
            .get(&person)
            .is_some_and(|tabs| !tabs.connections.is_empty())
    }
}

fn present(id: PersonId, tabs: &Tabs) -> PresentPerson {
    let any = |state| tabs.connections.values().any(|tab| tab.state == state);
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
