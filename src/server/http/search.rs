//! `GET /api/search?q=&stream=`: messages as they now stand, in one stream or in all of the caller's.

use crate::server::{app::App, auth::SignedIn, db};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::StreamId,
    search::{Hit, SearchOk},
    session::{EntryBody, StreamState},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::Deserialize;

/// Newest first; more than these nobody reads.
const MOST_HITS: usize = 50;
const MOST_CHARS: usize = 200;

#[derive(Deserialize)]
pub struct Search {
    q: String,
    stream: Option<StreamId>,
}

pub async fn search(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    search: Result<Query<Search>, QueryRejection>,
) -> Result<Json<SearchOk>, ApiError> {
    let Query(search) = search.map_err(|_| {
        ApiError::new(
            ErrorCode::RequestMalformed,
            "“q” is what to look for; “stream”, if any, where.",
        )
    })?;
    let words: String = search.q.to_lowercase().chars().take(MOST_CHARS).collect();
    if words.trim().is_empty() {
        return Ok(Json(SearchOk::default()));
    }
    let mut hits = match search.stream {
        Some(stream) => hits(&app, &login.person, stream, &words).await?,
        None => everywhere(&app, &login.person, &words).await?,
    };
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.at));
    hits.truncate(MOST_HITS);
    Ok(Json(SearchOk { hits }))
}

async fn everywhere(app: &App, person: &Person, words: &str) -> Result<Vec<Hit>, ApiError> {
    let sessions = db::sessions::of_person(&app.db, person.id).await?;
    let rooms = db::rooms::of_person(&app.db, person.id).await?;
    let streams =
        (sessions.iter().map(|row| row.session.into())).chain(rooms.iter().map(|row| row.stream));
    let mut all = Vec::new();
    for stream in streams {
        // Somebody who was just taken out has a row for a moment longer than a seat.
        all.extend(hits(app, person, stream, words).await.unwrap_or_default());
    }
    Ok(all)
}

async fn hits(
    app: &App,
    person: &Person,
    stream: StreamId,
    words: &str,
) -> Result<Vec<Hit>, ApiError> {
    let words = words.to_owned();
    let look = move |state: &StreamState| found(state, words.trim());
    app.streams.read(stream, person.id, look).await
}

/// The newest messages of a stream in which the words stand, whatever their case.
fn found(state: &StreamState, words: &str) -> Vec<Hit> {
    let hits = state.chat.timeline.iter().rev().filter_map(|entry| {
        let EntryBody::Message { text, .. } = &entry.body else {
            return None;
        };
        text.to_lowercase().contains(words).then(|| Hit {
            stream: state.stream,
            kind: state.kind,
            title: state.people.title.clone(),
            message_id: entry.id,
            by: entry.by.clone(),
            at: entry.at,
            text: text.clone(),
        })
    });
    hits.take(MOST_HITS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::{
        chat::{DeleteMessage, EditMessage},
        testing::{Story, ada, grace},
    };

    #[test]
    fn messages_are_found_as_they_now_stand() {
        let mut story = Story::with_two_people();
        let first = story.says(&ada(), "Rain in July");
        let gone = story.says(&grace(), "july again");
        story.says(&grace(), "nothing");
        let edit = EditMessage {
            message_id: first,
            text: "Rain in JULY, much".into(),
        };
        story.when(&ada(), edit).unwrap();
        let delete = DeleteMessage { message_id: gone };
        story.when(&grace(), delete).unwrap();
        let texts = found(&story.state, "july").into_iter().map(|hit| hit.text);
        assert_eq!(texts.collect::<Vec<_>>(), ["Rain in JULY, much"]);
        assert!(found(&story.state, "again").is_empty());
    }
}
