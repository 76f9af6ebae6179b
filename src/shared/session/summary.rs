//! A session as a row of the home page.

use super::{EntryBody, StreamState};
use crate::shared::{account::Person, dataset::Dataset, ids::SessionId, text::isolated};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionSummary {
    pub session_uuid: SessionId,
    pub title: String,
    /// Seat 1 first.
    pub members: Vec<Person>,
    /// Names of its data sets, each once.
    pub datasets: Vec<String>,
    pub run_count: i64,
    /// The last thing said or done: "Grace: look at July".
    pub last_line: Option<String>,
    /// When that was, unix milliseconds; 0 before anything happened.
    pub last_at: i64,
    /// Archived by its creator.
    #[serde(default)]
    pub archived: bool,
    /// Members who are here right now.
    pub present: Vec<Person>,
}

impl SessionSummary {
    /// Of a session that nothing is known of.
    pub fn empty(session_uuid: SessionId) -> Self {
        Self {
            session_uuid,
            title: String::new(),
            members: Vec::new(),
            datasets: Vec::new(),
            run_count: 0,
            last_line: None,
            last_at: 0,
            archived: false,
            present: Vec::new(),
        }
    }

    /// What the state says; `present` is not part of it.
    pub fn of(state: &StreamState) -> Self {
        let mut datasets: Vec<String> = Vec::new();
        let here = |one: &&Dataset| one.removal.is_none();
        for dataset in state.datasets.iter().filter(here) {
            if !datasets.contains(&dataset.name) {
                datasets.push(dataset.name.clone());
            }
        }
        let mut members = state.people.members.clone();
        members.sort_by_key(|member| member.seat);
        let last = state.chat.timeline.last();
        let ran_at = state.runs.last().map_or(0, |run| run.changed_at);
        Self {
            session_uuid: SessionId(state.stream.0),
            title: state.people.title.clone(),
            members: members.into_iter().map(|member| member.person).collect(),
            datasets,
            run_count: state.runs.len() as i64,
            last_line: last.map(|entry| match &entry.body {
                EntryBody::Message { text, .. } => {
                    let text: String = text.chars().take(120).collect();
                    format!("{}: {text}", isolated(&entry.by.name))
                }
                EntryBody::Deleted => format!("{} deleted a message", isolated(&entry.by.name)),
                EntryBody::Status { text, .. }
                | EntryBody::Dataset { text, .. }
                | EntryBody::Rule { text, .. }
                | EntryBody::Note { text, .. } => text.clone(),
            }),
            last_at: last.map_or(0, |entry| entry.at).max(ran_at),
            archived: state.people.archived,
            present: Vec::new(),
        }
    }
}
