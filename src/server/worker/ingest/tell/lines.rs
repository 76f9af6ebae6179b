//! Findings on rows and lines.

use super::super::tally::Entry;
use super::{
    Told, finding,
    phrases::{places, spans},
};
use crate::{
    server::worker::words,
    shared::reading::{Change, Finding, FindingKind},
};

impl Told<'_> {
    pub fn about_rows(&self, kind: FindingKind, entry: &Entry) -> Option<Finding> {
        let count = |one, many| words::count(entry.count as i64, one, many);
        let (one_place, several) = self.places().words();
        let (places, is_one) = (places(self.places(), entry), entry.count == 1);
        let verb = |one, many| if is_one { one } else { many };
        let sentence = match kind {
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
        if kind == FindingKind::Total {
            found.change = Some(Change::LeaveOutTotals {
                leave_out: !self.reading.leave_out_totals,
            });
        }
        if kind == FindingKind::Doubled {
            found.change = Some(Change::RepeatedKeys { apart: true });
        }
        if kind == FindingKind::NextTable
            && let Some(first) = entry.examples.first()
        {
            let lines = self.loaded.lines + self.reading.skip_below + 1;
            found.change = Some(Change::SkipBelow {
                lines: lines.saturating_sub(first.line),
            });
        }
        if kind == FindingKind::LeftOut {
            found.change = Some(match self.reading.skip_above {
                0 => Change::SkipBelow { lines: 0 },
                _ => Change::SkipAbove { lines: 0 },
            });
        }
        Some(found)
    }
}
