//! Reading JSON: text becomes a [`Value`] first, and every type of ours is read from that.
//!
//! serde compiles a type once more for each kind of source it is read from. With the one [`Reader`]
//! a page carries each of its types once, which halves what serde weighs in WebAssembly.

mod misfit;
mod reader;
mod tagged;
mod transparent;

pub use misfit::Misfit;
pub use reader::Reader;
pub(crate) use tagged::tagged;
pub(crate) use transparent::transparent;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// There everything is read by a [`Reader`]; on the server also by what brings the text in.
pub(crate) const IN_A_PAGE: bool = cfg!(target_arch = "wasm32");

/// Reads a `T` that has come as a value.
pub fn read<T: DeserializeOwned>(mut value: Value) -> Result<T, Misfit> {
    T::deserialize(Reader::lenient(&mut value))
}

/// Reads a `T` that has come as text.
pub fn read_text<T: DeserializeOwned>(text: &str) -> Result<T, Misfit> {
    read(parsed(text)?)
}

fn parsed(text: &str) -> Result<Value, Misfit> {
    serde_json::from_str(text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{protocol::HistoryOk, session::testing::Story};
    use serde_json::json;

    #[test]
    fn what_is_read_is_what_serde_reads() {
        let state = Story::with_two_people().state;
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(read_text(&text).ok(), Some(state.clone()));
        let page = HistoryOk {
            entries: state.timeline,
            more: true,
        };
        assert_eq!(read(serde_json::to_value(&page).unwrap()).ok(), Some(page));
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
