//! What happens to the people and to the stream as a whole.

use super::{Member, Seat, naming::call};
use crate::shared::{
    account::Person,
    ids::PersonId,
    session::{StreamState, chat::EntryBody},
    stream::{Event, Kind, StreamKind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Someone came or went for good, or the stream has a new name or was archived.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    pub kind: StatusKind,
    pub text: String,
    pub person: Person,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<Seat>,
    /// With `renamed`: the new title. None: it is the person who has another name, and every
    /// line of theirs with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What happened to the people or to the stream as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusKind {
    Joined,
    Left,
    Removed,
    Renamed,
    Archived,
    Restored,
}

impl Kind for Status {
    const NAME: &'static str = "status";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        match self.kind {
            StatusKind::Joined => self.join(state, event.at),
            StatusKind::Left | StatusKind::Removed => {
                // Who deleted their account has no name from now on.
                call(state, &self.person);
                leave(state, self.person.id);
            }
            StatusKind::Renamed => match &self.title {
                Some(title) => state.people.title.clone_from(title),
                None => call(state, &self.person),
            },
            StatusKind::Archived => state.people.archived = true,
            StatusKind::Restored => state.people.archived = false,
        }
        let (status, text) = (self.kind, self.text.clone());
        let body = EntryBody::Status { status, text };
        state.chat.push(event, body);
    }
}

impl Status {
    fn join(&self, state: &mut StreamState, joined_at: i64) {
        if !state.is_member(self.person.id) {
            state.people.members.push(Member {
                person: self.person.clone(),
                seat: self.seat.unwrap_or(Seat::SECOND),
                joined_at,
            });
        }
    }
}

/// A session without its creator goes to who has been there longest; a conversation of two stays one.
fn leave(state: &mut StreamState, person: PersonId) {
    if state.kind == StreamKind::Direct {
        return;
    }
    let led = state.kind == StreamKind::Session && state.is_creator(person);
    let members = &mut state.people.members;
    members.retain(|member| member.person.id != person);
    let presenter = &mut state.people.presenter;
    *presenter = presenter.filter(|presenter| presenter.person != person);
    if led && let Some(heir) = state.heir_of(person) {
        let mut members = state.people.members.iter_mut();
        let heir = members.find(|one| one.person.id == heir);
        heir.into_iter().for_each(|heir| heir.seat = Seat::CREATOR);
    }
}
