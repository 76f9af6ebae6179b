//! The fields of each column: its name, its type, and how its values are written.

use super::{Fields, words};
use crate::{
    server::zones,
    shared::{
        dataset::ColumnType,
        reading::{ColumnReading, DayOrder, Decisions, Reading},
    },
};

impl Fields {
    /// What is said of columns, where their fields were filled with `shown`.
    pub(super) fn columns(&self, decisions: &mut Decisions, shown: &Reading) {
        for (place, column) in shown.columns.iter().enumerate() {
            let field = |name: &str| self.get(&format!("{name}.{place}")).map(str::trim);
            let mut said = column.clone();
            if let Some(name) = field("name")
                && !name.is_empty()
            {
                name.clone_into(&mut said.name);
            }
            if let Some(column_type) = field("type").and_then(column_type) {
                said.column_type = column_type;
            }
            match field("order") {
                Some("day") => said.day_order = DayOrder::DayFirst,
                Some("month") => said.day_order = DayOrder::MonthFirst,
                Some("year") => said.day_order = DayOrder::YearFirst,
                _ => {}
            }
            if let Some(pivot) = field("pivot") {
                said.year_pivot = pivot.parse().ok().filter(|pivot| *pivot <= 100);
            }
            if let Some(unit) = field("unit") {
                said.unit = filled(unit);
            }
            if let Some(zone) = field("zone") {
                let known = zones::named(zone).map(|zone| zone.name().to_owned());
                said.zone = known.or_else(|| filled(zone));
            }
            if let Some(text) = field("words") {
                take_words(&mut said, text, column, shown);
            }
            if said != *column {
                decisions.decide_column(place, said);
            }
        }
    }
}

/// Words that mean "missing": of texts they stand in the place of the file's, of others beside them.
fn take_words(said: &mut ColumnReading, text: &str, column: &ColumnReading, shown: &Reading) {
    let known = shown.missing_in(column);
    if text == known.join(", ") {
        return;
    }
    match said.column_type {
        ColumnType::Text => {
            said.missing.clear();
            said.missing_words = Some(words(text));
        }
        _ => said.missing = words(text),
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn column_type(word: &str) -> Option<ColumnType> {
    serde_json::from_value(word.into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown() -> Reading {
        let columns = [
            ("zip", ColumnType::Integer),
            ("day", ColumnType::Date),
            ("at", ColumnType::DateTime),
            ("note", ColumnType::Text),
        ];
        Reading {
            missing_in_text: vec!["n/a".into()],
            columns: columns
                .map(|(name, kind)| ColumnReading::new(name, kind))
                .into(),
            ..Reading::default()
        }
    }

    #[track_caller]
    fn said(fields: &[(&str, &str)]) -> Vec<(usize, ColumnReading)> {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let fields = Fields::new(fields.collect());
        let decisions = fields.decisions(Decisions::default(), None, &shown());
        let columns = decisions.columns.into_iter();
        columns.map(|one| (one.place, one.reading)).collect()
    }

    #[test]
    fn a_column_is_decided_by_its_place() {
        let fields = [
            ("name.0", " postcode "),
            ("type.0", "text"),
            ("order.1", "month"),
            ("pivot.1", "30"),
            ("zone.2", "europe/berlin"),
            ("words.3", "none, n/a"),
        ];
        let day = ColumnReading {
            day_order: DayOrder::MonthFirst,
            year_pivot: Some(30),
            ..ColumnReading::new("day", ColumnType::Date)
        };
        let at = ColumnReading {
            zone: Some("Europe/Berlin".into()),
            ..ColumnReading::new("at", ColumnType::DateTime)
        };
        let note = ColumnReading {
            missing_words: Some(vec!["none".into(), "n/a".into()]),
            ..ColumnReading::new("note", ColumnType::Text)
        };
        let zip = ColumnReading::new("postcode", ColumnType::Text);
        assert_eq!(said(&fields), [(0, zip), (1, day), (2, at), (3, note)]);
    }

    #[test]
    fn what_stands_as_it_was_shown_is_no_decision() {
        assert_eq!(
            said(&[("words.3", "n/a"), ("words.0", ""), ("pivot.1", "x")]),
            []
        );
    }

    #[test]
    fn numbers_have_missing_values_and_a_sign_of_their_own() {
        let zip = ColumnReading {
            missing: vec!["-999".into(), "-1".into()],
            unit: Some("kg".into()),
            ..ColumnReading::new("zip", ColumnType::Integer)
        };
        assert_eq!(
            said(&[("words.0", "-999,-1"), ("unit.0", "kg ")]),
            [(0, zip)]
        );
    }
}
