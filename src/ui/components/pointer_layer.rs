//! The others' pointers above the cards. Decoration: who is here stands in the top bar.
//!
//! Over a chart a pole with its flag at the top covers no data; elsewhere it is an arrow.

use super::avatar::{initial, person_class};
use crate::shared::{decimal::fixed, ids::PersonId, text::clean};
use crate::ui::live::{Arrow, POINTER_LAYER};
use leptos::prelude::*;

#[component]
pub fn PointerLayer(#[prop(into)] arrows: Signal<Vec<Arrow>>) -> impl IntoView {
    let ids = Memo::new(move |_| {
        arrows.with(|arrows| {
            arrows
                .iter()
                .map(|arrow| arrow.person.id)
                .collect::<Vec<PersonId>>()
        })
    });
    view! {
        <div class="pointers" id=POINTER_LAYER aria-hidden="true">
            <For each=move || ids.get() key=|id| *id let:id>
                {
                    let arrow = Memo::new(move |last: Option<&Option<Arrow>>| {
                        let found = arrows.with(|arrows| {
                            arrows.iter().find(|arrow| arrow.person.id == id).cloned()
                        });
                        found.or(last.cloned().flatten())
                    });
                    let part = move |part: fn(&Arrow) -> String| {
                        arrow.with(|arrow| arrow.as_ref().map(part)).unwrap_or_default()
                    };
                    view! {
                        <div
                            class=move || part(class)
                            style:transform=move || part(transform)
                            style=("--pole", move || part(pole))
                        >
                            <svg viewBox="0 0 14 18">
                                <path d="M1 1v14l4-3.5 2.6 5.5 2.4-1.1-2.6-5.4h5.3z"></path>
                            </svg>
                            <span>{move || part(label)}</span>
                        </div>
                    }
                }
            </For>
        </div>
    }
}

fn class(arrow: &Arrow) -> String {
    let person = person_class(arrow.color);
    let pole = if arrow.pole.is_some() { " pole" } else { "" };
    let flips = if arrow.flips { " flips" } else { "" };
    format!("pointer {person}{pole}{flips}")
}

fn transform(arrow: &Arrow) -> String {
    format!("translate({}px,{}px)", fixed(arrow.x, 1), fixed(arrow.y, 1))
}

fn pole(arrow: &Arrow) -> String {
    format!("{}px", fixed(arrow.pole.unwrap_or_default(), 1))
}

fn label(arrow: &Arrow) -> String {
    if arrow.is_still {
        initial(&arrow.person.name)
    } else {
        clean(&arrow.person.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::grace;

    fn arrow() -> Arrow {
        Arrow {
            person: grace(),
            color: 2,
            x: 12.0,
            y: 300.25,
            pole: None,
            flips: false,
            is_still: false,
        }
    }

    fn html(arrows: Vec<Arrow>) -> String {
        Owner::new().with(|| view! { <PointerLayer arrows/> }.to_html())
    }

    #[test]
    fn the_servers_layer_is_empty_and_silent() {
        let html = html(vec![]);
        assert!(
            html.contains("aria-hidden=\"true\"") && !html.contains("style="),
            "{html}"
        );
    }

    #[test]
    fn a_moving_pointer_has_its_name_and_a_still_one_its_initial() {
        assert!(html(vec![arrow()]).contains(">Grace<"));
        let still = Arrow {
            is_still: true,
            ..arrow()
        };
        assert!(html(vec![still]).contains(">G<"));
    }

    #[test]
    fn a_pointer_over_a_chart_stands_on_a_pole() {
        let over_data = Arrow {
            pole: Some(80.0),
            flips: true,
            ..arrow()
        };
        assert_eq!(class(&over_data), "pointer p2 pole flips");
        assert_eq!(class(&arrow()), "pointer p2");
        assert_eq!(transform(&over_data), "translate(12.0px,300.2px)");
        assert_eq!(pole(&over_data), "80.0px");
    }
}
