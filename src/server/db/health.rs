//! Whether the database takes what is written to it, as the last write showed.

use super::trouble::Trouble;
use std::sync::{Arc, Mutex, PoisonError};

/// Shared by everybody who writes; cheap to clone.
#[derive(Clone, Default)]
pub struct Health(Arc<Mutex<Option<Trouble>>>);

impl Health {
    /// What stood in the way of the last write; none when it went through.
    pub fn trouble(&self) -> Option<Trouble> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how a write ended. The log hears of it when that is news.
    pub fn note(&self, trouble: Option<Trouble>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *known == trouble {
            return;
        }
        *known = trouble;
        match trouble {
            Some(trouble) => tracing::error!(
                "Nothing can be stored: {}. Commands are refused until it works again.",
                trouble.words()
            ),
            None => tracing::info!("What is written is stored again."),
        }
    }
}
