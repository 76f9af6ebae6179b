//! What people said of a file stands above what was proposed.

use super::{headers, propose::Proposal, unreadable};
use crate::{
    server::zones,
    shared::{
        analysis::AnalysisError,
        dataset::ColumnType,
        reading::{ColumnDecision, Decisions},
    },
};

pub fn refuse_unknown_zones(decisions: &Decisions) -> Result<(), AnalysisError> {
    let mut zones = decisions
        .columns
        .iter()
        .filter(|column| column.reading.column_type == ColumnType::DateTime)
        .filter_map(|column| column.reading.zone.as_deref());
    match zones.find(|zone| zones::named(zone).is_none()) {
        Some(zone) => Err(unreadable(format!("There is no time zone called {zone}."))),
        None => Ok(()),
    }
}

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
        for (rule, said) in [
            (&mut reading.leave_out_totals, decisions.leave_out_totals),
            (&mut reading.keep_empty_rows, decisions.keep_empty_rows),
            (&mut reading.leave_out_short, decisions.leave_out_short),
            (&mut reading.leave_out_surplus, decisions.leave_out_surplus),
        ] {
            *rule = said.unwrap_or(*rule);
        }
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
