//! A core with a clock of its own, told what happened step by step.

use super::super::{
    Notice,
    core::{Core, Options},
    step::{Effect, Input},
};
use serde_json::{Value, json};
use std::collections::VecDeque;

pub const HELLO: &str =
    r#"0{"sid":"s","upgrades":[],"pingInterval":20000,"pingTimeout":15000,"maxPayload":1000}"#;
pub const JOINED: &str = r#"40/session,{"sid":"x"}"#;
pub const SILENCE_MS: i64 = 35_000;

/// A core with its clock, and what it did in the last step.
pub struct History {
    pub core: Core,
    pub now: i64,
    pub did: Vec<Effect>,
}

impl History {
    /// Chances are drawn in this order, then always one half: the base of the back-off itself.
    pub fn with(chances: &[f64], with_root: bool, auth: Option<Value>) -> Self {
        let mut chances = VecDeque::from(chances.to_vec());
        let core = Core::new(Options {
            namespace: "/session".into(),
            with_root,
            auth: Box::new(move || auth.clone()),
            random: Box::new(move || chances.pop_front().unwrap_or(0.5)),
        });
        Self {
            core,
            now: 1_000,
            did: Vec::new(),
        }
    }

    pub fn new() -> Self {
        Self::with(&[], false, None)
    }

    pub fn joined() -> Self {
        Self::new().join()
    }

    pub fn join(self) -> Self {
        self.then(Input::RetryNow)
            .then(Input::Opened)
            .frame(HELLO)
            .frame(JOINED)
    }

    pub fn then(mut self, input: Input) -> Self {
        self.did = self.core.step(input, self.now);
        self
    }

    pub fn frame(self, text: &str) -> Self {
        self.then(Input::Frame(text.into()))
    }

    pub fn emit(self, id: u64) -> Self {
        self.then(Input::Emit {
            id,
            name: "typing".into(),
            payload: json!({}),
        })
    }

    pub fn after(mut self, ms: i64) -> Self {
        self.now += ms;
        self.then(Input::Tick)
    }

    pub fn sent(&self) -> Vec<&str> {
        self.did
            .iter()
            .filter_map(|effect| match effect {
                Effect::Send(frame) => Some(frame.as_str()),
                _ => None,
            })
            .collect()
    }

    pub fn notices(&self) -> Vec<&Notice> {
        self.did
            .iter()
            .filter_map(|effect| match effect {
                Effect::Notice(notice) => Some(notice),
                _ => None,
            })
            .collect()
    }

    pub fn acks(&self) -> Vec<(u64, Result<Value, String>)> {
        self.did
            .iter()
            .filter_map(|effect| match effect {
                Effect::Ack { id, result } => {
                    Some((*id, result.clone().map_err(|error| error.code.to_string())))
                }
                _ => None,
            })
            .collect()
    }

    pub fn did(&self, effect: Effect) -> bool {
        self.did.contains(&effect)
    }

    pub fn delay_ms(&self) -> u64 {
        match self.notices()[..] {
            [Notice::Reconnecting { in_ms, .. }] => *in_ms,
            ref others => panic!("not reconnecting: {others:?}"),
        }
    }
}

pub fn failed(id: u64, code: &str) -> (u64, Result<Value, String>) {
    (id, Err(code.to_owned()))
}
