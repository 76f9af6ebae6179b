//! The others' pointers above the cards. Decoration: who is here stands in the top bar.
//!
//! Over a chart a pole with its flag at the top covers no data; elsewhere it is an pointer.

use super::{
    avatar::{initial, person_class},
    keyed_list::KeyedList,
};
use crate::shared::{decimal::fixed, ids::PersonId, text::clean};
use crate::ui::live::{POINTER_LAYER, RemotePointer};
use leptos::prelude::*;

#[component]
pub fn PointerLayer(pointers: RwSignal<Vec<RemotePointer>>) -> impl IntoView {
    let ids = move || {
        pointers.with(|pointers| {
            pointers
                .iter()
                .map(|pointer| pointer.person.id)
                .collect::<Vec<PersonId>>()
        })
    };
    view! {
        <div class="pointers" id=POINTER_LAYER aria-hidden="true">
            <KeyedList each=ids key=|id| *id let:id>
                {
                    let pointer = Memo::new(move |last: Option<&Option<RemotePointer>>| {
                        let found = pointers.with(|pointers| {
                            pointers.iter().find(|pointer| pointer.person.id == id).cloned()
                        });
                        found.or(last.cloned().flatten())
                    });
                    let part = move |part: fn(&RemotePointer) -> String| {
                        pointer.read().as_ref().map(part).unwrap_or_default()
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
            </KeyedList>
        </div>
    }
}

fn class(pointer: &RemotePointer) -> String {
    let person = person_class(pointer.color);
    let pole = if pointer.pole.is_some() { " pole" } else { "" };
    let flips = if pointer.flips { " flips" } else { "" };
    format!("pointer {person}{pole}{flips}")
}

fn transform(pointer: &RemotePointer) -> String {
    format!(
        "translate({}px,{}px)",
        fixed(pointer.x, 1),
        fixed(pointer.y, 1)
    )
}

fn pole(pointer: &RemotePointer) -> String {
    format!("{}px", fixed(pointer.pole.unwrap_or_default(), 1))
}

fn label(pointer: &RemotePointer) -> String {
    if pointer.is_still {
        initial(&pointer.person.name)
    } else {
        clean(&pointer.person.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::grace;

    fn pointer() -> RemotePointer {
        RemotePointer {
            person: grace(),
            color: 2,
            x: 12.0,
            y: 300.25,
            pole: None,
            flips: false,
            is_still: false,
        }
    }

    fn html(pointers: Vec<RemotePointer>) -> String {
        Owner::new().with(|| {
            let pointers = RwSignal::new(pointers);
            view! { <PointerLayer pointers/> }.to_html()
        })
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
        assert!(html(vec![pointer()]).contains(">Grace<"));
        let still = RemotePointer {
            is_still: true,
            ..pointer()
        };
        assert!(html(vec![still]).contains(">G<"));
    }

    #[test]
    fn a_pointer_over_a_chart_stands_on_a_pole() {
        let over_data = RemotePointer {
            pole: Some(80.0),
            flips: true,
            ..pointer()
        };
        assert_eq!(class(&over_data), "pointer p2 pole flips");
        assert_eq!(class(&pointer()), "pointer p2");
        assert_eq!(transform(&over_data), "translate(12.0px,300.2px)");
        assert_eq!(pole(&over_data), "80.0px");
    }
}
