//! What an upload is that waits for its rest, in a small file beside its part: by it a server that starts
//! finds whose the part is, and how long it is kept.

use super::remove::remove;
use crate::server::{config::Config, db::now_ms, private};
use crate::shared::{
    account::Person,
    dataset::AddAs,
    ids::{DatasetId, SessionId},
};
use serde::{Deserialize, Deserializer, Serialize};
use std::{
    fs::{self, File},
    io::{self, Write},
    time::{Duration, UNIX_EPOCH},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub session: SessionId,
    pub by: Person,
    /// As its sender's machine calls it.
    pub file_name: String,
    /// Bytes of the whole file.
    pub length: u64,
    #[serde(alias = "own", deserialize_with = "add_as")]
    pub add_as: AddAs,
    /// In ms since 1970, as is what follows.
    pub created_ms: i64,
    pub expires_ms: i64,
}

impl Note {
    /// What the name of one ends in that is being written; whole, it takes the other's place.
    pub const UNFINISHED: &str = "upload-new";

    /// None where there is none, or none that can be read.
    pub fn read(config: &Config, id: DatasetId) -> Option<Self> {
        let text = fs::read(config.note(id)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// The note and how many bytes are here, where there are both a note and a part.
    pub fn of_part(config: &Config, id: DatasetId) -> Option<(Self, u64)> {
        let mut note = Self::read(config, id)?;
        let part = fs::metadata(config.part(id)).ok()?;
        // A server that was killed wrote bytes, and not that it did.
        let written = part.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let written_ms = written.as_millis() as i64;
        let until = written_ms.saturating_add(ms(config.upload_kept));
        note.expires_ms = note.expires_ms.max(until);
        Some((note, part.len()))
    }

    /// Stored when this returns: after a crash there is this one, or the one before it.
    pub fn write(&self, config: &Config, id: DatasetId) -> io::Result<()> {
        let new = config.note(id).with_extension(Self::UNFINISHED);
        remove(&new)?;
        let mut file = private::new_file().open(&new)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        fs::rename(&new, config.note(id))?;
        File::open(config.uploads_dir())?.sync_all()
    }

    pub fn is_expired(&self) -> bool {
        self.expires_ms <= now_ms()
    }
}

/// Older programs wrote whether it is a data set of its own.
fn add_as<'de, D: Deserializer<'de>>(from: D) -> Result<AddAs, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Said {
        Own(bool),
        As(AddAs),
    }
    Ok(match Said::deserialize(from)? {
        Said::Own(true) => AddAs::Own,
        Said::Own(false) => AddAs::Version,
        Said::As(add_as) => add_as,
    })
}

/// How long, in ms.
pub fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::ada;
    use uuid::Uuid;

    #[test]
    fn a_note_of_an_older_program_is_read() {
        let text = |own: bool| {
            format!(
                r#"{{"session":"{}","by":{{"id":1,"name":"Ada"}},"file_name":"a.csv","length":7,"own":{own},"created_ms":1,"expires_ms":2}}"#,
                Uuid::nil()
            )
        };
        for (own, expected) in [(true, AddAs::Own), (false, AddAs::Version)] {
            let note: Note = serde_json::from_str(&text(own)).unwrap();
            assert_eq!(note.add_as, expected);
        }
    }

    #[test]
    fn a_note_is_read_as_it_was_written_and_lasts_from_the_last_byte() {
        let data = tempfile::tempdir().unwrap();
        let config = Config::on_this_machine(data.path().into());
        private::data(&config).unwrap();
        let id = DatasetId(Uuid::nil());
        let note = Note {
            session: SessionId(Uuid::nil()),
            by: ada(),
            file_name: "rain.csv".into(),
            length: 7,
            add_as: AddAs::Rows,
            created_ms: 1,
            expires_ms: 2,
        };
        assert_eq!(Note::read(&config, id), None);
        note.write(&config, id).unwrap();
        note.write(&config, id).unwrap();
        assert_eq!(Note::read(&config, id), Some(note.clone()));
        assert!(note.is_expired());
        assert_eq!(Note::of_part(&config, id), None, "there is no part");
        fs::write(config.part(id), "a\n").unwrap();
        let (found, bytes) = Note::of_part(&config, id).unwrap();
        assert!(bytes == 2 && !found.is_expired());
        let files = fs::read_dir(config.uploads_dir()).unwrap();
        assert_eq!(files.count(), 2);
    }
}
