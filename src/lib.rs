//! Tandem: two people look at the same data at the same time.
//!
//! The floors, from the ground up; imports go down only:
//! - [`shared`]: values and rules for both builds; [`analyses`]: the kinds of analysis, a folder each
//! - [`charts`]: a chart becomes SVG; [`client`]: the browser's edge
//! - [`ui`]: the pages, rendered on the server and live in the browser
//! - `server` (server build): HTTP, sockets, database, workers
//! - `boot` (server build): wires the rest together and serves it
//!
//! This is the only file with feature gates, but for what [`analyses`] compute.

#![recursion_limit = "512"]

/// A function of the page's program that is fetched when it is called; see [`client::part`].
#[cfg(feature = "parts")]
macro_rules! split_off {
    (fn $file:ident() -> $type:ty { $given:expr }) => {
        #[wasm_split_helpers::wasm_split($file, fallible)]
        fn $file() -> Result<$type, $crate::client::part::SplitLoaderError> {
            Ok($given)
        }
    };
}
/// A function of the page's program, which comes whole.
#[cfg(not(feature = "parts"))]
macro_rules! split_off {
    (fn $file:ident() -> $type:ty { $given:expr }) => {
        async fn $file() -> Result<$type, $crate::client::part::SplitLoaderError> {
            Ok($given)
        }
    };
}

pub mod analyses;
pub mod shared;

pub mod charts;
pub mod client;

pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;

#[cfg(feature = "ssr")]
pub mod boot;

/// The browser's entry: takes the server's HTML over.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    client::go_by_its_clock();
    wasm_bindgen_futures::spawn_local(async {
        if let Some(first) = ui::app::first_page().await {
            leptos::mount::hydrate_body(|| leptos::view! { <ui::app::App first/> });
        }
    });
}
