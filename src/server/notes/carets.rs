//! Where people are on pages of notes: what y-protocols calls awareness. Never stored, and gone with the connection.
//!
//! A client's state is an object as JSON. Whose it is says the server, in `user`.

use super::{
    bytes::{Malformed, Reader, put_block, put_number},
    refused,
};
use crate::server::{bus::ConnectionId, db::notes::NotePlace};
use crate::shared::{account::Person, api_error::ApiError, ids::PersonId};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

/// Clients of one message, and of one connection on a page.
const MAX_CLIENTS: usize = 4;
/// Of a client's state, in bytes.
const MAX_STATE: usize = 4_096;
const NONE: &str = "null";

#[derive(Default)]
pub struct Carets(HashMap<NotePlace, BTreeMap<u64, Caret>>);

struct Caret {
    person: PersonId,
    connection: ConnectionId,
    clock: u64,
    state: String,
}

/// Of one client, as it travels.
struct Entry {
    client: u64,
    clock: u64,
    state: String,
}

impl Carets {
    /// Takes what somebody says of their carets; answers it as the others are to hear it.
    pub fn take(
        &mut self,
        place: NotePlace,
        connection: ConnectionId,
        by: &Person,
        update: &[u8],
    ) -> Result<Vec<u8>, ApiError> {
        let entries = read(update, by)?;
        let carets = self.0.entry(place).or_default();
        // A tab that comes back has a new connection.
        let others = |entry: &Entry| {
            carets
                .get(&entry.client)
                .is_some_and(|one| one.person != by.id)
        };
        if entries.iter().any(others) {
            return Err(refused::not_yours());
        }
        let new = |entry: &&Entry| !carets.contains_key(&entry.client);
        let own = carets.values().filter(|one| one.connection == connection);
        if own.count() + entries.iter().filter(new).count() > MAX_CLIENTS {
            return Err(Malformed("it is of too many clients").into());
        }
        for entry in &entries {
            let caret = Caret {
                person: by.id,
                connection,
                clock: entry.clock,
                state: entry.state.clone(),
            };
            match entry.state == NONE {
                true => carets.remove(&entry.client),
                false => carets.insert(entry.client, caret),
            };
        }
        Ok(written(&entries))
    }

    /// All that are on a page.
    pub fn on(&self, place: NotePlace) -> Vec<u8> {
        let carets = self.0.get(&place).into_iter().flatten();
        let entries: Vec<_> = carets
            .map(|(client, caret)| Entry {
                client: *client,
                clock: caret.clock,
                state: caret.state.clone(),
            })
            .collect();
        written(&entries)
    }

    /// A connection has left those pages; answers what the others there are to hear.
    pub fn gone(
        &mut self,
        connection: ConnectionId,
        from: impl Fn(NotePlace) -> bool,
    ) -> Vec<(NotePlace, Vec<u8>)> {
        let mut told = Vec::new();
        for (place, carets) in self.0.iter_mut().filter(|(place, _)| from(**place)) {
            let mut gone = Vec::new();
            carets.retain(|client, caret| {
                let stays = caret.connection != connection;
                if !stays {
                    gone.push(Entry {
                        client: *client,
                        clock: caret.clock + 1,
                        state: NONE.to_owned(),
                    });
                }
                stays
            });
            if !gone.is_empty() {
                told.push((*place, written(&gone)));
            }
        }
        self.0.retain(|_, carets| !carets.is_empty());
        told
    }
}

fn read(update: &[u8], by: &Person) -> Result<Vec<Entry>, Malformed> {
    let mut reader = Reader::new(update);
    let count = reader.count(3)?;
    if count > MAX_CLIENTS {
        return Err(Malformed("it is of too many clients"));
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let (client, clock) = (reader.number()?, reader.number()?);
        let state = reader.text()?;
        if state.len() > MAX_STATE {
            return Err(Malformed("a state in it is too long"));
        }
        let state = match serde_json::from_str(state) {
            Ok(Value::Null) => NONE.to_owned(),
            Ok(Value::Object(state)) => signed(state, by),
            _ => return Err(Malformed("a state in it is no object")),
        };
        entries.push(Entry {
            client,
            clock,
            state,
        });
    }
    reader.end()?;
    Ok(entries)
}

/// A state with whose it is in it.
fn signed(mut state: Map<String, Value>, by: &Person) -> String {
    let user = json!({ "id": by.id, "name": by.name });
    state.insert("user".to_owned(), user);
    Value::Object(state).to_string()
}

fn written(entries: &[Entry]) -> Vec<u8> {
    let mut update = Vec::new();
    put_number(&mut update, entries.len() as u64);
    for entry in entries {
        put_number(&mut update, entry.client);
        put_number(&mut update, entry.clock);
        put_block(&mut update, entry.state.as_bytes());
    }
    update
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        error_code::ErrorCode,
        ids::{NoteId, SessionId},
        session::testing::{ada, grace},
    };
    use uuid::Uuid;
    use yrs::{sync::AwarenessUpdate, updates::decoder::Decode};

    const PLACE: NotePlace = NotePlace {
        session: SessionId(Uuid::from_u128(1)),
        note: NoteId(Uuid::from_u128(2)),
    };

    fn state(client: u64, clock: u64, state: &str) -> Vec<u8> {
        let state = state.to_owned();
        written(&[Entry {
            client,
            clock,
            state,
        }])
    }

    /// As a client's library reads it.
    fn states(update: &[u8]) -> Vec<(u64, u32, Value)> {
        let update = AwarenessUpdate::decode_v1(update).unwrap();
        let clients = update.clients.into_iter();
        let state = |json: &str| serde_json::from_str(json).unwrap();
        let mut states: Vec<_> = clients
            .map(|(client, entry)| (client.get(), entry.clock, state(&entry.json)))
            .collect();
        states.sort_by_key(|(client, ..)| *client);
        states
    }

    #[test]
    fn nobody_poses_as_another() {
        let mut carets = Carets::default();
        let (hers, his) = (ConnectionId::next(), ConnectionId::next());
        let posing = state(
            7,
            1,
            r#"{"user":{"id":2,"name":"Grace","color":"url(x)"},"at":3}"#,
        );
        let told = carets.take(PLACE, hers, &ada(), &posing).unwrap();
        let signed = json!({ "user": { "id": 1, "name": "Ada" }, "at": 3 });
        assert_eq!(states(&told), [(7, 1, signed.clone())]);
        for taken in [state(7, 2, "{}"), state(7, 2, "null")] {
            let refused = carets.take(PLACE, his, &grace(), &taken).unwrap_err();
            assert_eq!(refused.code, ErrorCode::NoteNotYours);
        }
        assert_eq!(states(&carets.on(PLACE)), [(7, 1, signed)]);
    }

    #[test]
    fn a_caret_goes_with_its_connection() {
        let mut carets = Carets::default();
        let (old, new) = (ConnectionId::next(), ConnectionId::next());
        carets.take(PLACE, old, &ada(), &state(7, 1, "{}")).unwrap();
        // The same tab on a new line, before the old one is known to be cut.
        carets.take(PLACE, new, &ada(), &state(7, 2, "{}")).unwrap();
        assert!(carets.gone(old, |_| true).is_empty());
        assert!(carets.gone(new, |place| place != PLACE).is_empty());
        let told = carets.gone(new, |_| true);
        assert_eq!(told.len(), 1);
        assert_eq!(states(&told[0].1), [(7, 3, Value::Null)]);
        assert!(states(&carets.on(PLACE)).is_empty() && carets.0.is_empty());
    }

    #[test]
    fn what_is_no_state_is_refused() {
        let mut carets = Carets::default();
        let connection = ConnectionId::next();
        let long = format!("{{\"x\":\"{}\"}}", "x".repeat(MAX_STATE));
        let many: Vec<_> = (0..5)
            .map(|client| Entry {
                client,
                clock: 1,
                state: "{}".to_owned(),
            })
            .collect();
        for wrong in [
            vec![],
            vec![9],
            state(7, 1, "[]"),
            state(7, 1, "{"),
            state(7, 1, &long),
            written(&many),
            [state(7, 1, "{}"), vec![0]].concat(),
        ] {
            let refused = carets.take(PLACE, connection, &ada(), &wrong).unwrap_err();
            assert_eq!(refused.code, ErrorCode::NoteMalformed, "{wrong:?}");
        }
        for client in 0..4 {
            let one = state(client, 1, "{}");
            carets.take(PLACE, connection, &ada(), &one).unwrap();
        }
        let fifth = state(4, 1, "{}");
        assert!(carets.take(PLACE, connection, &ada(), &fifth).is_err());
    }
}
