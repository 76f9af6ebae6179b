//! `?columns=&view=`: which columns of a data set somebody looks at, and which rows in which order.

use crate::server::{app::App, db::datasets::DatasetRow, engine::Look, live::Version};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind},
    api_error::ApiError,
    error_code::ErrorCode,
    view::View,
};
use std::path::PathBuf;

/// A grid asks for some tens at a time; a file may have thousands, put in an order of somebody's own.
const MOST_COLUMNS: usize = 5_000;

/// Where the rows of a data set are now. Keep it while they are read.
pub enum Table {
    File(PathBuf),
    Live(Version),
}

impl Table {
    pub async fn of(app: &App, dataset: &DatasetRow) -> Result<Self, ApiError> {
        match dataset.live {
            true => {
                let version = app.live.version(dataset.session, dataset.id);
                Ok(Self::Live(version.await?))
            }
            false => Ok(Self::File(app.config.parquet(dataset.id))),
        }
    }

    /// How many there are by now, of a live data set.
    pub fn rows(&self) -> Option<i64> {
        match self {
            Self::File(_) => None,
            Self::Live(version) => Some(version.rows()),
        }
    }

    /// How many came before those.
    pub fn gone(&self) -> i64 {
        match self {
            Self::File(_) => 0,
            Self::Live(version) => version.first() as i64,
        }
    }

    pub fn path(&self) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Live(version) => version.path().to_owned(),
        }
    }
}

/// What is asked for: `columns` as places ("0,3,5"; all where nothing is said), `view` as the JSON of a [`View`].
pub fn look(
    app: &App,
    dataset: &DatasetRow,
    table: &Table,
    columns: Option<&str>,
    view: Option<&str>,
) -> Result<Look, ApiError> {
    let said = |text: &&str| !text.is_empty();
    Ok(Look {
        parquet: table.path(),
        folder: app.config.views(dataset.id),
        columns: columns
            .filter(said)
            .map(|columns| places(columns, dataset.columns.len()))
            .transpose()?,
        view: match view.filter(said) {
            Some(view) => read(view)?,
            None => View::default(),
        },
    })
}

fn places(text: &str, there: usize) -> Result<Vec<usize>, ApiError> {
    let places = text.split(',').map(|place| place.trim().parse().ok());
    let places: Option<Vec<usize>> = places.collect();
    match places {
        Some(places) if places.len() > MOST_COLUMNS => Err(malformed(format!(
            "“columns” names {} columns. Ask for {MOST_COLUMNS} at most, or leave it out for all.",
            places.len()
        ))),
        Some(places) if places.iter().all(|place| *place < there) => Ok(places),
        _ => Err(malformed(format!(
            "“columns” should be places of columns from 0 on, “0,3,5”. This data set has {there}."
        ))),
    }
}

fn read(text: &str) -> Result<View, ApiError> {
    serde_json::from_str(text)
        .map_err(|error| malformed(format!("“view” is not the JSON of a view: {error}.")))
}

pub fn malformed(sentence: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::RequestMalformed, sentence)
}

/// Why a look shows nothing. A view that does not fit its data set is the asker's mistake.
pub fn failed(error: AnalysisError) -> ApiError {
    match error.kind {
        AnalysisErrorKind::Unsuitable => ApiError::new(ErrorCode::RequestRefused, error.message),
        AnalysisErrorKind::TooLarge => ApiError::new(ErrorCode::DatasetTooLarge, error.message),
        _ => super::analysis_failed(error),
    }
}
