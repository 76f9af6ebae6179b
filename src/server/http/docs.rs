//! The event reference: as a page, and as a document for programs. For everyone, signed in or not.

use crate::server::reference;
use axum::{Extension, response::Html};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use std::sync::LazyLock;

/// The page, made once: what it tells does not change while the server runs.
#[derive(Clone)]
pub struct Page(Bytes);

impl Page {
    /// `style` is markup for the head that brings the app's style sheet.
    pub fn new(style: &str) -> Self {
        Self(reference::page(style).into())
    }
}

pub async fn page(Extension(Page(html)): Extension<Page>) -> Html<Bytes> {
    Html(html)
}

type ContentType = [(HeaderName, &'static str); 1];

pub async fn document() -> (ContentType, &'static str) {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| format!("{:#}", reference::document()));
    ([(CONTENT_TYPE, "application/json")], &DOCUMENT)
}
