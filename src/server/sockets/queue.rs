//! One bounded queue a socket: events are handled in the order they came, and not too many of them.
//!
//! socketioxide gives each event a task of its own, which keeps no order. Handlers here only put
//! work into the queue; one task takes it out. Every event is acked, also the refused ones.
//! Typing and pointers have allowances of their own, so that they never cost a message its place.

use crate::{
    server::metrics,
    shared::{
        api_error::ApiError,
        protocol::{Ack, ClientEvent, Pointer, Typing},
    },
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
/// Places in the queue that signals leave to everything else.
const KEPT: usize = WAITING / 2;

/// How many events a socket may send at once, and each second after that.
#[derive(Clone, Copy)]
struct Rate {
    burst: f64,
    per_second: f64,
}

const COMMANDS: Rate = Rate {
    burst: 300.0,
    per_second: 100.0,
};
/// Signals come by themselves, while a person types or moves; the last one is all that counts.
const SIGNALS: [(&str, Rate); 2] = [
    (
        Typing::NAME,
        Rate {
            burst: 20.0,
            per_second: 5.0,
        },
    ),
    (
        Pointer::NAME,
        Rate {
            burst: 30.0,
            per_second: 30.0,
        },
    ),
];

#[derive(Clone)]
pub struct Queue {
    jobs: mpsc::Sender<Job>,
    commands: Purse,
}

/// What is left of an allowance, shared by the events that it is for.
#[derive(Clone)]
struct Purse {
    allowance: Arc<Mutex<Allowance>>,
    /// Places in the queue that must be left for others.
    keeps: usize,
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
            commands: Purse::new(COMMANDS, 0),
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
        let (queue, purse) = (self.clone(), self.purse(E::NAME));
        // What a handler does before it returns its future happens in order; the future is spawned.
        socket.on(
            E::NAME,
            move |TryData(data): TryData<Value>, ack: AckSender| {
                queue.put(data, ack, &purse, handle);
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
        let value = match self
            .admit(&self.commands)
            .and_then(|()| data.map_err(unreadable))
        {
            Ok(value) => value,
            Err(refusal) => return send::<T>(ack, Err(refusal)),
        };
        let Ok(place) = self.jobs.try_reserve() else {
            return send::<T>(ack, Err(too_fast(Duration::from_secs(1))));
        };
        let work = handle(value);
        place.send(Box::pin(async move { send(ack, work.await) }));
    }

    fn put<E, F>(
        &self,
        data: Result<Value, ParserError>,
        ack: AckSender,
        purse: &Purse,
        handle: impl Fn(E) -> F,
    ) where
        E: ClientEvent,
        E::Ok: Send,
        F: Future<Output = Result<E::Ok, ApiError>> + Send + 'static,
    {
        let event = match self.admit(purse).and_then(|()| parse::<E>(data)) {
            Ok(event) => event,
            Err(refusal) => return send::<E::Ok>(ack, Err(refusal)),
        };
        let Ok(place) = self.jobs.try_reserve() else {
            return send::<E::Ok>(ack, Err(too_fast(Duration::from_secs(1))));
        };
        let work = handle(event);
        place.send(Box::pin(async move { send(ack, work.await) }));
    }

    fn purse(&self, event: &str) -> Purse {
        let signal = SIGNALS.iter().find(|(name, _)| *name == event);
        signal.map_or_else(
            || self.commands.clone(),
            |(_, rate)| Purse::new(*rate, KEPT),
        )
    }

    fn admit(&self, purse: &Purse) -> Result<(), ApiError> {
        purse.take(Instant::now()).map_err(too_fast)?;
        if self.jobs.capacity() <= purse.keeps {
            return Err(too_fast(Duration::from_secs(1)));
        }
        Ok(())
    }
}

impl Purse {
    fn new(rate: Rate, keeps: usize) -> Self {
        Self {
            allowance: Arc::new(Mutex::new(Allowance::full(rate))),
            keeps,
        }
    }

    fn take(&self, now: Instant) -> Result<(), Duration> {
        let mut allowance = self
            .allowance
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        allowance.take(now)
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
    // A list would be taken too, as the fields in their order.
    if !value.is_object() {
        return Err(malformed("this is something else".into()));
    }
    serde_json::from_value(value).map_err(|error| malformed(error.to_string()))
}

fn send<T: Serialize>(ack: AckSender, result: Result<T, ApiError>) {
    if let Err(refusal) = &result {
        metrics::REFUSALS.add(&refusal.code);
    }
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
    .retry_after(wait.as_millis().max(1) as u64)
}

/// A token bucket.
struct Allowance {
    rate: Rate,
    left: f64,
    at: Instant,
}

impl Allowance {
    fn full(rate: Rate) -> Self {
        Self {
            rate,
            left: rate.burst,
            at: Instant::now(),
        }
    }

    /// Takes one, or says how long until there is one.
    fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let Rate { burst, per_second } = self.rate;
        let earned = now.duration_since(self.at).as_secs_f64() * per_second;
        self.left = (self.left + earned).min(burst);
        self.at = now;
        if self.left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - self.left) / per_second));
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
        let mut allowance = Allowance::full(COMMANDS);
        let start = allowance.at;
        assert!((0..300).all(|_| allowance.take(start).is_ok()));
        let wait = allowance.take(start).unwrap_err();
        assert_eq!(wait.as_millis(), 10);
        // Never “again at once”.
        assert_eq!(too_fast(Duration::from_micros(1)).retry_ms, Some(1));
        assert!(allowance.take(start + wait).is_ok());
        assert!(allowance.take(start + wait).is_err());
    }

    #[tokio::test]
    async fn signals_use_up_their_own_allowance_and_no_other() {
        let queue = Queue::start();
        let now = Instant::now();
        let [pointer, typing] = [Pointer::NAME, Typing::NAME].map(|name| queue.purse(name));
        assert!((0..1_000).filter(|_| pointer.take(now).is_ok()).count() <= 30);
        assert!((0..1_000).filter(|_| typing.take(now).is_ok()).count() <= 20);
        let [one, other] = ["send_message", "sync"].map(|name| queue.purse(name));
        assert!((0..150).all(|_| one.take(now).is_ok() && other.take(now).is_ok()));
        assert!(one.take(now).is_err() && other.take(now).is_err());
        assert!(pointer.take(now + Duration::from_secs(1)).is_ok());
    }

    #[tokio::test]
    async fn signals_leave_half_the_queue_to_messages() {
        // Nothing takes jobs out here, as when the database rests.
        let (jobs, _waiting) = mpsc::channel::<Job>(WAITING);
        let commands = Purse::new(COMMANDS, 0);
        let queue = Queue { jobs, commands };
        let pointer = queue.purse(Pointer::NAME);
        for _ in 0..KEPT {
            queue.jobs.try_send(Box::pin(ready(()))).ok().unwrap();
        }
        assert_eq!(queue.admit(&pointer).unwrap_err().code, "rate/limited");
        assert!(queue.admit(&queue.commands).is_ok());
    }
}
