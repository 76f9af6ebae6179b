//! Whoever is at a field goes on seeing it at its place, whatever is added or grows above it.

use super::measure::before_paint;
use leptos::{html::Div, prelude::*};
use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement};

/// Less is no movement that anybody sees.
const STILL_PX: f64 = 1.0;

/// Holds the focused element of `list` in its place on the screen. The parent of the list scrolls; its end is
/// padded by `--room`, a length that is set here.
pub fn hold_focused(list: NodeRef<Div>) {
    let place: Rc<Place> = Rc::default();
    before_paint(list, move |list| {
        let Some(scroller) = list.parent_element() else {
            return;
        };
        let scroller: HtmlElement = scroller.unchecked_into();
        place.watch(&scroller, list);
        place.put_back(&scroller, list);
    });
}

#[derive(Default)]
struct Place {
    /// The focused element and where it stands, in pixels from the top of the window.
    held: RefCell<Option<(Element, f64)>>,
    /// How far the list was scrolled when that was noted.
    scrolled: Cell<i32>,
    /// Added below the list so that it can be scrolled far enough, in pixels.
    room: Cell<f64>,
    watched: OnceCell<Watched>,
}

/// What tells a [`Place`] of the reader's own movements.
struct Watched {
    scroller: HtmlElement,
    note: Closure<dyn FnMut()>,
}

const MOVEMENTS: [&str; 3] = ["focusin", "focusout", "scroll"];

impl Watched {
    fn new(scroller: HtmlElement, note: Closure<dyn FnMut()>) -> Self {
        for event in MOVEMENTS {
            let listener = note.as_ref().unchecked_ref();
            // Refused only for what is no function.
            let _ = scroller.add_event_listener_with_callback(event, listener);
        }
        Self { scroller, note }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        for event in MOVEMENTS {
            let listener = self.note.as_ref().unchecked_ref();
            let _ = self
                .scroller
                .remove_event_listener_with_callback(event, listener);
        }
    }
}

impl Place {
    /// Notes where the focus goes and where the reader scrolls to, as long as the elements are there.
    fn watch(self: &Rc<Self>, scroller: &HtmlElement, list: &Element) {
        self.watched.get_or_init(|| {
            let (place, around, within) = (Rc::downgrade(self), scroller.clone(), list.clone());
            let note = Closure::new(move || {
                if let Some(place) = place.upgrade() {
                    place.note(&around, &within);
                }
            });
            Watched::new(scroller.clone(), note)
        });
    }

    fn note(&self, scroller: &HtmlElement, list: &Element) {
        let scrolled = scroller.scroll_top();
        let by = f64::from(scrolled - self.scrolled.replace(scrolled));
        let held = self.held.take();
        // Told of a scroll late, it may have been moved since: what the reader did is how far they scrolled.
        let now = focused(list).map(|one| match held {
            Some((known, top)) if known == one => (one, top - by),
            _ => (one.clone(), top_of(&one)),
        });
        self.held.replace(now);
        // What lies below the window is not missed.
        let shown = scroller.scroll_top() + scroller.client_height();
        let hidden = f64::from(scroller.scroll_height() - shown);
        if self.room.get() > 0.0 && hidden > 0.0 {
            self.set_room(scroller, (self.room.get() - hidden).max(0.0));
        }
    }

    fn put_back(&self, scroller: &HtmlElement, list: &Element) {
        let held = self.held.borrow().clone();
        let Some((focused, then)) = held.filter(|(one, _)| list.contains(Some(one))) else {
            return;
        };
        // A browser scrolls by itself where what is shown gets shorter, and so does what follows: not the reader.
        self.scrolled.set(scroller.scroll_top());
        let moved = top_of(&focused) - then;
        if moved.abs() < STILL_PX {
            return;
        }
        let target = scroller.scroll_top() + moved.round() as i32;
        scroller.set_scroll_top(target);
        if scroller.scroll_top() < target {
            // The list ends too soon. Room is made only then: it costs a page of charts many milliseconds.
            let from_top = list.get_bounding_client_rect().bottom() - top_of(scroller);
            let end = from_top + f64::from(scroller.scroll_top());
            let needed = f64::from(target + scroller.client_height()) - end;
            self.set_room(scroller, needed.ceil().max(self.room.get()));
            scroller.set_scroll_top(target);
        }
        self.scrolled.set(scroller.scroll_top());
    }

    fn set_room(&self, scroller: &HtmlElement, room: f64) {
        self.room.set(room);
        // Refused only for what is no length.
        let _ = scroller
            .style()
            .set_property("--room", &format!("{}px", room as i32));
    }
}

fn focused(list: &Element) -> Option<Element> {
    let focused = document().active_element()?;
    list.contains(Some(&focused)).then_some(focused)
}

fn top_of(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}
