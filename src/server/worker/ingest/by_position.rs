//! Finds columns that no mark separates: a drawn line below the names says where they begin, or positions do at
//! which nearly all lines have a blank.

mod gaps;
mod lines;
#[cfg(test)]
mod tests;

use super::{
    grammar::Grammar,
    positions::{Measure, Starts},
    rows::{self, Row},
    types::Vote,
};
use lines::Line;
use unicode_width::UnicodeWidthChar as _;

/// Where columns begin, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub starts: Starts,
    /// A line below the names draws them.
    pub ruled: bool,
    /// Lines above the table.
    pub above: u64,
    /// The last line that was looked at of the table.
    pub last: u64,
}

/// Looks for columns in the beginning of a text. Where letters are wide they may be aligned as a console shows them.
pub fn find(text: &str) -> Option<Found> {
    let by = |measure| {
        let lines = lines::lines(text, measure);
        let found = by_rule(&lines).or_else(|| gaps::find(&lines))?;
        Some((gaps::alignment(&lines, &found), found))
    };
    let by_characters = by(Measure::Characters);
    let has_wide = || {
        text.chars()
            .any(|sign| sign.width().is_some_and(|width| width != 1))
    };
    let by_cells = has_wide().then(|| by(Measure::Cells)).flatten();
    match (by_characters, by_cells) {
        (Some((own, _)), Some((other, found))) if other > own => Some(found),
        (own, other) => own.or(other).map(|(_, found)| found),
    }
}

/// The columns that people say are there; the whole line where none are found.
pub fn find_anyhow(text: &str) -> Found {
    find(text).unwrap_or_else(|| Found {
        starts: gaps::any(&lines::lines(text, Measure::Characters)),
        ruled: false,
        above: 0,
        last: 0,
    })
}

/// Whether words of lines are kept whole by these columns, so that a line that they cut is none of the table.
pub fn keep_words(text: &str, starts: &Starts) -> bool {
    let lines = lines::lines(text, starts.measure());
    let cut = lines.iter().filter(|line| line.is_crossed(starts)).count();
    cut * 4 < lines.len()
}

/// Whether rows that a delimiter makes hold gaps as those between columns: then it stands in values.
pub fn holds_gaps(rows: &[Row], found: &Found) -> bool {
    let table: Vec<&Row> = rows.iter().filter(|row| found.holds(row)).collect();
    let holds = |row: &&&Row| row.values.iter().any(|value| value.contains("  "));
    let wider = found.starts.width() > rows::common_width(rows).max(2);
    wider && table.iter().filter(holds).count() * 10 >= table.len() * 8
}

impl Found {
    fn holds(&self, row: &Row) -> bool {
        row.line > self.above && row.line <= self.last
    }

    /// Whether all rows of the table have as many values as the first of them, and their columns are no less of a
    /// kind than they are by position: a second word would stand among numbers.
    pub fn agree(&self, text: &str, rows: &[Row]) -> bool {
        let table: Vec<&Row> = rows.iter().filter(|row| self.holds(row)).collect();
        let mut widths = table.iter().map(|row| row.values.len());
        let first = widths.next();
        if !widths.all(|width| Some(width) == first) {
            return false;
        }
        let own = rows::rows(text, &self.grammar(), 0, rows.len());
        let own: Vec<&Row> = own.iter().filter(|row| self.holds(row)).collect();
        typed(&table) >= typed(&own)
    }

    pub fn grammar(&self) -> Grammar {
        Grammar::by_position(self.starts.clone())
    }
}

/// By the first drawn line of several parts that fits what stands below it.
fn by_rule(lines: &[Line]) -> Option<Found> {
    let rules = lines.iter().enumerate();
    let rules = rules.filter_map(|(i, line)| Some((i, line.rule()?)));
    rules.take(8).find_map(|(i, starts)| {
        let below = &lines[i + 1..];
        let end = |line: &Line| line.apart || line.drawn;
        let body = below
            .iter()
            .skip(1)
            .position(end)
            .map_or(below.len(), |end| end + 1);
        let body = &below[..body];
        let crossed = body.iter().filter(|line| line.is_crossed(&starts)).count();
        let first = body.first().filter(|line| !line.drawn)?;
        let named = lines[..i]
            .iter()
            .rev()
            .take_while(|line| !line.drawn)
            .enumerate()
            .take_while(|(up, line)| {
                let next = &lines[i - up];
                let close = *up == 0 || !next.apart && line.has_gap();
                close && !line.is_crossed(&starts)
            });
        let top = named.last().map_or(first, |(_, line)| line);
        (crossed * 20 <= body.len()).then(|| Found {
            starts,
            ruled: true,
            above: top.number - 1,
            last: body.last().map_or(first.number, |line| line.number),
        })
    })
}

/// Columns below the first row that are no texts.
fn typed(rows: &[&Row]) -> usize {
    let mut votes: Vec<Vote> = Vec::new();
    for row in rows.iter().skip(1) {
        votes.resize(votes.len().max(row.values.len()), Vote::default());
        for (vote, value) in votes.iter_mut().zip(&row.values) {
            vote.add(value);
        }
    }
    votes.iter().filter(|vote| !vote.is_plain_text()).count()
}
