//! The form of the page "How it was read": what its fields say, against the reading that it showed.

mod columns;

use crate::shared::{
    reading::{DecimalMark, Decisions, Mark, Reading},
    reading_page::BY_POSITION,
};
use std::collections::BTreeSet;

/// More columns than a data set may have.
const MAX_STARTS: usize = 2_001;

/// The fields as they were sent.
pub struct Fields(Vec<(String, String)>);

/// What the button says that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Try,
    Apply,
    /// As the engine proposes.
    Forget,
    /// As people decided of a file like it.
    Alike,
}

impl Fields {
    pub fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut fields = self.0.iter();
        fields
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    fn yes(&self, name: &str) -> Option<bool> {
        self.get(name).map(|said| said == "yes")
    }

    /// The sign in a field; an empty one says that there is none.
    fn mark(&self, name: &str) -> Option<Mark> {
        self.get(name).map(|said| Mark(said.chars().next()))
    }

    /// What the names of columns are searched for.
    pub fn find(&self) -> &str {
        self.get("find").unwrap_or_default().trim()
    }

    pub fn then(&self) -> Then {
        match self.get("then") {
            Some("apply") => Then::Apply,
            Some("forget") => Then::Forget,
            Some("alike") => Then::Alike,
            _ => Then::Try,
        }
    }

    /// What had been said before.
    pub fn before(&self) -> Decisions {
        let before = self.get("decisions").map(serde_json::from_str);
        before.and_then(Result::ok).unwrap_or_default()
    }

    /// What is said now, where the fields were filled with `shown`, of the table called `table`.
    pub fn decisions(
        &self,
        mut before: Decisions,
        table: Option<&str>,
        shown: &Reading,
    ) -> Decisions {
        let wanted = self.get("table");
        if table.is_some() && wanted.is_some() && wanted != table {
            // Whatever was said was of the other one.
            return Decisions {
                table: wanted.map(str::to_owned),
                ..Decisions::default()
            };
        }
        let moved = self.layout(&mut before, shown);
        if let Some(mark) = self.get("decimal_mark").and_then(decimal_mark)
            && mark != shown.decimal_mark
        {
            before.decimal_mark = Some(mark);
        }
        let words = self.get("missing_in_text").map(words);
        before.missing_in_text = words
            .filter(|words| *words != shown.missing_in_text)
            .or(before.missing_in_text);
        if moved {
            // Other columns stand at their places.
            before.columns.clear();
        } else {
            self.columns(&mut before, shown);
        }
        if let Some(change) = self.get("change")
            && let Ok(change) = serde_json::from_str(change)
        {
            before.take(change, shown);
        }
        before
    }

    /// Says whether the columns are others now.
    fn layout(&self, decisions: &mut Decisions, shown: &Reading) -> bool {
        let number = |name: &str| self.get(name).and_then(|text| text.trim().parse().ok());
        let encoding = self.get("encoding").map(str::to_owned);
        decisions.encoding = other(encoding, &shown.encoding).or(decisions.encoding.take());
        decisions.skip_below =
            other(number("skip_below"), &shown.skip_below).or(decisions.skip_below);
        let leave_out_totals = other(self.yes("leave_out_totals"), &shown.leave_out_totals);
        decisions.leave_out_totals = leave_out_totals.or(decisions.leave_out_totals);
        let quoted_lines = other(self.yes("quoted_lines"), &shown.quoted_lines);
        decisions.quoted_lines = quoted_lines.or(decisions.quoted_lines);
        let apart = other(self.yes("repeated_keys_apart"), &shown.repeated_keys_apart);
        decisions.repeated_keys_apart = apart.or(decisions.repeated_keys_apart);
        let keep_empty = other(self.yes("keep_empty_rows"), &shown.keep_empty_rows);
        decisions.keep_empty_rows = keep_empty.or(decisions.keep_empty_rows);
        let quote = other(self.mark("quote"), &Mark(shown.quote));
        decisions.quote = quote.or(decisions.quote);
        let escape = other(self.mark("escape"), &Mark(shown.escape));
        decisions.escape = escape.or(decisions.escape);
        let marks = quote.is_some() || escape.is_some();
        let other_values = quoted_lines.is_some() || apart.is_some() || marks;
        let cut = self.cut(decisions, shown) || other_values;
        let skip_above = other(number("skip_above"), &shown.skip_above);
        let header_rows = number("header_rows").map(|rows| rows as u32);
        let header_rows = other(header_rows, &shown.header_rows);
        let moved = cut || skip_above.is_some() || header_rows.is_some();
        decisions.skip_above = skip_above.or(decisions.skip_above);
        decisions.header_rows = header_rows.or(decisions.header_rows);
        moved
    }

    /// How lines are cut into values; says whether that is another way now.
    fn cut(&self, decisions: &mut Decisions, shown: &Reading) -> bool {
        let Some(said) = self.get("delimiter").filter(|said| !said.is_empty()) else {
            return false;
        };
        let by_position = !shown.starts.is_empty();
        if said == BY_POSITION {
            let starts = self.get("starts").map(starts).unwrap_or_default();
            let changed = !by_position || !starts.is_empty() && starts != shown.starts;
            if changed {
                decisions.starts = Some(starts);
            }
            return changed;
        }
        let delimiter = said.chars().next();
        let changed = by_position || delimiter != Some(shown.delimiter);
        if changed {
            decisions.delimiter = delimiter;
            decisions.starts = None;
        }
        changed
    }
}

/// What is said, when it is something else than what is shown.
fn other<T: PartialEq>(said: Option<T>, shown: &T) -> Option<T> {
    said.filter(|said| said != shown)
}

fn decimal_mark(word: &str) -> Option<DecimalMark> {
    serde_json::from_value(word.into()).ok()
}

/// "1, 12, 20" as places in a line, in their order; what is no number is left out.
fn starts(text: &str) -> Vec<u32> {
    let numbers = text.split(|sign: char| !sign.is_ascii_digit());
    let numbers = numbers.filter_map(|number| number.parse().ok());
    let numbers: BTreeSet<u32> = numbers.filter(|place| *place > 0).collect();
    numbers.into_iter().take(MAX_STARTS).collect()
}

/// "n/a, none" as the words that it lists.
fn words(text: &str) -> Vec<String> {
    let words = text.split(',').map(str::trim);
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        dataset::ColumnType,
        reading::{Change, ColumnReading},
    };

    fn shown() -> Reading {
        Reading {
            columns: vec![
                ColumnReading::new("zip", ColumnType::Integer),
                ColumnReading::new("day", ColumnType::Date),
            ],
            ..Reading::default()
        }
    }

    fn said(fields: &[(&str, &str)], before: Decisions) -> Decisions {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Fields::new(fields.collect()).decisions(before, Some("May"), &shown())
    }

    #[test]
    fn what_stands_as_it_was_shown_is_no_decision() {
        let fields = [
            ("encoding", "UTF-8"),
            ("delimiter", ","),
            ("skip_above", "0"),
            ("header_rows", "1"),
            ("decimal_mark", "point"),
            ("missing_in_text", ""),
            ("quoted_lines", "no"),
            ("leave_out_totals", "no"),
            ("repeated_keys_apart", "no"),
            ("quote", "\""),
            ("escape", ""),
            ("keep_empty_rows", "no"),
            ("words.0", ""),
            ("unit.0", ""),
            ("pivot.1", ""),
            ("zone.1", ""),
            ("name.0", "zip"),
            ("type.0", "integer"),
            ("type.1", "date"),
            ("order.1", "day"),
        ];
        assert!(said(&fields, Decisions::default()).is_empty());
    }

    #[test]
    fn another_table_is_proposed_from_the_start() {
        let before = said(
            &[("table", "May"), ("type.0", "text")],
            Decisions::default(),
        );
        assert_eq!((before.table.as_ref(), before.columns.len()), (None, 1));
        let june = said(&[("table", "June"), ("type.0", "text")], before);
        assert_eq!(june.table.as_deref(), Some("June"));
        assert!(june.columns.is_empty());
    }

    #[test]
    fn other_columns_are_proposed_anew() {
        let before = said(&[("type.0", "text")], Decisions::default());
        assert_eq!(before.columns.len(), 1);
        let decisions = said(&[("delimiter", ";"), ("type.0", "number")], before);
        assert_eq!(decisions.delimiter, Some(';'));
        assert!(decisions.columns.is_empty());
        let totals = said(
            &[("leave_out_totals", "yes"), ("type.0", "text")],
            Decisions::default(),
        );
        assert_eq!(
            (totals.leave_out_totals, totals.columns.len()),
            (Some(true), 1)
        );
        let apart = said(
            &[("repeated_keys_apart", "yes"), ("type.0", "text")],
            totals.clone(),
        );
        assert_eq!(apart.repeated_keys_apart, Some(true));
        assert!(apart.columns.is_empty());
        let curly = said(&[("quote", "“"), ("type.0", "text")], totals.clone());
        assert_eq!(curly.quote, Some(Mark(Some('“'))));
        let none = said(&[("quote", ""), ("escape", "\\")], Decisions::default());
        assert_eq!(none.quote, Some(Mark(None)));
        assert_eq!(none.escape, Some(Mark(Some('\\'))));
        let empty = said(&[("keep_empty_rows", "yes"), ("type.0", "text")], curly);
        assert_eq!(
            (empty.keep_empty_rows, empty.columns.len()),
            (Some(true), 1)
        );
        let quoted = said(&[("quoted_lines", "yes"), ("type.0", "text")], totals);
        assert_eq!(quoted.quoted_lines, Some(true));
        assert!(quoted.columns.is_empty());
    }

    #[test]
    fn columns_by_position_are_chosen_corrected_and_refused() {
        let said = |fields: &[(&str, &str)], before: Decisions, shown: &Reading| {
            let fields = fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Fields::new(fields.collect()).decisions(before, None, shown)
        };
        let chosen = said(&[("delimiter", "position")], Decisions::default(), &shown());
        assert_eq!(chosen.starts, Some(vec![]));
        let by_position = Reading {
            delimiter: ' ',
            starts: vec![1, 12],
            ..shown()
        };
        let same = [("delimiter", "position"), ("starts", "1, 12")];
        assert!(said(&same, Decisions::default(), &by_position).is_empty());
        let emptied = [("delimiter", "position"), ("starts", "")];
        assert!(said(&emptied, Decisions::default(), &by_position).is_empty());
        let moved = [("delimiter", "position"), ("starts", "20; 1, x 12")];
        let moved = said(&moved, Decisions::default(), &by_position);
        assert_eq!(moved.starts, Some(vec![1, 12, 20]));
        let refused = [("delimiter", " "), ("starts", "1, 12"), ("type.0", "text")];
        let refused = said(&refused, moved, &by_position);
        assert_eq!((refused.delimiter, refused.starts), (Some(' '), None));
        assert!(refused.columns.is_empty());
    }

    #[test]
    fn a_click_on_a_finding_is_a_decision() {
        let change = Change::Column {
            reading: ColumnReading::new("zip", ColumnType::Text),
        };
        let change = serde_json::to_string(&change).unwrap();
        let decisions = said(&[("change", &change)], Decisions::default());
        assert_eq!(decisions.columns[0].reading.column_type, ColumnType::Text);
        let words = said(&[("missing_in_text", "n/a, -,")], Decisions::default());
        assert_eq!(words.missing_in_text.unwrap(), ["n/a", "-"]);
    }
}
