//! How much room an element has, once a browser knows.

use crate::ui::lean::effect;
use leptos::{html::Div, prelude::*, web_sys::HtmlDivElement};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::ResizeObserver;

/// Widths are rounded down to this, so that dragging a window edge redraws seldom.
const STEP: u32 = 20;

/// What keeps an observer alive: itself and the function it calls.
type Watch = (ResizeObserver, Closure<dyn FnMut()>);

/// The width of `node` in CSS pixels, rounded down to 20; none on the server and while it is hidden.
pub fn width_of(node: NodeRef<Div>) -> RwSignal<Option<u32>> {
    let width = RwSignal::new(None);
    on_resize(node, move |element| {
        let found = element.client_width().max(0) as u32 / STEP * STEP;
        if found > 0 && width.try_get_untracked().flatten() != Some(found) {
            width.set(Some(found));
        }
    });
    width
}

/// Whether the content of `node` is wider or higher than it, said before that is seen; false on the server.
/// What follows from it changes neither size.
pub fn overflows(node: NodeRef<Div>) -> RwSignal<bool> {
    let large = RwSignal::new(false);
    before_paint(node, move |element| {
        let found = element.scroll_width() > element.client_width()
            || element.scroll_height() > element.client_height();
        if large.try_get_untracked() != Some(found) {
            large.set(found);
        }
    });
    large
}

/// Calls `then` in the frame after `node` or its first child gets a size, and whenever that changes.
pub fn on_resize(node: NodeRef<Div>, then: impl Fn(&HtmlDivElement) + Clone + 'static) {
    // Later: a size that changes while sizes are being told is an error to browsers.
    before_paint(node, move |element| {
        let (measured, then) = (element.clone(), then.clone());
        request_animation_frame(move || then(&measured));
    });
}

/// Calls `then` before a new size of `node` or its first child is seen. It changes neither size.
pub fn before_paint(node: NodeRef<Div>, then: impl Fn(&HtmlDivElement) + Clone + 'static) {
    effect(move || {
        let Some(element) = node.get() else { return };
        let (measured, then) = (element.clone(), then.clone());
        let call = Closure::<dyn FnMut()>::new(move || then(&measured));
        if let Ok(observer) = ResizeObserver::new(call.as_ref().unchecked_ref()) {
            observer.observe(&element);
            if let Some(child) = element.first_element_child() {
                observer.observe(&child);
            }
            // Made in the Effect, so never on the server, where another thread may drop it.
            let watch: StoredValue<Option<Watch>, LocalStorage> =
                StoredValue::new_local(Some((observer, call)));
            on_cleanup(move || unwatch(watch));
        }
    });
}

fn unwatch(watch: StoredValue<Option<Watch>, LocalStorage>) {
    watch.try_update_value(|watch| {
        if let Some((observer, _)) = watch.take() {
            observer.disconnect();
        }
    });
}
