//! The field that the reader fills in stays where it is while things come, grow and go above it.

use super::measure::on_resize;
use crate::client::listener::Listener;
use leptos::{html::Div, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A shift that nobody sees.
const STILL_PX: f64 = 1.0;

/// Holds the field that has the focus inside `content`, which `scroller`, an id, scrolls; on a small screen the
/// page does.
pub fn hold_focused(content: NodeRef<Div>, scroller: &'static str) {
    let last = StoredValue::new(None::<f64>);
    let note = move || {
        last.try_set_value(top_of_focused(content));
    };
    Effect::new(move |_| {
        let Some(scrolls) = document().get_element_by_id(scroller) else {
            return;
        };
        let listeners = [
            Listener::new(&window(), "focusin", move |_| note()),
            Listener::new(&window(), "scroll", move |_| note()),
            Listener::new(&scrolls, "scroll", move |_| note()),
        ];
        let listeners = StoredValue::new_local(Some(listeners));
        on_cleanup(move || {
            listeners.try_update_value(Option::take);
        });
    });
    on_resize(content, move |_| {
        let (before, now) = (last.try_get_value().flatten(), top_of_focused(content));
        if let (Some(before), Some(now)) = (before, now)
            && (now - before).abs() > STILL_PX
        {
            scroll_by(scroller, now - before);
        }
        note();
    });
}

/// None while no field in there has the focus.
fn top_of_focused(content: NodeRef<Div>) -> Option<f64> {
    let focused = document().active_element()?;
    let content = content.try_get_untracked().flatten()?;
    let content: &Element = content.unchecked_ref();
    let is_inside = content.contains(Some(&focused));
    let is_field = focused.matches("input, select, textarea").unwrap_or(false);
    (is_inside && is_field).then(|| focused.get_bounding_client_rect().top())
}

fn scroll_by(scroller: &str, shift: f64) {
    let element = document()
        .get_element_by_id(scroller)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    match element {
        Some(element) if element.scroll_height() > element.client_height() => {
            element.scroll_by_with_x_and_y(0.0, shift);
        }
        _ => window().scroll_by_with_x_and_y(0.0, shift),
    }
}
