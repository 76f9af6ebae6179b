//! One request of an upload. XHR, because fetch tells no upload progress.

use super::step::Answer;
use crate::client::served::address;
use js_sys::{Promise, Uint8Array};
use std::fmt::Write;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], catch)]
    fn digest(algorithm: &str, bytes: &JsValue) -> Result<Promise, JsValue>;
}

/// A request that is not sent yet; none where the browser does not let it be made.
pub fn open(method: &str, url: &str, headers: &[(&str, &str)]) -> Option<XmlHttpRequest> {
    let request = XmlHttpRequest::new().ok()?;
    request.open(method, &address(url)).ok()?;
    let ours = [("Tus-Resumable", "1.0.0"), ("Accept", "application/json")];
    for (name, value) in ours.iter().chain(headers) {
        request.set_request_header(name, value).ok()?;
    }
    Some(request)
}

/// Sends it, and waits until it ends in whichever way. `on_progress` hears bytes sent of the body.
pub async fn send(
    request: &XmlHttpRequest,
    body: Option<&Blob>,
    on_progress: impl Fn(u64) + 'static,
) -> Answer {
    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        on_progress(event.loaded() as u64);
    });
    if let (Some(_), Ok(upload)) = (body, request.upload()) {
        upload.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    }
    // `loadend` comes exactly once, after success, failure and abort alike.
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    if request.send_with_opt_blob(body).is_err() || JsFuture::from(ended).await.is_err() {
        return Answer::default();
    }
    let header = |name| request.get_response_header(name).ok().flatten();
    let id = header("Location").and_then(|at| at.rsplit('/').next()?.parse().ok());
    Answer {
        status: request.status().unwrap_or(0),
        text: request.response_text().ok().flatten().unwrap_or_default(),
        id,
        offset: header("Upload-Offset").and_then(|bytes| bytes.parse().ok()),
        is_kept: header("Tandem-Dataset").is_some(),
    }
}

/// A text as it travels in `Upload-Metadata`.
pub fn base64(text: &str) -> String {
    // `btoa` takes each character for a byte.
    let bytes: String = text.bytes().map(char::from).collect();
    let window = web_sys::window();
    let written = window.and_then(|window| window.btoa(&bytes).ok());
    written.unwrap_or_default()
}

/// Bytes of a file; an error where it changed on its disk, or is not there any more.
pub async fn read(piece: &Blob) -> Result<JsValue, JsValue> {
    JsFuture::from(piece.array_buffer()).await
}

/// SHA-256 in hex; none on a page without https, where browsers compute none.
pub async fn sha256(bytes: &JsValue) -> Option<String> {
    let digest = JsFuture::from(digest("SHA-256", bytes).ok()?).await.ok()?;
    let mut hex = String::new();
    for byte in Uint8Array::new(&digest).to_vec() {
        write!(hex, "{byte:02x}").ok()?;
    }
    Some(hex)
}

/// Whether the browser computes hashes here.
pub fn hashes() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}
