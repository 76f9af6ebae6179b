//! Files of one origin are alike: what people decided of one is offered for the next, in words.

use super::{
    number,
    reading::{ColumnReading, DayOrder, DecimalMark, Decisions, Mark, Reading, ReadingReport},
    shape::Shape,
};

impl ReadingReport {
    /// The file's shape; none where columns have types of their own, or an older program read it.
    pub fn shape(&self) -> Option<Shape> {
        if self.proposed.is_some() {
            return self.proposed.clone();
        }
        let columns = &self.reading.columns;
        (self.decisions.leave_all_open() && !columns.is_empty()).then(|| Shape {
            format: self.format,
            delimiter: self.reading.delimiter,
            names: columns.iter().map(|column| column.name.clone()).collect(),
        })
    }
}

impl Decisions {
    /// Whether nothing was said but which table is meant.
    fn leave_all_open(&self) -> bool {
        let silent = Self {
            table: self.table.clone(),
            ..Self::default()
        };
        *self == silent
    }

    /// What becomes other in a file that is read as `proposed`, without a full stop: "“code” is text".
    pub fn changes(&self, proposed: &Reading) -> Vec<String> {
        let mut changes = self.layout_changes(proposed);
        // Other columns stand at their places then.
        let same_places = changes.is_empty();
        if let Some(encoding) = self
            .encoding
            .as_ref()
            .filter(|said| **said != proposed.encoding)
        {
            changes.push(format!("it is read as {encoding}"));
        }
        if let Some(lines) = self.skip_below.filter(|said| *said != proposed.skip_below) {
            changes.push(left_out(lines, "below"));
        }
        match self
            .decimal_mark
            .filter(|said| *said != proposed.decimal_mark)
        {
            Some(DecimalMark::Comma) => changes.push("numbers have a decimal comma".into()),
            Some(DecimalMark::Point) => changes.push("numbers have a decimal point".into()),
            None => {}
        }
        if let Some(words) = &self.missing_in_text
            && *words != proposed.missing_in_text
        {
            changes.push(meaning_missing(words));
        }
        changes.extend(self.row_changes(proposed));
        for decision in &self.columns {
            let column = proposed.columns.get(decision.place);
            changes.extend(column_changes(
                &decision.reading,
                column.filter(|_| same_places),
            ));
        }
        changes
    }

    /// Which rows are kept.
    fn row_changes(&self, proposed: &Reading) -> impl Iterator<Item = String> + use<> {
        let left_out = [
            (
                "that sum up others",
                self.leave_out_totals,
                proposed.leave_out_totals,
            ),
            (
                "with too few values",
                self.leave_out_short,
                proposed.leave_out_short,
            ),
            (
                "with too many values",
                self.leave_out_surplus,
                proposed.leave_out_surplus,
            ),
            (
                "without a value",
                self.keep_empty_rows.map(|keep| !keep),
                !proposed.keep_empty_rows,
            ),
        ];
        left_out.into_iter().filter_map(|(rows, said, proposed)| {
            let verb = match said.filter(|said| *said != proposed)? {
                true => "left out",
                false => "kept",
            };
            Some(format!("rows {rows} are {verb}"))
        })
    }

    fn layout_changes(&self, proposed: &Reading) -> Vec<String> {
        let mut changes = Vec::new();
        let by_position = !proposed.starts.is_empty();
        if let Some(starts) = &self.starts {
            let same = by_position && (starts.is_empty() || *starts == proposed.starts);
            changes.extend((!same).then(|| begin_at(starts)));
        } else if let Some(mark) = self
            .delimiter
            .filter(|said| *said != proposed.delimiter || by_position)
        {
            changes.push(match mark {
                '\t' => "tabs separate values".into(),
                ' ' => "blanks separate values".into(),
                mark => format!("“{mark}” separates values"),
            });
        }
        match self
            .quoted_lines
            .filter(|said| *said != proposed.quoted_lines)
        {
            Some(true) => changes.push("lines are quoted as a whole".into()),
            Some(false) => changes.push("lines are not quoted as a whole".into()),
            None => {}
        }
        match self.quote.filter(|said| said.0 != proposed.quote) {
            Some(Mark(Some(mark))) => changes.push(format!("{mark} opens a quoted value")),
            Some(Mark(None)) => changes.push("no mark quotes values".into()),
            None => {}
        }
        match self.escape.filter(|said| said.0 != proposed.escape) {
            Some(Mark(Some(mark))) => {
                changes.push(format!("{mark} takes the next quote mark for text"));
            }
            Some(Mark(None)) => changes.push("no sign takes a quote mark for text".into()),
            None => {}
        }
        match self
            .repeated_keys_apart
            .filter(|said| *said != proposed.repeated_keys_apart)
        {
            Some(true) => changes.push("keys that stand again have a column for each time".into()),
            Some(false) => changes.push("of keys that stand again the last is read".into()),
            None => {}
        }
        if let Some(lines) = self.skip_above.filter(|said| *said != proposed.skip_above) {
            changes.push(left_out(lines, "above"));
        }
        match self
            .header_rows
            .filter(|said| *said != proposed.header_rows)
        {
            Some(0) => changes.push("no row names the columns".into()),
            Some(1) => changes.push("one row names the columns".into()),
            Some(rows) => changes.push(format!("{rows} rows name the columns")),
            None => {}
        }
        changes
    }
}

fn begin_at(starts: &[u32]) -> String {
    let starts: Vec<String> = starts.iter().map(u32::to_string).collect();
    match starts.is_empty() {
        true => "columns are told apart by position".into(),
        false => format!("columns begin at {}", starts.join(", ")),
    }
}

fn left_out(lines: u64, place: &str) -> String {
    match lines {
        0 => format!("no line {place} the table is left out"),
        1 => format!("one line {place} the table is left out"),
        lines => {
            let lines = number::integer(lines as i64);
            format!("{lines} lines {place} the table are left out")
        }
    }
}

fn meaning_missing(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
    match words.as_slice() {
        [] => "no word means missing among texts".into(),
        [word] => format!("{word} means missing among texts"),
        words => format!("{} mean missing among texts", words.join(", ")),
    }
}

/// `proposed` is the same column, where that is known.
fn column_changes(decided: &ColumnReading, proposed: Option<&ColumnReading>) -> Vec<String> {
    let (name, word) = (&decided.name, decided.column_type.word());
    let Some(proposed) = proposed else {
        return vec![format!("“{name}” is {word}")];
    };
    let mut changes = Vec::new();
    if proposed.column_type != decided.column_type {
        changes.push(format!("“{}” is {word}", proposed.name));
    }
    if proposed.name != *name {
        changes.push(format!("“{}” is called “{name}”", proposed.name));
    }
    let renamed = ColumnReading {
        name: name.clone(),
        ..proposed.clone()
    };
    if proposed.missing != decided.missing {
        let values: Vec<String> = decided.missing.iter().map(|v| format!("“{v}”")).collect();
        changes.push(match values.is_empty() {
            true => format!("no value of “{name}” means missing"),
            false => format!("in “{name}” missing is written as {}", values.join(", ")),
        });
    }
    if let Some(words) = &decided.missing_words
        && proposed.missing_words != decided.missing_words
    {
        let words: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
        changes.push(match words.is_empty() {
            true => format!("no word of “{name}” means missing"),
            false => format!("in “{name}” missing is written as {}", words.join(", ")),
        });
    }
    if let Some(zone) = &decided.zone
        && proposed.zone != decided.zone
    {
        changes.push(format!("the times of “{name}” are of {zone}"));
    }
    if !changes.is_empty() || renamed == *decided {
        return changes;
    }
    vec![match decided.day_order {
        _ if decided.day_order == proposed.day_order => {
            format!("“{name}” is read in another way")
        }
        DayOrder::DayFirst => format!("the day stands first in “{name}”"),
        DayOrder::MonthFirst => format!("the month stands first in “{name}”"),
        DayOrder::YearFirst => format!("the year stands first in “{name}”"),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::dataset::ColumnType;

    fn proposed() -> Reading {
        Reading {
            columns: vec![
                ColumnReading::new("code", ColumnType::Integer),
                ColumnReading::new("day", ColumnType::Date),
            ],
            ..Reading::default()
        }
    }

    #[track_caller]
    fn check(decisions: Decisions, expected: &[&str]) {
        assert_eq!(decisions.changes(&proposed()), expected);
    }

    #[test]
    fn what_is_read_so_already_is_no_change() {
        let mut decisions = Decisions {
            encoding: Some("UTF-8".into()),
            header_rows: Some(1),
            table: Some("May".into()),
            ..Decisions::default()
        };
        decisions.decide_column(0, ColumnReading::new("code", ColumnType::Integer));
        check(decisions, &[]);
    }

    #[test]
    fn columns_are_called_as_the_file_calls_them() {
        let mut decisions = Decisions::default();
        decisions.decide_column(0, ColumnReading::new("postcode", ColumnType::Text));
        let month_first = ColumnReading {
            day_order: DayOrder::MonthFirst,
            ..ColumnReading::new("day", ColumnType::Date)
        };
        decisions.decide_column(1, month_first);
        check(
            decisions,
            &[
                "“code” is text",
                "“code” is called “postcode”",
                "the month stands first in “day”",
            ],
        );
    }

    #[test]
    fn marks_rows_words_and_zones_are_told() {
        let mut decisions = Decisions {
            quote: Some(Mark(None)),
            escape: Some(Mark(Some('\\'))),
            keep_empty_rows: Some(true),
            leave_out_short: Some(true),
            leave_out_surplus: Some(false),
            ..Decisions::default()
        };
        check(
            decisions.clone(),
            &[
                "no mark quotes values",
                "\\ takes the next quote mark for text",
                "rows with too few values are left out",
                "rows without a value are kept",
            ],
        );
        (decisions.quote, decisions.escape) = (None, None);
        let code = ColumnReading {
            missing_words: Some(vec!["n/a".into()]),
            ..ColumnReading::new("code", ColumnType::Integer)
        };
        decisions.decide_column(0, code);
        let day = ColumnReading {
            zone: Some("Europe/Berlin".into()),
            ..ColumnReading::new("day", ColumnType::Date)
        };
        decisions.decide_column(1, day);
        check(
            decisions,
            &[
                "rows with too few values are left out",
                "rows without a value are kept",
                "in “code” missing is written as “n/a”",
                "the times of “day” are of Europe/Berlin",
            ],
        );
    }

    #[test]
    fn columns_at_other_places_have_their_new_names() {
        let mut decisions = Decisions {
            skip_above: Some(2),
            header_rows: Some(0),
            ..Decisions::default()
        };
        decisions.decide_column(0, ColumnReading::new("column_1", ColumnType::Text));
        check(
            decisions,
            &[
                "2 lines above the table are left out",
                "no row names the columns",
                "“column_1” is text",
            ],
        );
    }

    #[test]
    fn columns_by_position_are_another_layout_than_any_delimiter() {
        let at = |starts: &[u32]| Decisions {
            starts: Some(starts.to_vec()),
            ..Decisions::default()
        };
        check(at(&[1, 9]), &["columns begin at 1, 9"]);
        check(at(&[]), &["columns are told apart by position"]);
        let by_position = Reading {
            delimiter: ' ',
            starts: vec![1, 9],
            ..proposed()
        };
        assert!(at(&[1, 9]).changes(&by_position).is_empty());
        assert!(at(&[]).changes(&by_position).is_empty());
        let by_blanks = Decisions {
            delimiter: Some(' '),
            ..Decisions::default()
        };
        assert_eq!(by_blanks.changes(&by_position), ["blanks separate values"]);
    }

    #[test]
    fn a_shape_is_of_what_was_proposed() {
        let mut report = ReadingReport {
            reading: proposed(),
            ..ReadingReport::default()
        };
        let shape = report.shape();
        assert_eq!(shape.as_ref().unwrap().names, ["code", "day"]);
        report.decisions.header_rows = Some(0);
        assert_eq!(report.shape(), None, "an older program kept none");
        report.proposed = shape.clone();
        assert_eq!(report.shape(), shape);
    }
}
