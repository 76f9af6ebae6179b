//! The program in parts: what a browser fetches with the first page, and what follows when it is first needed.
//!
//! A part is split off the WebAssembly where the site is built with `cargo leptos build --split
//! --lib-features hydrate,parts`. Without both, as `cargo leptos watch` builds, all is one.

use super::{api::SessionPage, navigation::Page, pages};
use leptos::{
    prelude::{AnyView, IntoAny},
    wasm_split::SplitLoaderError,
};
use std::sync::OnceLock;

type Draw = fn(Page) -> AnyView;

/// Declares a part by what it gives: a function that fetches the part unless it is there.
macro_rules! part {
    ($name:ident: $type:ty = $it:expr) => {
        #[cfg(feature = "parts")]
        #[leptos::wasm_split::wasm_split($name, wasm_split_path = leptos::wasm_split, fallible)]
        fn $name() -> Result<$type, SplitLoaderError> {
            Ok($it)
        }

        #[cfg(not(feature = "parts"))]
        async fn $name() -> Result<$type, SplitLoaderError> {
            Ok($it)
        }
    };
}

part! { other_pages: Draw = pages::others::drawn }

static OTHERS: OnceLock<Draw> = OnceLock::new();

/// Fetches what it takes to draw the page. Browser only; fails without a connection.
pub async fn load_for(page: &Page) -> Result<(), SplitLoaderError> {
    if !is_first(page) && OTHERS.get().is_none() {
        let draw = other_pages().await?;
        OTHERS.get_or_init(|| draw);
    }
    Ok(())
}

/// Whether the page is drawn by what comes first.
fn is_first(page: &Page) -> bool {
    matches!(
        page,
        Page::Loading(..) | Page::Session(Ok(SessionPage::Open { .. }), _)
    )
}

/// Draws the pages that are not of the first part. On the server it is always there.
pub fn others() -> Draw {
    if cfg!(not(target_arch = "wasm32")) {
        return pages::others::drawn;
    }
    OTHERS.get().copied().unwrap_or(|_| ().into_any())
}
