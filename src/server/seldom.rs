//! What is said in the log once in a while, however often it happens: whoever asks for it a thousand
//! times must not fill a disk, and whoever reads it must find it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The same is said again after this long.
const AGAIN_AFTER: Duration = Duration::from_secs(600);
/// Different things said in that time; strangers can think of any number.
const AT_MOST: usize = 50;

#[derive(Debug, Default)]
pub struct Seldom(Mutex<HashMap<String, Instant>>);

impl Seldom {
    /// Whether `line` is to be said now.
    pub fn says(&self, line: &str) -> bool {
        self.says_at(line, Instant::now())
    }

    fn says_at(&self, line: &str, now: Instant) -> bool {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        said.retain(|_, at| now.duration_since(*at) < AGAIN_AFTER);
        let says = said.len() < AT_MOST && !said.contains_key(line);
        if says {
            said.insert(line.to_owned(), now);
        }
        says
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_said_once_in_a_while() {
        let (seldom, start) = (Seldom::default(), Instant::now());
        assert!(seldom.says_at("a", start));
        assert!(!seldom.says_at("a", start + AGAIN_AFTER / 2));
        assert!(seldom.says_at("b", start + AGAIN_AFTER / 2));
        assert!(seldom.says_at("a", start + AGAIN_AFTER));
    }

    #[test]
    fn a_thousand_different_things_do_not_fill_the_log() {
        let (seldom, start) = (Seldom::default(), Instant::now());
        let said = (0..1_000).filter(|n| seldom.says_at(&n.to_string(), start));
        assert_eq!(said.count(), AT_MOST);
        assert!(seldom.says_at("later", start + AGAIN_AFTER));
    }
}
