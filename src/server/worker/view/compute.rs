//! The rows that a view shows, in its order, as their numbers.

use super::{order, plan::Plan, rows::Rows, table::Table};
use crate::shared::{analysis::AnalysisError, view::View};

pub fn numbers(table: &Table, view: &View) -> Result<Vec<u32>, AnalysisError> {
    let plan = Plan::new(table, view)?;
    let passing = match view.narrows() {
        true => Rows::Some(passing(table, &plan)?),
        false => Rows::All(table.rows),
    };
    order::sorted(table, passing, &plan.sort)
}

/// The rows that pass, as the file has them.
fn passing(table: &Table, plan: &Plan) -> Result<Vec<u32>, AnalysisError> {
    let fields = table.schema().fields().iter();
    let kinds: Vec<_> = fields.map(|field| field.data_type()).collect();
    let places = plan.deciding(&kinds);
    if places.is_empty() {
        // Something is looked for that no column can hold.
        return Ok(Vec::new());
    }
    let groups = table.each_group(&places, |numbers, batches| {
        let (mut passing, mut at) = (Vec::new(), numbers.start);
        for batch in batches {
            let batch = batch?;
            let passes = plan.passing(&batch, &places);
            let rows = (at..).zip(passes);
            passing.extend(rows.filter(|(_, passes)| *passes).map(|(row, _)| row));
            at += batch.num_rows() as u32;
        }
        Ok(passing)
    })?;
    Ok(groups.concat())
}
