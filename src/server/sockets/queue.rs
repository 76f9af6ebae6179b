//! One bounded queue a socket: events are handled in the order they came, and not too many of them.
//!
//! socketioxide gives each event a task of its own, which keeps no order. Handlers here only put
//! work into the queue; one task takes it out. Every event is acked, also the refused ones.
//! Typing, pointers, looks and carets have a queue and allowances of their own: they never wait for a commit, and never
//! cost a message its place.

use super::{
    numbers,
    payload::Payload,
    rates::{CARETS, COMMANDS, LOOKS, POINTERS, SharedBucket, TYPING},
};
use crate::{
    server::{
        caught::{caught, failed},
        metrics,
        token_bucket::Rate,
    },
    shared::{
        api_error::ApiError,
        error_code::ErrorCode,
        protocol::{Ack, Body as _, ClientEvent, Look, Pointer, TellAwareness, Typing},
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
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Events that may wait for one socket.
const WAITING: usize = 256;
/// Signals that may; an older one is worth nothing beside a newer one.
const SIGNALS_WAITING: usize = 32;

/// Signals come by themselves, while a person types or moves; the last one is all that counts.
const SIGNALS: [(&str, Rate); 4] = [
    (Typing::NAME, TYPING),
    (Pointer::NAME, POINTERS),
    (TellAwareness::NAME, CARETS),
    (Look::NAME, LOOKS),
];

#[derive(Clone)]
pub struct Queue {
    commands: Quota,
    signals: mpsc::Sender<Job>,
}

/// What events are paid from, and where they wait.
#[derive(Clone)]
struct Quota {
    socket: SharedBucket,
    /// Shared by all sockets of the person.
    person: Option<SharedBucket>,
    jobs: mpsc::Sender<Job>,
}

impl Queue {
    /// The queue of one of the sockets that share `person`. Its tasks end when the socket's handlers are
    /// dropped.
    pub fn start(person: SharedBucket) -> Self {
        Self {
            commands: Quota {
                socket: SharedBucket::full(COMMANDS),
                person: Some(person),
                jobs: in_order(WAITING),
            },
            signals: in_order(SIGNALS_WAITING),
        }
    }

    /// Does this after what waits already, before what comes.
    pub fn add(&self, work: impl Future<Output = ()> + Send + 'static) {
        if self.commands.jobs.try_send(Box::pin(work)).is_err() {
            tracing::warn!("a queue is full of events: what the server wanted to do is left out");
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
        let quota = self.quota(E::NAME);
        // What a handler does before it returns its future happens in order; the future is spawned.
        socket.on(
            E::NAME,
            move |TryData(data): TryData<Payload>, ack: AckSender| {
                put(data, ack, &quota, handle);
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
        let unreadable = |_| {
            ApiError::new(
                ErrorCode::RequestMalformed,
                "Send text, or one JSON object.",
            )
        };
        let value = match self.commands.pay().and_then(|()| data.map_err(unreadable)) {
            Ok(value) => value,
            Err(refusal) => return send::<T>(ack, Err(refusal)),
        };
        let Ok(place) = self.commands.jobs.try_reserve() else {
            return send::<T>(ack, Err(too_fast(Duration::from_secs(1))));
        };
        let work = handle(value);
        place.send(Box::pin(async move { send(ack, answered(work).await) }));
    }

    fn quota(&self, event: &str) -> Quota {
        let signal = SIGNALS.iter().find(|(name, _)| *name == event);
        signal.map_or_else(
            || self.commands.clone(),
            |(_, rate)| Quota {
                socket: SharedBucket::full(*rate),
                person: None,
                jobs: self.signals.clone(),
            },
        )
    }
}

/// A task that does one job after the other.
fn in_order(most: usize) -> mpsc::Sender<Job> {
    let (jobs, mut waiting) = mpsc::channel::<Job>(most);
    tokio::spawn(async move {
        while let Some(job) = waiting.recv().await {
            // A panic costs its own event the ack and no other anything.
            caught(job).await;
        }
    });
    jobs
}

fn put<E, F>(
    data: Result<Payload, ParserError>,
    ack: AckSender,
    quota: &Quota,
    handle: impl Fn(E) -> F,
) where
    E: ClientEvent,
    E::Ok: Send,
    F: Future<Output = Result<E::Ok, ApiError>> + Send + 'static,
{
    let event = match quota.pay().and_then(|()| parse::<E>(data)) {
        Ok(event) => event,
        Err(refusal) => return send::<E::Ok>(ack, Err(refusal)),
    };
    let Ok(place) = quota.jobs.try_reserve() else {
        return send::<E::Ok>(ack, Err(too_fast(Duration::from_secs(1))));
    };
    let work = handle(event);
    place.send(Box::pin(async move { send(ack, answered(work).await) }));
}

impl Quota {
    fn pay(&self) -> Result<(), ApiError> {
        self.take(Instant::now()).map_err(too_fast)
    }

    fn take(&self, now: Instant) -> Result<(), Duration> {
        self.socket.take(now)?;
        self.person.as_ref().map_or(Ok(()), |all| all.take(now))
    }
}

/// Acks whatever no handler knows.
pub fn refuse_unknown(socket: &SocketRef) {
    socket.on_fallback(|ack: AckSender| {
        let refusal = ApiError::new(
            ErrorCode::RequestUnknownEvent,
            "This event is not known here.",
        );
        send::<()>(ack, Err(refusal));
        ready(())
    });
}

/// What a handler says; when it panicked, that something failed.
async fn answered<T>(work: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    caught(work).await.unwrap_or_else(|| Err(failed()))
}

fn parse<E: ClientEvent>(data: Result<Payload, ParserError>) -> Result<E, ApiError> {
    let malformed = |why: String| {
        let sentence = format!("“{}” takes one JSON object: {why}.", E::NAME);
        ApiError::new(ErrorCode::RequestMalformed, sentence)
    };
    let Payload(value) = data.map_err(|error| malformed(error.to_string()))?;
    // A list would be taken too, as the fields in their order.
    if !value.is_object() {
        return Err(malformed("this is something else".into()));
    }
    numbers::check(&value).map_err(malformed)?;
    serde_json::from_value(value).map_err(|error| malformed(error.to_string()))
}

fn send<T: Serialize>(ack: AckSender, result: Result<T, ApiError>) {
    if let Err(refusal) = &result {
        metrics::REFUSALS.inc(refusal.code.as_str());
    }
    if let Err(error) = ack.send(&Ack::from(result)) {
        // The client asks again with the same id.
        tracing::debug!(%error, "ack not sent");
    }
}

fn too_fast(wait: Duration) -> ApiError {
    ApiError::new(
        ErrorCode::RateLimited,
        "Too many events at once. Slow down a little.",
    )
    .retry_after(wait.as_millis().max(1) as u64)
}

#[cfg(test)]
mod tests {
    use super::{super::rates::PERSON, *};

    #[tokio::test]
    async fn signals_use_up_their_own_allowance_and_no_other() {
        let queue = Queue::start(SharedBucket::full(PERSON));
        let now = Instant::now();
        let [pointer, typing, look] =
            [Pointer::NAME, Typing::NAME, Look::NAME].map(|name| queue.quota(name));
        assert!((0..1_000).filter(|_| pointer.take(now).is_ok()).count() <= 30);
        assert!((0..1_000).filter(|_| typing.take(now).is_ok()).count() <= 20);
        assert!((0..1_000).filter(|_| look.take(now).is_ok()).count() <= 10);
        let [one, other] = ["send_message", "sync"].map(|name| queue.quota(name));
        assert!((0..150).all(|_| one.take(now).is_ok() && other.take(now).is_ok()));
        assert!(one.take(now).is_err() && other.take(now).is_err());
        assert!(pointer.take(now + Duration::from_secs(1)).is_ok());
    }

    #[tokio::test]
    async fn all_sockets_of_a_person_share_an_allowance() {
        let person = SharedBucket::full(PERSON);
        let now = Instant::now();
        let sent: usize = (0..10)
            .map(|_| Queue::start(person.clone()).commands)
            .map(|commands| (0..1_000).filter(|_| commands.take(now).is_ok()).count())
            .sum();
        assert_eq!(sent, PERSON.burst as usize);
        assert!(person.take(now).is_err());
    }

    #[tokio::test]
    async fn signals_do_not_wait_for_commands() {
        let queue = Queue::start(SharedBucket::full(PERSON));
        // A command that never ends, as when the database rests, and a full queue behind it.
        while queue
            .commands
            .jobs
            .try_send(Box::pin(std::future::pending()))
            .is_ok()
        {}
        let (tell, told) = tokio::sync::oneshot::channel();
        let signal = async move { tell.send(()).unwrap() };
        let pointers = queue.quota(Pointer::NAME).jobs;
        pointers.try_send(Box::pin(signal)).ok().unwrap();
        told.await.unwrap();
    }
}
