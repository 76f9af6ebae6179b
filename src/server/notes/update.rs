//! What an update of a page may be: checked byte by byte before anything is made of it.
//!
//! A page is one plain text. The library that applies updates knows much more (nested types, formats, embedded
//! things), reserves what a count announces, and may panic on what no client writes; none of that comes so far.

use super::{
    TEXT,
    bytes::{Malformed, Reader},
};
use std::collections::BTreeMap;

/// Updates of one message are of so few clients; each costs its own search for a place.
const MAX_CLIENTS: usize = 500;
/// Clocks count UTF-16 units that one client ever wrote.
const MAX_CLOCK: u64 = 1 << 31;

// What a block is: the low bits of its first byte. The high ones say which neighbours are named.
const KIND: u8 = 0x1f;
const COLLECTED: u8 = 0;
const DELETED: u8 = 1;
const STRING: u8 = 4;
const SKIPPED: u8 = 10;
const HAS_LEFT: u8 = 0x80;
const HAS_RIGHT: u8 = 0x40;
const HAS_KEY: u8 = 0x20;

/// What an update brings, and what it builds on.
#[derive(Default)]
pub struct Reach {
    /// Behind the last clock of each client that it brings something of.
    ends: BTreeMap<u64, u64>,
    /// What must be there once it is in: a client and a clock of theirs.
    needs: Vec<(u64, u64)>,
    /// What must be there before.
    before: Vec<(u64, u64)>,
}

impl Reach {
    /// Whether all that it builds on is there: `known` is how many clocks of a client are.
    pub fn is_near(&self, known: impl Fn(u64) -> u64) -> bool {
        let brought = |client: &u64| self.ends.get(client).copied().unwrap_or_default();
        let is_there = |(client, clock): &(u64, u64)| *clock < known(*client).max(brought(client));
        self.needs.iter().all(is_there)
            && self
                .before
                .iter()
                .all(|(client, clock)| *clock < known(*client))
    }
}

/// An update in lib0's first encoding.
pub fn check(update: &[u8]) -> Result<Reach, Malformed> {
    let mut reader = Reader::new(update);
    let mut reach = Reach::default();
    let clients = reader.count(3)?;
    if clients > MAX_CLIENTS {
        return Err(Malformed("it is of too many clients"));
    }
    for _ in 0..clients {
        let blocks = reader.count(2)?;
        let client = reader.number()?;
        let mut clock = reader.number()?;
        if let Some(before) = clock.checked_sub(1) {
            reach.before.push((client, before));
        }
        for _ in 0..blocks {
            clock = clock.saturating_add(block(&mut reader, &mut reach.needs)?);
            within(clock)?;
        }
        let end = reach.ends.entry(client).or_default();
        *end = clock.max(*end);
    }
    for _ in 0..reader.count(2)? {
        let client = reader.number()?;
        for _ in 0..reader.count(2)? {
            let end = reader.number()?.saturating_add(length(&mut reader)?);
            within(end)?;
            reach.needs.push((client, end - 1));
        }
    }
    reader.end()?;
    Ok(reach)
}

/// A state vector: how far each client is known.
pub fn check_state_vector(vector: &[u8]) -> Result<(), Malformed> {
    let mut reader = Reader::new(vector);
    for _ in 0..reader.count(2)? {
        let _client = reader.number()?;
        within(reader.number()?)?;
    }
    reader.end()
}

/// How many units of its client's clock it takes.
fn block(reader: &mut Reader, needs: &mut Vec<(u64, u64)>) -> Result<u64, Malformed> {
    let info = reader.byte()?;
    if info == COLLECTED || info == SKIPPED {
        return length(reader);
    }
    for named in [HAS_LEFT, HAS_RIGHT] {
        if info & named != 0 {
            let (client, clock) = (reader.number()?, reader.number()?);
            within(clock)?;
            needs.push((client, clock));
        }
    }
    if info & (HAS_LEFT | HAS_RIGHT) == 0 && (reader.number()? != 1 || reader.text()? != TEXT) {
        return Err(Malformed("it is of something else than the text"));
    }
    match info & (KIND | HAS_KEY) {
        DELETED => length(reader),
        STRING => match reader.text()?.encode_utf16().count() {
            0 => Err(Malformed("a block in it is empty")),
            units => Ok(units as u64),
        },
        _ => Err(Malformed("there is something else than text in it")),
    }
}

fn length(reader: &mut Reader) -> Result<u64, Malformed> {
    match reader.number()? {
        0 => Err(Malformed("a block in it is empty")),
        length => Ok(length),
    }
}

fn within(clock: u64) -> Result<(), Malformed> {
    match clock < MAX_CLOCK {
        true => Ok(()),
        false => Err(Malformed("a clock in it is too far")),
    }
}
