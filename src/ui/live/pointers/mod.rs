//! Live pointers in the browser: watches the mouse, hears of the others', and says what is drawn.

mod geometry;
mod rules;

pub use rules::RemotePointer;

use super::{
    connection::{BrowserHandles, ConnectionStatus, Handles},
    view::StreamView,
};
use crate::client::{
    BrowserStorage, Storage,
    clock::{Timer, after, now_ms},
};
use crate::shared::protocol::{Pointer, PointerMoved, PointerPlace};
use geometry::{Spot, place_at, spot_of};
use leptos::prelude::*;
use rules::{Pace, Peer, Peers};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Event, PointerEvent, VisibilityState};

/// The element whose corner arrows are counted from.
pub const POINTER_LAYER: &str = "pointers";
/// On the shelf while pointers are switched off.
const SWITCHED_OFF: &str = "tandem/pointers-off";
/// What is under a still mouse, and how old arrows are, is looked at this often.
const LOOK_MS: i64 = 250;
/// Nothing is told for this long after something was typed.
const TYPED_MS: i64 = 1_000;
/// More unanswered than this, and the line is too slow for more.
const MOST_UNANSWERED: u32 = 20;
/// The arrow, and a letter of a name, in CSS pixels.
const NAME_ROOM: (f64, f64) = (26.0, 8.0);

/// What a tab knows of pointers.
#[derive(Default)]
pub struct Pointing {
    /// The mouse in the window; none when it is elsewhere.
    mouse: Cell<Option<(f64, f64)>>,
    typed_at: Cell<i64>,
    pace: RefCell<Pace>,
    unanswered: Cell<u32>,
    /// Looks at the mouse again.
    look: RefCell<Option<Timer>>,
    peers: RefCell<Peers>,
    /// Looks at the age of arrows.
    watch: RefCell<Option<Timer>>,
    /// A frame is on its way.
    awaits_frame: Cell<bool>,
}

impl Pointing {
    /// Milliseconds until the reader counts as not typing any more.
    fn typing_for(&self, now: i64) -> i64 {
        (self.typed_at.get() + TYPED_MS - now).clamp(0, TYPED_MS)
    }

    pub fn stop(&self) {
        self.look.take();
        self.watch.take();
    }
}

/// A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Pointers {
    view: StreamView,
    handles: Handles,
    remote: RwSignal<Vec<RemotePointer>>,
    shown: RwSignal<bool>,
}

impl Pointers {
    pub fn new(view: StreamView, handles: Handles) -> Self {
        Self {
            view,
            handles,
            remote: RwSignal::new(Vec::new()),
            shown: RwSignal::new(true),
        }
    }

    /// The others' pointers as they are to be drawn.
    pub fn remote(self) -> RwSignal<Vec<RemotePointer>> {
        self.remote
    }

    /// Whether pointers are told and shown at all.
    pub fn shown(self) -> Signal<bool> {
        self.shown.into()
    }

    /// The off switch, remembered by this browser.
    pub fn switch(self) {
        let shown = !self.shown.get_untracked();
        self.shown.set(shown);
        if shown {
            BrowserStorage.remove(SWITCHED_OFF);
        } else {
            BrowserStorage.put(SWITCHED_OFF, "1");
        }
        let Some(handles) = self.handles.get() else {
            return;
        };
        handles.pointing.peers.borrow_mut().keep(|_| shown);
        self.draw_soon(&handles);
        self.point(&handles);
    }

    /// Follows the reader's mouse. For an Effect.
    pub fn watch_mouse(self) {
        self.shown
            .set(BrowserStorage.entries(SWITCHED_OFF).is_empty());
        let hear = move |event: Event| {
            if let Some(handles) = self.handles.get() {
                self.mouse(&handles, &event);
            }
        };
        let handles = ["pointermove", "pointerout", "input"]
            .map(|name| window_event_listener_untyped(name, hear));
        on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
    }

    fn mouse(self, handles: &BrowserHandles, event: &Event) {
        let pointing = &handles.pointing;
        let Some(pointer) = event.dyn_ref::<PointerEvent>() else {
            return pointing.typed_at.set(now_ms());
        };
        if pointer.pointer_type() == "touch" {
            return;
        }
        let is_out = event.type_() == "pointerout";
        if is_out && pointer.related_target().is_some() {
            // From one element to the next.
            return;
        }
        let place = (f64::from(pointer.client_x()), f64::from(pointer.client_y()));
        pointing.mouse.set((!is_out).then_some(place));
        self.point(handles);
    }

    /// Tells the others what the mouse points at, as soon and as often as that is allowed.
    fn point(self, handles: &BrowserHandles) {
        let (pointing, now) = (&handles.pointing, now_ms());
        if self.view.status.get_untracked() != ConnectionStatus::Joined {
            return;
        }
        let mut wait = pointing.pace.borrow().wait(now);
        if pointing.unanswered.get() >= MOST_UNANSWERED {
            wait = LOOK_MS;
        }
        if wait == 0 {
            let place = self.own_place(pointing, now);
            let mut pace = pointing.pace.borrow_mut();
            if pace.take(place, now) {
                self.tell_pointer(handles, pace.told());
            }
            wait = if pace.points() {
                LOOK_MS
            } else {
                pointing.typing_for(now)
            };
            if wait == 0 {
                pointing.look.take();
                return;
            }
        }
        let look = after(wait, move || {
            if let Some(handles) = self.handles.get() {
                self.point(&handles);
            }
        });
        pointing.look.replace(Some(look));
    }

    fn own_place(self, pointing: &Pointing, now: i64) -> Option<PointerPlace> {
        let me = self.view.me().id;
        let alone = self
            .view
            .present
            .read_untracked()
            .iter()
            .all(|one| one.id == me);
        let hidden = document().visibility_state() == VisibilityState::Hidden;
        let types = pointing.typing_for(now) > 0;
        if alone || hidden || types || !self.shown.get_untracked() {
            return None;
        }
        let (x, y) = pointing.mouse.get()?;
        place_at(x, y)
    }

    fn tell_pointer(self, handles: &BrowserHandles, at: Option<PointerPlace>) {
        let session_uuid = self.view.address.session();
        let unanswered = &handles.pointing.unanswered;
        unanswered.set(unanswered.get() + 1);
        handles.emit(&Pointer { session_uuid, at }, move |_| {
            if let Some(handles) = self.handles.get() {
                let unanswered = &handles.pointing.unanswered;
                unanswered.set(unanswered.get().saturating_sub(1));
            }
        });
    }

    pub(super) fn moved(self, handles: &BrowserHandles, signal: PointerMoved) {
        // My other tab's pointer is mine.
        if signal.user.id == self.view.me().id || !self.shown.get_untracked() {
            return;
        }
        let mut peers = handles.pointing.peers.borrow_mut();
        peers.hear(signal.user, signal.at, now_ms());
        drop(peers);
        if handles.pointing.watch.borrow().is_none() {
            self.watch_arrows(handles);
        }
        if !moves_little() {
            self.draw_soon(handles);
        }
    }

    /// Forgets the pointers of those who are not here.
    pub(super) fn left(self, handles: &BrowserHandles) {
        let here = self.view.present.get_untracked();
        let mut peers = handles.pointing.peers.borrow_mut();
        peers.keep(|id| here.iter().any(|one| one.id == id));
    }

    /// Four times a second while there are any: arrows age, and the page moves beneath them.
    fn watch_arrows(self, handles: &BrowserHandles) {
        self.draw_soon(handles);
        let is_over = handles.pointing.peers.borrow().0.is_empty();
        let watch = (!is_over).then(|| {
            after(LOOK_MS, move || {
                if let Some(handles) = self.handles.get() {
                    self.watch_arrows(&handles);
                }
            })
        });
        handles.pointing.watch.replace(watch);
    }

    /// Draws in the next frame, once however often it is asked.
    fn draw_soon(self, handles: &BrowserHandles) {
        if !handles.pointing.awaits_frame.replace(true) {
            request_animation_frame(move || self.draw());
        }
    }

    fn draw(self) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let (pointing, now) = (&handles.pointing, now_ms());
        pointing.awaits_frame.set(false);
        let mut peers = pointing.peers.borrow_mut();
        peers.forget_old(now);
        let layer = document().get_element_by_id(POINTER_LAYER);
        let Some(layer) = layer.map(|layer| layer.get_bounding_client_rect()) else {
            return;
        };
        let arrow = |peer: &Peer| {
            let Spot { x, y, plot_top } = spot_of(&peer.at)?;
            let letters = peer.person.name.chars().count() as f64;
            Some(RemotePointer {
                person: peer.person.clone(),
                color: self.view.color_of(&peer.person),
                x: x - layer.left(),
                y: y - layer.top(),
                pole: plot_top.map(|top| y - top),
                flips: x + NAME_ROOM.0 + NAME_ROOM.1 * letters > layer.right(),
                is_still: peer.is_still(now),
            })
        };
        let arrows: Vec<RemotePointer> = peers.0.iter().filter_map(arrow).collect();
        if self.remote.with_untracked(|last| *last != arrows) {
            self.remote.set(arrows);
        }
    }
}

/// Whether the reader asked for less motion.
fn moves_little() -> bool {
    let ask = || {
        let window = window();
        let ask = js_sys::Reflect::get(&window, &"matchMedia".into()).ok()?;
        let question = "(prefers-reduced-motion: reduce)".into();
        let answer = ask.dyn_ref::<js_sys::Function>()?.call1(&window, &question);
        js_sys::Reflect::get(&answer.ok()?, &"matches".into())
            .ok()?
            .as_bool()
    };
    let html = document().document_element();
    let said = html.is_some_and(|html| html.has_attribute("data-motion"));
    said || ask().unwrap_or_default()
}
