//! HTTP beside the pages: uploads, rows, exports, outputs, notes, the event reference, health, metrics; and the layers around everything.

pub mod base;
pub mod bodies;
pub mod forms;
pub mod guard;
pub mod headers;
pub mod methods;
mod more_rows;
pub mod panics;
pub mod patience;
mod pictures;
pub mod statuses;

pub mod account;
pub mod comparison;
pub mod dataset_pages;
mod datasets;
pub mod docs;
pub mod export;
pub mod health;
pub mod live;
pub mod metrics;
pub mod note_pages;
mod notes;
pub mod outputs;
pub mod profile;
pub mod reached;
pub mod readings;
pub mod report;
pub mod rows;
pub mod search;
pub mod tokens;
pub mod uploads;

mod alike;
mod file_name;
mod kept_file;
mod look;
mod member;
mod part;
mod refusal;

use super::{app::App, notes::MAX_SENT_BYTES};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind},
    api_error::ApiError,
    error_code::ErrorCode,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, patch, post},
};
use std::sync::Arc;

/// Makes the document of a plain page, which needs no script. The pages are on another floor: boot names them.
pub type Print<P> = Arc<dyn Fn(P) -> String + Send + Sync>;

pub fn router(app: App) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::page))
        .route("/docs/events", get(docs::page))
        .route("/docs/events.json", get(docs::document))
        .route("/api/sessions/{session_uuid}/datasets", post(uploads::file))
        .route(
            "/api/sessions/{session_uuid}/datasets/sample",
            post(uploads::sample),
        )
        .route(
            "/api/sessions/{session_uuid}/uploads",
            post(uploads::tus::create),
        )
        .route(
            "/api/uploads/{upload_id}",
            patch(uploads::tus::patch)
                .delete(uploads::tus::cancel)
                .head(uploads::tus::head)
                .post(uploads::tus::post),
        )
        .route(
            "/api/sessions/{session_uuid}/runs/{run_id}/output",
            get(outputs::output),
        )
        .route(
            "/api/sessions/{session_uuid}/runs/{run_id}/picture",
            get(pictures::picture),
        )
        .route(
            "/api/sessions/{session_uuid}/live",
            post(live::create::create),
        )
        .route("/api/sessions/{session_uuid}/notes", get(notes::list))
        .route(
            "/api/sessions/{session_uuid}/notes/{note_id}",
            get(notes::text)
                .post(notes::write)
                .layer(DefaultBodyLimit::max(MAX_SENT_BYTES)),
        )
        .route(
            "/api/sessions/{session_uuid}/live/sample",
            post(live::sample::start),
        )
        .route("/api/datasets/{dataset_id}/sample", post(live::sample::set))
        .route(
            "/api/datasets/{dataset_id}/rows",
            get(rows::page)
                .post(live::rows::append)
                .layer(DefaultBodyLimit::disable()),
        )
        .route("/api/datasets/{dataset_id}/profile", get(profile::profile))
        .route("/api/datasets/{dataset_id}/export", get(export::export))
        .route(
            "/api/datasets/{dataset_id}/compare/{other}",
            get(comparison::compare),
        )
        .route("/api/search", get(search::search))
        .with_state(app)
}

/// What a worker could not do, as an answer to a request.
fn analysis_failed(error: AnalysisError) -> ApiError {
    let code = match error.kind {
        AnalysisErrorKind::Unavailable => ErrorCode::ServerUnavailable,
        AnalysisErrorKind::TooSlow
        | AnalysisErrorKind::TooLarge
        | AnalysisErrorKind::Unreadable
        | AnalysisErrorKind::Unsuitable => ErrorCode::DatasetUnreadable,
    };
    ApiError::new(code, error.message)
}
