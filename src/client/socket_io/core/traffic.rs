//! Events, emits and their acks.

use super::{ACK_TIMEOUT_MS, Core, Phase};
use crate::client::socket_io::{
    notice::{self, Notice},
    packet::{Body, Packet},
    step::Effect,
};
use crate::shared::{
    api_error::ApiError,
    json,
    protocol::{ServerDraining, Signal},
};
use serde_json::Value;

impl Core {
    /// A server that wants an ack gets an empty one: nobody here answers events.
    pub(super) fn event(
        &mut self,
        namespace: &str,
        name: String,
        args: Vec<Value>,
        id: Option<u64>,
    ) {
        if let Some(id) = id {
            let answer = Packet::new(
                namespace,
                Body::Ack {
                    id,
                    args: Vec::new(),
                },
            );
            self.effects.push(Effect::Send(answer.frame()));
        }
        let data = args.into_iter().next().unwrap_or(Value::Null);
        if name == ServerDraining::NAME
            && let Some(max_delay_ms) = data.get("max_delay_ms").and_then(Value::as_u64)
        {
            self.backoff.drain(max_delay_ms);
        }
        let notice = Notice::Event { name, data };
        match &mut self.phase {
            Phase::Joining { early, .. } => early.push(notice),
            _ => self.effects.push(Effect::Notice(notice)),
        }
    }

    pub(super) fn acked(&mut self, id: u64, args: Vec<Value>) {
        if !self.open_acks.remove(id) {
            return;
        }
        // An `Ack`, whose value stays JSON for who asked.
        let result = match args.into_iter().next() {
            Some(mut answer) => match (answer.get_mut("ok").map(Value::take), answer.get("err")) {
                (Some(ok), _) => Ok(ok),
                (None, Some(error)) => {
                    Err(json::read(error.clone()).unwrap_or_else(|_| notice::unreadable()))
                }
                (None, None) => Err(notice::unreadable()),
            },
            None => Err(notice::unreadable()),
        };
        self.ack(id, result);
    }

    pub(super) fn emit(&mut self, id: u64, name: String, payload: Value, now: i64) {
        let Phase::Connected { link, .. } = &self.phase else {
            return self.ack(id, Err(notice::offline()));
        };
        let body = Body::Event {
            name,
            args: vec![payload],
            id: Some(id),
        };
        let frame = Packet::new(&self.options.namespace, body).frame();
        if frame.len() > link.max_frame {
            return self.ack(id, Err(notice::too_large()));
        }
        if !self.open_acks.has_room(frame.len()) {
            return self.ack(id, Err(notice::busy()));
        }
        self.open_acks.insert(id, now + ACK_TIMEOUT_MS, frame.len());
        self.effects.push(Effect::Send(frame));
    }

    pub(super) fn ack(&mut self, id: u64, result: Result<Value, ApiError>) {
        self.effects.push(Effect::Ack { id, result });
    }
}
