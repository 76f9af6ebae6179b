//! Rooms and direct conversations as rows of a list.

use super::Chat;
use crate::server::db::{self, rooms::RoomRow};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::PersonId,
    protocol::RoomSummary,
    session::{EntryBody, StreamState},
    stream::StreamKind,
    text::isolated,
};

impl Chat {
    /// Every public room and one's own direct conversations: one's own first, the last active
    /// first, then the others by name.
    pub async fn summaries(&self, person: &Person) -> Result<Vec<RoomSummary>, ApiError> {
        let lobby = self.lobby().await?;
        self.enter(person, &lobby).await?;
        let mine = db::rooms::of_person(&self.db, person.id).await?;
        let mut summaries = Vec::new();
        for room in &mine {
            summaries.push(self.own(person, room).await?);
        }
        summaries.sort_by_key(|summary| std::cmp::Reverse(summary.last_at));
        for room in db::rooms::public(&self.db).await? {
            if !mine.contains(&room) {
                summaries.push(self.others(room).await?);
            }
        }
        Ok(summaries)
    }

    async fn own(&self, person: &Person, room: &RoomRow) -> Result<RoomSummary, ApiError> {
        let read = db::reads::get(&self.db, person.id, room.stream).await?;
        let me = person.id;
        let look = move |state: &StreamState| summary(state, me, read);
        self.streams.read(room.stream, me, look).await
    }

    async fn others(&self, room: RoomRow) -> Result<RoomSummary, ApiError> {
        let members = db::rooms::count_members(&self.db, room.stream).await?;
        Ok(RoomSummary {
            stream: room.stream,
            kind: room.kind,
            name: room.name,
            with: None,
            is_member: false,
            members,
            head: 0,
            unread: 0,
            last_line: None,
            last_at: 0,
        })
    }
}

fn summary(state: &StreamState, me: PersonId, read: i64) -> RoomSummary {
    let others = || state.people.members.iter().map(|member| &member.person);
    let with = others()
        .find(|person| person.id != me)
        .filter(|_| state.kind == StreamKind::Direct)
        .cloned();
    let last = state.chat.timeline.last();
    let last_line = last.and_then(|entry| match &entry.body {
        EntryBody::Message { text, .. } => {
            let text: String = text.chars().take(80).collect();
            Some(format!("{}: {text}", isolated(&entry.by.name)))
        }
        _ => None,
    });
    RoomSummary {
        stream: state.stream,
        kind: state.kind,
        name: with
            .as_ref()
            .map_or(&state.people.title, |person| &person.name)
            .clone(),
        with,
        is_member: true,
        members: state.people.members.len() as i64,
        head: state.head,
        unread: state.unread(me, read),
        last_line,
        last_at: last.map_or(0, |entry| entry.at),
    }
}
