//! `GET /api/datasets/<id>/export?format=csv|parquet|xlsx&columns=&view=`: what a view of a data set shows, as a file.
//!
//! A worker writes it beside the views of the data set. It loses its name there as soon as it is opened to be sent,
//! so that it is gone when that ends, however it ends.

use super::{
    look::{Table, failed, look, malformed},
    member,
};
use crate::server::{
    app::App,
    auth::SignedIn,
    engine::{ExportFormat, ExportJob},
    error::ServerError,
    folder::lock_part,
    private,
    worker::wire,
};
use crate::shared::{address::query_value, api_error::ApiError, text};
use axum::{
    body::Body,
    extract::{Path, Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use serde::Deserialize;
use std::{fs, io, path::PathBuf};
use tokio_util::io::ReaderStream;
use uuid::Uuid;

/// Pieces in which the file is sent.
const PIECE_BYTES: usize = 256 << 10;

#[derive(Deserialize)]
pub struct Asked {
    format: ExportFormat,
    columns: Option<String>,
    view: Option<String>,
}

pub async fn export(
    State(app): State<App>,
    SignedIn(login): SignedIn,
    Path(dataset_id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiError> {
    let dataset = member::dataset(&app, &login.person, &dataset_id).await?;
    let Query(asked) = asked.map_err(|_| malformed("“format” should be csv, parquet or xlsx."))?;
    let table = Table::of(&app, &dataset).await?;
    let look = look(
        &app,
        &dataset,
        &table,
        asked.columns.as_deref(),
        asked.view.as_deref(),
    )?;
    let name = format!(
        "{}.{}",
        look.folder.join(Uuid::new_v4().to_string()).display(),
        wire::EXPORT
    );
    let scratch = Scratch::begin(name.into()).map_err(ServerError::from)?;
    let job = ExportJob {
        look,
        format: asked.format,
        to: scratch.path.clone(),
    };
    app.engine.export(job).await.map_err(failed)?;
    let file = fs::File::open(&scratch.path).map_err(ServerError::from)?;
    drop(scratch);
    let bytes = file.metadata().map_err(ServerError::from)?.len();
    let stream = ReaderStream::with_capacity(tokio::fs::File::from_std(file), PIECE_BYTES);

    let (ending, kind) = kind(asked.format);
    let mut response = Body::from_stream(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, bytes.into());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition(&dataset.name, ending),
    );
    Ok(response)
}

/// A file that is there as long as this is, and locked, so that no server that starts takes it for left over.
struct Scratch {
    path: PathBuf,
    _held: fs::File,
}

impl Scratch {
    fn begin(path: PathBuf) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            private::folder(folder)?;
        }
        let held = private::new_file().open(&path)?;
        lock_part(&held);
        Ok(Self { path, _held: held })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "an export stays until the next start");
            }
            _ => {}
        }
    }
}

fn kind(format: ExportFormat) -> (&'static str, &'static str) {
    match format {
        ExportFormat::Csv => ("csv", "text/csv; charset=utf-8"),
        ExportFormat::Parquet => ("parquet", "application/vnd.apache.parquet"),
        ExportFormat::Xlsx => (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    }
}

/// The file's name, after RFC 6266: plain for those who know no other, and as it is.
pub fn disposition(name: &str, ending: &str) -> HeaderValue {
    let name: String = text::clean(name)
        .chars()
        .map(|sign| match sign {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' => '_',
            sign => sign,
        })
        .collect();
    let name = name.trim_start_matches('.').trim();
    let name = if name.is_empty() { "data" } else { name };
    let is_plain = |sign: char| sign.is_ascii_graphic() || sign == ' ';
    let plain: String = name
        .chars()
        .map(|sign| if is_plain(sign) { sign } else { '_' })
        .collect();
    let exact = query_value(name);
    let value =
        format!("attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{exact}.{ending}");
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_hide_nothing_and_lead_nowhere() {
        for (name, expected) in [
            (
                "weather",
                "filename=\"weather.csv\"; filename*=UTF-8''weather.csv",
            ),
            (
                "../etc/x",
                "filename=\"_etc_x.csv\"; filename*=UTF-8''_etc_x.csv",
            ),
            (
                "Öl \"2\"\r\n",
                "filename=\"_l _2_.csv\"; filename*=UTF-8''%C3%96l%20_2_.csv",
            ),
            ("", "filename=\"data.csv\"; filename*=UTF-8''data.csv"),
        ] {
            let header = disposition(name, "csv");
            assert_eq!(header.to_str().unwrap(), format!("attachment; {expected}"));
        }
    }
}
