//! The client as a state machine without IO: [`Core::step`] takes what happened and the time, and
//! gives back what to do. It reads no clock, opens nothing and calls nobody.
//!
//! One core joins one namespace, and `/` beside it when asked to, for what the server says of
//! itself. All times are unix or monotonic milliseconds, as the driver likes.

mod traffic;
mod wake;

use super::{
    backoff::{Backoff, Random},
    barrier::{Barrier, DOUBT_MS},
    link::Link,
    notice::{self, Notice},
    open_acks::OpenAcks,
    packet::{Body, Frame, Handshake, Packet},
    phase::Phase,
    step::{Effect, Input},
};
use crate::shared::{api_error::ApiError, protocol::ROOT_NAMESPACE};
use serde_json::Value;

/// How long the server may take for an ack.
pub const ACK_TIMEOUT_MS: i64 = 10_000;
/// How long opening the transport may take, and then joining the namespace.
pub const CONNECT_TIMEOUT_MS: i64 = 10_000;
/// A connection that held this long starts the back-off anew when it is lost.
const STEADY_MS: i64 = 5_000;
/// A browser is not told why a handshake failed; after this many in a row the driver asks.
const FAILURES_BEFORE_PROBE: u32 = 2;

pub struct Options {
    pub namespace: String,
    /// Joins `/` as well; its events are told like those of `namespace`.
    pub with_root: bool,
    /// Asked anew at each attempt for what CONNECT carries.
    pub auth: Box<dyn FnMut() -> Option<Value> + Send>,
    pub random: Random,
}

pub struct Core {
    options: Options,
    phase: Phase,
    backoff: Backoff,
    open_acks: OpenAcks,
    /// Attempts in a row at which the server said nothing over the transport.
    failed_opens: u32,
    barrier: Barrier,
    /// When the driver's timer fires, as far as this side knows.
    timer: Option<i64>,
    effects: Vec<Effect>,
}

impl Core {
    /// A core that waits for its first [`Input::RetryNow`].
    pub fn new(mut options: Options) -> Self {
        let random = std::mem::replace(&mut options.random, Box::new(|| 0.0));
        Self {
            options,
            phase: Phase::Closed,
            backoff: Backoff::new(random),
            open_acks: OpenAcks::default(),
            failed_opens: 0,
            barrier: Barrier::default(),
            timer: None,
            effects: Vec::new(),
        }
    }

    pub fn step(&mut self, input: Input, now: i64) -> Vec<Effect> {
        match input {
            Input::Opened => self.opened(now),
            Input::Frame(text) => self.frame(&text, now),
            Input::Closed => self.closed(now),
            Input::Tick => self.tick(now),
            Input::Emit { id, name, payload } => self.emit(id, name, payload, now),
            Input::RetryNow => self.retry_now(now),
            Input::Online => self.online(now),
            Input::Woke => self.woke(now),
            Input::Refused(error) => self.refused(error),
            Input::Answered(answered) => self.answered(answered),
            Input::Close => self.close(),
        }
        self.set_timer();
        std::mem::take(&mut self.effects)
    }

    fn retry_now(&mut self, now: i64) {
        if matches!(self.phase, Phase::Closed | Phase::Waiting { .. }) {
            self.backoff.reset();
            self.dial(now);
        }
    }

    /// An attempt that began without a network may hang on; it is made anew.
    fn online(&mut self, now: i64) {
        if matches!(self.phase, Phase::Waiting { .. } | Phase::Dialing { .. }) {
            self.backoff.reset();
            self.dial(now);
        }
    }

    fn dial(&mut self, now: i64) {
        self.phase = Phase::Dialing {
            deadline: now + CONNECT_TIMEOUT_MS,
        };
        self.barrier.doubt_at = now + DOUBT_MS;
        self.effects.push(Effect::OpenTransport);
    }

    fn opened(&mut self, now: i64) {
        if matches!(self.phase, Phase::Dialing { .. }) {
            self.phase = Phase::Joining {
                deadline: now + CONNECT_TIMEOUT_MS,
                link: None,
                early: Vec::new(),
            };
        }
    }

    fn closed(&mut self, now: i64) {
        match self.phase {
            Phase::Closed | Phase::Waiting { .. } => {}
            _ if self.phase.hears_nothing() => self.lose_unopened(now),
            Phase::Dialing { .. } | Phase::Joining { .. } | Phase::Connected { .. } => {
                self.lose(now);
            }
        }
    }

    fn tick(&mut self, now: i64) {
        self.timer = None;
        if self.phase.hears_nothing() && self.barrier.doubt_at <= now {
            self.barrier.doubt_at = now + DOUBT_MS;
            self.effects.push(Effect::Probe);
        }
        match &self.phase {
            Phase::Waiting { until } if *until <= now => self.dial(now),
            Phase::Dialing { deadline } | Phase::Joining { deadline, .. } if *deadline <= now => {
                self.effects.push(Effect::CloseTransport);
                match self.phase.hears_nothing() {
                    true => self.lose_unopened(now),
                    false => self.lose(now),
                }
            }
            Phase::Connected { link, .. } if link.dead_at() <= now => {
                let was_asked = link.was_asked();
                self.drop_and_lose(now);
                if was_asked {
                    self.retry_now(now);
                }
            }
            _ => {}
        }
        for id in self.open_acks.take_overdue(now) {
            self.ack(id, Err(notice::timed_out()));
        }
    }

    /// A frame that cannot be read is dropped: closing would meet it again, and the numbered
    /// streams ask for what is missing.
    fn frame(&mut self, text: &str, now: i64) {
        if let Phase::Connected { link, .. }
        | Phase::Joining {
            link: Some(link), ..
        } = &mut self.phase
        {
            link.heard(now);
        }
        match Frame::decode(text) {
            Some(Frame::Open(handshake)) => self.greeted(&handshake, now),
            Some(Frame::Ping(payload)) => self.effects.push(Effect::Send(format!("3{payload}"))),
            Some(Frame::Close) => self.drop_and_lose(now),
            Some(Frame::Message(packet)) => self.packet(packet, now),
            Some(Frame::Idle) | None => {}
        }
    }

    fn greeted(&mut self, handshake: &Handshake, now: i64) {
        let Phase::Joining {
            link: link @ None, ..
        } = &mut self.phase
        else {
            return;
        };
        *link = Some(Link::new(handshake, now));
        self.failed_opens = 0;
        self.barrier.gone();
        let auth = (self.options.auth)();
        let joins_root = self.options.with_root && self.options.namespace != ROOT_NAMESPACE;
        for namespace in [
            Some(self.options.namespace.as_str()),
            joins_root.then_some(ROOT_NAMESPACE),
        ] {
            let Some(namespace) = namespace else { continue };
            let packet = Packet::new(namespace, Body::Connect(auth.clone()));
            self.effects.push(Effect::Send(packet.frame()));
        }
    }

    fn packet(&mut self, packet: Packet, now: i64) {
        let is_own = packet.namespace == self.options.namespace;
        if !is_own && packet.namespace != ROOT_NAMESPACE {
            return;
        }
        match packet.body {
            Body::Event { name, args, id } => self.event(&packet.namespace, name, args, id),
            Body::Connect(_) if !is_own => self.root_joined(now),
            Body::Ack { args, .. } if !is_own => self.clock_answered(&args, now),
            // The companion `/` may be refused or left; what counts is the namespace itself.
            _ if !is_own => {}
            Body::Connect(_) => self.joined(now),
            Body::Ack { id, args } => self.acked(id, args),
            Body::Disconnect => self.drop_and_lose(now),
            Body::ConnectError(message) => self.not_joined(&message, now),
        }
    }

    fn joined(&mut self, now: i64) {
        let Phase::Joining {
            link: Some(link),
            early,
            ..
        } = &mut self.phase
        else {
            return;
        };
        let early = std::mem::take(early);
        self.phase = Phase::Connected {
            since: now,
            link: link.clone(),
        };
        let notices = std::iter::once(Notice::Connected).chain(early);
        self.effects.extend(notices.map(Effect::Notice));
    }

    fn not_joined(&mut self, message: &str, now: i64) {
        let error = notice::refusal(message);
        if error.code.is_auth() {
            self.effects.push(Effect::CloseTransport);
            self.end(Some(error));
        } else {
            self.drop_and_lose(now);
        }
    }

    fn refused(&mut self, error: ApiError) {
        match self.phase {
            // A refusal learned late says nothing about the connection that came after.
            Phase::Closed | Phase::Connected { .. } => {}
            Phase::Waiting { .. } => self.end(Some(error)),
            Phase::Dialing { .. } | Phase::Joining { .. } => {
                self.effects.push(Effect::CloseTransport);
                self.end(Some(error));
            }
        }
    }

    /// What a probe found: the server, or nobody. Learned late, it says nothing of a connection.
    fn answered(&mut self, answered: bool) {
        if matches!(self.phase, Phase::Closed | Phase::Connected { .. }) {
            return;
        }
        let is_news = match answered {
            true => self.barrier.answered(),
            false => self.barrier.gone(),
        };
        if is_news {
            self.effects.push(Effect::Notice(Notice::Blocked(answered)));
        }
    }

    fn close(&mut self) {
        if !matches!(self.phase, Phase::Closed) {
            self.effects.push(Effect::CloseTransport);
            self.end(None);
        }
    }

    fn end(&mut self, refused: Option<ApiError>) {
        self.phase = Phase::Closed;
        self.failed_opens = 0;
        self.barrier.gone();
        self.fail_open_acks();
        self.effects
            .extend(refused.map(|error| Effect::Notice(Notice::Refused(error))));
    }

    fn lose_unopened(&mut self, now: i64) {
        self.failed_opens += 1;
        if self.failed_opens >= FAILURES_BEFORE_PROBE {
            self.effects.push(Effect::Probe);
        }
        self.lose(now);
    }

    fn drop_and_lose(&mut self, now: i64) {
        if matches!(self.phase, Phase::Joining { .. } | Phase::Connected { .. }) {
            self.effects.push(Effect::CloseTransport);
            self.lose(now);
        }
    }

    /// The connection, or the attempt at one, is gone; the next attempt is planned.
    fn lose(&mut self, now: i64) {
        if matches!(self.phase, Phase::Connected { since, .. } if now - since >= STEADY_MS) {
            self.backoff.reset();
        }
        let (attempt, in_ms) = self.backoff.next(self.barrier.longest_ms());
        self.phase = Phase::Waiting {
            until: now + in_ms as i64,
        };
        self.fail_open_acks();
        self.effects
            .push(Effect::Notice(Notice::Reconnecting { in_ms, attempt }));
    }

    fn fail_open_acks(&mut self) {
        for id in self.open_acks.take_all() {
            self.ack(id, Err(notice::offline()));
        }
    }

    /// A deadline that moved later needs no new timer: the tick that comes too early sets it.
    fn set_timer(&mut self) {
        let doubt = self.phase.hears_nothing().then_some(self.barrier.doubt_at);
        let next = [self.phase.deadline(), doubt, self.open_acks.next_deadline()]
            .into_iter()
            .flatten()
            .min();
        if let Some(at) = next
            && self.timer.is_none_or(|timer| at < timer)
        {
            self.timer = Some(at);
            self.effects.push(Effect::SetTimer { at });
        }
    }
}
