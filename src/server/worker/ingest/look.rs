//! A first look at a file that is still coming: a reading, and the first rows by it.

use super::{
    blocks::Block,
    column,
    parse::{self, Plan},
    propose::propose,
    sample::Sample,
};
use crate::{
    server::worker::cells,
    shared::{
        analysis::{AnalysisError, Cell},
        reading::{Choice, Decisions, Reading},
    },
};
use datafusion::arrow::{array::RecordBatch, datatypes::Schema};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const ROWS: usize = 200;

/// What the beginning of a file says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FirstLook {
    pub reading: Reading,
    pub choices: Vec<Choice>,
    /// The first rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// Reads the beginning of a file; what is said of it may change once all of it is there.
pub fn first_look(beginning: &[u8], file_name: &str) -> Result<FirstLook, AnalysisError> {
    let sample = Sample::of_prefix(beginning);
    let proposal = propose(&sample, file_name, &Decisions::default())?;
    let reading = proposal.reading;
    let plan = Plan::new(&reading, proposal.encodings, &[], proposal.header);
    let bytes = proposal.encodings.whole_text(&sample.head);
    // Beyond the first rows there is nothing to see, and the last one may be cut.
    let end = plan
        .grammar
        .last_boundary(&bytes[..bytes.len().min(256 << 10)]);
    let bytes = bytes[..if end == 0 { bytes.len() } else { end }].to_vec();
    let parsed = parse::parse(Block { index: 0, bytes }, &plan);
    let fields: Vec<_> = reading.columns.iter().map(column::field).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), parsed.arrays)?;
    let rows = cells::rows(&batch.slice(0, batch.num_rows().min(ROWS))).collect();
    Ok(FirstLook {
        reading,
        choices: proposal.choices,
        rows,
    })
}
