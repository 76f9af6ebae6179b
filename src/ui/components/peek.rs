//! What another sees, told small and without moving the reader; from here they follow it or make it their own view.

use super::message::CardPreview;
use crate::charts::number;
use crate::shared::{
    account::Person,
    anchor::{Anchor, CardId},
    protocol::{GridPlace, LookPlace, Part},
    text::isolated,
    view::words,
};
use crate::ui::{effects::effect, live::Together};
use leptos::prelude::*;

#[component]
pub fn Peek(
    person: Person,
    together: Together,
    /// A card, small.
    preview: Callback<Anchor, Option<CardPreview>>,
    /// The reader wants to follow; or, with `true`, to have the same view.
    #[prop(into)]
    on_follow: Callback<bool>,
) -> impl IntoView {
    let id = person.id;
    effect(move || together.peek(Some(id)));
    on_cleanup(move || together.peek(None));
    let name = isolated(&person.name);
    let seen = move || match together.peeked() {
        None => view! { <p>"Where they look is not known yet."</p> }.into_any(),
        Some(at) => sight(&at, preview),
    };
    let button = move |word: String, adopts: bool| {
        view! {
            <button class="btn small" type="button" on:click=move |_| on_follow.run(adopts)>
                {word}
            </button>
        }
        .into_any()
    };
    view! {
        <h2 class="pop-head">{format!("What {name} sees")}</h2>
        <div class="peek">{seen}</div>
        <div class="acts">
            {button(format!("Follow {name}"), false)}
            {button("Make this my view".into(), true)}
        </div>
    }
}

fn sight(at: &LookPlace, preview: Callback<Anchor, Option<CardPreview>>) -> AnyView {
    let card = at.card.as_ref().filter(|_| at.part == Part::Runs);
    let Some(card) = card.and_then(anchor).and_then(|card| preview.run(card)) else {
        let words = match at.part {
            Part::Runs => "No data and no runs yet.",
            Part::Data => "The list of data and runs.",
            Part::Chat => "The conversation.",
            Part::Notes => "The notes.",
        };
        return view! { <p>{words}</p> }.into_any();
    };
    let dataset = |grid: &&GridPlace| at.card == Some(CardId::Dataset(grid.dataset_id));
    let rows = at.grids.iter().find(dataset).map(rows);
    view! {
        <p><strong>{card.title}</strong>" "{card.state}</p>
        <p>{rows}</p>
        <div aria-hidden="true" inner_html=card.picture></div>
    }
    .into_any()
}

fn anchor(card: &CardId) -> Option<Anchor> {
    match card {
        CardId::Run(run) => Some(Anchor::Run(*run)),
        CardId::Dataset(dataset) => Some(Anchor::Dataset(*dataset)),
        CardId::Other(_) => None,
    }
}

/// "Rows 121 to 130, wind from 3, by date"
fn rows(grid: &GridPlace) -> String {
    let [first, last] = [grid.row + 1, grid.row + grid.rows].map(number::integer);
    let view = words::whole(&grid.view);
    let comma = if view.is_empty() { "" } else { ", " };
    format!("Rows {first} to {last}{comma}{view}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        ids::DatasetId,
        view::{SortKey, View},
    };

    #[test]
    fn rows_are_counted_from_one_and_told_with_their_view() {
        let mut grid = GridPlace {
            dataset_id: DatasetId(uuid::Uuid::nil()),
            view: View::default(),
            row: 1_200,
            rows: 10,
            column: String::new(),
            columns: vec![],
        };
        assert_eq!(rows(&grid), "Rows 1,201 to 1,210");
        grid.view.sort = vec![SortKey {
            column: "date".into(),
            descending: false,
        }];
        assert_eq!(rows(&grid), "Rows 1,201 to 1,210, by date");
    }
}
