//! What a file is before people say anything of it: its format and its shape.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a file is, once it is out of its archive. Not all of a [`Reading`](super::reading::Reading) is a question of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    #[default]
    Text,
    Json,
    Sheet,
    /// Parquet and Arrow, which say the types of their columns themselves.
    Columns,
}

/// What files of one origin have in common, before people say anything of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shape {
    pub format: FileFormat,
    pub delimiter: char,
    /// Of the columns, in the file's order.
    pub names: Vec<String>,
}
