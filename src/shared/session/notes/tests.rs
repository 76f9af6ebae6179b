//! The pages of a session's notes, as histories.

use super::*;
use crate::shared::session::{
    people::TakeName,
    testing::{Story, ada, grace, noor},
};
use uuid::Uuid;

const PAGE: NoteId = NoteId(Uuid::from_u128(9));

fn add(title: &str) -> AddNote {
    AddNote {
        note_id: None,
        title: title.into(),
    }
}

fn first() -> AddNote {
    AddNote {
        note_id: Some(PAGE),
        title: "Notes".into(),
    }
}

fn titles(story: &Story) -> Vec<&str> {
    let notes = story.state.notes_here();
    notes.map(|note| note.title.as_str()).collect()
}

#[test]
fn either_person_begins_renames_and_removes_pages() {
    let mut story = Story::with_two_people();
    let added = story.when(&ada(), add("  Plan ")).unwrap().id;
    let note_id = NoteId(added.0);
    assert_eq!(story.state.note_here(note_id).unwrap().by, ada());
    let renamed = RenameNote {
        note_id,
        title: "Plan B".into(),
    };
    story.when(&grace(), renamed.clone()).unwrap();
    assert_eq!(story.when(&grace(), renamed), Err(Rejection::NoteUnchanged));
    story.when(&grace(), add("Ideas")).unwrap();
    assert_eq!(titles(&story), ["Plan B", "Ideas"]);
    story.when(&grace(), RemoveNote { note_id }).unwrap();
    assert_eq!(titles(&story), ["Ideas"]);
    let again = story.when(&ada(), RemoveNote { note_id });
    assert_eq!(again, Err(Rejection::NoteRemoved));
    let stranger = story.when(&noor(), add("Hers"));
    assert_eq!(stranger, Err(Rejection::NotAMember));
}

#[test]
fn two_who_begin_the_first_page_at_once_begin_the_same_one() {
    let mut story = Story::with_two_people();
    story.when(&ada(), first()).unwrap();
    assert_eq!(story.when(&grace(), first()), Err(Rejection::NoteIsThere));
    assert_eq!(titles(&story), ["Notes"]);
    story.when(&grace(), RemoveNote { note_id: PAGE }).unwrap();
    // What was taken away for good does not come back under its id.
    assert_eq!(story.when(&ada(), first()), Err(Rejection::NoteRemoved));
}

#[test]
fn a_page_that_cannot_be_is_refused() {
    let mut story = Story::with_two_people();
    for title in ["", " \u{200b}", &"x".repeat(121)] {
        let refused = story.when(&ada(), add(title));
        assert_eq!(refused, Err(Rejection::BadTitle { max: 120 }), "{title}");
    }
    let unknown = RenameNote {
        note_id: PAGE,
        title: "Plan".into(),
    };
    assert_eq!(story.when(&ada(), unknown), Err(Rejection::UnknownNote));
    for n in 0..MAX_NOTES {
        story.when(&ada(), add(&n.to_string())).unwrap();
    }
    let refused = story.when(&ada(), add("one more"));
    assert_eq!(refused, Err(Rejection::TooManyNotes { max: MAX_NOTES }));
    story.state.kind = StreamKind::Room;
    assert_eq!(story.when(&ada(), add("Plan")), Err(Rejection::NotHere));
}

#[test]
fn no_name_of_a_page_outlives_it() {
    let mut story = Story::with_two_people();
    story.when(&ada(), first()).unwrap();
    let renamed = RenameNote {
        note_id: PAGE,
        title: "Secret".into(),
    };
    story.when(&ada(), renamed).unwrap();
    story.when(&grace(), RemoveNote { note_id: PAGE }).unwrap();
    let removal = story.events.last().unwrap().clone();
    for event in &mut story.events {
        redact(event, &removal);
    }
    for told in [
        serde_json::to_string(&story.state).unwrap(),
        serde_json::to_string(&story.events).unwrap(),
    ] {
        assert!(
            !told.contains("Secret") && !told.contains("Notes"),
            "{told}"
        );
    }
}

#[test]
fn a_page_carries_the_names_that_people_have_now() {
    let mut story = Story::with_two_people();
    story.when(&ada(), first()).unwrap();
    story.when(&ada(), RemoveNote { note_id: PAGE }).unwrap();
    let renamed = Person {
        name: "Lovelace".into(),
        ..ada()
    };
    story.when(&renamed, TakeName).unwrap();
    let note = story.state.note(PAGE).unwrap();
    assert_eq!(note.by, renamed);
    assert_eq!(note.removal.as_ref().unwrap().by, renamed);
}
