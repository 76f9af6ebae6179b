//! A line of the conversation that nobody said: who came, what was added.

use super::icon::{Glyph, Icon};
use crate::shared::{ids::DatasetId, text::drawn, view::View};
use crate::ui::live::{Act, MessageSubject};
use leptos::prelude::*;

/// Many comings and goings: the first in words, all of them on request.
#[component]
pub fn FoldedLines(texts: Memo<Vec<String>>) -> impl IntoView {
    let all = move || {
        let texts = texts.get().into_iter();
        texts
            .map(|text| view! { <li>{drawn(&text).into_owned()}</li> }.into_any())
            .collect::<Vec<_>>()
    };
    view! {
        <li class="sys">
            <Icon glyph=Glyph::People/>
            <details>
                <summary>{move || texts.with(|texts| drawn(&in_short(texts)).into_owned())}</summary>
                <ul>{all}</ul>
            </details>
        </li>
    }
}

fn in_short(texts: &[String]) -> String {
    let first = texts.first().map_or("", String::as_str);
    let more = texts.len().saturating_sub(1);
    format!("{first}, and {more} more came or went")
}

#[component]
pub fn SystemLine(
    subject: MessageSubject,
    text: Memo<String>,
    /// The view of a data set that it speaks of.
    shows: Option<(DatasetId, View)>,
    on_act: Callback<Act>,
) -> impl IntoView {
    let words = move || text.with(|text| drawn(text).into_owned());
    let glyph = match subject {
        MessageSubject::Comings | MessageSubject::People => Glyph::People,
        MessageSubject::Data => Glyph::Data,
    };
    view! {
        <li class="sys">
            <Icon glyph/>
            {match shows {
                None => view! { <span>{words}</span> }.into_any(),
                Some((dataset_id, view)) => {
                    let show = move |_| on_act.run(Act::ShowView(dataset_id, view.clone()));
                    view! { <button class="chip" type="button" on:click=show>{words}</button> }.into_any()
                }
            }}
        </li>
    }
}
