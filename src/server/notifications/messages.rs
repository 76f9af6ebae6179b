//! What people are told of a message, as long as it says what it said: whoever takes it back takes back
//! the notice of it too.

use super::{Notifications, link};
use crate::server::{
    db::{self, notifications::Quote, now_ms},
    error::ServerError,
    streams::Committed,
};
use crate::shared::{
    ids::{EventId, PersonId, StreamId},
    protocol::{Notification, NotificationKind, NotificationsChanged},
    session::chat::ReceiveMessage,
    stream::StreamKind,
    text::isolated,
};
use uuid::Uuid;

/// As much of a message as a notification quotes.
const QUOTED: usize = 90;

impl Notifications {
    pub(super) async fn tell_message(
        &self,
        news: &Committed,
        said: &ReceiveMessage,
    ) -> Result<(), ServerError> {
        if said.is_deleted() {
            return Ok(());
        }
        let (stream, by) = (news.event.stream, &news.event.by);
        self.has_answered(news).await;
        for member in news.members.iter().filter(|member| member.id != by.id) {
            if self.0.online.has(member.id) {
                self.count_up(news, member.id).await;
            }
            if self.0.presences.looks(stream, member.id) {
                continue;
            }
            if news.kind == StreamKind::Direct {
                let about = format!("direct:{stream}");
                self.quote(
                    news,
                    member.id,
                    NotificationKind::Direct,
                    &about,
                    &said.text,
                )
                .await?;
            } else if said.mentions.contains(&member.id) {
                let about = format!("mention:{}", news.event.id);
                self.quote(
                    news,
                    member.id,
                    NotificationKind::Mention,
                    &about,
                    &said.text,
                )
                .await?;
            }
        }
        Ok(())
    }

    /// Who writes has read what stands above.
    async fn has_answered(&self, news: &Committed) {
        let (stream, by) = (news.event.stream, news.event.by.id);
        let _turn = self.0.unreads.turn(by).await;
        let known = self.0.unreads.get(by, stream);
        self.0.unreads.set(by, stream, 0, news.event.n);
        if known != Some(0) && self.0.online.has(by) {
            self.tell_unread(by, stream, 0);
        }
    }

    async fn count_up(&self, news: &Committed, member: PersonId) {
        let (stream, n) = (news.event.stream, news.event.n);
        let turn = self.0.unreads.turn(member).await;
        match self.0.unreads.one_more(member, stream, n) {
            Some(count) => self.tell_unread(member, stream, count),
            None => {
                drop(turn);
                self.recount_or_say(member, stream).await;
            }
        }
    }

    /// A message went: perhaps one that somebody had not read.
    pub(super) async fn count_down(&self, news: &Committed) {
        for member in &news.members {
            let known = self.0.unreads.get(member.id, news.event.stream);
            if known != Some(0) && self.0.online.has(member.id) {
                self.recount_or_say(member.id, news.event.stream).await;
            }
        }
    }

    async fn recount_or_say(&self, member: PersonId, stream: StreamId) {
        if let Err(error) = self.recount(member, stream).await {
            tracing::warn!(%error.message, %stream, "unread messages not counted");
        }
    }

    async fn quote(
        &self,
        news: &Committed,
        person: PersonId,
        kind: NotificationKind,
        about: &str,
        text: &str,
    ) -> Result<(), ServerError> {
        let quote = Quote {
            message: news.event.id,
            without: words(news, kind, ""),
        };
        let mut notification = Notification {
            id: Uuid::new_v4(),
            kind,
            text: words(news, kind, text),
            link: link(news),
            at: now_ms(),
            read: false,
        };
        let db = &self.0.db;
        if !db::notifications::put(db, person, about, &notification, Some(&quote)).await? {
            notification.text = quote.without;
        }
        self.emit(person, &notification);
        Ok(())
    }

    /// The row of the log has other words or none, and the notices of it none already: they get the
    /// new ones, and open tabs look again.
    pub(super) async fn tell_changed(
        &self,
        news: &Committed,
        message: EventId,
    ) -> Result<(), ServerError> {
        let db = &self.0.db;
        let people = db::notifications::told_of(db, message).await?;
        if people.is_empty() {
            return Ok(());
        }
        if let Some(now) = db::notifications::words_of(db, message).await? {
            let in_words = |kind| words(news, kind, &now.text);
            let (direct, mention) = (
                in_words(NotificationKind::Direct),
                in_words(NotificationKind::Mention),
            );
            db::notifications::reword(db, message, &now, direct, mention).await?;
        }
        for person in people {
            self.emit(person, &NotificationsChanged {});
        }
        Ok(())
    }
}

/// "Grace mentioned you in lobby: look at July"; without a text, that she did.
fn words(news: &Committed, kind: NotificationKind, text: &str) -> String {
    let (name, title) = (isolated(&news.event.by.name), isolated(&news.title));
    let quoted: String = text.chars().take(QUOTED).collect();
    match (kind, quoted.as_str()) {
        (NotificationKind::Direct, "") => format!("{name} wrote to you"),
        (NotificationKind::Direct, quoted) => format!("{name}: {quoted}"),
        (_, "") => format!("{name} mentioned you in {title}"),
        (_, quoted) => format!("{name} mentioned you in {title}: {quoted}"),
    }
}
