//! The result of a run: one table, one chart, and a sentence.

use super::Num;
use crate::shared::chart::Chart;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// One sentence that says what the chart shows; also the chart's spoken description.
    pub summary: String,
    pub table: Table,
    pub chart: Chart,
}

/// A small table, at most 200 rows; `total_rows` says how many there were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<TableColumn>,
    pub rows: Vec<Vec<Cell>>,
    pub total_rows: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableColumn {
    pub name: String,
    /// Numbers stand right and share their decimals.
    pub numeric: bool,
}

/// One value of a table. Integers outside ±2^53 travel as text, dates as ISO 8601 text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Num(Num),
    Text(String),
}
