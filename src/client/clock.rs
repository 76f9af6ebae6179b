//! The time, and timers that end with their owner.

use js_sys::{Function, Promise};
use std::cell::Cell;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// Unix milliseconds.
#[cfg(target_arch = "wasm32")]
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Unix milliseconds.
#[cfg(not(target_arch = "wasm32"))]
pub fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as i64)
}

thread_local! {
    static AHEAD_MS: Cell<i64> = const { Cell::new(0) };
}

/// The server's time as unix milliseconds, as well as it is known: what people read is told by it. A device
/// may be hours wrong. For spans of time, [`now_ms`].
pub fn server_now_ms() -> i64 {
    now_ms() + AHEAD_MS.get()
}

/// The server's clock is so far ahead of this device's.
pub fn set_ahead(ms: i64) {
    AHEAD_MS.set(ms);
}

/// Calls `call` once, `ms` from now, unless the timer is dropped before.
pub fn after(ms: i64, call: impl FnOnce() + 'static) -> Timer {
    let call = Closure::once(call);
    let id = web_sys::window().and_then(|window| {
        let call = call.as_ref().unchecked_ref();
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(call, clamp(ms))
            .ok()
    });
    Timer {
        id,
        is_interval: false,
        _call: call,
    }
}

/// Calls `call` each `ms` until the timer is dropped. Browsers slow this down in background tabs.
pub fn every(ms: i64, call: impl FnMut() + 'static) -> Timer {
    let call = Closure::<dyn FnMut()>::new(call);
    let id = web_sys::window().and_then(|window| {
        let call = call.as_ref().unchecked_ref();
        window
            .set_interval_with_callback_and_timeout_and_arguments_0(call, clamp(ms))
            .ok()
    });
    Timer {
        id,
        is_interval: true,
        _call: call,
    }
}

/// Goes on `ms` from now. Browser only.
pub async fn pause(ms: i64) {
    let promise = Promise::new(&mut |resolve, _| call_after(ms, &resolve));
    let _ = JsFuture::from(promise).await;
}

/// Calls a function of the browser's own, `ms` from now. Browser only.
pub fn call_after(ms: i64, call: &Function) {
    if let Some(window) = web_sys::window() {
        // Fails for a callback that is none.
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(call, clamp(ms));
    }
}

/// A timer of the page; cancelled when dropped.
#[must_use = "a dropped timer never fires"]
pub struct Timer {
    /// None when there is no window to ask.
    id: Option<i32>,
    is_interval: bool,
    /// Lives as long as the page may call it.
    _call: Closure<dyn FnMut()>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        let (Some(id), Some(window)) = (self.id, web_sys::window()) else {
            return;
        };
        if self.is_interval {
            window.clear_interval_with_handle(id);
        } else {
            window.clear_timeout_with_handle(id);
        }
    }
}

/// The browser counts in 32 bits and takes what is beyond for zero.
fn clamp(ms: i64) -> i32 {
    ms.clamp(0, i64::from(i32::MAX)) as i32
}
