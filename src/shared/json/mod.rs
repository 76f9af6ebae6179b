//! Reading JSON in a page: text becomes a [`Value`] first, and every type of ours is read from that.
//!
//! serde compiles a type once more for each kind of source it is read from. With the one [`Reader`]
//! a page carries each of its types once, which halves what serde weighs in WebAssembly. The server
//! reads whatever is stored or sent as serde does, and knows nothing of this.

mod error;
mod reader;
mod tagged;
mod transparent;

pub use error::JsonError;
pub use reader::Reader;
pub(crate) use tagged::tagged;
pub(crate) use transparent::transparent;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) const IN_A_PAGE: bool = cfg!(target_arch = "wasm32");

/// Reads a `T` that has come as a value.
pub fn read<T: DeserializeOwned>(mut value: Value) -> Result<T, JsonError> {
    T::deserialize(Reader::new(&mut value))
}

/// Reads a `T` that has come as text.
pub fn read_text<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    read(parsed(text)?)
}

/// What a page makes of a tagged enum; tests run elsewhere and ask for it by this.
#[cfg(test)]
pub(crate) trait InPage: Sized {
    fn in_page(value: &mut Value) -> Result<Self, JsonError>;
}

fn parsed(text: &str) -> Result<Value, JsonError> {
    serde_json::from_str(text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        analysis::Spec,
        protocol::HistoryOk,
        session::testing::{self, Story},
        stream::{Event, Fact},
    };
    use serde_json::json;

    #[test]
    fn what_is_read_is_what_serde_reads() {
        let state = Story::with_two_people().state;
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(read_text(&text).ok(), Some(state.clone()));
        let page = HistoryOk {
            entries: state.chat.timeline,
            more: true,
        };
        assert_eq!(read(serde_json::to_value(&page).unwrap()).ok(), Some(page));
    }

    /// The log as it was first written: a page and the server make the same of it.
    #[test]
    fn what_a_page_reads_is_what_the_server_reads() {
        let rows = include_str!("../../tests/golden/events.jsonl");
        for row in rows.lines() {
            let row: Value = serde_json::from_str(row).unwrap();
            let mut fact: Value = serde_json::from_str(row["data"].as_str().unwrap()).unwrap();
            fact["event"] = row["kind"].clone();
            let by_the_server: Fact = serde_json::from_value(fact.clone()).unwrap();
            assert_eq!(
                Fact::in_page(&mut fact.clone()).ok(),
                Some(by_the_server.clone())
            );
            if let Fact::AnalysisUpdate(update) = by_the_server {
                assert_eq!(Spec::in_page(&mut fact["spec"]).ok(), Some(update.spec));
            }
        }
    }

    #[test]
    fn a_page_reads_an_event_with_its_fact() {
        let event = testing::message(3, "hello");
        let mut value = serde_json::to_value(&event).unwrap();
        assert_eq!(Event::in_page(&mut value).ok(), Some(event));
    }

    /// What is stored may lack any field that came later, also one that says no default.
    #[test]
    fn the_server_reads_rows_from_before_a_field() {
        tagged! {
            "kind";
            #[derive(Debug, PartialEq)]
            pub enum Before { Scatter { x: String } }
        }
        tagged! {
            "kind";
            #[derive(Debug, PartialEq)]
            pub enum After { Scatter { x: String, unit: Option<String> } }
        }
        let row = serde_json::to_string(&Before::Scatter { x: "wind".into() }).unwrap();
        let expected = After::Scatter {
            x: "wind".into(),
            unit: None,
        };
        assert_eq!(serde_json::from_str::<After>(&row).unwrap(), expected);
    }

    #[test]
    fn lists_numbers_and_nothing_are_read_too() {
        assert_eq!(read::<Vec<i64>>(json!([1, -2])).ok(), Some(vec![1, -2]));
        assert_eq!(read::<Option<f64>>(json!(1)).ok(), Some(Some(1.0)));
        assert_eq!(read::<Option<f64>>(Value::Null).ok(), Some(None));
        assert_eq!(
            read::<(i64, String)>(json!([1, "a"])).ok(),
            Some((1, "a".to_owned()))
        );
        assert_eq!(
            read::<Result<bool, ()>>(json!({ "Ok": true })).ok(),
            Some(Ok(true))
        );
    }

    #[test]
    fn a_field_may_be_absent_when_it_says_so() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Note {
            text: String,
            #[serde(default)]
            pinned: bool,
            by: i64,
        }
        let note = Note {
            text: "hello".to_owned(),
            pinned: false,
            by: 1,
        };
        let sent = json!({ "by": 1, "new": [], "text": "hello" });
        assert_eq!(read::<Note>(sent).ok(), Some(note));
        assert!(read::<Note>(json!({ "text": "hello" })).is_err());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(read::<Vec<i64>>(json!({ "it": [1] })).is_err());
        assert!(read::<Vec<i64>>(json!([1, "2"])).is_err());
        assert!(read::<(i64, i64)>(json!([1, 2, 3])).is_err());
        assert!(read::<u8>(json!(256)).is_err());
        assert!(read_text::<bool>("true false").is_err());
    }
}
