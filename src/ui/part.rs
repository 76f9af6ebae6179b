//! The program in parts: a browser fetches the first with the page, and each other when it is first needed.
//!
//! A part is split off the WebAssembly where the site is built with `cargo leptos build --split
//! --lib-features hydrate,parts`. Without both, as `cargo leptos watch` builds, all is one.

pub use leptos::wasm_split::SplitLoaderError;
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, pin::Pin, sync::OnceLock, time::Duration};

/// So long after the page has come, nothing that it needs at once is on its way any more.
const LATER: Duration = Duration::from_secs(1);

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
        $visible static $name: $crate::ui::part::Part<$type> = {
            #[cfg(feature = "parts")]
            #[leptos::wasm_split::wasm_split($file, wasm_split_path = leptos::wasm_split, fallible)]
            fn $file() -> Result<$type, $crate::ui::part::SplitLoaderError> {
                Ok($given)
            }
            #[cfg(not(feature = "parts"))]
            async fn $file() -> Result<$type, $crate::ui::part::SplitLoaderError> {
                Ok($given)
            }
            let on_server: Option<$type> = match cfg!(target_arch = "wasm32") {
                true => None,
                false => Some($given),
            };
            $crate::ui::part::Part::new(|| Box::pin($file()), on_server)
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
        set_timeout(
            move || spawn_local(async move { _ = self.load().await }),
            LATER,
        );
    }
}

/// What `draw` makes of a part. While that is on its way, and where it does not arrive, a sentence stands there.
pub fn when_here<T: Copy + Send + Sync>(
    part: &'static Part<T>,
    draw: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let failed = RwSignal::new(false);
    let arrived = RwSignal::new(part.here().is_some());
    let fetch = move || {
        failed.set(false);
        spawn_local(async move {
            match part.load().await {
                Ok(_) => _ = arrived.try_set(true),
                Err(_) => _ = failed.try_set(true),
            }
        });
    };
    if !arrived.get_untracked() {
        fetch();
    }
    let away = move || match failed.get() {
        false => view! { <p class="hint" role="status">"Loading…"</p> }.into_any(),
        true => view! {
            <p class="hint" role="alert">"This part of the page did not arrive."</p>
            <button class="btn small" type="button" on:click=move |_| fetch()>"Try again"</button>
        }
        .into_any(),
    };
    (move || match part.here().filter(|_| arrived.get()) {
        Some(given) => draw(given),
        None => away(),
    })
    .into_any()
}
