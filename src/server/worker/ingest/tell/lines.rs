//! Findings on rows and lines.

use super::super::tally::Entry;
use super::{
    Told, finding,
    phrases::{places, spans},
};
use crate::{
    server::worker::words,
    shared::reading::{Change, Finding, FindingKind, Mark},
};

impl Told<'_> {
    pub fn about_rows(&self, kind: FindingKind, entry: &Entry) -> Option<Finding> {
        let count = |one, many| words::count(entry.count as i64, one, many);
        let (one_place, several) = self.places().words();
        let (places, is_one) = (places(self.places(), entry), entry.count == 1);
        let verb = |one, many| if is_one { one } else { many };
        let sentence = match kind {
            FindingKind::Surplus if self.reading.leave_out_surplus => format!(
                "{} with more values than names {} left out: {places}.",
                count("row", "rows"),
                verb("was", "were")
            ),
            FindingKind::Short if self.reading.leave_out_short => format!(
                "{} with fewer values than names {} left out: {places}.",
                count("row", "rows"),
                verb("was", "were")
            ),
            FindingKind::Surplus => {
                let last = self
                    .reading
                    .columns
                    .last()
                    .map_or("", |column| &column.name);
                let kept = format!("the rest is in “{last}”");
                let kept = if self.reading.keep_surplus {
                    kept
                } else {
                    "the rest was left out".into()
                };
                format!(
                    "{} {} more values than names; {kept}: {places}.",
                    count("row", "rows"),
                    verb("has", "have")
                )
            }
            FindingKind::Short => format!(
                "{} {} fewer values than names; the others are missing: {places}.",
                count("row", "rows"),
                verb("has", "have")
            ),
            // Of columns that people let begin within words nothing is odd.
            FindingKind::Crossed if entry.count * 4 > self.loaded.rows => return None,
            FindingKind::Crossed => format!(
                "{} {} a value that goes on where another column begins: {places}.",
                count("row", "rows"),
                verb("has", "have")
            ),
            FindingKind::Quote => format!(
                "A quote mark that quotes nothing was read as text in {}: {places}.",
                count("row", "rows")
            ),
            FindingKind::Encoding => {
                let lost = match self.loaded.damaged {
                    0 => String::new(),
                    lost => format!(
                        " In {} a character is lost, shown as “\u{FFFD}”.",
                        words::count(lost as i64, "line", "lines")
                    ),
                };
                format!(
                    "{} {} in another encoding than the rest: {places}.{lost}",
                    count("line", "lines"),
                    verb("is", "are")
                )
            }
            FindingKind::LeftOut => format!(
                "{} outside the table {} left out: {}.",
                count(one_place, several),
                verb("was", "were"),
                spans(self.places(), entry)
            ),
            FindingKind::DroppedRow => format!(
                "{} that {} the header or {} drawn {} left out: {places}.",
                count("row", "rows"),
                verb("repeats", "repeat"),
                verb("is", "are"),
                verb("was", "were")
            ),
            FindingKind::NextTable => format!(
                "Another table of the same columns follows, and its rows were put after the first’s; {} between them {} left out: {places}.",
                count(one_place, several),
                verb("was", "were")
            ),
            FindingKind::Doubled => format!(
                "{} {} a key twice with different values; the last was read: {places}.",
                count("record", "records"),
                verb("has", "have")
            ),
            FindingKind::Total if self.reading.leave_out_totals => format!(
                "{} that {} up others {} left out: {places}.",
                count("row", "rows"),
                verb("sums", "sum"),
                verb("was", "were")
            ),
            // The last row of all has a sentence of its own.
            FindingKind::Total
                if is_one && self.last_total() == entry.examples.first().map(|e| e.line) =>
            {
                return None;
            }
            // A value that comes again and again is a group like any other.
            FindingKind::Total if entry.count * 2 > self.loaded.rows => return None,
            FindingKind::Total => format!(
                "{} {} to sum up others; {} kept: {places}.",
                count("row", "rows"),
                verb("seems", "seem"),
                verb("it was", "they were")
            ),
            FindingKind::Empty => format!(
                "{} {} left out: {places}.",
                count("empty row", "empty rows"),
                verb("was", "were")
            ),
            FindingKind::ControlMark => format!(
                "{} of other systems {} left out: {places}.",
                count("mark", "marks"),
                verb("was", "were")
            ),
            _ => return None,
        };
        let mut found = finding(kind, None, entry, sentence);
        found.change = self.change_of_rows(kind, entry);
        Some(found)
    }
    /// What decides otherwise.
    fn change_of_rows(&self, kind: FindingKind, entry: &Entry) -> Option<Change> {
        let reading = self.reading;
        match kind {
            FindingKind::Total => Some(Change::LeaveOutTotals {
                leave_out: !reading.leave_out_totals,
            }),
            FindingKind::Short => Some(Change::LeaveOutShort {
                leave_out: !reading.leave_out_short,
            }),
            FindingKind::Surplus => Some(Change::LeaveOutSurplus {
                leave_out: !reading.leave_out_surplus,
            }),
            FindingKind::Empty => Some(Change::EmptyRows { keep: true }),
            FindingKind::Quote => Some(Change::Quote { quote: Mark(None) }),
            FindingKind::Doubled => Some(Change::RepeatedKeys { apart: true }),
            FindingKind::NextTable => {
                let lines = self.loaded.lines + reading.skip_below + 1;
                let first = entry.examples.first()?;
                Some(Change::SkipBelow {
                    lines: lines.saturating_sub(first.line),
                })
            }
            FindingKind::LeftOut => Some(match reading.skip_above {
                0 => Change::SkipBelow { lines: 0 },
                _ => Change::SkipAbove { lines: 0 },
            }),
            _ => None,
        }
    }
}
