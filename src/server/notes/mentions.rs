//! People who are named on a page, with an @, hear of it once its writer pauses: not letter by letter.

use super::Inner;
use crate::server::{db::notes::NotePlace, streams::NotifyEvent};
use crate::shared::{
    account::Person,
    ids::PersonId,
    session::{StreamState, chat::mentioned},
};
use std::time::Duration;

/// So long after the last letter a name stands there.
pub const PAUSE: Duration = Duration::from_secs(2);

/// Who was named on a page when it was last looked at, and who wrote there since.
#[derive(Default)]
pub struct Mentions {
    named: Vec<PersonId>,
    writer: Option<Person>,
}

impl Mentions {
    /// Of a page that was just loaded: who is named there has heard of it.
    pub async fn of(inner: &Inner, place: NotePlace, text: String) -> Self {
        let named = named(inner, place, text).await.unwrap_or_default();
        Self {
            named,
            writer: None,
        }
    }

    pub fn written_by(&mut self, person: &Person) {
        self.writer = Some(person.clone());
    }

    /// Whether somebody wrote since the page was last looked at.
    pub fn are_open(&self) -> bool {
        self.writer.is_some()
    }

    /// Tells those who were not named before.
    pub async fn tell(&mut self, inner: &Inner, place: NotePlace, text: String) {
        let (Some(by), Some(now)) = (self.writer.take(), named(inner, place, text).await) else {
            return;
        };
        let is_new = |person: &PersonId| !self.named.contains(person) && *person != by.id;
        let people: Vec<PersonId> = now.iter().copied().filter(is_new).collect();
        self.named = now;
        if !people.is_empty() {
            inner
                .notifier
                .tell(NotifyEvent::Named { place, by, people });
        }
    }
}

/// The members whose names stand in a text; none that is known where the session is gone.
async fn named(inner: &Inner, place: NotePlace, text: String) -> Option<Vec<PersonId>> {
    let look = move |state: &StreamState| mentioned(state, &text);
    inner.streams.peek(place.session, look).await.ok()
}
