//! Web Locks: names that the tabs of one browser share out among themselves. What a tab holds is free
//! again when it lets go, closes, or crashes.
//!
//! A browser that has none, as on a page without https, lets everybody have every name at once.

use js_sys::{Array, Function, Object, Promise, Reflect};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], catch)]
    fn request(name: &str, options: &Object, held: &Function) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], catch)]
    fn query() -> Result<Promise, JsValue>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One holds the name, the others wait.
    Exclusive,
    /// Any number hold it.
    Shared,
}

/// A name that is held, or waited for, until this is dropped.
#[must_use = "a dropped lock is free again"]
pub struct Lock(Rc<Hold>);

#[derive(Default)]
struct Hold {
    dropped: Cell<bool>,
    /// Ends the hold.
    release: RefCell<Option<Function>>,
}

impl Lock {
    /// Calls `held` once the name is this tab's. Browser only.
    pub fn request(name: &str, mode: Mode, held: impl FnOnce() + 'static) -> Self {
        let hold = Rc::new(Hold::default());
        let held = Rc::new(RefCell::new(Some(held)));
        let on_grant = {
            let (hold, held) = (hold.clone(), held.clone());
            Closure::once_into_js(move |_: JsValue| -> JsValue {
                if hold.dropped.get() {
                    return JsValue::UNDEFINED;
                }
                let kept = Promise::new(&mut |release, _| {
                    hold.release.replace(Some(release));
                });
                let held = held.borrow_mut().take();
                held.into_iter().for_each(|held| held());
                kept.into()
            })
        };
        let options = Object::new();
        let mode = match mode {
            Mode::Exclusive => "exclusive",
            Mode::Shared => "shared",
        };
        // Fails for a frozen object only.
        let _ = Reflect::set(&options, &"mode".into(), &mode.into());
        if request(&served_name(name), &options, on_grant.unchecked_ref()).is_err() {
            let held = held.borrow_mut().take();
            held.into_iter().for_each(|held| held());
        }
        Self(hold)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.0.dropped.set(true);
        if let Some(release) = self.0.release.take() {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// The names below `prefix` that some tab holds, without the prefix.
pub async fn held(prefix: &str) -> Vec<String> {
    let Ok(asked) = query() else {
        return Vec::new();
    };
    let Ok(snapshot) = JsFuture::from(asked).await else {
        return Vec::new();
    };
    let held = Reflect::get(&snapshot, &"held".into()).unwrap_or_default();
    let prefix = served_name(prefix);
    let name = |lock: JsValue| {
        let name = Reflect::get(&lock, &"name".into()).ok()?.as_string()?;
        Some(name.strip_prefix(&prefix)?.to_owned())
    };
    Array::from(&held).iter().filter_map(name).collect()
}

/// Another Tandem may stand at the same host, below another path.
fn served_name(name: &str) -> String {
    super::served().base + name
}
