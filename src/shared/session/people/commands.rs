//! What is asked of the people in a stream: to come, to go, and what its creator may do.

use super::{SOMEONE, Seat, Status, StatusKind};
use crate::shared::{
    account::Person,
    ids::PersonId,
    protocol::MAX_TITLE_CHARS,
    session::{Needs, Rejection, Rule, Stamp, StreamState},
    stream::{Fact, StreamKind},
    text::{self, isolated},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Into a public room.
#[derive(Clone, Debug, PartialEq)]
pub struct Enter;

/// Out of a public room.
#[derive(Clone, Debug, PartialEq)]
pub struct Leave;

/// Creators only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    pub title: String,
}

/// Creators only: puts the session away (`on`), or takes it out again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    pub on: bool,
}

/// The creator's: lets somebody in as a guest.
#[derive(Clone, Debug, PartialEq)]
pub struct LetIn {
    pub person: Person,
}

/// Creators only. The person hears nothing more, on any tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remove {
    pub person_id: PersonId,
}

/// The author has been given a seat.
#[derive(Clone, Debug, PartialEq)]
pub struct TakeSeat {
    pub seat: Seat,
}

/// The author has another name.
#[derive(Clone, Debug, PartialEq)]
pub struct TakeName;

/// The author deletes their account, and is gone for good under no name.
#[derive(Clone, Debug, PartialEq)]
pub struct Depart;

impl Rule for Enter {
    fn needs(&self) -> Needs {
        Needs::Open
    }

    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        check_kind(state, StreamKind::Room)
    }

    fn decide(self, state: &StreamState, by: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let text = format!("{} joined", isolated(&by.name));
        Ok(joined(by, state.free_guest_seat(), text))
    }
}

impl Rule for Leave {
    fn needs(&self) -> Needs {
        Needs::Membership
    }

    fn check(&self, state: &StreamState, _: &Person) -> Result<(), Rejection> {
        check_kind(state, StreamKind::Room)
    }

    fn decide(self, _: &StreamState, by: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let text = format!("{} left", isolated(&by.name));
        Ok(status(StatusKind::Left, by, text))
    }
}

impl Rule for TakeSeat {
    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn check(&self, _: &StreamState, _: &Person) -> Result<(), Rejection> {
        Ok(())
    }

    fn decide(self, _: &StreamState, by: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let text = format!("{} joined", isolated(&by.name));
        Ok(joined(by, self.seat, text))
    }
}

impl Rule for LetIn {
    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        check_kind(state, StreamKind::Session)?;
        check_creator(state, by)
    }

    fn decide(self, state: &StreamState, by: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let (name, guest) = (isolated(&by.name), isolated(&self.person.name));
        let text = format!("{name} let {guest} in");
        Ok(joined(&self.person, state.free_guest_seat(), text))
    }
}

impl Rule for Remove {
    fn needs(&self) -> Needs {
        Needs::Membership
    }

    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        check_creator(state, by)?;
        match state.member(self.person_id) {
            None => Err(Rejection::UnknownPerson),
            Some(member) if member.seat == Seat::CREATOR => Err(Rejection::CreatorStays),
            Some(_) => Ok(()),
        }
    }

    fn decide(self, state: &StreamState, by: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let member = state.member(self.person_id);
        let person = &member.ok_or(Rejection::UnknownPerson)?.person;
        let text = format!("{} removed {}", isolated(&by.name), isolated(&person.name));
        Ok(status(StatusKind::Removed, person, text))
    }
}

impl Rule for Rename {
    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        check_creator(state, by)?;
        let length = text::clean(&self.title).chars().count();
        let plain = !self.title.chars().any(char::is_control);
        match plain && (1..=MAX_TITLE_CHARS).contains(&length) {
            true => Ok(()),
            false => Err(Rejection::BadTitle {
                max: MAX_TITLE_CHARS,
            }),
        }
    }

    fn decide(self, _: &StreamState, by: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let (name, title) = (isolated(&by.name), isolated(&self.title));
        let renamed = Status {
            kind: StatusKind::Renamed,
            text: format!("{name} named this “{title}”"),
            person: by.clone(),
            seat: None,
            title: Some(text::clean(&self.title)),
        };
        Ok(renamed.into())
    }
}

impl Rule for Archive {
    fn needs(&self) -> Needs {
        match self.on {
            true => Needs::MembershipOfOpen,
            false => Needs::Membership,
        }
    }

    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        check_creator(state, by)
    }

    fn decide(self, _: &StreamState, by: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let name = isolated(&by.name);
        Ok(match self.on {
            true => status(StatusKind::Archived, by, format!("{name} archived this")),
            false => status(StatusKind::Restored, by, format!("{name} restored this")),
        })
    }
}

impl Rule for TakeName {
    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    /// Two tabs may find at once that the name is an old one.
    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        let former = state.former_name(by);
        former.map(|_| ()).ok_or(Rejection::NotHere)
    }

    fn decide(self, state: &StreamState, by: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let old = isolated(state.former_name(by).unwrap_or_default());
        let text = format!("{old} is called {} now", isolated(&by.name));
        Ok(status(StatusKind::Renamed, by, text))
    }
}

impl Rule for Depart {
    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn check(&self, _: &StreamState, _: &Person) -> Result<(), Rejection> {
        Ok(())
    }

    /// No word of who it was: the log keeps this one.
    fn decide(self, state: &StreamState, by: &Person, _: Stamp) -> Result<Fact, Rejection> {
        let heir = state.heir_of(by.id).and_then(|heir| state.member(heir));
        let heir = heir.filter(|_| state.kind == StreamKind::Session && state.is_creator(by.id));
        let text = match heir {
            Some(heir) => format!(
                "Somebody deleted their account. {} leads this session now",
                isolated(&heir.person.name)
            ),
            None => "Somebody deleted their account".to_owned(),
        };
        let nobody = Person {
            id: by.id,
            name: SOMEONE.into(),
        };
        Ok(status(StatusKind::Left, &nobody, text))
    }
}

fn check_kind(state: &StreamState, kind: StreamKind) -> Result<(), Rejection> {
    match state.kind == kind {
        true => Ok(()),
        false => Err(Rejection::NotHere),
    }
}

fn check_creator(state: &StreamState, by: &Person) -> Result<(), Rejection> {
    match state.is_creator(by.id) {
        true => Ok(()),
        false => Err(Rejection::NotTheCreator),
    }
}

fn joined(person: &Person, seat: Seat, text: String) -> Fact {
    Fact::Status(Status {
        kind: StatusKind::Joined,
        text,
        person: person.clone(),
        seat: Some(seat),
        title: None,
    })
}

fn status(kind: StatusKind, person: &Person, text: String) -> Fact {
    Fact::Status(Status {
        kind,
        text,
        person: person.clone(),
        seat: None,
        title: None,
    })
}
