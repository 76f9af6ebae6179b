//! One file on its way to the server, with progress. XHR, because fetch tells no upload progress.

use super::{http, served::address};
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{File, ProgressEvent, XmlHttpRequest};

thread_local! {
    /// Uploads of this page that have not ended.
    static RUNNING: Cell<usize> = const { Cell::new(0) };
}

/// Whether leaving the page now would stop an upload.
pub fn are_running() -> bool {
    RUNNING.get() > 0
}

type OnDone = Box<dyn FnOnce(Result<Value, ApiError>)>;

/// A running upload. It goes on when the handle is dropped.
#[derive(Clone)]
pub struct UploadHandle {
    request: Option<XmlHttpRequest>,
    cancelled: Rc<Cell<bool>>,
}

impl UploadHandle {
    /// Stops the upload; `on_done` hears `client/cancelled`, unless it has heard something already.
    pub fn cancel(&self) {
        self.cancelled.set(true);
        if let Some(request) = &self.request {
            let _ = request.abort();
        }
    }
}

/// Posts a file as raw body. `on_progress` hears bytes sent and bytes in all; `on_done` is called
/// exactly once, never before this function has returned unless the upload cannot start.
pub fn upload(
    url: &str,
    file: File,
    on_progress: impl Fn(u64, u64) + 'static,
    on_done: impl FnOnce(Result<Value, ApiError>) + 'static,
) -> UploadHandle {
    let cancelled = Rc::new(Cell::new(false));
    let on_done: Rc<RefCell<Option<OnDone>>> = Rc::new(RefCell::new(Some(Box::new(on_done))));
    let started = start(url, &file, on_progress, on_done.clone(), cancelled.clone());
    if started.is_err() {
        finish(&on_done, Err(http::offline()));
    }
    UploadHandle {
        request: started.ok(),
        cancelled,
    }
}

fn start(
    url: &str,
    file: &File,
    on_progress: impl Fn(u64, u64) + 'static,
    on_done: Rc<RefCell<Option<OnDone>>>,
    cancelled: Rc<Cell<bool>>,
) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", &address(url))?;
    request.set_request_header("Accept", "application/json")?;
    request.set_request_header("Content-Type", "application/octet-stream")?;

    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        on_progress(event.loaded() as u64, event.total() as u64);
    });
    request
        .upload()?
        .set_onprogress(Some(on_progress.as_ref().unchecked_ref()));

    // `loadend` comes exactly once, after success, failure and abort alike, and frees both closures.
    let ended = request.clone();
    let on_end = Closure::once_into_js(move || {
        drop(on_progress);
        RUNNING.set(RUNNING.get() - 1);
        finish(&on_done, outcome(&ended, cancelled.get()));
    });
    request.set_onloadend(Some(on_end.unchecked_ref()));
    request.send_with_opt_blob(Some(file))?;
    RUNNING.set(RUNNING.get() + 1);
    Ok(request)
}

fn finish(on_done: &RefCell<Option<OnDone>>, result: Result<Value, ApiError>) {
    let on_done = on_done.borrow_mut().take();
    if let Some(on_done) = on_done {
        on_done(result);
    }
}

fn outcome(request: &XmlHttpRequest, cancelled: bool) -> Result<Value, ApiError> {
    match request.status().unwrap_or(0) {
        0 if cancelled => Err(ApiError::new(
            ErrorCode::ClientCancelled,
            "The upload was stopped.",
        )),
        0 => Err(ApiError::new(
            ErrorCode::ClientOffline,
            "The upload did not get through. Check the connection and try again.",
        )),
        status => http::read(
            status,
            &request.response_text().ok().flatten().unwrap_or_default(),
        ),
    }
}
