//! Columns of JSON: one for each path, with the values that vote on its type.

use super::{
    super::super::{
        headers,
        places::Places,
        propose::{Proposal, doubt},
        types::{self, Decision, Vote},
    },
    flatten::{Leaf, list_path},
};
use crate::shared::{dataset::ColumnType, reading::ColumnReading};
use std::collections::HashMap;

/// Values that vote on a column's type; the whole file is held against it later.
const MAX_VOTES: u64 = 20_000;

/// Columns that were found on the way through the records.
#[derive(Default)]
pub struct Columns {
    pub by_path: HashMap<String, usize>,
    columns: Vec<Column>,
}

#[derive(Default)]
struct Column {
    path: String,
    numbers: Vote,
    texts: Vote,
    booleans: u64,
    lists: u64,
}

impl Columns {
    /// With columns of these names, whatever is found in them.
    pub fn named(names: &[String]) -> Self {
        let columns = names.iter().map(|name| Column {
            path: name.clone(),
            ..Column::default()
        });
        Self {
            by_path: (1..).map(list_path).zip(0..names.len()).collect(),
            columns: columns.collect(),
        }
    }

    pub fn count(&self) -> usize {
        self.columns.len()
    }

    pub fn add(&mut self, path: &str, leaf: &Leaf) {
        let i = match self.by_path.get(path) {
            Some(i) => *i,
            None => {
                let i = self.columns.len();
                self.by_path.insert(path.to_owned(), i);
                self.columns.push(Column {
                    path: path.to_owned(),
                    ..Column::default()
                });
                i
            }
        };
        let column = &mut self.columns[i];
        match leaf {
            Leaf::Null => {}
            Leaf::Boolean(_) => column.booleans += 1,
            Leaf::Number(number) if column.numbers.values < MAX_VOTES => column.numbers.add(number),
            Leaf::Text(text) if column.texts.values < MAX_VOTES => column.texts.add(text),
            Leaf::List(_) => column.lists += 1,
            Leaf::Number(_) | Leaf::Text(_) => {}
        }
    }

    pub fn readings(&self) -> Vec<ColumnReading> {
        let names = headers::names(self.columns.iter().map(|column| column.path.as_str()));
        let columns = names.into_iter().zip(&self.columns);
        columns
            .map(|(name, column)| {
                let reading = column.reading(&name);
                ColumnReading { name, ..reading }
            })
            .collect()
    }

    /// What is proposed for records that were read so.
    pub fn proposal(&self, readings: Vec<ColumnReading>, places: Places) -> Proposal {
        let mut proposal = Proposal::prepared(readings, places);
        proposal.doubt_numbers(self.columns.iter().map(|column| &column.numbers));
        proposal.leave_orders_open(self.columns.iter().map(|column| &column.texts));
        let columns = proposal.reading.columns.iter().zip(&self.columns);
        let doubts = columns.flat_map(|(reading, column)| {
            let decision = Decision::sure(reading.clone());
            doubt(&reading.name, &decision, &column.texts)
        });
        proposal.choices = doubts.collect();
        proposal
    }
}

impl Column {
    fn reading(&self, name: &str) -> ColumnReading {
        let numbers = self.numbers.values > 0;
        let texts = self.texts.values + self.texts.missing > 0;
        let found = match (numbers, texts, self.booleans > 0, self.lists > 0) {
            (true, false, false, false) => self.numbers.as_numbers(name),
            (false, true, false, false) => self.texts.quantity(false),
            (false, false, true, false) => return ColumnReading::new("", ColumnType::Boolean),
            _ => types::text(),
        };
        let is_date = matches!(found.column_type, ColumnType::Date | ColumnType::DateTime);
        if is_date || !texts {
            found
        } else {
            types::text()
        }
    }
}
