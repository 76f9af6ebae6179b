//! Who looks where: told to those who want to know, and to nobody else.

use super::{
    Presences,
    people::{People, Seen},
};
use crate::server::bus::{Audience, ConnectionId};
use crate::shared::{
    ids::{PersonId, SessionId, StreamId},
    protocol::{Look, Looking, MAX_RESTS_MS},
    stream::StreamKind,
};
use std::time::{Duration, Instant};

/// What one person is to be told of another.
pub type Told = (PersonId, Looking);

impl From<Look> for Seen {
    fn from(look: Look) -> Self {
        let rests = Duration::from_millis(look.rests_ms.clamp(0, MAX_RESTS_MS) as u64);
        let now = Instant::now();
        Self {
            at: look.at,
            watches: look.watches,
            used_at: now.checked_sub(rests).unwrap_or(now),
        }
    }
}

impl Presences {
    /// Notes where a connection's person looks, and whose place it wants to be told.
    pub fn look(
        &self,
        session: SessionId,
        person: PersonId,
        connection: ConnectionId,
        mut seen: Seen,
    ) {
        seen.watches = seen.watches.filter(|watched| *watched != person);
        let stream = session.into();
        let looks = self.with(|here| {
            let (_, people) = here.get_mut(&stream)?;
            let (before, now) = (people.watched_by(person, connection), seen.watches);
            people.see(person, connection, seen);
            let changed = [before, now].into_iter().flatten();
            let mut looks = told(people, stream, person, changed.filter(|_| before != now));
            if let Some(watched) = now.filter(|_| before != now) {
                looks.extend(looking(people, stream, watched, person));
            }
            Some(looks)
        });
        self.tell_looks(looks.unwrap_or_default());
    }

    /// Tells a person who came who wants to know where they look.
    pub fn tell_watched(&self, session: SessionId, person: PersonId) {
        let stream = session.into();
        let looks = self.with(|here| {
            let (_, people) = here.get(&stream)?;
            let watchers = people.watchers(person).into_iter();
            let looks = watchers.filter_map(|one| looking(people, stream, one, person));
            Some(looks.collect())
        });
        self.tell_looks(looks.unwrap_or_default());
    }

    pub(super) fn tell_looks(&self, looks: Vec<Told>) {
        for (to, looking) in looks {
            let stream = looking.session_uuid.into();
            let to = Audience::Member(StreamKind::Session, stream, to);
            self.bus.send(to, &looking);
        }
    }
}

/// What has to be told once something of `person` changed: to those who watch them, and to those whom they have begun
/// or ceased to watch. Of those whom nobody watches any more the place is forgotten.
pub fn told(
    people: &mut People,
    stream: StreamId,
    person: PersonId,
    watched: impl IntoIterator<Item = PersonId>,
) -> Vec<Told> {
    let mut to = people.watchers(person);
    for one in watched {
        if people.watchers(one).is_empty() {
            people.forget_place(one);
        }
        if !to.contains(&one) {
            to.push(one);
        }
    }
    let to = to.into_iter();
    to.filter_map(|to| looking(people, stream, person, to))
        .collect()
}

/// Where `of` looks, as `to` may be told it.
fn looking(people: &People, stream: StreamId, of: PersonId, to: PersonId) -> Option<Told> {
    let at = people.place(of).filter(|_| people.watches(to, of));
    let looking = Looking {
        session_uuid: SessionId(stream.0),
        user: people.person(of)?,
        at: at.cloned(),
        watches_you: people.watches(of, to),
    };
    Some((to, looking))
}
