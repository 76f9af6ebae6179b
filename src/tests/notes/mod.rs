//! Pages of notes from the outside: people write at once, bots write along, and pages are read without scripts.

mod carets;
mod hostile;
mod kept;
mod killed;
mod mentions;
mod once;
mod plain;
mod removed;
mod wire;

use crate::support::{Fixture, Visitor, ask, join};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{
        api_error::ApiError,
        ids::{Cid, NoteId, SessionId},
        protocol::{Binary, Durable as _, NoteEdit, NoteEdited, NoteOpen, Stored},
        session::notes::AddNote,
    },
};
use tokio::time::timeout;
use uuid::Uuid;
use yrs::{
    Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, TextRef, Transact, Update,
    encoding::{read::Read as _, write::Write as _},
    updates::{
        decoder::{Decode, DecoderV1},
        encoder::Encode,
    },
};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// The first page of the session.
async fn first_page(by: &Visitor, session: SessionId) -> NoteId {
    let note = NoteId(session.0);
    add_page(by, session, note).await.unwrap();
    note
}

async fn add_page(by: &Visitor, session: SessionId, note: NoteId) -> Result<Stored, ApiError> {
    let add = AddNote {
        note_id: Some(note),
        title: "Notes".into(),
    };
    let cid = Cid(Uuid::new_v4());
    ask(&by.socket().await, add.once_in_session(session, cid)).await
}

/// Somebody with a page open, as a browser is: a document of their own, and a line to the server.
struct Writer {
    socket: NativeSocket,
    session: SessionId,
    note: NoteId,
    doc: Doc,
    text: TextRef,
}

fn document() -> (Doc, TextRef) {
    let doc = Doc::with_options(Options {
        offset_kind: OffsetKind::Utf16,
        ..Options::default()
    });
    let text = doc.get_or_insert_text("text");
    (doc, text)
}

impl Writer {
    async fn open(by: &Visitor, session: SessionId, note: NoteId) -> Self {
        let socket = by.socket().await;
        let (doc, text) = document();
        let mut writer = Self {
            socket,
            session,
            note,
            doc,
            text,
        };
        writer.catch_up().await;
        writer
    }

    /// The same document on a new line.
    async fn come_back(&mut self, by: &Visitor) {
        self.socket = by.socket().await;
        self.catch_up().await;
    }

    /// Joins and opens the page; each side tells what the other lacks.
    async fn catch_up(&mut self) {
        join(&self.socket, self.session).await.unwrap();
        let vector = self.doc.transact().state_vector();
        let opened = NoteOpen {
            session_uuid: self.session,
            note_id: self.note,
            message: message(0, &vector.encode_v1()),
        };
        let opened = ask(&self.socket, opened).await.unwrap();
        let told = parts(&opened.message);
        self.take(&told[&1]);
        let vector = StateVector::decode_v1(&told[&0]).unwrap();
        let missed = self.doc.transact().encode_state_as_update_v1(&vector);
        self.send(1, &missed).await.unwrap();
    }

    fn take(&self, update: &[u8]) {
        let update = Update::decode_v1(update).unwrap();
        self.doc.transact_mut().apply_update(update).unwrap();
    }

    fn read(&self) -> String {
        self.text.get_string(&self.doc.transact())
    }

    /// Types into the document alone; answers the update.
    fn types(&self, at: u32, words: &str) -> Vec<u8> {
        let mut under_way = self.doc.transact_mut();
        self.text.insert(&mut under_way, at, words);
        under_way.encode_update_v1()
    }

    /// Types, and is answered: the number of the change.
    async fn writes(&self, at: u32, words: &str) -> i64 {
        let update = self.types(at, words);
        self.send(2, &update).await.unwrap()
    }

    async fn send(&self, kind: u32, update: &[u8]) -> Result<i64, ApiError> {
        let edit = NoteEdit {
            session_uuid: self.session,
            note_id: self.note,
            message: message(kind, update),
        };
        Ok(ask(&self.socket, edit).await?.n)
    }

    /// Hears changes until the page reads so.
    async fn hears(&self, expected: &str) {
        let soon = async {
            while self.read() != expected {
                let told = self.socket.next_event("note_edited").await.unwrap();
                let told: NoteEdited = serde_json::from_value(told).unwrap();
                self.take(&parts(&told.message)[&2]);
            }
        };
        let heard = timeout(PATIENCE, soon).await;
        assert!(
            heard.is_ok(),
            "it reads “{}”, not “{expected}”",
            self.read()
        );
    }
}

/// As `y-protocols/sync` writes them.
fn message(kind: u32, content: &[u8]) -> Binary {
    let mut message = Vec::new();
    message.write_var(kind);
    message.write_buf(content);
    Binary::Base64(STANDARD.encode(message))
}

/// What follows each kind in a row of messages.
fn parts(message: &Binary) -> BTreeMap<u32, Vec<u8>> {
    let Binary::Base64(text) = message else {
        panic!("whoever sends text gets text");
    };
    let bytes = STANDARD.decode(text).unwrap();
    let mut decoder = DecoderV1::from(bytes.as_slice());
    let mut parts = BTreeMap::new();
    while let Ok(kind) = decoder.read_var::<u32>() {
        parts.insert(kind, decoder.read_buf().unwrap().to_vec());
    }
    parts
}

/// What the server reads on a page: its text, and the number of the last change.
async fn page(by: &Visitor, session: SessionId, note: NoteId) -> (String, i64) {
    let path = format!("/api/sessions/{session}/notes/{note}");
    let answer = by
        .request(reqwest::Method::GET, &path)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(
        answer.headers()["content-type"],
        "text/markdown; charset=utf-8"
    );
    let tag = answer.headers()["etag"].to_str().unwrap().trim_matches('"');
    let n = tag.parse().unwrap();
    (answer.text().await.unwrap(), n)
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_of_all_kinds_stand_where_they_were_put() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    // Pasted by a browser, whose editor knows one kind of line end.
    let pasted = "Привет! Один\n👩\u{200d}👩\u{200d}👧 café (e\u{301}) 中文\nbridge 🌉 end";
    let hers = Writer::open(ada, session, note).await;
    hers.writes(0, pasted).await;
    let his = Writer::open(grace, session, note).await;
    let bot = Writer::open(grace, session, note).await;
    assert_eq!(his.read(), pasted);
    let units = |text: &str| text.encode_utf16().count() as u32;
    let end = units(pasted);
    let bridge = units(pasted.split("🌉").next().unwrap()) + 2;
    // At once: nobody has heard of the others.
    let at_once = (
        hers.writes(end, "!"),
        his.writes(12, "?"),
        bot.writes(bridge, "X"),
    );
    tokio::join!(at_once.0, at_once.1, at_once.2);
    let expected = "Привет! Один?\n👩\u{200d}👩\u{200d}👧 café (e\u{301}) 中文\nbridge 🌉X end!";
    for writer in [&hers, &his, &bot] {
        writer.hears(expected).await;
    }
    let (text, n) = page(ada, session, note).await;
    assert_eq!((text.as_str(), n), (expected, 4));
    assert_eq!(
        (units(&text), text.len(), text.lines().count()),
        (51, 79, 3)
    );
    assert!(!text.contains('\u{fffd}'));
}
