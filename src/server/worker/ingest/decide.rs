//! What people said of a file stands above what was proposed.

use super::{headers, propose::Proposal};
use crate::shared::reading::{ColumnDecision, Decisions};

impl Proposal {
    pub fn decided(mut self, decisions: &Decisions) -> Self {
        self.decide(decisions);
        self
    }

    /// Puts what people said in the place of what was proposed.
    pub fn decide(&mut self, decisions: &Decisions) {
        let reading = &mut self.reading;
        reading.decimal_mark = decisions.decimal_mark.unwrap_or(reading.decimal_mark);
        if let Some(words) = &decisions.missing_in_text {
            reading.missing_in_text.clone_from(words);
        }
        reading.leave_out_totals = decisions
            .leave_out_totals
            .unwrap_or(reading.leave_out_totals);
        if decisions.skip_below.is_some() || reading.leave_out_totals {
            self.total = None;
        }
        for ColumnDecision {
            place,
            reading: decided,
        } in &decisions.columns
        {
            if let Some(column) = reading.columns.get_mut(*place) {
                // What was doubted is decided.
                let name = std::mem::take(&mut column.name);
                self.choices
                    .retain(|choice| choice.column.as_ref() != Some(&name));
                column.clone_from(decided);
                self.wishes[*place] = None;
                if let Some(watched) = self.watched.get_mut(*place) {
                    watched.clear();
                }
                self.decided.insert(*place);
            }
        }
        let names = reading.columns.iter().map(|column| column.name.as_str());
        let names = headers::names(names);
        for (column, name) in reading.columns.iter_mut().zip(names) {
            column.name = name;
        }
    }
}
