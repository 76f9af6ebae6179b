//! The card of one run: what was asked, how far it is, and what came of it.

use super::{
    avatar::{Avatar, AvatarSize},
    chart_frame::MarksNamed,
    comments_mark::CommentsMark,
    follow_line::FollowLine,
    icon::{Glyph, Icon},
    name::name,
    run_result::RunResult,
    shown::Shown,
    stale_note::StaleNote,
    time::TimeAgo,
};
use crate::charts::number;
use crate::shared::{
    account::Person,
    analysis::Spec,
    anchor::{Anchor, CardId},
    dataset::Dataset,
    ids::{DatasetId, RunId},
    session::{Run, chat::Seen, runs::RunStatus},
    text::isolated,
};
use crate::ui::lean::memo;
use crate::ui::live::{AppendsTo, Talk};
use leptos::prelude::*;

#[component]
pub fn RunCard(
    run_id: RunId,
    run: Memo<Option<Run>>,
    dataset: Memo<Option<Dataset>>,
    /// The newest version of its data set, when it is of an older one.
    newer: Memo<Option<Dataset>>,
    /// The address of its chart as a file.
    picture: String,
    /// How many rows its data set has by now, where that is live.
    appended: AppendsTo,
    /// Whether the reader may pause it for everyone.
    #[prop(into)]
    can_pause: Signal<bool>,
    #[prop(into)] color_of: Callback<Person, u8>,
    #[prop(into)] on_stop: Callback<RunId>,
    #[prop(into)] on_again: Callback<(DatasetId, Spec)>,
    /// It is to stay as it is for everyone, or to go on.
    #[prop(into)]
    on_pause: Callback<bool>,
    /// The open comments on it and in it.
    comments: Memo<Vec<String>>,
    #[prop(into)] on_talk: Callback<Talk>,
) -> impl IntoView {
    let held = RwSignal::new(false);
    let shown = Memo::new(move |last: Option<&Option<Run>>| match (held.get(), last) {
        (true, Some(last)) => last.clone(),
        _ => run.get(),
    });
    let stage = memo(move || Stage {
        status: run.with(|r| r.as_ref().map_or(RunStatus::Queued, |r| r.status)),
        removed_at: dataset.with(|one| Some(one.as_ref()?.removal.as_ref()?.at)),
        live: dataset.with(|one| one.as_ref().is_some_and(|one| one.live)),
    });
    let is_stale = memo(move || stage.get().removed_at.is_none() && newer.read().is_some());
    let title = run_title(run, dataset);
    let talk_of_mark = Callback::new(move |of: MarksNamed| {
        // Its number may be another by now.
        let comments = comments.read_untracked();
        let mut known = comments.iter().filter_map(|one| one.split_once(' '));
        let known = known.find(|(_, name)| *name == of.name);
        let known = known.and_then(|(place, _)| place.parse().ok());
        let run = run_id;
        let (first, last) = (of.first as u32, of.last as u32);
        let place = known.unwrap_or(match first == last {
            true => Anchor::Mark { run, mark: first },
            false => Anchor::Marks { run, first, last },
        });
        let seen = Seen {
            value: Some(of.name),
            ..seen(shown)
        };
        on_talk.run((place, Some(Box::new(seen))));
    });
    let card = CardId::Run(run_id);
    let title_id = format!("{card}-title");
    let stop = Callback::new(move |()| on_stop.run(run_id));
    let again = Callback::new(move |()| {
        if let Some(run) = run.get_untracked() {
            on_again.run((run.dataset_id, run.spec));
        }
    });
    view! {
        <article
            class="card"
            id=card.to_string()
            data-state=move || stage.get().status.name()
            data-stale=move || is_stale.get().then_some("")
            aria-labelledby=title_id.clone()
        >
            <Shown when=move || stage.get().status == RunStatus::Running>
                <progress aria-label=move || format!("{} runs", title.get())></progress>
            </Shown>
            <header class="card-head">
                <h2 class="card-title" id=title_id.clone() tabindex="-1">{move || title.get()}</h2>
                <div class="card-tools">
                    {move || stage.get().removed_at.is_none().then(|| head_state(stage.get().status, run))}
                    <CommentsMark comments on_open=move |()| on_talk.run((Anchor::Run(run_id), None))/>
                    <button
                        class="btn small quiet"
                        type="button"
                        on:click=move |_| on_talk.run((Anchor::Run(run_id), Some(Box::new(seen(shown)))))
                    >
                        "Discuss"
                    </button>
                </div>
            </header>
            <Shown when=move || stage.get().follows()>
                <FollowLine shown appended held can_pause on_pause/>
            </Shown>
            {move || match stage.get() {
                Stage { removed_at: Some(at_ms), .. } => view! { <RemovedBody at_ms dataset/> }.into_any(),
                Stage { status, .. } => match status {
                    RunStatus::Queued => view! { <OpenBody words="Waiting for a worker" stop/> }.into_any(),
                    RunStatus::Running => view! { <OpenBody words="Working on it" stop/> }.into_any(),
                    RunStatus::Done => view! { <RunResult run=shown title picture=picture.clone() comments on_talk=talk_of_mark/> }.into_any(),
                    RunStatus::Failed => view! { <FailedBody run again/> }.into_any(),
                    RunStatus::Cancelled => view! { <CancelledBody run again/> }.into_any(),
                },
            }}
            <Shown when=move || is_stale.get()>
                <StaleNote run dataset newer on_again/>
            </Shown>
            <RunFoot run dataset color_of/>
        </article>
    }
}

/// What the reader has before them.
fn seen(run: Memo<Option<Run>>) -> Seen {
    let as_of = run.with_untracked(|run| run.as_ref()?.as_of);
    Seen {
        as_of: as_of.map(|as_of| as_of.at),
        ..Seen::default()
    }
}

/// What decides which body a card has.
#[derive(Clone, Copy, PartialEq)]
struct Stage {
    status: RunStatus,
    /// When the data set was taken away.
    removed_at: Option<i64>,
    /// Whether rows are appended to that.
    live: bool,
}

impl Stage {
    /// Whether there is an answer that changes with the rows.
    fn follows(self) -> bool {
        self.live && self.status == RunStatus::Done && self.removed_at.is_none()
    }
}

/// The recipe in words: "Mean of wind by weather".
pub fn run_title(run: Memo<Option<Run>>, dataset: Memo<Option<Dataset>>) -> Signal<String> {
    let title = memo(move || {
        let name = dataset.with(|d| d.as_ref().map_or(String::new(), |d| d.name.clone()));
        run.with(|run| run.as_ref().map(|run| run.spec.title(&name)))
            .unwrap_or_default()
    });
    title.into()
}

fn head_state(status: RunStatus, run: Memo<Option<Run>>) -> Option<AnyView> {
    let (class, glyph, words) = match status {
        RunStatus::Done => return None,
        RunStatus::Queued => ("state", Glyph::Clock, "Queued".to_owned()),
        RunStatus::Running => ("state running", Glyph::Spin, "Running".to_owned()),
        RunStatus::Failed => ("state danger", Glyph::Error, "Failed".to_owned()),
        RunStatus::Cancelled => ("state", Glyph::Stop, stopped_by(run)),
    };
    Some(view! { <span class=class><Icon glyph/>{words}</span> }.into_any())
}

fn stopped_by(run: Memo<Option<Run>>) -> String {
    let who = run.with_untracked(|run| {
        run.as_ref()
            .and_then(|run| run.stopped_by.as_ref())
            .map(|person| person.name.clone())
    });
    who.map_or("Stopped".into(), |name| {
        format!("Stopped by {}", isolated(&name))
    })
}

#[component]
fn OpenBody(words: &'static str, #[prop(into)] stop: Callback<()>) -> impl IntoView {
    view! {
        <div class="card-body">
            <div class="ghost">
                <div>
                    <span>{words}</span>
                    <button class="btn small" type="button" on:click=move |_| stop.run(())>
                        <Icon glyph=Glyph::Stop/>
                        "Stop"
                    </button>
                </div>
            </div>
        </div>
    }
}

/// Nothing is left to be shown.
#[component]
fn RemovedBody(at_ms: i64, dataset: Memo<Option<Dataset>>) -> impl IntoView {
    let words = move || dataset.read().as_ref().and_then(Dataset::removed);
    view! {
        <div class="card-body">
            <div class="ghost">
                <div>
                    <span>{words}", "<TimeAgo at_ms/></span>
                    <span>"The result went with it."</span>
                </div>
            </div>
        </div>
    }
}

#[component]
fn FailedBody(run: Memo<Option<Run>>, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let sentence = run.with_untracked(|run| run.as_ref().and_then(|run| run.error.clone()));
    view! {
        <div class="card-body">
            <div class="fail-note">
                <strong>
                    <Icon glyph=Glyph::Error/>
                    {sentence.unwrap_or("The run failed.".into())}
                </strong>
                <div class="row"><RunAgain again/></div>
            </div>
        </div>
    }
}

#[component]
fn CancelledBody(run: Memo<Option<Run>>, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let elapsed_ms = run.with_untracked(|run| run.as_ref().map_or(0, |run| run.elapsed_ms));
    view! {
        <div class="card-body">
            <div class="ghost">
                <div>
                    <span>
                        {format!("Stopped after {}. Nothing was kept.", number::duration(elapsed_ms))}
                    </span>
                    <RunAgain again/>
                </div>
            </div>
        </div>
    }
}

#[component]
fn RunAgain(#[prop(into)] again: Callback<()>) -> impl IntoView {
    view! {
        <button class="btn small" type="button" on:click=move |_| again.run(())>
            <Icon glyph=Glyph::Redo/>
            "Run again"
        </button>
    }
}

#[component]
fn RunFoot(
    run: Memo<Option<Run>>,
    dataset: Memo<Option<Dataset>>,
    #[prop(into)] color_of: Callback<Person, u8>,
) -> impl IntoView {
    let by = run.get_untracked().map(|run| run.by);
    let who = by.clone().map_or(String::new(), |person| person.name);
    let color = by.map_or(1, |person| color_of.run(person));
    let at = move || run.with(|run| run.as_ref().map_or(0, |run| run.changed_at));
    let took = move || run.read().as_ref().and_then(duration);
    let source = move || dataset.read().as_ref().map(source).unwrap_or_default();
    view! {
        <footer class="card-foot">
            <span class="who">
                <Avatar name=who.clone() color size=AvatarSize::Tiny/>
                <span>
                    {name(&who)}", "<TimeAgo at_ms=Signal::derive(at)/>{move || took()}
                </span>
            </span>
            <span class="spacer"></span>
            <span>{move || source()}</span>
        </footer>
    }
}

/// ", 41 ms" once the run has ended.
fn duration(run: &Run) -> Option<String> {
    (!run.status.is_open()).then(|| format!(", {}", number::duration(run.elapsed_ms)))
}

/// "from weather v2, 1,461 rows"; how many a live one has is said beside how it does.
fn source(dataset: &Dataset) -> String {
    if dataset.live {
        return format!("from {}", dataset.title());
    }
    format!(
        "from {}, {}",
        dataset.title(),
        number::count(dataset.rows, "row", "rows")
    )
}
