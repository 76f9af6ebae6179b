//! The event reference: as a page, and as a document for programs. For everyone, signed in or not.

use crate::{server::reference, shared::served::Served};
use axum::{Extension, response::Html};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};

/// Both, made once: what they tell does not change while the server runs.
#[derive(Clone)]
pub struct Reference {
    page: Bytes,
    document: Bytes,
}

impl Reference {
    /// `style` is markup for the head that brings the app's style sheet.
    pub fn new(style: &str, served: &Served) -> Self {
        let document = reference::document(served);
        Self {
            page: reference::page(style, served).into(),
            document: format!("{document:#}").into(),
        }
    }
}

pub async fn page(Extension(reference): Extension<Reference>) -> Html<Bytes> {
    Html(reference.page)
}

type ContentType = [(HeaderName, &'static str); 1];

pub async fn document(Extension(reference): Extension<Reference>) -> (ContentType, Bytes) {
    ([(CONTENT_TYPE, "application/json")], reference.document)
}
