//! Who presents: guests are asked to follow them, and whoever comes afterwards begins so.

use super::Seat;
use crate::shared::{
    account::Person,
    ids::PersonId,
    session::{Rejection, Rule, Stamp, StreamState},
    stream::{Event, Fact, Kind, StreamKind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Of the creator and the second person: presents from now on, in the other's place if need be, or no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Present {
    /// Whether they present from now on.
    pub on: bool,
}

/// Its author presents from now on, or no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Presenting {
    /// Whether they present from now on.
    pub on: bool,
}

/// Who presents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Presenter {
    pub person: PersonId,
    /// Since when, in Unix milliseconds.
    pub at: i64,
}

impl Rule for Present {
    fn check(&self, state: &StreamState, by: &Person) -> Result<(), Rejection> {
        let member = state
            .member(by.id)
            .filter(|_| state.kind == StreamKind::Session);
        if member.ok_or(Rejection::NotHere)?.seat > Seat::SECOND {
            return Err(Rejection::NotOneOfTheTwo);
        }
        match state.presents(by.id) == self.on {
            true => Err(Rejection::PresentsAlready),
            false => Ok(()),
        }
    }

    fn decide(self, _: &StreamState, _: &Person, _: Stamp) -> Result<Fact, Rejection> {
        Ok(Presenting { on: self.on }.into())
    }
}

impl Kind for Presenting {
    const NAME: &'static str = "presenting";

    fn apply(&self, state: &mut StreamState, event: &Event) {
        let (person, at) = (event.by.id, event.at);
        if self.on {
            state.people.presenter = Some(Presenter { person, at });
        } else if state.presents(person) {
            state.people.presenter = None;
        }
    }
}

impl StreamState {
    pub fn presents(&self, person: PersonId) -> bool {
        let presenter = self.people.presenter;
        presenter.is_some_and(|presenter| presenter.person == person)
    }

    /// Whether somebody begins by following who presents: a guest who came since.
    pub fn begins_led(&self, person: PersonId) -> bool {
        let (presenter, member) = (self.people.presenter, self.member(person));
        let since = presenter.map(|presenter| presenter.at);
        member.is_some_and(|member| {
            member.seat > Seat::SECOND && since.is_some_and(|since| since <= member.joined_at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::{
        people::{LetIn, Remove},
        testing::{Story, ada, grace, noor},
    };

    const BEGINS: Present = Present { on: true };
    const ENDS: Present = Present { on: false };

    #[test]
    fn only_the_two_present_and_only_what_changes_something() {
        let mut story = Story::with_two_people();
        story.when(&ada(), LetIn { person: noor() }).unwrap();
        let refused = story.when(&noor(), BEGINS).unwrap_err();
        assert_eq!(refused, Rejection::NotOneOfTheTwo);
        let refused = story.when(&ada(), ENDS).unwrap_err();
        assert_eq!(refused, Rejection::PresentsAlready);
        story.when(&ada(), BEGINS).unwrap();
        let refused = story.when(&ada(), BEGINS).unwrap_err();
        assert_eq!(refused, Rejection::PresentsAlready);
    }

    #[test]
    fn the_other_takes_over_and_who_presented_ends_nothing_any_more() {
        let mut story = Story::with_two_people();
        story.when(&ada(), BEGINS).unwrap();
        story.when(&grace(), BEGINS).unwrap();
        assert!(story.state.presents(grace().id) && !story.state.presents(ada().id));
        assert!(story.when(&ada(), ENDS).is_err());
        story.when(&grace(), ENDS).unwrap();
        assert_eq!(story.state.people.presenter, None);
    }

    #[test]
    fn it_ends_with_the_presenters_place() {
        let mut story = Story::with_two_people();
        story.when(&grace(), BEGINS).unwrap();
        let person_id = grace().id;
        story.when(&ada(), Remove { person_id }).unwrap();
        assert_eq!(story.state.people.presenter, None);
    }

    #[test]
    fn guests_who_come_since_begin_led_and_nobody_else() {
        let mut story = Story::with_two_people();
        story.when(&ada(), LetIn { person: noor() }).unwrap();
        story.when(&ada(), BEGINS).unwrap();
        for person in [ada(), grace(), noor()] {
            assert!(!story.state.begins_led(person.id), "{}", person.name);
        }
        let person_id = noor().id;
        story.when(&ada(), Remove { person_id }).unwrap();
        story.when(&ada(), LetIn { person: noor() }).unwrap();
        assert!(story.state.begins_led(person_id));
    }
}
