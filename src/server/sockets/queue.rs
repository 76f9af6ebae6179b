//! One bounded queue a socket: events are handled in the order they came, and not too many of them.
//!
//! socketioxide gives each event a task of its own, which keeps no order. Handlers here only put
//! work into the queue; one task takes it out. Every event is acked, also the refused ones.

use crate::shared::{
    api_error::ApiError,
    protocol::{Ack, ClientEvent},
};
use serde::Serialize;
use serde_json::Value;
use socketioxide::{
    ParserError,
    extract::{AckSender, SocketRef, TryData},
};
use std::{
    future::{Future, ready},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Events that may wait for one socket.
const WAITING: usize = 256;
/// Events a socket may send at once, and each second after that.
const BURST: f64 = 300.0;
const PER_SECOND: f64 = 100.0;

#[derive(Clone)]
pub struct Queue {
    jobs: mpsc::Sender<Job>,
    allowance: Arc<Mutex<Allowance>>,
}

impl Queue {
    /// The task ends when the socket's handlers are dropped.
    pub fn start() -> Self {
        let (jobs, mut waiting) = mpsc::channel::<Job>(WAITING);
        tokio::spawn(async move {
            while let Some(job) = waiting.recv().await {
                job.await;
            }
        });
        Self {
            jobs,
            allowance: Arc::new(Mutex::new(Allowance::full())),
        }
    }

    /// Handles `E` on this socket: parse, queue, ask, ack.
    pub fn on<E, F>(
        &self,
        socket: &SocketRef,
        handle: impl Fn(E) -> F + Clone + Send + Sync + 'static,
    ) where
        E: ClientEvent + Send + 'static,
        E::Ok: Send,
        F: Future<Output = Result<E::Ok, ApiError>> + Send + 'static,
    {
        let queue = self.clone();
        // What a handler does before it returns its future happens in order; the future is spawned.
        socket.on(
            E::NAME,
            move |TryData(data): TryData<Value>, ack: AckSender| {
                queue.put(data, ack, handle);
                ready(())
            },
        );
    }

    /// Handles an unnamed event: any text or object, and perhaps nobody waits for an ack.
    pub fn on_plain<T, F>(
        &self,
        socket: &SocketRef,
        name: &'static str,
        handle: impl Fn(Value) -> F + Clone + Send + Sync + 'static,
    ) where
        T: Serialize + Send + 'static,
        F: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        let queue = self.clone();
        socket.on(
            name,
            move |TryData(data): TryData<Value>, ack: AckSender| {
                queue.put_plain(data, ack, handle);
                ready(())
            },
        );
    }

    fn put_plain<T, F>(
        &self,
        data: Result<Value, ParserError>,
        ack: AckSender,
        handle: impl Fn(Value) -> F,
    ) where
        T: Serialize + Send + 'static,
        F: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        let unreadable = |_| ApiError::new("request/malformed", "Send text, or one JSON object.");
        let value = match self.admit().and_then(|()| data.map_err(unreadable)) {
            Ok(value) => value,
            Err(refusal) => return send::<T>(ack, Err(refusal)),
        };
        let Ok(place) = self.jobs.try_reserve() else {
            return send::<T>(ack, Err(too_fast(Duration::from_secs(1))));
        };
        let work = handle(value);
        place.send(Box::pin(async move { send(ack, work.await) }));
    }

    fn put<E, F>(&self, data: Result<Value, ParserError>, ack: AckSender, handle: impl Fn(E) -> F)
    where
        E: ClientEvent,
        E::Ok: Send,
        F: Future<Output = Result<E::Ok, ApiError>> + Send + 'static,
    {
        let event = match self.admit().and_then(|()| parse::<E>(data)) {
            Ok(event) => event,
            Err(refusal) => return send::<E::Ok>(ack, Err(refusal)),
        };
        let Ok(place) = self.jobs.try_reserve() else {
            return send::<E::Ok>(ack, Err(too_fast(Duration::from_secs(1))));
        };
        let work = handle(event);
        place.send(Box::pin(async move { send(ack, work.await) }));
    }

    fn admit(&self) -> Result<(), ApiError> {
        let mut allowance = self
            .allowance
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        allowance.take(Instant::now()).map_err(too_fast)
    }
}

/// Acks whatever no handler knows.
pub fn refuse_unknown(socket: &SocketRef) {
    socket.on_fallback(|ack: AckSender| {
        let refusal = ApiError::new("request/unknown-event", "This event is not known here.");
        send::<()>(ack, Err(refusal));
        ready(())
    });
}

fn parse<E: ClientEvent>(data: Result<Value, ParserError>) -> Result<E, ApiError> {
    let malformed = |why: String| {
        let sentence = format!("“{}” takes one JSON object: {why}.", E::NAME);
        ApiError::new("request/malformed", sentence)
    };
    let value = data.map_err(|error| malformed(error.to_string()))?;
    serde_json::from_value(value).map_err(|error| malformed(error.to_string()))
}

fn send<T: Serialize>(ack: AckSender, result: Result<T, ApiError>) {
    if let Err(error) = ack.send(&Ack::from(result)) {
        // The client asks again with the same id.
        tracing::debug!(%error, "ack not sent");
    }
}

fn too_fast(wait: Duration) -> ApiError {
    ApiError::new(
        "rate/limited",
        "Too many events at once. Slow down a little.",
    )
    .retry_after(wait.as_millis() as u64)
}

/// A token bucket.
struct Allowance {
    left: f64,
    at: Instant,
}

impl Allowance {
    fn full() -> Self {
        Self {
            left: BURST,
            at: Instant::now(),
        }
    }

    /// Takes one, or says how long until there is one.
    fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let earned = now.duration_since(self.at).as_secs_f64() * PER_SECOND;
        self.left = (self.left + earned).min(BURST);
        self.at = now;
        if self.left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - self.left) / PER_SECOND));
        }
        self.left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_a_flood_is_not() {
        let start = Instant::now();
        let mut allowance = Allowance {
            left: BURST,
            at: start,
        };
        assert!((0..300).all(|_| allowance.take(start).is_ok()));
        let wait = allowance.take(start).unwrap_err();
        assert_eq!(wait.as_millis(), 10);
        assert!(allowance.take(start + wait).is_ok());
        assert!(allowance.take(start + wait).is_err());
    }
}
