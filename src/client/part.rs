//! The program in parts: a browser fetches the first with the page, and each other when it is first needed.
//!
//! A part is split off the WebAssembly where the site is built with `cargo leptos build --split
//! --lib-features hydrate,parts`. Without both, as `cargo leptos watch` builds, all is one.

use super::clock::pause;
use std::{future::Future, pin::Pin, sync::OnceLock};
use wasm_bindgen_futures::spawn_local;
pub use wasm_split_helpers::SplitLoaderError;

/// So long after the page has come, nothing that it needs at once is on its way any more.
const LATER_MS: i64 = 1_000;

pub type Fetching<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// What a part gives to those before it: a function in it, or several.
pub struct Part<T: 'static> {
    given: OnceLock<T>,
    fetch: fn() -> Fetching<T>,
    on_server: Option<T>,
}

/// Declares a part, and the name of its file: `part! { pub static MENU in column_menu: fn() -> AnyView = drawn; }`.
macro_rules! part {
    ($(#[$note:meta])* $visible:vis static $name:ident in $file:ident: $type:ty = $given:expr;) => {
        $(#[$note])*
        $visible static $name: $crate::client::part::Part<$type> = {
            split_off! { fn $file() -> $type { $given } }
            let on_server: Option<$type> = match cfg!(target_arch = "wasm32") {
                true => None,
                false => Some($given),
            };
            $crate::client::part::Part::new(|| Box::pin($file()), on_server)
        };
    };
}
pub(crate) use part;

impl<T: Copy> Part<T> {
    /// For [`part!`].
    pub const fn new(fetch: fn() -> Fetching<T>, on_server: Option<T>) -> Self {
        Self {
            given: OnceLock::new(),
            fetch,
            on_server,
        }
    }

    /// None before it has come; on the server it always is there.
    pub fn here(&self) -> Option<T> {
        self.on_server.or_else(|| self.given.get().copied())
    }

    /// Fetches it unless it is there. Fails without a connection, and can be tried again. Browser only.
    pub async fn load(&self) -> Result<T, SplitLoaderError> {
        if let Some(given) = self.here() {
            return Ok(given);
        }
        let given = (self.fetch)().await?;
        Ok(*self.given.get_or_init(|| given))
    }

    /// Fetches it soon, so that it is there without a connection too. Browser only.
    pub fn prefetch(&'static self) {
        spawn_local(async move {
            pause(LATER_MS).await;
            _ = self.load().await;
        });
    }
}
