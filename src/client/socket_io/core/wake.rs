//! What a client asks of `/` beside its own namespace: the server's time, which also shows that a line
//! still carries after this side may have slept.

use super::{CONNECT_TIMEOUT_MS, Core, Phase};
use crate::client::socket_io::{
    link::Link,
    packet::{Body, Packet},
    step::Effect,
};
use crate::shared::protocol::{ClientEvent, Clock, ROOT_NAMESPACE};
use serde_json::{Value, json};

/// How long the server may take to show that the line carries.
const PROOF_MS: i64 = 1_500;
/// A line that was heard so lately is not asked.
const FRESH_MS: i64 = 1_000;
/// An attempt that is older was made in another network, or before the sleep.
const PATIENCE_MS: i64 = 1_000;
/// The only ack that is ever asked for on `/`.
const CLOCK_ID: u64 = 0;

impl Core {
    /// A line that looks open may be long dead, and an attempt may hang in a network that is gone.
    pub(super) fn woke(&mut self, now: i64) {
        match &mut self.phase {
            Phase::Waiting { .. } => self.retry_now(now),
            Phase::Dialing { deadline } | Phase::Joining { deadline, .. }
                if *deadline - now < CONNECT_TIMEOUT_MS - PATIENCE_MS =>
            {
                self.backoff.reset();
                self.dial(now);
            }
            // Without `/` there is nobody to ask, and silence says nothing.
            Phase::Connected { link, .. } if link.has_root && now - link.heard_at > FRESH_MS => {
                link.prove_by(now + PROOF_MS);
                self.ask_clock(now);
            }
            _ => {}
        }
    }

    /// `/` is joined.
    pub(super) fn root_joined(&mut self, now: i64) {
        if let Some(link) = self.link() {
            link.has_root = true;
            self.ask_clock(now);
        }
    }

    fn ask_clock(&mut self, now: i64) {
        if let Some(link) = self.link() {
            link.asked_at = Some(now);
        }
        let body = Body::Event {
            name: Clock::NAME.into(),
            args: vec![json!({})],
            id: Some(CLOCK_ID),
        };
        let packet = Packet::new(ROOT_NAMESPACE, body);
        self.effects.push(Effect::Send(packet.frame()));
    }

    /// The answer is as old as half the way there and back.
    pub(super) fn clock_answered(&mut self, args: &[Value], now: i64) {
        let at = args.first().and_then(|answer| answer["ok"]["at"].as_i64());
        let asked_at = self.link().and_then(|link| link.asked_at.take());
        if let (Some(at), Some(asked_at)) = (at, asked_at) {
            let ahead_ms = at + (now - asked_at) / 2 - now;
            self.effects.push(Effect::SetClock { ahead_ms });
        }
    }

    fn link(&mut self) -> Option<&mut Link> {
        match &mut self.phase {
            Phase::Joining { link, .. } => link.as_mut(),
            Phase::Connected { link, .. } => Some(link),
            Phase::Closed | Phase::Waiting { .. } | Phase::Dialing { .. } => None,
        }
    }
}
