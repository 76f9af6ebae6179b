//! What a browser remembers of files that wait for their rest, so that after a reload the same file,
//! chosen again, goes on.
//!
//! The server knows name, length and what is there; remembered is when the file was last changed. The bytes
//! before the place where it goes on are compared as well, by the server.

use crate::client::Storage;
use crate::shared::text::clean;
use uuid::Uuid;

const PREFIX: &str = "tandem:upload:";
/// Longer than any server keeps what broke off.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;

struct Memory {
    /// When the file was changed; unix ms.
    changed_ms: i64,
    /// When this was written down; unix ms.
    noted_ms: i64,
}

impl Memory {
    fn read(text: &str) -> Option<Self> {
        let (changed_ms, noted_ms) = text.split_once(' ')?;
        Some(Self {
            changed_ms: changed_ms.parse().ok()?,
            noted_ms: noted_ms.parse().ok()?,
        })
    }

    fn written(&self) -> String {
        format!("{} {}", self.changed_ms, self.noted_ms)
    }
}

/// How a file that was chosen looks beside one that waits for its rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// It is the same, as well as that can be known before its bytes are compared.
    Same,
    /// It has the name and the length, and was changed since.
    Changed,
    Another,
}

/// A file, by what tells it from others.
#[derive(Clone, Copy)]
struct Looks<'a> {
    name: &'a str,
    bytes: i64,
}

pub(super) fn remember(storage: &impl Storage, id: Uuid, changed_ms: i64, now_ms: i64) {
    for (key, text) in storage.entries(PREFIX) {
        if Memory::read(&text).is_none_or(|memory| memory.noted_ms < now_ms - KEPT_MS) {
            storage.remove(&key);
        }
    }
    let memory = Memory {
        changed_ms,
        noted_ms: now_ms,
    };
    storage.put(&key(id), &memory.written());
}

pub(super) fn forget(storage: &impl Storage, id: Uuid) {
    storage.remove(&key(id));
}

/// Compares a chosen file with the upload `id`. `hashes`: its bytes can be compared later, which stands in
/// for what another browser remembers.
fn compare_with(
    storage: &impl Storage,
    id: Uuid,
    waiting: Looks<'_>,
    chosen: Looks<'_>,
    changed_ms: i64,
    hashes: bool,
) -> Chosen {
    if clean(chosen.name) != waiting.name || chosen.bytes != waiting.bytes {
        return Chosen::Another;
    }
    let found = storage.entries(&key(id)).into_iter().next();
    let memory = found.and_then(|(_, text)| Memory::read(&text));
    let is_same = memory.map_or(hashes, |memory| memory.changed_ms == changed_ms);
    match is_same {
        true => Chosen::Same,
        false => Chosen::Changed,
    }
}

/// Compares a file with the upload `id` of that name and so many bytes.
pub fn compare(id: Uuid, name: &str, bytes: i64, file: &web_sys::File) -> Chosen {
    let waiting = Looks { name, bytes };
    let chosen = Looks {
        name: &file.name(),
        bytes: file.size() as i64,
    };
    let changed_ms = file.last_modified() as i64;
    let storage = crate::client::BrowserStorage;
    let hashes = super::request::hashes();
    compare_with(&storage, id, waiting, chosen, changed_ms, hashes)
}

fn key(id: Uuid) -> String {
    format!("{PREFIX}{id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::MemoryStorage;

    const ID: Uuid = Uuid::from_u128(4);
    const RAIN: Looks<'static> = Looks {
        name: "rain.csv",
        bytes: 90,
    };

    fn chosen(storage: &MemoryStorage, name: &str, bytes: i64, changed_ms: i64) -> Chosen {
        compare_with(storage, ID, RAIN, Looks { name, bytes }, changed_ms, true)
    }

    #[test]
    fn the_same_file_goes_on_and_no_other_does() {
        let storage = MemoryStorage::default();
        remember(&storage, ID, 5, 1_000);
        assert_eq!(chosen(&storage, "rain.csv", 90, 5), Chosen::Same);
        assert_eq!(chosen(&storage, "rain.csv", 90, 6), Chosen::Changed);
        assert_eq!(chosen(&storage, "rain.csv", 91, 5), Chosen::Another);
        assert_eq!(chosen(&storage, "snow.csv", 90, 5), Chosen::Another);
    }

    #[test]
    fn where_nothing_is_remembered_the_bytes_decide_or_it_begins_anew() {
        let storage = MemoryStorage::default();
        assert_eq!(chosen(&storage, "rain.csv", 90, 5), Chosen::Same);
        let unseen = compare_with(&storage, ID, RAIN, RAIN, 5, false);
        assert_eq!(unseen, Chosen::Changed);
    }

    #[test]
    fn what_is_over_is_forgotten_and_so_is_what_is_old() {
        let storage = MemoryStorage::default();
        remember(&storage, ID, 5, 1_000);
        remember(&storage, Uuid::from_u128(5), 5, 1_001 + KEPT_MS);
        assert_eq!(storage.entries(PREFIX).len(), 1);
        forget(&storage, Uuid::from_u128(5));
        assert!(storage.entries(PREFIX).is_empty());
    }
}
