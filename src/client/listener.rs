//! One event listener of the page, taken away again when dropped.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventTarget};

pub struct Listener {
    target: EventTarget,
    event: &'static str,
    call: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub fn new(target: &EventTarget, event: &'static str, call: impl Fn(Event) + 'static) -> Self {
        let call = Closure::<dyn Fn(Event)>::new(call);
        // Fails only for a name that is no string; then nothing is heard and nothing breaks.
        let _ = target.add_event_listener_with_callback(event, call.as_ref().unchecked_ref());
        Self {
            target: target.clone(),
            event,
            call,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let call = self.call.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, call);
    }
}
