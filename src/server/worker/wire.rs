//! What parent and worker say to each other: one [`Request`], one [`Reply`], in turn.
//!
//! A message is its length as four bytes, least first, and that many bytes of JSON.

use super::{
    ingest::{FirstRows, Trial},
    live::{Append, Appended, Keep, Refusal},
    view::Came,
};
use crate::shared::{
    analysis::{AnalysisError, Output, Spec},
    comparison::Comparison,
    dataset::{Column, ColumnProfile, Dataset, RowPage},
    reading::{Choice, Decisions, FileFormat, Finding, Inside, Reading},
    view::View,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// Longer messages are a fault of the sender: outputs are bounded far below.
pub const MAX_MESSAGE_BYTES: u32 = 64 << 20;

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Request {
    /// Answers a small question, so that the first real one does not pay for the start.
    Warm,
    Run {
        parquet: PathBuf,
        dataset: Dataset,
        spec: Spec,
        /// In Unix milliseconds, where rows still come.
        #[serde(default)]
        now_ms: Option<i64>,
    },
    Ingest {
        source: PathBuf,
        file_name: String,
        /// What people said of how it is to be read.
        decisions: Decisions,
        /// Whose rows come before the file's.
        #[serde(default)]
        after: Option<After>,
        parquet: PathBuf,
    },
    /// Reads the beginning of a file as people say, to show them what comes of it.
    Try {
        source: PathBuf,
        file_name: String,
        decisions: Decisions,
        /// Where there is room for files that are removed again.
        scratch: PathBuf,
    },
    /// Reads the first rows of a file that is on its way.
    FirstRows {
        source: PathBuf,
        file_name: String,
        /// Whether there is more to come.
        goes_on: bool,
        /// A folder to be made, and removed again.
        scratch: PathBuf,
    },
    /// A page of what a view shows, unless the view is yet to be computed.
    Rows {
        look: Look,
        offset: i64,
        limit: i64,
    },
    /// Computes a view, for pages of it.
    Compute {
        look: Look,
    },
    Profile {
        look: Look,
    },
    /// What is different in `now`.
    Compare {
        before: Side,
        now: Side,
    },
    /// Writes what a view shows to a file.
    Export {
        look: Look,
        format: ExportFormat,
        to: PathBuf,
    },
    /// What came with the rows from a number on, in columns of numbers and in others.
    Came {
        parquet: PathBuf,
        from: u64,
        numbers: Vec<usize>,
        texts: Vec<usize>,
    },
    /// Begins a live data set in a folder that is not there yet, with the rows of a table if one is named.
    CreateLive {
        folder: PathBuf,
        columns: Vec<Column>,
        keep: Keep,
        from: Option<PathBuf>,
    },
    /// Appends batches to a live data set; all that is taken is on disk before the reply.
    Append {
        folder: PathBuf,
        batches: Vec<Append>,
        now_ms: i64,
    },
    /// Makes a folder of Parquet files of a live data set as it is now.
    Version {
        folder: PathBuf,
    },
    /// Keeps another part of a live data set from now on.
    KeepLive {
        folder: PathBuf,
        keep: Keep,
    },
    /// Lets go of a live data set and removes its folder.
    RemoveLive {
        folder: PathBuf,
    },
}

/// A data set that a file has more rows of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct After {
    pub parquet: PathBuf,
    /// "weather v2", for sentences.
    pub title: String,
    pub rows: i64,
    pub columns: Vec<Column>,
}

/// A data set that is compared with another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    pub parquet: PathBuf,
    pub rows: i64,
    pub columns: Vec<Column>,
}

/// What somebody looks at of a data set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Look {
    pub parquet: PathBuf,
    /// Where computed views of this data set are kept.
    pub folder: PathBuf,
    /// Places of the columns, in the order asked for; none for all.
    #[serde(default)]
    pub columns: Option<Vec<usize>>,
    #[serde(default)]
    pub view: View,
}

impl Look {
    /// All of a file, as it stands there.
    pub fn at(parquet: impl Into<PathBuf>) -> Self {
        Self {
            parquet: parquet.into(),
            ..Self::default()
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Csv,
    Parquet,
    Xlsx,
}

/// What an answer takes when rows have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reads {
    /// Only the new rows are read: of the others it is known what follows from them.
    New,
    All,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    Ready,
    Output(Output, Reads),
    Ingested(Table),
    Tried(Box<Trial>),
    FirstRows(FirstRows),
    Page(RowPage),
    /// The view that a page was asked of has to be computed first.
    NotComputed,
    Computed,
    Profile(Vec<ColumnProfile>),
    Compared(Box<Comparison>),
    Exported,
    Came(Came),
    /// How far a live data set is.
    Live(LiveState),
    Appended(Taken),
    Version(PathBuf, LiveState),
    /// A live data set is no more.
    Removed,
    Failed(AnalysisError),
    /// A fault of the worker's own, in the panic's words; no answer to the question.
    Panicked(String),
}

/// What became of each batch, and how far a live data set is now; or why none could be written.
pub type Taken = Result<(Vec<Result<Appended, Refusal>>, LiveState), Unwritten>;

/// Why nothing was appended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unwritten {
    /// There is no such live data set.
    Gone,
    DiskFull,
    /// In the system's words.
    Failed(String),
}

/// The rows of a live data set that are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveState {
    /// Number of the oldest, counted from the first that ever came.
    pub first: u64,
    /// The number that the next one will have.
    pub head: u64,
    /// What they take up.
    pub bytes: u64,
    /// How much is kept.
    pub keep: Keep,
}

impl LiveState {
    pub fn rows(&self) -> i64 {
        (self.head - self.first) as i64
    }
}

/// What reading an upload found out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub rows: i64,
    pub columns: Vec<Column>,
    /// SHA-256 of the original file, in hex.
    pub content_hash: String,
    pub notes: Vec<String>,
    pub format: FileFormat,
    /// Where the file holds several tables.
    pub inside: Option<Inside>,
    /// How the text was read.
    #[serde(default)]
    pub reading: Option<Reading>,
    /// Why it was read so.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// What was dropped, changed or repaired.
    #[serde(default)]
    pub findings: Vec<Finding>,
}

/// Where an upload is written until it is whole; a worker that is killed may leave it behind.
pub fn unfinished(parquet: &Path) -> PathBuf {
    parquet.with_extension("unfinished")
}

/// What a trial writes beside `scratch`: the beginning of the file, and what it becomes. A worker that is killed may
/// leave them behind.
pub fn trial(scratch: &Path) -> [PathBuf; 2] {
    TRIAL.map(|ending| scratch.with_extension(ending))
}

/// The endings of such files.
pub const TRIAL: [&str; 2] = ["trial-source", "trial"];

/// Where a worker unpacks or converts an upload; number 0 and on, at most [`SCRATCHES`].
pub fn scratch(parquet: &Path, number: usize) -> PathBuf {
    parquet.with_extension(format!("{number}.unfinished"))
}

pub const SCRATCHES: usize = 3;

/// The ending of a file that is written to be downloaded; one of a server that was killed may be left behind.
pub const EXPORT: &str = "export";
/// The folder, within that of a live data set, in which its versions are; none outlives its server.
pub const VERSIONS: &str = super::live::VERSIONS;
/// The same of a computed view.
pub const UNFINISHED_VIEW: &str = super::view::UNFINISHED;

/// A message as it travels.
pub fn frame<T: Serialize>(message: &T) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, message)?;
    let length = u32::try_from(bytes.len() - 4).map_err(io::Error::other)?;
    bytes[..4].copy_from_slice(&length.to_le_bytes());
    Ok(bytes)
}

pub fn write<T: Serialize>(to: &mut impl Write, message: &T) -> io::Result<()> {
    to.write_all(&frame(message)?)?;
    to.flush()
}

/// Reads the next message; `None` when the other side has closed.
pub fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut bytes = vec![0; checked_length(length)?];
    from.read_exact(&mut bytes)?;
    Ok(Some(serde_json::from_slice(&bytes)?))
}

/// The length a message announces, if it is a sane one.
pub fn checked_length(bytes: [u8; 4]) -> io::Result<usize> {
    let length = u32::from_le_bytes(bytes);
    if length > MAX_MESSAGE_BYTES {
        return Err(io::Error::other(format!("a message of {length} bytes")));
    }
    Ok(length as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::dataset::ColumnType;

    #[test]
    fn messages_follow_each_other_until_the_end() {
        let mut bytes = frame(&Request::Warm).unwrap();
        bytes.extend(
            frame(&Request::Rows {
                look: Look::default(),
                offset: 1,
                limit: 2,
            })
            .unwrap(),
        );
        let mut from = bytes.as_slice();
        assert!(matches!(read(&mut from).unwrap(), Some(Request::Warm)));
        assert!(matches!(
            read(&mut from).unwrap(),
            Some(Request::Rows { offset: 1, .. })
        ));
        assert!(read::<Request>(&mut from).unwrap().is_none());
    }

    #[test]
    fn what_people_said_of_a_file_arrives_as_it_was_said() {
        let mut decisions = Decisions::default();
        let column = crate::shared::reading::ColumnReading::new("a", ColumnType::Text);
        decisions.decide_column(3, column);
        let sent = Request::Try {
            source: "a".into(),
            file_name: "a.csv".into(),
            decisions: decisions.clone(),
            scratch: "b".into(),
        };
        match read(&mut frame(&sent).unwrap().as_slice()).unwrap() {
            Some(Request::Try {
                decisions: come, ..
            }) => assert_eq!(come, decisions),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn absurd_length_is_refused_before_it_is_read() {
        assert!(read::<Request>(&mut [255u8; 8].as_slice()).is_err());
    }
}
