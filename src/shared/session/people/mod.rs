//! Who is in a stream, what it is called, and whether it is archived.

mod commands;
mod naming;
#[cfg(test)]
mod naming_tests;
mod presenting;
mod status;
#[cfg(test)]
mod tests;

pub use commands::{Archive, Depart, Enter, Leave, LetIn, Remove, Rename, TakeName, TakeSeat};
pub use naming::{SOMEONE, retitled, retold, retold_own};
pub use presenting::{Present, Presenter, Presenting};
pub use status::{Status, StatusKind};

use super::StreamState;
use crate::shared::{account::Person, ids::PersonId, json::transparent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

transparent! {
    /// The creator sits on seat 1, the first visitor on seat 2, guests from 3 on.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Seat(u8);
}

impl Seat {
    pub const CREATOR: Self = Self(1);
    pub const SECOND: Self = Self(2);
    const FIRST_GUEST: u8 = 3;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    pub person: Person,
    pub seat: Seat,
    pub joined_at: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct People {
    pub title: String,
    /// Archived by its creator: can be read, not changed.
    #[serde(default)]
    pub archived: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presenter: Option<Presenter>,
    pub members: Vec<Member>,
}

impl People {
    /// Nobody yet.
    pub(super) fn called(title: String) -> Self {
        Self {
            title,
            archived: false,
            presenter: None,
            members: Vec::new(),
        }
    }
}

impl StreamState {
    pub fn member(&self, person: PersonId) -> Option<&Member> {
        let mut members = self.people.members.iter();
        members.find(|member| member.person.id == person)
    }

    pub fn is_member(&self, person: PersonId) -> bool {
        self.member(person).is_some()
    }

    pub fn is_creator(&self, person: PersonId) -> bool {
        self.member(person)
            .is_some_and(|member| member.seat == Seat::CREATOR)
    }

    pub fn creator(&self) -> Option<PersonId> {
        let mut members = self.people.members.iter();
        let creator = members.find(|one| one.seat == Seat::CREATOR);
        creator.map(|one| one.person.id)
    }

    /// Who leads the session when `person` is gone: the one on the lowest of the other seats.
    pub fn heir_of(&self, person: PersonId) -> Option<PersonId> {
        let others = self.people.members.iter();
        let others = others.filter(|one| one.person.id != person);
        let heir = others.min_by_key(|one| one.seat);
        heir.map(|heir| heir.person.id)
    }

    /// The lowest seat that no guest sits on.
    pub fn free_guest_seat(&self) -> Seat {
        let members = &self.people.members;
        let taken = |seat| members.iter().any(|member| member.seat.0 == seat);
        let free = (Seat::FIRST_GUEST..u8::MAX).find(|seat| !taken(*seat));
        Seat(free.unwrap_or(u8::MAX))
    }
}
