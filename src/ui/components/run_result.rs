//! What came of a run: its sentence, its picture and its table, and its files. They change in place where the run
//! follows a live data set.

use super::{
    chart_frame::{ChartFrame, MarksNamed},
    disclosure::Disclosure,
    result_table::ResultTable,
};
use crate::client::http;
use crate::shared::{analysis::Output, session::Run};
use crate::ui::lean::{effect, memo};
use leptos::{prelude::*, task::spawn_local};

/// An output that is too large to travel with an event.
#[derive(Clone, Copy)]
struct Fetched {
    /// Where the newest one is; none while it travels.
    url: Memo<Option<String>>,
    output: RwSignal<Option<Output>>,
    trouble: RwSignal<Option<String>>,
    /// One at a time: a slow line would have ever more to carry.
    on_its_way: StoredValue<bool>,
}

#[component]
pub fn RunResult(
    run: Memo<Option<Run>>,
    title: Signal<String>,
    picture: String,
    /// Where open comments hang, as [`crate::ui::live::StreamView::comments`] says it.
    comments: Memo<Vec<String>>,
    /// A mark, and its name: a comment is to begin there, or those there are to be shown.
    on_talk: Callback<MarksNamed>,
) -> impl IntoView {
    let url = memo(move || {
        run.with(|run| {
            run.as_ref()
                .filter(|run| run.output.is_none())
                .and_then(|run| run.output_url.clone())
        })
    });
    let fetched = Fetched {
        url,
        output: RwSignal::new(None),
        trouble: RwSignal::new(None),
        on_its_way: StoredValue::new(false),
    };
    effect(move || {
        if url.read().is_some() {
            fetched.fetch();
        }
    });
    let output = move || {
        let inline = run.with(|run| run.as_ref().and_then(|run| run.output.as_deref().cloned()));
        inline.or_else(|| fetched.output.get())
    };
    let is_here = memo(move || output().is_some());
    view! {
        {move || match is_here.get().then(|| untrack(output)).flatten() {
            Some(first) => {
                // What it was stays while none is there.
                let kept = Memo::new(move |last: Option<&Output>| {
                    output().unwrap_or_else(|| last.unwrap_or(&first).clone())
                });
                view! { <Result output=kept title picture=picture.clone() comments on_talk/> }.into_any()
            }
            None => view! { <OutputAway fetched/> }.into_any(),
        }}
    }
}

/// The result is too large to travel with the event and is on its way.
#[component]
fn OutputAway(fetched: Fetched) -> impl IntoView {
    view! {
        <div class="card-body">
            <div class="ghost">
                {move || match fetched.trouble.get() {
                    None => view! { <div><span>"Fetching the result"</span></div> }.into_any(),
                    Some(sentence) => view! {
                        <div>
                            <span>{sentence}</span>
                            <button class="btn small" type="button" on:click=move |_| fetched.fetch()>
                                "Try again"
                            </button>
                        </div>
                    }.into_any(),
                }}
            </div>
        </div>
    }
}

impl Fetched {
    /// Brings the newest, and what is newer by then.
    fn fetch(self) {
        if self.on_its_way.get_value() {
            return;
        }
        self.on_its_way.set_value(true);
        self.trouble.set(None);
        let newest = move || self.url.try_get_untracked().flatten();
        spawn_local(async move {
            while let Some(url) = newest() {
                match http::get_json::<Output>(&url).await {
                    Ok(output) => _ = self.output.try_set(Some(output)),
                    Err(error) => _ = self.trouble.try_set(Some(error.message)),
                }
                if newest().is_none_or(|newer| newer == url) {
                    break;
                }
            }
            self.on_its_way.try_set_value(false);
        });
    }
}

#[component]
fn Result(
    output: Memo<Output>,
    title: Signal<String>,
    picture: String,
    comments: Memo<Vec<String>>,
    on_talk: Callback<MarksNamed>,
) -> impl IntoView {
    let as_table = RwSignal::new(false);
    let chart = memo(move || output.read().chart.clone());
    let summary = memo(move || output.read().summary.clone());
    let table = memo(move || output.read().table.clone());
    view! {
        <p class="card-sub">{move || summary.get()}</p>
        <div class="card-body">
            <div hidden=move || as_table.get()>
                <ChartFrame chart summary name=title comments on_talk/>
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
