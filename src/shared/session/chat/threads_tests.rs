//! Comments and their threads, as histories.

use super::*;
use crate::shared::{
    anchor::Letter,
    ids::RunId,
    session::{
        Rejection, apply,
        datasets::RemoveDataset,
        notes::{AddNote, RemoveNote},
        people::TakeName,
        redact,
        testing::*,
    },
    view::{Filter, Test},
};

fn seen() -> Seen {
    Seen {
        view: View {
            find: "rain".into(),
            ..View::default()
        },
        column: Some("wind".into()),
        value: Some("99.5".into()),
        ..Seen::default()
    }
}

fn comment(about: Anchor) -> SendMessage {
    SendMessage {
        text: "a typing error?".into(),
        reply_to: None,
        about: Some(about),
        seen: Some(Box::new(seen())),
    }
}

fn answer(reply_to: EventId) -> SendMessage {
    SendMessage {
        text: "it is".into(),
        reply_to: Some(reply_to),
        about: None,
        seen: None,
    }
}

fn resolve(message_id: EventId, resolved: bool) -> ResolveThread {
    ResolveThread {
        message_id,
        resolved,
    }
}

/// Ada's comment on a cell.
fn commented() -> (Story, DatasetId, EventId) {
    let (mut story, dataset) = Story::with_weather();
    let cell = Anchor::Cell {
        dataset,
        row: 17,
        column: 1,
    };
    let id = story.when(&ada(), comment(cell)).unwrap().id;
    (story, dataset, id)
}

fn thread_of(story: &Story, message: EventId) -> Option<EventId> {
    let thread = story.state.thread_with(message);
    thread.map(|thread| thread.message_id)
}

#[test]
fn what_cannot_be_resolved_is_refused() {
    let (mut story, _, comment) = commented();
    let plain = story.says(&ada(), "July is dry");
    for message in [plain, EventId(uuid::Uuid::nil())] {
        let refused = story.when(&grace(), resolve(message, true)).unwrap_err();
        assert_eq!(refused, Rejection::UnknownMessage);
    }
    let refused = story.when(&noor(), resolve(comment, true)).unwrap_err();
    assert_eq!(refused, Rejection::NotAMember);
    let delete = DeleteMessage {
        message_id: comment,
    };
    story.when(&ada(), delete).unwrap();
    let refused = story.when(&grace(), resolve(comment, true)).unwrap_err();
    assert_eq!(refused, Rejection::UnknownMessage);
}

#[test]
fn too_much_is_refused() {
    let (mut story, dataset, _) = commented();
    let long = "x".repeat(1_001);
    let filter = || Filter {
        column: "wind".into(),
        test: Test::Missing(true),
    };
    let in_key = Filter {
        column: "id".into(),
        test: Test::OneOf(vec![long.clone()]),
    };
    for seen in [
        Seen {
            value: Some(long.clone()),
            ..Seen::default()
        },
        Seen {
            key: Some(in_key),
            ..Seen::default()
        },
        Seen {
            marked: vec![1],
            ..Seen::default()
        },
        Seen {
            view: View {
                filters: (0..65).map(|_| filter()).collect(),
                ..View::default()
            },
            ..Seen::default()
        },
    ] {
        let too_much = SendMessage {
            seen: Some(Box::new(seen)),
            ..comment(Anchor::Dataset(dataset))
        };
        let refused = story.when(&ada(), too_much).unwrap_err();
        assert_eq!(refused, Rejection::ViewDoesNotFit);
    }
}

#[test]
fn a_comment_begins_a_thread_and_its_answers_are_part_of_it() {
    let (mut story, dataset, comment) = commented();
    let thread = story.state.thread(comment).unwrap();
    assert_eq!(thread.seen.dataset_id, Some(dataset));
    assert_eq!(thread.seen.view.find, "rain");
    assert_eq!(thread.resolved_by, None);

    let first = story.when(&grace(), answer(comment)).unwrap().id;
    let second = story.when(&ada(), answer(first)).unwrap().id;
    assert_eq!(thread_of(&story, second), Some(comment));
    let elsewhere = story.says(&ada(), "July is dry");
    let other = story.when(&grace(), answer(elsewhere)).unwrap().id;
    assert_eq!(thread_of(&story, other), None);
    // Nothing answers what is not here.
    let unknown = answer(EventId(uuid::Uuid::nil()));
    let unknown = story.when(&grace(), unknown).unwrap().id;
    assert_eq!(thread_of(&story, unknown), None);
    // An answer about a place is an answer: there is one thread.
    let again = SendMessage {
        about: Some(Anchor::Dataset(dataset)),
        seen: Some(Box::new(seen())),
        ..answer(second)
    };
    story.when(&ada(), again).unwrap();
    assert_eq!(story.state.chat.threads.len(), 1);
}

#[test]
fn a_message_without_what_was_seen_is_no_comment() {
    let (mut story, dataset, _) = commented();
    let plain = SendMessage {
        seen: None,
        ..comment(Anchor::Dataset(dataset))
    };
    story.when(&ada(), plain).unwrap();
    let nowhere = SendMessage {
        about: None,
        ..comment(Anchor::Dataset(dataset))
    };
    story.when(&ada(), nowhere).unwrap();
    let unknown = comment(Anchor::Run(RunId(uuid::Uuid::nil())));
    story.when(&ada(), unknown).unwrap();
    let said = story.says(&ada(), "July is dry");
    story.when(&ada(), comment(Anchor::Message(said))).unwrap();
    assert_eq!(story.state.chat.threads.len(), 1);
}

#[test]
fn a_comment_keeps_a_place_that_is_not_there_any_more() {
    let (mut story, dataset, _) = commented();
    let place = Anchor::Row {
        dataset,
        row: 99_999,
    };
    let stale = story.when(&ada(), comment(place)).unwrap().id;
    assert!(!story.state.has(place));
    assert_eq!(story.state.thread(stale).unwrap().about, place);
}

#[test]
fn either_resolves_a_thread_and_either_opens_it_again() {
    let (mut story, _, comment) = commented();
    let who = |story: &Story| {
        let thread = story.state.thread(comment)?;
        Some((thread.resolved_by.as_ref()?.id, thread.resolved_at?))
    };
    story.when(&grace(), resolve(comment, true)).unwrap();
    let first = who(&story);
    assert_eq!(first.map(|first| first.0), Some(grace().id));
    // Both pressed: the first one counts.
    story.when(&ada(), resolve(comment, true)).unwrap();
    assert_eq!(who(&story), first);
    story.when(&ada(), resolve(comment, false)).unwrap();
    assert_eq!(who(&story), None);
    story.when(&grace(), answer(comment)).unwrap();
    story.when(&ada(), resolve(comment, true)).unwrap();
    assert_eq!(who(&story).map(|last| last.0), Some(ada().id));
}

#[test]
fn a_late_joiner_has_every_thread() {
    let (mut story, _, comment) = commented();
    for _ in 0..100 {
        story.says(&grace(), "and so on");
    }
    let late = story.state.snapshot();
    assert!(late.entry(comment).is_none());
    assert_eq!(late.thread(comment), story.state.thread(comment));
}

/// The log as its rows are kept: each event takes out of those before it what it takes back.
fn refolded(story: &Story) -> (StreamState, String) {
    let mut stored: Vec<Event> = Vec::new();
    for event in &story.events {
        for earlier in &mut stored {
            redact(earlier, event);
        }
        stored.push(event.clone());
    }
    let of = &story.state;
    let mut state = StreamState::new(of.stream, of.kind, "Seattle");
    for event in &stored {
        apply(&mut state, event);
    }
    (state, serde_json::to_string(&stored).unwrap())
}

#[test]
fn an_edited_comment_keeps_its_place_and_what_was_seen() {
    let (mut story, _, message_id) = commented();
    let edit = EditMessage {
        message_id,
        text: "surely a typing error".into(),
    };
    story.when(&ada(), edit).unwrap();
    assert!(story.state.thread(message_id).is_some());
    assert_eq!(refolded(&story).0, story.state);
}

#[test]
fn a_deleted_comment_ends_its_thread_and_leaves_nothing() {
    let (mut story, _, message_id) = commented();
    let answered = story.when(&grace(), answer(message_id)).unwrap().id;
    story.when(&grace(), resolve(message_id, true)).unwrap();
    story.when(&ada(), DeleteMessage { message_id }).unwrap();
    assert_eq!(story.state.thread(message_id), None);
    assert_eq!(thread_of(&story, answered), None);
    let (state, rows) = refolded(&story);
    assert_eq!(state, story.state);
    assert!(!rows.contains("99.5"), "{rows}");
}

#[test]
fn a_comment_keeps_its_words_when_the_data_goes_and_nothing_of_the_data() {
    let (mut story, dataset_id, comment) = commented();
    let remove = RemoveDataset { dataset_id };
    story.when(&ada(), remove).unwrap();
    let thread = story.state.thread(comment).unwrap();
    let bare = Seen {
        dataset_id: Some(dataset_id),
        ..Seen::default()
    };
    assert_eq!(thread.seen, bare);
    let (state, rows) = refolded(&story);
    assert_eq!(state, story.state);
    assert!(rows.contains("a typing error?"), "{rows}");
    for quoted in ["99.5", "rain"] {
        assert!(!rows.contains(quoted), "{quoted} in {rows}");
    }
}

#[test]
fn whoever_resolved_has_the_name_of_now() {
    let (mut story, _, comment) = commented();
    story.when(&grace(), resolve(comment, true)).unwrap();
    let called = Person {
        name: "Hopper".into(),
        ..grace()
    };
    story.when(&called, TakeName).unwrap();
    let resolved_by = &story.state.thread(comment).unwrap().resolved_by;
    assert_eq!(resolved_by.as_ref().unwrap().name, "Hopper");
}

/// Ada's comment on words of a page of notes.
fn commented_on_words() -> (Story, NoteId, EventId) {
    let mut story = Story::with_two_people();
    let page = AddNote {
        note_id: None,
        title: "Plan".into(),
    };
    let note = NoteId(story.when(&ada(), page).unwrap().id.0);
    let words = SendMessage {
        seen: Some(Box::new(Seen {
            value: Some("no wind".into()),
            around: vec!["fog and ".into(), " in May".into()],
            ..Seen::default()
        })),
        ..comment(words_of(note))
    };
    let id = story.when(&ada(), words).unwrap().id;
    (story, note, id)
}

fn words_of(note: NoteId) -> Anchor {
    let letter = |clock| Letter { client: 7, clock };
    Anchor::Words {
        note,
        first: letter(8),
        last: letter(14),
    }
}

#[test]
fn a_comment_hangs_on_words_of_a_page_that_is_there() {
    let (mut story, note, on_words) = commented_on_words();
    let thread = story.state.thread(on_words).unwrap();
    assert_eq!(thread.about, words_of(note));
    assert_eq!(thread.seen.value.as_deref(), Some("no wind"));
    let nowhere = comment(words_of(NoteId(uuid::Uuid::nil())));
    let said = story.when(&ada(), nowhere).unwrap().id;
    assert_eq!(story.state.thread(said), None);
    let half = SendMessage {
        seen: Some(Box::new(Seen {
            around: vec!["fog and ".into()],
            ..Seen::default()
        })),
        ..comment(words_of(note))
    };
    let refused = story.when(&ada(), half).unwrap_err();
    assert_eq!(refused, Rejection::ViewDoesNotFit);
}

#[test]
fn a_comment_stays_when_the_page_goes_and_nothing_of_the_page() {
    let (mut story, note_id, on_words) = commented_on_words();
    story.when(&grace(), RemoveNote { note_id }).unwrap();
    let thread = story.state.thread(on_words).unwrap();
    assert_eq!(thread.seen, Seen::default());
    let (state, rows) = refolded(&story);
    assert_eq!(state, story.state);
    assert!(rows.contains("a typing error?"), "{rows}");
    for quoted in ["no wind", "fog and", "in May"] {
        assert!(!rows.contains(quoted), "{quoted} in {rows}");
    }
}
