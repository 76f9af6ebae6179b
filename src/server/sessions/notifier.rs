//! Who tells people of what concerns them while they look elsewhere.

use super::Sessions;
use crate::shared::{
    ids::{PersonId, SessionId},
    protocol::NotificationKind,
};
use std::sync::Arc;

/// One thing to tell one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    pub to: PersonId,
    pub kind: NotificationKind,
    /// What it stands for; the same thing is told once.
    pub about: String,
    /// A sentence.
    pub text: String,
    /// Where to go, a path of this server.
    pub link: String,
}

/// Takes news on its way. Must not block; what cannot be told is lost, and the log stands.
pub trait Notifier: Send + Sync + 'static {
    fn notify(&self, news: News);
}

impl Sessions {
    /// Names who tells people; once, at boot. Before that nobody is told.
    pub fn notify_through(&self, notifier: Arc<dyn Notifier>) {
        // The first one stays.
        let _ = self.0.notifier.set(notifier);
    }

    /// Tells `to` something that leads to a session.
    pub(super) fn notify(
        &self,
        session: SessionId,
        to: PersonId,
        kind: NotificationKind,
        about: String,
        text: String,
    ) {
        if let Some(notifier) = self.0.notifier.get() {
            notifier.notify(News {
                to,
                kind,
                about,
                text,
                link: format!("/session/{session}"),
            });
        }
    }
}
