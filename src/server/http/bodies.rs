//! What a request brings: so many bytes, and not slower than a line of today can. Files have a limit of
//! their own; they are only held to the time.

use super::{notes::is_of_page, uploads::tus};
use crate::server::{app::App, config::Connections, live, notes, sockets};
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, Method,
    header::{CONNECTION, CONTENT_LENGTH},
    request::Parts,
};
use hyper::body::{Frame, SizeHint};
use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// Why a body was cut, for the answer.
type Why = Arc<OnceLock<ApiError>>;

pub async fn bodies(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let is_file = is_file(parts.uri.path());
    let largest = match parts.uri.path() {
        _ if takes_rows(&parts) => live::MAX_BATCH_BYTES,
        path if is_of_page(path) => notes::MAX_SENT_BYTES,
        _ => sockets::MAX_MESSAGE_BYTES,
    };
    let most = (!is_file).then_some(largest as u64);
    if let (Some(most), Some(length)) = (most, length(&parts))
        && length > most
    {
        return refused(too_large(Some(length), most));
    }
    let why = Why::default();
    let paced = Paced {
        body,
        rests: app.config.connections.body_rests,
        most,
        received: 0,
        waited: Duration::ZERO,
        waits: None,
        why: why.clone(),
    };
    let body = Body::new(paced);
    if !is_file {
        // Whole before it is handed on: a slow line is not mistaken for a slow server.
        return match to_bytes(body, largest).await {
            Ok(whole) => next.run(Request::from_parts(parts, whole.into())).await,
            Err(_) => refused(why.get().cloned().unwrap_or_else(cut_off)),
        };
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    match why.get() {
        // Whatever the handler makes of a body that breaks off, this is what happened.
        Some(refusal) => refused(refusal.clone()),
        None => response,
    }
}

/// The rest of it is not read, so the connection is of no more use: its sender must know.
fn refused(refusal: ApiError) -> Response {
    let mut response = refusal.into_response();
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
    response
}

fn is_file(path: &str) -> bool {
    let of_session = path.starts_with("/api/sessions/");
    of_session && path.ends_with("/datasets") || tus::is_tus(path)
}

/// Rows for a live data set: text that is not kept as it is.
fn takes_rows(parts: &Parts) -> bool {
    let path = parts.uri.path();
    parts.method == Method::POST && path.starts_with("/api/datasets/") && path.ends_with("/rows")
}

/// Nobody hears it.
fn cut_off() -> ApiError {
    ApiError::new(
        ErrorCode::RequestMalformed,
        "What was sent did not arrive whole.",
    )
}

fn length(parts: &Parts) -> Option<u64> {
    let length = parts.headers.get(CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

fn too_large(length: Option<u64>, most: u64) -> ApiError {
    let has = match length {
        Some(length) => format!("it has {length}"),
        None => "it has more".into(),
    };
    let sentence = format!("What was sent is too large: {has}, and up to {most} bytes are taken.");
    ApiError::new(ErrorCode::RequestTooLarge, sentence)
}

fn too_slow(received: u64) -> ApiError {
    let sentence = format!(
        "What was sent did not arrive in time: only {received} bytes are here. Try again, on a \
         better line if there is one."
    );
    ApiError::new(ErrorCode::RequestTooSlow, sentence)
}

/// A body that ends with an error when it is too large or too slow. Only the time in which it is
/// waited for counts.
struct Paced {
    body: Body,
    rests: Duration,
    most: Option<u64>,
    received: u64,
    /// Before the piece that is waited for now.
    waited: Duration,
    waits: Option<(Instant, Pin<Box<Sleep>>)>,
    why: Why,
}

impl Paced {
    /// How much longer it may be waited for.
    fn patience(&self) -> Duration {
        let earned = Duration::from_secs(self.received / Connections::BODY_RATE);
        let left = (self.rests + earned).saturating_sub(self.waited);
        left.min(self.rests)
    }

    fn cut(&self, refusal: ApiError) -> axum::Error {
        let error = axum::Error::new(refusal.clone());
        self.why.get_or_init(|| refusal);
        error
    }

    fn took(&mut self, bytes: u64) -> Result<(), axum::Error> {
        if let Some((since, _)) = self.waits.take() {
            self.waited += since.elapsed();
        }
        self.received += bytes;
        match self.most {
            Some(most) if self.received > most => Err(self.cut(too_large(None, most))),
            _ => Ok(()),
        }
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            let bytes = match &frame {
                Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
                _ => 0,
            };
            return match self.took(bytes as u64) {
                Ok(()) => Poll::Ready(frame),
                Err(error) => Poll::Ready(Some(Err(error))),
            };
        }
        let patience = self.patience();
        let wait = || {
            let now = Instant::now();
            (now, Box::pin(sleep_until(now + patience)))
        };
        let (_, alarm) = self.waits.get_or_insert_with(wait);
        if alarm.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        let error = self.cut(too_slow(self.received));
        Poll::Ready(Some(Err(error)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
