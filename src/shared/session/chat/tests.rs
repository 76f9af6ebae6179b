//! The rules of the conversation, as histories.

use super::*;
use crate::shared::{
    ids::RunId,
    protocol::MAX_MESSAGE_CHARS,
    session::{Command, Rejection, apply, people::Rename, testing::*},
};

#[test]
fn empty_and_overlong_messages_are_refused() {
    let mut story = Story::with_two_people();
    let mut send = |text: String| {
        story
            .when(
                &ada(),
                SendMessage {
                    text,
                    reply_to: None,
                    about: None,
                    seen: None,
                },
            )
            .map(|_| ())
    };
    assert_eq!(send(" \n ".into()), Err(Rejection::EmptyMessage));
    let refused = send("é".repeat(MAX_MESSAGE_CHARS + 1)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Too long: 4001 of at most 4000 characters."
    );
    assert_eq!(send("é".repeat(MAX_MESSAGE_CHARS)), Ok(()));
}

#[test]
fn what_shows_nothing_is_refused_and_spelling_stays() {
    let mut story = Story::with_two_people();
    let message_id = story.says(&ada(), "می\u{200c}خواهم 👩\u{200d}💻");
    for nothing in [
        "\u{200b}",
        "\u{3164}",
        "\u{2800} ",
        "**\u{202e}**",
        "```\n```",
        "\0",
    ] {
        let text = nothing.to_owned();
        let said = SendMessage {
            text: text.clone(),
            reply_to: None,
            about: None,
            seen: None,
        };
        let title = text.clone();
        let edited = EditMessage { message_id, text };
        for command in [Command::from(said), edited.into()] {
            let refused = story.when(&ada(), command).unwrap_err();
            assert_eq!(refused, Rejection::EmptyMessage, "{nothing:?}");
        }
        if !nothing.contains(['*', '`']) {
            let refused = story.when(&ada(), Rename { title }).unwrap_err();
            assert!(matches!(refused, Rejection::BadTitle { .. }), "{nothing:?}");
        }
    }
    for emoji in ["\u{200b}", "\u{3164}", "👍\u{202e}"] {
        let react = React {
            message_id,
            emoji: emoji.into(),
            on: true,
        };
        let refused = story.when(&ada(), react).unwrap_err();
        assert_eq!(refused, Rejection::UnknownReaction, "{emoji:?}");
    }
    let title = "\u{202e}July\u{200b}".into();
    story.when(&ada(), Rename { title }).unwrap();
    assert_eq!(story.state.people.title, "July");
    let Some(EntryBody::Message { text, .. }) = story.state.entry(message_id).map(|e| &e.body)
    else {
        panic!("it is a message")
    };
    assert_eq!(text, "می\u{200c}خواهم 👩\u{200d}💻");
}

#[test]
fn only_the_author_edits_and_deletes() {
    let mut story = Story::with_two_people();
    let message_id = story.says(&ada(), "Juli is dry");
    let edit = |text: &str| EditMessage {
        message_id,
        text: text.into(),
    };
    assert_eq!(
        story.when(&grace(), edit("mine")).unwrap_err(),
        Rejection::NotTheAuthor
    );
    story.when(&ada(), edit("July is dry")).unwrap();
    let expected = EntryBody::Message {
        text: "July is dry".into(),
        reply_to: None,
        about: None,
        reactions: vec![],
        edited: true,
        thread: None,
    };
    assert_eq!(story.state.entry(message_id).unwrap().body, expected);

    story.when(&ada(), DeleteMessage { message_id }).unwrap();
    assert_eq!(
        story.state.entry(message_id).unwrap().body,
        EntryBody::Deleted
    );
    assert_eq!(
        story.when(&ada(), edit("again")).unwrap_err(),
        Rejection::UnknownMessage
    );
}

#[test]
fn what_is_deleted_or_answered_is_not_unread() {
    let mut story = Story::with_two_people();
    let said: Vec<EventId> = ["one", "two", "three"]
        .map(|text| story.says(&ada(), text))
        .to_vec();
    let unread = |story: &Story| story.state.unread(grace().id, 0);
    assert_eq!((unread(&story), story.state.unread(ada().id, 0)), (3, 0));
    for message_id in [said[0], said[2]] {
        let delete = DeleteMessage { message_id };
        story.when(&ada(), delete).unwrap();
    }
    assert_eq!(unread(&story), 1);
    let mine = story.says(&grace(), "I see");
    assert_eq!(unread(&story), 0);
    let delete = DeleteMessage { message_id: mine };
    story.when(&grace(), delete).unwrap();
    assert_eq!(unread(&story), 0, "she was here all the same");
    story.says(&ada(), "four");
    assert_eq!(unread(&story), 1);
}

#[test]
fn events_without_the_words_that_are_gone_make_the_same_state() {
    let mut story = Story::with_two_people();
    let (kept, gone) = (
        story.says(&ada(), "first words"),
        story.says(&ada(), "secret"),
    );
    let edit = |message_id, text: &str| {
        let text = text.into();
        Command::from(EditMessage { message_id, text })
    };
    for change in [
        edit(kept, "second words"),
        edit(gone, "secret too"),
        edit(kept, "last words"),
        DeleteMessage { message_id: gone }.into(),
    ] {
        story.when(&ada(), change).unwrap();
    }
    let mut stored: Vec<Event> = Vec::new();
    for event in &story.events {
        for earlier in &mut stored {
            redact(earlier, event);
        }
        stored.push(event.clone());
    }
    let json = serde_json::to_string(&stored).unwrap();
    for words in ["first words", "second words", "secret"] {
        assert!(!json.contains(words), "{words} in {json}");
    }
    // Whatever a page had seen before, it never shows an empty message on the way.
    for seen in 2..=story.events.len() {
        let mut state = Story::with_two_people().state;
        let before = story.events[..seen].iter();
        for event in before.chain(&stored[seen..]).skip(2) {
            apply(&mut state, event);
            let is_empty = |entry: &Entry| matches!(&entry.body, EntryBody::Message { text, .. } if text.is_empty());
            assert!(!state.chat.timeline.iter().any(is_empty), "{event:?}");
        }
        assert_eq!(state, story.state);
    }
}

#[test]
fn a_message_speaks_of_what_is_there_and_of_nothing_else() {
    let (mut story, dataset) = Story::with_weather();
    let message = story.says(&ada(), "July is dry");
    let run = story.asks(&ada(), dataset, mean_wind());
    let found = story.state.dataset(dataset).unwrap();
    let (rows, columns) = (found.rows as u32, found.columns.len() as u32);
    let cell = |row, column| Anchor::Cell {
        dataset,
        row,
        column,
    };
    for (anchor, is_there) in [
        (Anchor::Run(run), true),
        (Anchor::Mark { run, mark: 3 }, true),
        (Anchor::Dataset(dataset), true),
        (cell(rows - 1, columns - 1), true),
        (cell(rows, 0), false),
        (cell(0, columns), false),
        (Anchor::Message(message), true),
        (Anchor::Run(RunId(uuid::Uuid::nil())), false),
        (Anchor::Dataset(DatasetId(uuid::Uuid::nil())), false),
        (Anchor::Message(EventId(uuid::Uuid::nil())), false),
    ] {
        let said = SendMessage {
            text: "look".into(),
            reply_to: None,
            about: Some(anchor),
            seen: None,
        };
        story.when(&grace(), said).unwrap();
        let line = &story.state.chat.timeline.last().unwrap().body;
        let EntryBody::Message { about, .. } = line else {
            panic!("it is a message")
        };
        assert_eq!(*about, is_there.then_some(anchor), "{anchor}");
    }
}
