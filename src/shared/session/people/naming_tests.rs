//! A person under another name, and one who is gone under none.

use crate::shared::{
    account::Person,
    ids::{EventId, StreamId},
    session::{
        chat::{React, TakeBack},
        people::{Archive, Depart, LetIn, Rename, TakeName},
        testing::*,
        *,
    },
    stream::{Event, StreamKind},
};
use uuid::Uuid;

fn bea() -> Person {
    Person {
        id: ada().id,
        name: "Bea".into(),
    }
}

fn lines(state: &StreamState) -> Vec<String> {
    let line = state.chat.timeline.iter().map(|entry| match &entry.body {
        EntryBody::Message { text, .. } => format!("{}: {text}", entry.by.name),
        EntryBody::Deleted => format!("{}: -", entry.by.name),
        EntryBody::Status { text, .. }
        | EntryBody::Dataset { text, .. }
        | EntryBody::Rule { text, .. }
        | EntryBody::Note { text, .. } => text.clone(),
    });
    line.collect()
}

/// The log folded anew, as a tab does that comes later.
fn again(story: &Story) -> StreamState {
    let mut state = StreamState::new(story.state.stream, story.state.kind, "Seattle");
    story
        .events
        .iter()
        .for_each(|event| apply(&mut state, event));
    state
}

#[test]
fn names_that_are_set_apart_are_replaced_like_others() {
    let (mut story, _) = Story::with_weather();
    for name in ["أحمد", "ليلى", "Bea"] {
        let called = Person {
            id: ada().id,
            name: name.into(),
        };
        story.when(&called, TakeName).unwrap();
        let admit = LetIn { person: noor() };
        story.when(&called, admit).unwrap();
    }
    let told = lines(&story.state).join("\n");
    assert!(!told.contains("أحمد") && !told.contains("Ada"), "{told}");
    assert!(
        told.contains("\u{2068}ليلى\u{2069} is called Bea now"),
        "{told}"
    );
    // As an earlier version has told it.
    assert_eq!(retold_own("أحمد joined", "أحمد", "Bea"), "Bea joined");
    assert_eq!(
        retold("Grace removed Ada", "Ada", "ليلى"),
        "Grace removed \u{2068}ليلى\u{2069}"
    );
}

#[test]
fn every_line_carries_the_name_that_its_author_has_now() {
    let (mut story, _) = Story::with_weather();
    let said = story.says(&ada(), "look");
    let heart = React {
        message_id: said,
        emoji: "👍".into(),
        on: true,
    };
    story.when(&ada(), heart).unwrap();
    let admit = LetIn { person: noor() };
    story.when(&ada(), admit).unwrap();
    story.when(&bea(), TakeName).unwrap();
    let told = lines(&story.state);
    assert!(told.contains(&"Bea: look".into()), "{told:?}");
    assert!(told.contains(&"Bea let Noor in".into()), "{told:?}");
    assert_eq!(told.last().unwrap(), "Ada is called Bea now");
    let json = serde_json::to_string(&story.state).unwrap();
    assert_eq!(json.matches("Ada").count(), 1, "{json}");
    let guest = Person {
        id: noor().id,
        name: "Nur".into(),
    };
    story.when(&guest, TakeName).unwrap();
    assert!(lines(&story.state).contains(&"Bea let Nur in".into()));
    assert_eq!(again(&story).chat.timeline, story.state.chat.timeline);
    // Who has the name already takes it no more, in an archived session neither.
    assert_eq!(story.when(&guest, TakeName), Err(Rejection::NotHere));
    story.when(&bea(), Archive { on: true }).unwrap();
    assert!(story.when(&ada(), TakeName).is_ok());
}

#[test]
fn a_session_goes_to_the_lowest_seat_when_its_creator_is_gone() {
    let mut story = Story::with_two_people();
    story.when(&ada(), LetIn { person: noor() }).unwrap();
    let said = story.says(&ada(), "mine");
    story.says(&grace(), "theirs");
    story.when(&ada(), TakeBack { message_id: said }).unwrap();
    let left = story.when(&ada(), Depart).unwrap().clone();
    let json = serde_json::to_string(&left.fact).unwrap();
    assert!(!json.contains("Ada"), "{json}");
    let members: Vec<_> = story
        .state
        .people
        .members
        .iter()
        .map(|one| (one.person.id, one.seat.0))
        .collect();
    assert_eq!(members, [(grace().id, 1), (noor().id, 3)]);
    let told = lines(&story.state);
    assert!(told.contains(&format!("{SOMEONE}: -")), "{told:?}");
    assert!(told.contains(&"Grace: theirs".into()), "{told:?}");
    assert!(told.iter().all(|line| !line.contains("Ada")), "{told:?}");
    let retitle = Rename {
        title: "Ours".into(),
    };
    assert!(story.when(&grace(), retitle).is_ok());
    // The one after her leaves no name either.
    story.when(&grace(), Depart).unwrap();
    assert!(
        lines(&story.state)
            .iter()
            .all(|line| !line.contains("Grace")),
        "{:?}",
        lines(&story.state)
    );
    assert_eq!(story.state.creator(), Some(noor().id));
}

#[test]
fn a_conversation_of_two_stays_one_and_changes_its_title() {
    let stream = StreamId(Uuid::from_u128(7));
    let mut state = StreamState::new(stream, StreamKind::Direct, "Ada and Grace");
    for (person, seat) in [(ada(), 1), (grace(), 2)] {
        state.people.members.push(Member {
            person,
            seat: Seat(seat),
            joined_at: 0,
        });
    }
    for (by, command) in [(bea(), Command::from(TakeName)), (grace(), Depart.into())] {
        let n = state.head + 1;
        let stamp = Stamp {
            id: Uuid::from_u128(n as u128),
            at: n,
        };
        let fact = decide(&state, &by, command, stamp).unwrap();
        let event = Event {
            stream,
            n,
            id: EventId(stamp.id),
            at: n,
            by,
            cid: None,
            fact,
        };
        apply(&mut state, &event);
    }
    assert_eq!(state.people.title, format!("Bea and {SOMEONE}"));
    let names: Vec<_> = state
        .people
        .members
        .iter()
        .map(|one| one.person.name.as_str())
        .collect();
    assert_eq!(names, ["Bea", SOMEONE]);
}
