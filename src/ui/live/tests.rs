//! The live session without a connection: what the panels make of events.

use super::{Calendar, Line, LineBody, Live, Way, lines::Talk};
use crate::shared::{
    account::Person,
    analysis::{Profile, Spec},
    ids::EventId,
    session::testing::{Story, ada, grace},
    session::{Command, RunReport, SessionState},
    stream::RunStatus,
};
use leptos::prelude::*;
use std::{
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// All lines, whichever page they stand on.
fn lines(live: Live) -> Vec<Arc<Line>> {
    let pages = live.lines().get_untracked();
    let lines = pages.iter().flat_map(|page| page.lines.get_untracked());
    lines.collect()
}

#[test]
fn a_run_card_follows_its_run() {
    let owner = Owner::new();
    owner.set();
    let (mut story, weather) = Story::with_weather();
    let run_id = story.asks(&ada(), weather, Spec::Profile(Profile {}));
    let live = Live::new(ada(), story.state.clone(), 0);
    let run = live.run(run_id);
    let status = move || run.get_untracked().unwrap().status;
    assert_eq!(status(), RunStatus::Queued);
    let started = Command::ReportRun {
        run_id,
        report: RunReport::Started,
    };
    let event = story.when(&ada(), started).unwrap().clone();
    live.store.take([event]);
    assert_eq!(status(), RunStatus::Running);
    let failed = RunReport::Failed {
        error: "Too slow.".into(),
    };
    let event = story
        .when(
            &ada(),
            Command::ReportRun {
                run_id,
                report: failed,
            },
        )
        .unwrap()
        .clone();
    live.store.take([event]);
    assert_eq!(
        run.get_untracked().unwrap().error.as_deref(),
        Some("Too slow.")
    );
}

#[test]
fn an_event_changes_its_panel_and_no_other() {
    let owner = Owner::new();
    owner.set();
    let mut story = Story::with_two_people();
    let live = Live::new(ada(), story.state.clone(), 0);
    let before = (lines(live).len(), live.datasets().get_untracked());
    story.says(&grace(), "look");
    live.store.take(story.events.clone());
    let lines = lines(live);
    assert_eq!(lines.len(), before.0 + 1);
    assert_eq!(live.datasets().get_untracked(), before.1);
    let LineBody::Said(said) = &lines.last().unwrap().body else {
        panic!("{lines:?}")
    };
    assert_eq!((said.text.as_str(), &said.way), ("look", &Way::Stored));
}

/// A conversation of several pages, and the page as it was opened.
fn long() -> (Story, Live) {
    let mut story = Story::with_two_people();
    for at in 0..100 {
        let by = [ada(), grace()][at % 2].clone();
        story.says(&by, &format!("line {at}"));
    }
    let live = Live::new(ada(), story.state.clone(), 0);
    (story, live)
}

fn entry_page(live: Live, id: EventId) -> usize {
    let pages = live.lines().get_untracked();
    let has = |line: &Arc<Line>| matches!(&line.body, LineBody::Said(said) if said.id == Some(id));
    let found = pages
        .iter()
        .position(|page| page.lines.get_untracked().iter().any(has));
    found.unwrap()
}

#[test]
fn an_event_costs_the_page_that_it_is_on() {
    let owner = Owner::new();
    owner.set();
    let (mut story, live) = long();
    let counted = live.store.pages().into_iter().map(|page| {
        let times = Arc::new(AtomicUsize::new(0));
        let count = times.clone();
        let read = Memo::new(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            live.store.read_page(&page, |_, entries| entries.len())
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
    let take = |story: &Story| live.store.take(story.events.last().cloned());
    story.says(&grace(), "look");
    take(&story);
    assert_eq!(times(), [1, 1, 1, 2]);
    let (message_id, text) = (story.state.timeline[40].id, "other words".to_owned());
    story
        .when(&ada(), Command::EditMessage { message_id, text })
        .unwrap();
    take(&story);
    assert_eq!(times(), [1, 2, 1, 2]);
    let lovelace = Person {
        name: "Lovelace".into(),
        ..ada()
    };
    story.when(&lovelace, Command::TakeName).unwrap();
    take(&story);
    assert_eq!(times(), [2, 3, 2, 3], "a name stands in every line");
}

#[test]
fn lines_that_did_not_change_stay_the_same_allocation() {
    let owner = Owner::new();
    owner.set();
    let (mut story, live) = long();
    let before = lines(live);
    story.says(&grace(), "look");
    let message_id = story.state.timeline[3].id;
    let emoji = "👍".to_owned();
    story
        .when(
            &grace(),
            Command::React {
                message_id,
                emoji,
                on: true,
            },
        )
        .unwrap();
    live.store.take(story.events.clone());
    let after = lines(live);
    assert_eq!(after.len(), before.len() + 1);
    let pairs = before.iter().zip(&after);
    let changed: Vec<usize> = pairs
        .enumerate()
        .filter(|(_, (before, after))| !Arc::ptr_eq(before, after))
        .map(|(at, _)| at)
        .collect();
    let reacted = after
        .iter()
        .position(|line| matches!(&line.body, LineBody::Said(said) if said.id == Some(message_id)));
    assert_eq!(changed, [reacted.unwrap()]);
}

#[test]
fn a_changed_message_shows_on_its_page_and_where_it_is_quoted() {
    let owner = Owner::new();
    owner.set();
    let (mut story, live) = long();
    let message_id = story.state.timeline[40].id;
    let answer = Command::SendMessage {
        text: "yes".into(),
        reply_to: Some(message_id),
        about: None,
    };
    let answer_id = story.when(&grace(), answer).unwrap().id;
    live.store.take(story.events.clone());
    assert_ne!(entry_page(live, message_id), entry_page(live, answer_id));
    let text = "other words".to_owned();
    story
        .when(&ada(), Command::EditMessage { message_id, text })
        .unwrap();
    live.store.take(story.events.clone());
    let shown = lines(live);
    let said = |id| {
        let said = shown.iter().filter_map(|line| match &line.body {
            LineBody::Said(said) if said.id == Some(id) => Some(said.clone()),
            _ => None,
        });
        said.last().unwrap()
    };
    assert_eq!(said(message_id).text, "other words");
    assert_eq!(said(answer_id).reply.unwrap().text, "other words");
}

/// The lines of the whole conversation, as one page.
fn whole(state: &SessionState) -> Vec<Line> {
    let me = ada();
    let talk = Talk {
        timeline: &state.timeline,
        sent: &[],
        unsent: &[],
        me: &me,
        joined: true,
        is_last: true,
        calendar: Calendar::UTC,
        unread: RangeInclusive::new(1, 0),
    };
    talk.lines(0..state.timeline.len())
}

/// Whatever happens, the pages show together what the whole conversation is.
#[test]
fn pages_show_what_the_conversation_is_made_anew() {
    let owner = Owner::new();
    owner.set();
    let (mut story, live) = long();
    let mut random = 1_u64;
    let mut next = |below: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) as usize % below
    };
    for step in 0..400 {
        let mut by = [ada(), grace()][next(2)].clone();
        let some = story.state.timeline[next(story.state.timeline.len())].id;
        let text = format!("step {step}");
        let command = match next(8) {
            0 | 1 => Command::SendMessage {
                text,
                reply_to: None,
                about: None,
            },
            2 => Command::SendMessage {
                text,
                reply_to: Some(some),
                about: None,
            },
            3 => Command::EditMessage {
                message_id: some,
                text,
            },
            4 => Command::DeleteMessage { message_id: some },
            5 => Command::React {
                message_id: some,
                emoji: "👍".into(),
                on: next(2) == 0,
            },
            6 => Command::Rename { title: text },
            _ => {
                by.name = format!("{} {step}", ["Ada", "Grace"][by.id.0 as usize - 1]);
                Command::TakeName
            }
        };
        if story.when(&by, command).is_err() {
            continue;
        }
        live.store.take(story.events.last().cloned());
        let shown: Vec<Line> = lines(live).iter().map(|line| (**line).clone()).collect();
        assert!(shown == whole(&story.state), "after step {step}");
    }
}
