//! The panel of a session, and the whole of a room: what was said, who types, where to answer.

use super::browser::{show_card, show_message};
use crate::charts;
use crate::shared::{
    account::Person,
    anchor::{Anchor, CardId},
    ids::{DatasetId, EventId, RunId},
    session::{chat::SendMessage, runs::RunStatus},
    text::isolated,
};
use crate::ui::{
    components::{
        chat_log::ChatLog,
        composer::Composer,
        message::{CardPreview, Shared},
        shown::Shown,
        typing_line::TypingLine,
        unsent::{Part, Unsent},
    },
    live::{Act, Actions, Live, StreamView},
};
use leptos::prelude::*;

#[component]
pub fn Conversation(
    live: Live,
    /// The log can be seen: on a phone it is one of several views.
    #[prop(into)]
    visible: Signal<bool>,
    /// Brings the cards on screen; rooms have none.
    #[prop(into)]
    on_card: Callback<()>,
) -> impl IntoView {
    let Live {
        view,
        actions,
        connection,
        composing,
        ..
    } = live;
    let people = view.people();
    let peer = Memo::new(move |_| {
        if view.address.is_room() {
            return Some(view.title().get());
        }
        let others = people.get().into_iter().filter(|person| !person.is_me);
        others.map(|person| person.person.name).next()
    });
    let me = view.me();
    let names = view.names();
    let color_of = Callback::new(move |person: Person| view.color_of(&person));
    let refusal = move |text: String| {
        let command = SendMessage {
            text,
            reply_to: None,
            about: None,
            seen: None,
        };
        view.check(&command.into())
            .err()
            .map(|rejection| rejection.to_string())
    };
    let earlier = move |then: Callback<()>| actions.load_earlier(move || then.run(()));
    let shared = Shared {
        me: me.name.clone().into(),
        names,
        preview: Callback::new(move |anchor| preview(view, anchor)),
        on_act: Callback::new(move |act| carry_out(live, act, on_card)),
        on_again: Callback::new(move |cid| actions.send_again(cid)),
        on_discard: Callback::new(move |cid| actions.discard(cid)),
    };
    let others = Memo::new({
        let me = me.name.clone();
        move |_| {
            names
                .get()
                .into_iter()
                .filter(|name| *name != me)
                .collect::<Vec<_>>()
        }
    });
    let archived = view.is_archived();
    view! {
        <ChatLog
            pages=view.lines()
            me
            visible
            has_earlier=view.has_earlier()
            color_of
            on_earlier=earlier
            shared
        />
        <TypingLine typing=connection.typing() color_of/>
        <Unsent
            part=Part::Conversation
            unsent=view.unsent()
            datasets=view.datasets()
            on_again=move |cid| actions.send_again(cid)
            on_discard=move |cid| actions.discard(cid)
        />
        <Shown
            when=move || !archived.get()
            fallback=|| view! { <p class="note archived">"This session is archived. Its creator can restore it."</p> }
        >
        <Composer
            text=composing.text()
            composing=composing.mode()
            note=composing.note()
            names=others
            peer
            refusal
            on_send=move |()| composing.submit()
            on_typing=move |is_typing| {
                connection.i_type(is_typing);
                composing.keep_draft();
            }
            on_last=move |()| composing.correct_last()
            on_cancel=move |()| composing.stop()
        />
        </Shown>
    }
}

fn carry_out(live: Live, act: Act, on_card: Callback<()>) {
    let Live {
        view,
        actions,
        composing,
        ..
    } = live;
    match act {
        Act::React(message, emoji) => _ = actions.react(message, &emoji),
        Act::Reply(message) => composing.answer(message),
        Act::Edit(message) => composing.correct(message),
        Act::Delete(message) => _ = actions.delete(message),
        Act::Show(message) => show_or_load(view, actions, message),
        Act::ShowView(dataset_id, shown) => {
            view.looked_at.set(Some((dataset_id, shown)));
            carry_out(live, Act::ShowCard(CardId::Dataset(dataset_id)), on_card);
        }
        Act::ShowCard(card) => {
            on_card.run(());
            request_animation_frame(move || show_card(&card));
        }
    }
}

/// Older lines come in until the message is among them.
pub fn show_or_load(view: StreamView, actions: Actions, message: EventId) {
    if !show_message(message) && view.has_earlier().get_untracked() {
        actions.load_earlier(move || {
            request_animation_frame(move || show_or_load(view, actions, message));
        });
    }
}

/// A card as a message shows it.
fn preview(view: StreamView, anchor: Anchor) -> Option<CardPreview> {
    match anchor {
        Anchor::Run(run) => preview_of_run(view, run, None),
        Anchor::Mark { run, mark } => preview_of_run(view, run, Some(mark)),
        Anchor::Dataset(dataset) => preview_of_data(view, dataset, None),
        Anchor::Row { dataset, row } => preview_of_data(view, dataset, Some((row, None))),
        Anchor::Cell {
            dataset,
            row,
            column,
        } => preview_of_data(view, dataset, Some((row, Some(column)))),
        Anchor::Message(_) => None,
    }
}

fn preview_of_run(view: StreamView, run_id: RunId, mark: Option<u32>) -> Option<CardPreview> {
    const WIDTH: u32 = 260;
    let run = view.run(run_id).get()?;
    let dataset = view.dataset(run.dataset_id).get();
    let name = dataset.map_or(String::new(), |dataset| dataset.name);
    let chart = run.output.as_ref().map(|output| &output.chart);
    let mark = mark.and_then(|mark| charts::mark::name(&chart?.marks, mark));
    Some(CardPreview {
        title: run.spec.title(&name),
        state: match run.status {
            RunStatus::Done => mark.map_or(String::new(), |mark| isolated(&mark)),
            status => status.name().into(),
        },
        picture: chart.map_or(String::new(), |chart| charts::draw(chart, WIDTH).svg),
    })
}

/// Rows are counted from 1, as the preview does.
fn preview_of_data(
    view: StreamView,
    dataset_id: DatasetId,
    cell: Option<(u32, Option<u32>)>,
) -> Option<CardPreview> {
    let dataset = view.dataset(dataset_id).get()?;
    let place = |(row, column): (u32, Option<u32>)| {
        let row = i64::from(row) + 1;
        Some(match column {
            None => format!("row {row}"),
            Some(column) => {
                let column = dataset.columns.get(column as usize)?;
                format!("row {row}, {}", isolated(&column.name))
            }
        })
    };
    Some(CardPreview {
        state: cell.and_then(place).unwrap_or_default(),
        title: isolated(&dataset.name),
        picture: String::new(),
    })
}
