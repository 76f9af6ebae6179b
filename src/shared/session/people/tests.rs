//! Who a session's creator lets in and takes out, its name, and putting it away.

use crate::shared::{
    account::Person,
    analysis::{Profile, Spec},
    ids::{EventId, PersonId},
    protocol::MAX_TITLE_CHARS,
    session::{
        chat::{DeleteMessage, EditMessage, React, SendMessage},
        people::{Archive, LetIn, Remove, Rename},
        runs::RunAnalysis,
        testing::*,
        *,
    },
};
use uuid::Uuid;

fn admit(person: Person) -> Command {
    LetIn { person }.into()
}

fn seats(story: &Story) -> Vec<(&str, u8)> {
    let members = story.state.people.members.iter();
    members
        .map(|member| (member.person.name.as_str(), member.seat.0))
        .collect()
}

#[test]
fn what_is_the_creators_is_nobody_elses() {
    let wishes = [
        admit(noor()),
        Remove {
            person_id: grace().id,
        }
        .into(),
        Rename {
            title: "July".into(),
        }
        .into(),
        Archive { on: true }.into(),
        Archive { on: false }.into(),
    ];
    for wish in wishes {
        let mut story = Story::with_two_people();
        let refused = story.when(&grace(), wish.clone()).unwrap_err();
        assert_eq!(refused, Rejection::NotTheCreator, "{wish:?}");
        let refused = story.when(&noor(), wish.clone()).unwrap_err();
        assert_eq!(refused, Rejection::NotAMember, "{wish:?}");
    }
}

#[test]
fn a_guest_sits_behind_the_two_seats_and_takes_part() {
    let mut story = Story::with_two_people();
    let event = story.when(&ada(), admit(noor())).unwrap();
    assert_eq!(event.by, ada());
    story.says(&noor(), "hello");
    assert_eq!(seats(&story), [("Ada", 1), ("Grace", 2), ("Noor", 3)]);
}

#[test]
fn admitting_twice_changes_nothing() {
    let mut story = Story::with_two_people();
    story.when(&ada(), admit(noor())).unwrap();
    story.when(&ada(), admit(noor())).unwrap();
    assert_eq!(seats(&story), [("Ada", 1), ("Grace", 2), ("Noor", 3)]);
}

#[test]
fn who_was_removed_can_do_nothing_until_let_in_again() {
    let mut story = Story::with_two_people();
    let message_id = story.says(&grace(), "mine");
    let remove = Remove {
        person_id: grace().id,
    };
    story.when(&ada(), remove.clone()).unwrap();
    assert_eq!(seats(&story), [("Ada", 1)]);
    let edit = EditMessage {
        message_id,
        text: "still mine".into(),
    };
    assert_eq!(
        story.when(&grace(), edit.clone()).unwrap_err(),
        Rejection::NotAMember
    );
    assert_eq!(
        story.when(&ada(), remove).unwrap_err(),
        Rejection::UnknownPerson
    );
    story.when(&ada(), admit(grace())).unwrap();
    story.when(&grace(), edit).unwrap();
}

#[test]
fn the_creator_is_never_removed() {
    let mut story = Story::with_two_people();
    let remove = |person_id| Remove { person_id };
    let refused = story.when(&ada(), remove(ada().id)).unwrap_err();
    assert_eq!(refused, Rejection::CreatorStays);
    let refused = story.when(&ada(), remove(PersonId(99))).unwrap_err();
    assert_eq!(refused, Rejection::UnknownPerson);
}

#[test]
fn a_free_guest_seat_is_given_again() {
    let mut story = Story::with_two_people();
    let linus = Person {
        id: PersonId(4),
        name: "Linus".into(),
    };
    story.when(&ada(), admit(noor())).unwrap();
    story.when(&ada(), admit(linus)).unwrap();
    let remove = Remove {
        person_id: noor().id,
    };
    story.when(&ada(), remove).unwrap();
    story.when(&ada(), admit(noor())).unwrap();
    let mut taken = seats(&story);
    taken.sort_by_key(|(_, seat)| *seat);
    assert_eq!(taken, [("Ada", 1), ("Grace", 2), ("Noor", 3), ("Linus", 4)]);
}

#[test]
fn a_name_is_one_line_of_some_letters() {
    let mut story = Story::with_two_people();
    let rename = |title: &str| Rename {
        title: title.into(),
    };
    let long = "x".repeat(MAX_TITLE_CHARS + 1);
    for bad in ["", "  ", "two\nlines", &long] {
        let refused = story.when(&ada(), rename(bad)).unwrap_err();
        assert!(matches!(refused, Rejection::BadTitle { .. }), "{bad:?}");
    }
    story.when(&ada(), rename("  July is dry ")).unwrap();
    assert_eq!(story.state.people.title, "July is dry");
}

#[test]
fn what_is_put_away_can_be_read_and_taken_out_but_not_changed() {
    let (mut story, dataset_id) = Story::with_weather();
    let message_id = story.says(&grace(), "before");
    story.when(&ada(), Archive { on: true }).unwrap();
    let wishes = [
        SendMessage {
            text: "after".into(),
            reply_to: None,
            about: None,
            seen: None,
        }
        .into(),
        DeleteMessage { message_id }.into(),
        React {
            message_id: EventId(Uuid::nil()),
            emoji: "👍".into(),
            on: true,
        }
        .into(),
        RunAnalysis {
            dataset_id,
            spec: Spec::Profile(Profile {}),
        }
        .into(),
        Rename {
            title: "July".into(),
        }
        .into(),
        admit(noor()),
    ];
    for wish in wishes {
        let refused = story.when(&ada(), wish.clone()).unwrap_err();
        assert_eq!(refused, Rejection::Archived, "{wish:?}");
    }
    let remove = Remove {
        person_id: grace().id,
    };
    story.when(&ada(), remove).unwrap();
    assert!(SessionSummary::of(&story.state).archived);
    story.when(&ada(), Archive { on: false }).unwrap();
    story.says(&ada(), "after");
    assert!(!SessionSummary::of(&story.state).archived);
}
