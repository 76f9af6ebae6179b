//! Cards, and places in them, as messages show them: small, and alive.

use crate::charts;
use crate::shared::{
    anchor::{Anchor, CardId},
    ids::{DatasetId, EventId, NoteId, RunId},
    session::{
        chat::{ResolveThread, Seen, Thread},
        runs::RunStatus,
    },
    text::isolated,
};
use crate::ui::{
    components::message::{CardPreview, ThreadPreview},
    live::StreamView,
};
use leptos::prelude::*;

/// A card as a message shows it.
pub fn preview(
    view: StreamView,
    (anchor, message): (Anchor, Option<EventId>),
) -> Option<CardPreview> {
    let thread = message.and_then(|message| view.thread(message));
    let seen = thread.as_ref().map(|thread| &thread.seen);
    let mut shown = preview_of(view, anchor, seen)?;
    shown.thread = thread.map(|thread| preview_of_thread(view, thread));
    Some(shown)
}

fn preview_of_thread(view: StreamView, thread: Thread) -> ThreadPreview {
    let (message_id, resolved) = (thread.message_id, thread.resolved_by.is_none());
    let resolve = ResolveThread {
        message_id,
        resolved,
    };
    let dataset = thread.seen.dataset_id.and_then(|id| view.dataset(id).get());
    let is_data = matches!(thread.about.card(), Some(CardId::Dataset(_)));
    let newest = thread
        .seen
        .dataset_id
        .and_then(|id| view.newer_than(id).get());
    let gone = newest.filter(|newest| view.is_gone(message_id, newest.dataset_id));
    let is_kept = row_of(thread.about).is_none_or(|(dataset, row)| row >= gone_of(view, dataset));
    let what = match thread.about {
        Anchor::Cell { .. } => "cell",
        _ => "row",
    };
    ThreadPreview {
        gone: match thread.about {
            Anchor::Words { note, .. } => words_gone(view, thread.about, note),
            _ if is_kept => gone.map(|newest| format!("This {what} is not in {}.", newest.title())),
            _ => Some(format!("This {what} is not kept any more.")),
        },
        resolved: thread
            .resolved_by
            .map(|by| format!("Resolved by {}", isolated(&by.name))),
        can_resolve: view.check(&resolve.into()).is_ok(),
        was_seen: is_data && dataset.is_some_and(|one| one.removal.is_none()),
    }
}

fn preview_of(view: StreamView, anchor: Anchor, seen: Option<&Seen>) -> Option<CardPreview> {
    let value = seen.and_then(|seen| seen.value.as_deref());
    match anchor {
        Anchor::Run(run) => preview_of_run(view, run, None, None),
        Anchor::Mark { run, mark } => preview_of_run(view, run, Some((mark, mark)), value),
        Anchor::Marks { run, first, last } => preview_of_run(view, run, Some((first, last)), value),
        Anchor::Dataset(dataset) => preview_of_data(view, dataset, None, None),
        Anchor::Row { dataset, row } => preview_of_data(view, dataset, Some((row, None)), None),
        Anchor::Cell {
            dataset,
            row,
            column,
        } => preview_of_data(view, dataset, Some((row, Some(column))), value),
        Anchor::Words { note, .. } => preview_of_words(view, note, value),
        Anchor::Message(_) => None,
    }
}

fn preview_of_words(view: StreamView, note: NoteId, words: Option<&str>) -> Option<CardPreview> {
    let id = note.to_string();
    let pages = view.notes();
    let pages = pages.read();
    let page = pages.iter().find(|page| page.0 == id);
    Some(CardPreview {
        title: page.map_or("Notes".into(), |page| isolated(&page.1)),
        state: words.map_or(String::new(), |words| format!("“{}”", isolated(words))),
        picture: String::new(),
        thread: None,
    })
}

/// Why the words that a comment hangs on are not to be seen.
fn words_gone(view: StreamView, place: Anchor, note: NoteId) -> Option<String> {
    let note = note.to_string();
    if !view.notes().read().iter().any(|page| page.0 == note) {
        return Some("This page of notes was removed.".into());
    }
    let is_gone = view.words_gone.read().contains(&place.to_string());
    is_gone.then(|| "These words are not on the page any more.".into())
}

fn preview_of_run(
    view: StreamView,
    run_id: RunId,
    marks: Option<(u32, u32)>,
    value: Option<&str>,
) -> Option<CardPreview> {
    const WIDTH: u32 = 260;
    let run = view.run(run_id).get()?;
    let dataset = view.dataset(run.dataset_id).get();
    let name = dataset.map_or(String::new(), |dataset| dataset.name);
    let chart = run.output.as_ref().map(|output| &output.chart);
    let named = marks.and_then(|(first, last)| charts::mark::range(&chart?.marks, first, last));
    // What a comment hangs on is found by its name, wherever it stands by now.
    let mark = value.map(str::to_owned).or(named);
    Some(CardPreview {
        title: run.spec.title(&name),
        state: match run.status {
            RunStatus::Done => mark.map_or(String::new(), |mark| isolated(&mark)),
            status => status.name().into(),
        },
        thread: None,
        picture: chart.map_or(String::new(), |chart| charts::draw(chart, WIDTH).svg),
    })
}

/// The row that a place is, or lies in, counted from the first that ever came.
fn row_of(place: Anchor) -> Option<(DatasetId, i64)> {
    match place {
        Anchor::Row { dataset, row } | Anchor::Cell { dataset, row, .. } => {
            Some((dataset, i64::from(row)))
        }
        _ => None,
    }
}

/// Rows of a live data set that are not kept any more.
fn gone_of(view: StreamView, dataset: DatasetId) -> i64 {
    let appended = view.appends.of(dataset).get();
    appended.map_or(0, |appended| appended.gone())
}

/// Rows are counted from 1, as the preview does.
fn preview_of_data(
    view: StreamView,
    dataset_id: DatasetId,
    cell: Option<(u32, Option<u32>)>,
    value: Option<&str>,
) -> Option<CardPreview> {
    let dataset = view.dataset(dataset_id).get()?;
    let place = |(row, column): (u32, Option<u32>)| {
        let row = match i64::from(row) - gone_of(view, dataset_id) {
            ..0 => "a row that went".into(),
            row => format!("row {}", row + 1),
        };
        Some(match column {
            None => row,
            Some(column) => {
                let column = dataset.columns.get(column as usize)?;
                let value = value.map_or(String::new(), |value| format!(": {}", isolated(value)));
                format!("{row}, {}{value}", isolated(&column.name))
            }
        })
    };
    Some(CardPreview {
        state: cell.and_then(place).unwrap_or_default(),
        title: isolated(&dataset.name),
        picture: String::new(),
        thread: None,
    })
}
