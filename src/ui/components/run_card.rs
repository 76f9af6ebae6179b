//! The card of one run: what was asked, how far it is, and what came of it.

use super::{
    avatar::{Avatar, AvatarSize},
    chart_frame::ChartFrame,
    disclosure::Disclosure,
    icon::{Glyph, Icon},
    name::name,
    result_table::ResultTable,
    shown::Shown,
    stale_note::StaleNote,
    time::TimeAgo,
};
use crate::charts::number;
use crate::client::http;
use crate::shared::{
    account::Person,
    analysis::{Output, Spec},
    anchor::CardId,
    dataset::Dataset,
    ids::{DatasetId, RunId},
    session::{Run, runs::RunStatus},
    text::isolated,
};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub fn RunCard(
    run_id: RunId,
    run: Memo<Option<Run>>,
    dataset: Memo<Option<Dataset>>,
    /// The newest version of its data set, when it is of an older one.
    newer: Memo<Option<Dataset>>,
    /// The address of its chart as a file.
    picture: String,
    #[prop(into)] color_of: Callback<Person, u8>,
    #[prop(into)] on_stop: Callback<RunId>,
    #[prop(into)] on_again: Callback<(DatasetId, Spec)>,
    /// A message is to speak of this run.
    #[prop(into)]
    on_discuss: Callback<RunId>,
) -> impl IntoView {
    let stage = Memo::new(move |_| Stage {
        status: run.with(|r| r.as_ref().map_or(RunStatus::Queued, |r| r.status)),
        removed_at: dataset.with(|one| Some(one.as_ref()?.removal.as_ref()?.at)),
    });
    let is_stale =
        Memo::new(move |_| stage.get().removed_at.is_none() && newer.with(Option::is_some));
    let title = run_title(run, dataset);
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
                    <button
                        class="btn small quiet"
                        type="button"
                        on:click=move |_| on_discuss.run(run_id)
                    >
                        "Discuss"
                    </button>
                </div>
            </header>
            {move || match stage.get() {
                Stage { removed_at: Some(at_ms), .. } => view! { <RemovedBody at_ms dataset/> }.into_any(),
                Stage { status, .. } => match status {
                    RunStatus::Queued => view! { <OpenBody words="Waiting for a worker" stop/> }.into_any(),
                    RunStatus::Running => view! { <OpenBody words="Working on it" stop/> }.into_any(),
                    RunStatus::Done => view! { <DoneBody run title picture=picture.clone()/> }.into_any(),
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

/// What decides which body a card has.
#[derive(Clone, Copy, PartialEq)]
struct Stage {
    status: RunStatus,
    /// When the data set was taken away.
    removed_at: Option<i64>,
}

/// The recipe in words: "Mean of wind by weather".
pub fn run_title(run: Memo<Option<Run>>, dataset: Memo<Option<Dataset>>) -> Signal<String> {
    let title = Memo::new(move |_| {
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
    let words = move || dataset.with(|one| one.as_ref().and_then(Dataset::removed));
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
fn DoneBody(run: Memo<Option<Run>>, title: Signal<String>, picture: String) -> impl IntoView {
    let fetched = RwSignal::new(None::<Output>);
    let trouble = RwSignal::new(None::<String>);
    let url = Memo::new(move |_| {
        run.with(|run| {
            run.as_ref()
                .filter(|run| run.output.is_none())
                .and_then(|run| run.output_url.clone())
        })
    });
    Effect::new(move |_| {
        if let Some(url) = url.get()
            && fetched.with_untracked(Option::is_none)
        {
            fetch(url, fetched, trouble);
        }
    });
    let output = move || {
        let inline = run.with(|run| run.as_ref().and_then(|run| run.output.as_deref().cloned()));
        inline.or_else(|| fetched.get())
    };
    let is_here = Memo::new(move |_| output().is_some());
    view! {
        {move || match is_here.get().then(|| untrack(output)).flatten() {
            Some(first) => {
                // What it was stays while none is there.
                let kept = Memo::new(move |last: Option<&Output>| {
                    output().unwrap_or_else(|| last.unwrap_or(&first).clone())
                });
                view! { <Result output=kept title picture=picture.clone()/> }.into_any()
            }
            None => view! { <OutputAway trouble url fetched/> }.into_any(),
        }}
    }
}

/// The result is too large to travel with the event and is on its way.
#[component]
fn OutputAway(
    trouble: RwSignal<Option<String>>,
    url: Memo<Option<String>>,
    fetched: RwSignal<Option<Output>>,
) -> impl IntoView {
    let try_again = move |_| {
        if let Some(url) = url.get_untracked() {
            fetch(url, fetched, trouble);
        }
    };
    view! {
        <div class="card-body">
            <div class="ghost">
                {move || match trouble.get() {
                    None => view! { <div><span>"Fetching the result"</span></div> }.into_any(),
                    Some(sentence) => view! {
                        <div>
                            <span>{sentence}</span>
                            <button class="btn small" type="button" on:click=try_again>
                                "Try again"
                            </button>
                        </div>
                    }.into_any(),
                }}
            </div>
        </div>
    }
}

fn fetch(url: String, fetched: RwSignal<Option<Output>>, trouble: RwSignal<Option<String>>) {
    trouble.set(None);
    spawn_local(async move {
        match http::get_json::<Output>(&url).await {
            Ok(output) => fetched.set(Some(output)),
            Err(error) => trouble.set(Some(error.message)),
        }
    });
}

#[component]
fn Result(output: Memo<Output>, title: Signal<String>, picture: String) -> impl IntoView {
    let as_table = RwSignal::new(false);
    let chart = Memo::new(move |_| output.with(|output| output.chart.clone()));
    let summary = Memo::new(move |_| output.with(|output| output.summary.clone()));
    let table = Memo::new(move |_| output.with(|output| output.table.clone()));
    view! {
        <p class="card-sub">{move || summary.get()}</p>
        <div class="card-body">
            <div hidden=move || as_table.get()>
                <ChartFrame chart summary name=title/>
            </div>
            <div class="table-wrap" hidden=move || !as_table.get()>
                <ResultTable table caption=title/>
            </div>
        </div>
        <div class="card-switch">
            <button
                class="btn small quiet"
                type="button"
                on:click=move |_| as_table.update(|as_table| *as_table = !*as_table)
            >
                {move || if as_table.get() { "Show as chart" } else { "Show as table" }}
            </button>
            <Disclosure
                class="btn small quiet"
                label="Save picture"
                face="Save picture".into_any()
                opens="Save picture"
                panel_class="pop drop"
            >
                {pictures(&picture)}
            </Disclosure>
        </div>
    }
}

/// Links to the chart as a file. `public/page.js` makes a PNG of what they lead to where they say so.
fn pictures(address: &str) -> AnyView {
    let link = |(theme, kind, words): (&'static str, &'static str, &'static str)| {
        let href = format!("{address}?theme={theme}");
        view! { <a class="btn small" href=href download="" data-kind=kind>{words}</a> }.into_any()
    };
    let links = [
        ("light", "svg", "SVG, light"),
        ("dark", "svg", "SVG, dark"),
        ("light", "png", "PNG, light"),
        ("dark", "png", "PNG, dark"),
    ];
    let links: Vec<AnyView> = links.into_iter().map(link).collect();
    view! {
        <p class="hint">"With its title, where it comes from and when."</p>
        <div class="acts">{links}</div>
    }
    .into_any()
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
    let took = move || run.with(|run| run.as_ref().and_then(duration));
    let source = move || dataset.with(|d| d.as_ref().map(source)).unwrap_or_default();
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

/// "from weather v2, 1,461 rows"
fn source(dataset: &Dataset) -> String {
    format!(
        "from {}, {}",
        dataset.title(),
        number::count(dataset.rows, "row", "rows")
    )
}
