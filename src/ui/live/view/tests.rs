//! The live session without a connection: what the panels make of events.

use super::{Calendar, Line, LineBody, StreamView, Way, lines::TimelineInputs};
use crate::shared::{
    account::Person,
    analysis::{Profile, Spec},
    anchor::Anchor,
    ids::EventId,
    protocol::RunFrame,
    session::{
        Command, RunReport, StreamState,
        chat::{DeleteMessage, EditMessage, React, SendMessage},
        people::{Rename, TakeName},
        runs::{AsOf, ReportRun, RunStatus},
        testing::{Story, ada, grace},
    },
};
use crate::ui::lean::memo;
use leptos::prelude::*;
use std::{
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// All lines, whichever page they stand on.
fn lines(view: StreamView) -> Vec<Arc<Line>> {
    let pages = view.lines().get_untracked();
    let lines = pages.iter().flat_map(|page| page.lines.get_untracked());
    lines.collect()
}

#[test]
fn a_run_card_follows_its_run() {
    let owner = Owner::new();
    owner.set();
    let (mut story, weather) = Story::with_weather();
    let run_id = story.asks(&ada(), weather, Spec::Profile(Profile {}));
    let view = StreamView::new(ada(), story.state.clone(), 0);
    let run = view.run(run_id);
    let status = move || run.get_untracked().unwrap().status;
    assert_eq!(status(), RunStatus::Queued);
    let started = ReportRun {
        run_id,
        report: RunReport::Started,
    };
    let event = story.when(&ada(), started).unwrap().clone();
    view.store.take([event]);
    assert_eq!(status(), RunStatus::Running);
    let failed = RunReport::Failed {
        error: "Too slow.".into(),
    };
    let event = story
        .when(
            &ada(),
            ReportRun {
                run_id,
                report: failed,
            },
        )
        .unwrap()
        .clone();
    view.store.take([event]);
    assert_eq!(
        run.get_untracked().unwrap().error.as_deref(),
        Some("Too slow.")
    );
}

#[test]
fn a_frame_shows_in_the_card_of_its_run() {
    let owner = Owner::new();
    owner.set();
    let (mut story, sensors) = Story::with_sensors();
    let run_id = story.asks(&ada(), sensors, Spec::Profile(Profile {}));
    let as_of = |head| AsOf {
        at: 0,
        rows: head,
        head,
    };
    let report = RunReport::Done {
        output: None,
        output_url: "/o".into(),
        as_of: Some(as_of(1)),
    };
    story.when(&ada(), ReportRun { run_id, report }).unwrap();
    let view = StreamView::new(ada(), story.state.clone(), 0);
    let run = view.run(run_id);
    let shown = move || run.get_untracked().unwrap();
    assert_eq!(shown().as_of, Some(as_of(1)));
    let frame = |head: i64, error: Option<&str>| RunFrame {
        session_uuid: view.address.session(),
        run_id,
        as_of: as_of(head),
        output: None,
        output_url: Some(format!("/o?head={head}")),
        error: error.map(str::to_owned),
    };
    view.store.show_frame(frame(3, None));
    view.store.show_frame(frame(2, None));
    assert_eq!(shown().output_url.as_deref(), Some("/o?head=3"));
    view.store.show_frame(frame(4, Some("Too slow.")));
    assert_eq!(shown().error.as_deref(), Some("Too slow."));
    assert_eq!(shown().as_of, Some(as_of(3)));
}

#[test]
fn an_event_changes_its_panel_and_no_other() {
    let owner = Owner::new();
    owner.set();
    let mut story = Story::with_two_people();
    let view = StreamView::new(ada(), story.state.clone(), 0);
    let before = (lines(view).len(), view.datasets().get_untracked());
    story.says(&grace(), "look");
    view.store.take(story.events.clone());
    let lines = lines(view);
    assert_eq!(lines.len(), before.0 + 1);
    assert_eq!(view.datasets().get_untracked(), before.1);
    let LineBody::Message(said) = &lines.last().unwrap().body else {
        panic!("{lines:?}")
    };
    assert_eq!((said.text.as_str(), &said.way), ("look", &Way::Stored));
}

/// A conversation of several pages, and the page as it was opened.
fn long() -> (Story, StreamView) {
    let mut story = Story::with_two_people();
    for at in 0..100 {
        let by = [ada(), grace()][at % 2].clone();
        story.says(&by, &format!("line {at}"));
    }
    let view = StreamView::new(ada(), story.state.clone(), 0);
    (story, view)
}

fn entry_page(view: StreamView, id: EventId) -> usize {
    let pages = view.lines().get_untracked();
    let has =
        |line: &Arc<Line>| matches!(&line.body, LineBody::Message(said) if said.id == Some(id));
    let found = pages
        .iter()
        .position(|page| page.lines.get_untracked().iter().any(has));
    found.unwrap()
}

#[test]
fn an_event_costs_the_page_that_it_is_on() {
    let owner = Owner::new();
    owner.set();
    let (mut story, view) = long();
    let counted = view.store.pages().into_iter().map(|page| {
        let times = Arc::new(AtomicUsize::new(0));
        let count = times.clone();
        let read = memo(move || {
            count.fetch_add(1, Ordering::Relaxed);
            view.store.read_page(&page, |_, entries| entries.len())
        });
        (read, times)
    });
    let counted: Vec<_> = counted.collect();
    let times = || {
        let read = counted.iter().map(|(read, times)| {
            read.get_untracked();
            times.load(Ordering::Relaxed)
        });
        read.collect::<Vec<_>>()
    };
    assert_eq!(times(), [1, 1, 1, 1]);
    let take = |story: &Story| view.store.take(story.events.last().cloned());
    story.says(&grace(), "look");
    take(&story);
    assert_eq!(times(), [1, 1, 1, 2]);
    let (message_id, text) = (story.state.chat.timeline[40].id, "other words".to_owned());
    story
        .when(&ada(), EditMessage { message_id, text })
        .unwrap();
    take(&story);
    assert_eq!(times(), [1, 2, 1, 2]);
    let lovelace = Person {
        name: "Lovelace".into(),
        ..ada()
    };
    story.when(&lovelace, TakeName).unwrap();
    take(&story);
    assert_eq!(times(), [2, 3, 2, 3], "a name stands in every line");
}

#[test]
fn lines_that_did_not_change_stay_the_same_allocation() {
    let owner = Owner::new();
    owner.set();
    let (mut story, view) = long();
    let before = lines(view);
    story.says(&grace(), "look");
    let message_id = story.state.chat.timeline[3].id;
    let emoji = "👍".to_owned();
    story
        .when(
            &grace(),
            React {
                message_id,
                emoji,
                on: true,
            },
        )
        .unwrap();
    view.store.take(story.events.clone());
    let after = lines(view);
    assert_eq!(after.len(), before.len() + 1);
    let pairs = before.iter().zip(&after);
    let changed: Vec<usize> = pairs
        .enumerate()
        .filter(|(_, (before, after))| !Arc::ptr_eq(before, after))
        .map(|(at, _)| at)
        .collect();
    let reacted = after.iter().position(
        |line| matches!(&line.body, LineBody::Message(said) if said.id == Some(message_id)),
    );
    assert_eq!(changed, [reacted.unwrap()]);
}

#[test]
fn a_changed_message_shows_on_its_page_and_where_it_is_quoted() {
    let owner = Owner::new();
    owner.set();
    let (mut story, view) = long();
    let message_id = story.state.chat.timeline[40].id;
    let answer = SendMessage {
        text: "yes".into(),
        reply_to: Some(message_id),
        about: None,
        seen: None,
    };
    let answer_id = story.when(&grace(), answer).unwrap().id;
    let pointing = SendMessage {
        text: "this one".into(),
        reply_to: None,
        about: Some(Anchor::Message(message_id)),
        seen: None,
    };
    let pointing_id = story.when(&grace(), pointing).unwrap().id;
    view.store.take(story.events.clone());
    assert_ne!(entry_page(view, message_id), entry_page(view, answer_id));
    let text = "other words".to_owned();
    story
        .when(&ada(), EditMessage { message_id, text })
        .unwrap();
    view.store.take(story.events.clone());
    let shown = lines(view);
    let said = |id| {
        let said = shown.iter().find_map(|line| match &line.body {
            LineBody::Message(said) if said.id == Some(id) => Some(said.clone()),
            _ => None,
        });
        said.unwrap()
    };
    assert_eq!(said(message_id).text, "other words");
    for id in [answer_id, pointing_id] {
        assert_eq!(said(id).reply.unwrap().text, "other words");
    }
}

/// The lines of the whole conversation, as one page.
fn whole(state: &StreamState) -> Vec<Line> {
    opened(state, RangeInclusive::new(1, 0))
}

fn opened(state: &StreamState, unread: RangeInclusive<i64>) -> Vec<Line> {
    let me = ada();
    let talk = TimelineInputs {
        timeline: &state.chat.timeline,
        sent: &[],
        unsent: &[],
        me: &me,
        joined: true,
        is_last: true,
        calendar: Calendar::UTC,
        unread,
    };
    talk.lines(0..state.chat.timeline.len())
}

/// Whatever happens, the pages show together what the whole conversation is.
#[test]
fn pages_show_what_the_conversation_is_made_anew() {
    let owner = Owner::new();
    owner.set();
    let (mut story, view) = long();
    let mut random = 1_u64;
    let mut next = |below: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) as usize % below
    };
    for step in 0..400 {
        let mut by = [ada(), grace()][next(2)].clone();
        let some = story.state.chat.timeline[next(story.state.chat.timeline.len())].id;
        let text = format!("step {step}");
        let command: Command = match next(8) {
            0 | 1 => SendMessage {
                text,
                reply_to: None,
                about: None,
                seen: None,
            }
            .into(),
            2 => SendMessage {
                text,
                reply_to: Some(some),
                about: None,
                seen: None,
            }
            .into(),
            3 => EditMessage {
                message_id: some,
                text,
            }
            .into(),
            4 => DeleteMessage { message_id: some }.into(),
            5 => React {
                message_id: some,
                emoji: "👍".into(),
                on: next(2) == 0,
            }
            .into(),
            6 => Rename { title: text }.into(),
            _ => {
                by.name = format!("{} {step}", ["Ada", "Grace"][by.id.0 as usize - 1]);
                TakeName.into()
            }
        };
        if story.when(&by, command).is_err() {
            continue;
        }
        view.store.take(story.events.last().cloned());
        let shown: Vec<Line> = lines(view).iter().map(|line| (**line).clone()).collect();
        assert!(shown == whole(&story.state), "after step {step}");
    }
}

#[test]
fn older_lines_in_front_touch_what_they_change() {
    let owner = Owner::new();
    owner.set();
    let (mut story, _) = long();
    let first = story.state.chat.timeline[10].id;
    let answer = SendMessage {
        text: "yes".into(),
        reply_to: Some(first),
        about: None,
        seen: None,
    };
    story.when(&ada(), answer).unwrap();
    for _ in 0..40 {
        story.says(&ada(), "more");
    }
    let mut late = story.state.clone();
    let earlier: Vec<_> = late.chat.timeline.drain(..70).collect();
    late.chat.has_earlier = true;
    // Nothing but the first two was read.
    let view = StreamView::new(ada(), late, 2);
    assert!(lines(view).len() > 70);
    view.store.prepend(earlier[40..].to_vec(), true);
    view.store.prepend(earlier[..40].to_vec(), false);
    let shown: Vec<Line> = lines(view).iter().map(|line| (**line).clone()).collect();
    assert!(shown == opened(&story.state, 3..=story.state.head));
}
