//! A file that is kept already is read once more: as people say, or for another of its tables.

use super::{
    alike::offer,
    analysis_failed,
    datasets::{Origin, record},
    more_rows::Before,
    part::{make, remove},
};
use crate::server::{app::App, db::datasets::DatasetRow, engine::IngestJob, error::ServerError};
use crate::shared::{
    account::Person, api_error::ApiError, error_code::ErrorCode, ids::DatasetId,
    reading::Decisions, session::datasets::Place, shape::Shape,
};
use futures_util::future::BoxFuture;
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio::fs::{self, File};

/// What becomes of a kept file.
pub struct Again {
    /// The data set that has the file.
    pub of: DatasetRow,
    pub new: DatasetId,
    pub decisions: Decisions,
    /// What the new one is called, asked when it has been read; none as `of`.
    pub name: Option<BoxFuture<'static, Result<String, ApiError>>>,
    pub purpose: Purpose,
}

/// What the new data set is to the one that has the file.
pub enum Purpose {
    /// Another way to read it.
    Version {
        /// Where that is known.
        shape: Option<Shape>,
        /// Whose rows come before the file's.
        before: Option<Before>,
    },
    /// Another of its tables.
    Table(Place),
}

/// Reads it, for everyone. On error nothing is left behind.
pub async fn read_again(app: &App, by: &Person, again: Again) -> Result<DatasetId, ApiError> {
    let (app, by) = (app.clone(), by.clone());
    // It goes on even when its asker leaves: the session may have been told by then.
    let read = tokio::spawn(async move { read(&app, &by, again).await });
    read.await.unwrap_or_else(|error| {
        tracing::error!(%error, "reading a file again ended in a panic");
        let sentence = "Something failed on the server. Nothing was changed.";
        Err(ApiError::new(ErrorCode::ServerFailed, sentence))
    })
}

async fn read(app: &App, by: &Person, again: Again) -> Result<DatasetId, ApiError> {
    let Again {
        of,
        new,
        decisions,
        name,
        purpose,
    } = again;
    let (original, parquet) = (app.config.original(new), app.config.parquet(new));
    // As of an upload: by its part a server that was killed finds what it had begun.
    let part = Part::begin(app.config.part(new))
        .await
        .map_err(ServerError::from)?;
    let mut begun = Begun(vec![original.clone(), parquet.clone()]);
    let kept = app.config.original(of.id);
    share(&kept, &original).await.map_err(ServerError::from)?;
    let job = IngestJob {
        source: original,
        file_name: of.file_name.clone(),
        decisions,
        after: match &purpose {
            Purpose::Version { before, .. } => before.as_ref().map(|before| before.after.clone()),
            Purpose::Table(_) => None,
        },
        parquet,
    };
    let mut ingested = app.engine.ingest(job).await.map_err(analysis_failed)?;
    let place = match purpose {
        Purpose::Version { shape, before } => {
            ingested.report.proposed = shape;
            ingested.report.after = before.map(|before| before.dataset_id);
            Place::Next
        }
        Purpose::Table(place) => {
            offer(app, by, of.session, &mut ingested).await?;
            place
        }
    };
    let name = match name {
        Some(name) => name.await?,
        None => of.name.clone(),
    };
    let row = DatasetRow {
        id: new,
        name,
        ..of
    };
    let origin = Origin {
        row,
        place,
        sample: None,
    };
    record(app, by, origin, ingested).await?;
    begun.0.clear();
    drop(part);
    Ok(new)
}

/// The same bytes under another name; they take up their place once.
async fn share(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to).await {
        Ok(()) => Ok(()),
        // Not every file system has links.
        Err(_) => fs::copy(from, to).await.map(drop),
    }
}

/// A file that says that a data set is on its way; it is held, and goes last.
struct Part {
    path: PathBuf,
    _held: File,
}

impl Part {
    async fn begin(path: PathBuf) -> io::Result<Self> {
        let held = make(&path).await?;
        Ok(Self { path, _held: held })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

/// Removed unless the session has the data set.
struct Begun(Vec<PathBuf>);

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.iter().for_each(|path| remove(path));
    }
}
