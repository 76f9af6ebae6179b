//! The result of a run: one table, one chart, and a sentence.

use super::Num;
use crate::shared::chart::Chart;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::fmt;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// One sentence that says what the chart shows; also the chart's spoken description.
    pub summary: String,
    pub table: Table,
    pub chart: Chart,
}

/// A small table, at most 200 rows; `total_rows` says how many there were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    pub columns: Vec<TableColumn>,
    pub rows: Vec<Vec<Cell>>,
    pub total_rows: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TableColumn {
    pub name: String,
    /// Numbers stand right and share their decimals.
    pub numeric: bool,
}

/// One value of a table. Integers outside ±2^53 travel as text, dates as ISO 8601 text.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Num(Num),
    Text(String),
}

// Tables are the bulk of what is read: one look at each value, and no copies to try it as this and that.
impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Cell;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("null, true, false, a number or text")
            }
            fn visit_unit<E>(self) -> Result<Cell, E> {
                Ok(Cell::Null)
            }
            fn visit_bool<E>(self, is: bool) -> Result<Cell, E> {
                Ok(Cell::Bool(is))
            }
            fn visit_i64<E>(self, whole: i64) -> Result<Cell, E> {
                Ok(Cell::Int(whole))
            }
            fn visit_u64<E>(self, whole: u64) -> Result<Cell, E> {
                Ok(i64::try_from(whole).map_or(Cell::Num(Num(whole as f64)), Cell::Int))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Cell, E> {
                Ok(Cell::Num(Num(number)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Cell, E> {
                self.visit_string(text.to_owned())
            }
            fn visit_string<E>(self, text: String) -> Result<Cell, E> {
                Ok(Num::from_word(&text).map_or(Cell::Text(text), Cell::Num))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_survives_json() {
        let cells = [
            Cell::Null,
            Cell::Bool(true),
            Cell::Int(-7),
            Cell::Int(i64::MAX),
            Cell::Num(Num(0.5)),
            Cell::Num(Num(f64::INFINITY)),
            Cell::Text("007".into()),
        ];
        let text = serde_json::to_string(&cells).unwrap();
        assert_eq!(
            text,
            "[null,true,-7,9223372036854775807,0.5,\"inf\",\"007\"]"
        );
        assert_eq!(serde_json::from_str::<[Cell; 7]>(&text).unwrap(), cells);
        assert!(serde_json::from_str::<Cell>("[]").is_err());
    }
}
