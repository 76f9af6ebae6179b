//! Columns by positions at which nearly all lines have a blank.

use super::{
    super::{
        missing, numbers,
        positions::{Measure, Starts},
        types::Vote,
    },
    Found,
    lines::Line,
};
use crate::shared::reading::DecimalMark;

/// From a position up to another.
type Span = (usize, usize);

/// Names and two rows at least.
const FEWEST_LINES: usize = 3;

/// The lines of a table: names, if they cover gaps of the rows, and rows.
struct Table<'a> {
    names: Option<&'a Line<'a>>,
    rows: &'a [Line<'a>],
    gaps: Vec<Span>,
}

pub fn find(lines: &[Line]) -> Option<Found> {
    let block = block(lines);
    let count = block.len();
    if count < FEWEST_LINES || block.iter().any(|line| line.drawn) && count < 2 * FEWEST_LINES {
        return None;
    }
    // What stands at the ends may be a title, names, a source.
    let middle = (count / 4, count - count / 4);
    let cores = [
        (1, count),
        (1, count - 1),
        (2, count),
        (2, count - 1),
        middle,
    ];
    let cores = cores.into_iter().filter(|(from, to)| from + 1 < *to);
    let mut tables = cores.filter_map(|core| Table::around(block, core));
    let table = tables.find(Table::is_sure)?;
    let top = table.names.or(table.rows.first())?;
    Some(Found {
        starts: table.starts(),
        ruled: false,
        above: top.number - 1,
        last: table.rows.last()?.number,
    })
}

/// Where all lines have a blank, whatever else speaks against columns there.
pub fn any(lines: &[Line]) -> Starts {
    let rows = lines.get(1..).unwrap_or_default();
    let gaps = gaps(rows);
    starts(gaps.iter().map(|(_, end)| *end), measure(lines))
}

/// The lines between two empty ones, where most are there.
fn block<'a>(lines: &'a [Line<'a>]) -> &'a [Line<'a>] {
    let blocks = lines.chunk_by(|_, next| !next.apart);
    let largest = blocks.max_by_key(|block| block.len()).unwrap_or_default();
    match largest.len() >= FEWEST_LINES && largest.len() * 2 > lines.len() {
        true => largest,
        false => lines,
    }
}

/// How well the values of columns begin, or end, at one position each: 1 where all do.
pub fn alignment(lines: &[Line], found: &Found) -> f64 {
    let starts: Vec<usize> = found
        .starts
        .positions()
        .iter()
        .map(|at| *at as usize - 1)
        .collect();
    let rows = lines
        .iter()
        .filter(|line| !line.drawn && line.number > found.above && line.number <= found.last);
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    let columns: Vec<f64> = starts
        .iter()
        .copied()
        .zip(ends)
        .skip(1)
        .map(|span| {
            let places: Vec<Span> = rows.clone().filter_map(|line| line.inked(span)).collect();
            let (begins, ends) = places.iter().copied().unzip();
            commonest(begins).max(commonest(ends)) as f64 / places.len().max(1) as f64
        })
        .collect();
    columns.iter().sum::<f64>() / columns.len().max(1) as f64
}

/// Runs of positions where at most one line in fifty has ink, between others.
fn gaps(lines: &[Line]) -> Vec<Span> {
    let width = lines.iter().map(|line| line.ink.len()).max().unwrap_or(0);
    let mut counts = vec![0; width];
    for line in lines.iter().filter(|line| !line.drawn) {
        for (count, ink) in counts.iter_mut().zip(&line.ink) {
            *count += usize::from(*ink);
        }
    }
    let most = lines.len() / 50;
    let blank = |position: &usize| counts[*position] <= most;
    let Some(first) = (0..width).find(|position| !blank(position)) else {
        return Vec::new();
    };
    let mut gaps: Vec<Span> = Vec::new();
    for position in (first..width).filter(blank) {
        match gaps.last_mut() {
            Some((_, end)) if *end == position => *end += 1,
            _ => gaps.push((position, position + 1)),
        }
    }
    gaps.retain(|(_, end)| *end < width);
    gaps
}

fn measure(lines: &[Line]) -> Measure {
    lines
        .first()
        .map_or_else(Measure::default, |line| line.measure)
}

fn starts(ends: impl Iterator<Item = usize>, measure: Measure) -> Starts {
    let positions: Vec<u32> = ends.filter_map(|end| u32::try_from(end + 1).ok()).collect();
    Starts::new(&positions).measured(measure)
}

impl<'a> Table<'a> {
    /// The table that the lines of `core` are rows of.
    fn around(lines: &'a [Line<'a>], (from, to): (usize, usize)) -> Option<Self> {
        let above = from.checked_sub(1).map(|i| &lines[i]);
        let mut sketch = Self {
            names: above,
            rows: &lines[from..to],
            gaps: gaps(&lines[from..to]),
        };
        sketch.drop_narrow();
        // One blank that the line above writes over tells no columns apart.
        let covers = |gap: &Span| above.is_some_and(|line| line.has_ink_in(*gap));
        sketch.gaps.retain(|gap| gap.1 - gap.0 > 1 || !covers(gap));
        let sketch = sketch.gaps;
        if sketch.is_empty() {
            return None;
        }
        let fits = |line: &Line| {
            let open = |(from, to): &Span| (*from..*to).any(|position| !line.has_ink(position));
            sketch.iter().all(open)
        };
        let clean = |line: &Line| line.drawn || !sketch.iter().any(|gap| line.has_ink_in(*gap));
        let mut top = from;
        while top > 0 && clean(&lines[top - 1]) {
            top -= 1;
        }
        let names = top.checked_sub(1).map(|i| &lines[i]);
        let names = names.filter(|line| fits(line));
        let mut end = to;
        while end < lines.len() && fits(&lines[end]) {
            end += 1;
        }
        let mut table = Self {
            names: None,
            rows: &lines[top..end],
            gaps: gaps(&lines[top..end]),
        };
        let is_in_sketch = |gap: &Span| sketch.iter().any(|(a, b)| *a <= gap.0 && gap.1 <= *b);
        table.gaps.retain(is_in_sketch);
        table.names = names.filter(|names| table.may_be_named(names));
        table.drop_narrow();
        (!table.gaps.is_empty()).then_some(table)
    }

    /// Where columns stand: between gaps.
    fn columns(&self) -> Vec<Span> {
        let begins = std::iter::once(0).chain(self.gaps.iter().map(|(_, end)| *end));
        let ends = self.gaps.iter().map(|(start, _)| *start);
        begins.zip(ends.chain([usize::MAX])).collect()
    }

    /// The values of a line, one for each column.
    fn values<'l>(&self, line: &Line<'l>) -> Vec<&'l str> {
        let mut values = Vec::new();
        let ends = self.gaps.iter().map(|(_, end)| *end);
        starts(ends, line.measure).cut(line.text.as_bytes(), |(from, to)| {
            values.push(line.text.get(from..to).unwrap_or_default().trim());
        });
        values
    }

    /// The rows without the first, which may hold names.
    fn body(&self) -> impl Iterator<Item = &Line<'a>> {
        let names = usize::from(self.names.is_none());
        self.rows.iter().skip(names).filter(|line| !line.drawn)
    }

    fn votes(&self) -> Vec<Vote> {
        let mut votes = vec![Vote::default(); self.gaps.len() + 1];
        for line in self.body() {
            for (vote, value) in votes.iter_mut().zip(self.values(line)) {
                vote.add(value);
            }
        }
        votes
    }

    /// Whether a line above the rows, which covers gaps of theirs, names the columns: the first row does not.
    fn may_be_named(&self, names: &Line) -> bool {
        let Some(first) = self.rows.first() else {
            return false;
        };
        let votes = self.votes();
        let mut typed = votes
            .iter()
            .zip(self.values(first))
            .filter(|(vote, value)| !vote.is_plain_text() && !value.is_empty())
            .peekable();
        let words = names.text.split_whitespace().count();
        match typed.peek() {
            None => words == votes.len() || names.has_gap(),
            Some(_) => typed.all(|(vote, value)| vote.takes(value)),
        }
    }

    /// Whether a column holds words, and not numbers, dates and times alone.
    fn has_letters(&self, column: usize) -> bool {
        let word = |value: &str| value.contains(char::is_alphabetic);
        let mut values = self
            .body()
            .filter_map(|line| self.values(line).get(column).copied());
        values.any(|value| word(value) && missing::word(value).is_none())
    }

    /// One blank is a gap only beside numbers and dates, or where most values and the name below it leave two; and
    /// between two names.
    fn drop_narrow(&mut self) {
        let columns = self.columns();
        let names = self.names.or(self.rows.first());
        let named = names.filter(|line| line.text.contains(char::is_alphabetic));
        let keep: Vec<bool> = (0..self.gaps.len())
            .map(|i| {
                let (from, to) = self.gaps[i];
                let beside = !self.has_letters(i) || !self.has_letters(i + 1);
                let both = named.is_none_or(|line| {
                    line.has_ink_in(columns[i]) && line.has_ink_in(columns[i + 1])
                });
                let below = |line: &Line| line.has_ink(to) && !line.has_ink_in((to.max(2) - 2, to));
                let close = self.rows.iter().filter(|row| row.has_ink(to.max(2) - 2));
                // Texts may fill their column up to the last blank.
                let filled = named.is_some_and(below) && close.count() * 2 <= self.rows.len();
                to - from > 1 || both && (beside || filled)
            })
            .collect();
        let mut keep = keep.into_iter();
        self.gaps.retain(|_| keep.next().unwrap_or_default());
    }

    /// Whether these are columns as people write them, and no chance.
    fn is_sure(&self) -> bool {
        let lines = self.body().count() + 1;
        let votes = self.votes();
        let columns = self.columns();
        let (mut filled, mut odd) = (vec![0; columns.len()], 0);
        for line in self.body() {
            for (count, value) in filled.iter_mut().zip(self.values(line)) {
                *count += usize::from(!value.is_empty());
                odd += usize::from(is_several(value));
            }
        }
        let all: usize = filled.iter().sum();
        let full = filled
            .iter()
            .filter(|count| **count * 2 >= lines - 1)
            .count();
        let aligned = (1..columns.len())
            .all(|i| !votes[i].is_plain_text() || self.is_aligned(columns[i], filled[i]));
        // Words alone may stand so by chance.
        let fewest = match votes.iter().all(Vote::is_plain_text) {
            true => FEWEST_LINES + 1,
            false => FEWEST_LINES,
        };
        lines >= fewest
            && full > 1
            && all * 2 >= (lines - 1) * columns.len()
            && odd * 20 <= all
            && aligned
            && self.is_named()
    }

    /// Of the names at least half are there, where the first line has any.
    fn is_named(&self) -> bool {
        let Some(line) = self.names.or(self.rows.first()) else {
            return false;
        };
        let columns = self.columns();
        let inked = columns.iter().filter(|column| line.has_ink_in(**column));
        self.names.is_some() || inked.count() * 2 > columns.len()
    }

    /// Whether nearly all values of a column begin, or end, at the same position.
    fn is_aligned(&self, (from, to): Span, filled: usize) -> bool {
        let (mut begins, mut ends) = (Vec::new(), Vec::new());
        for (begin, end) in self.body().filter_map(|line| line.inked((from, to))) {
            begins.push(begin);
            ends.push(end);
        }
        commonest(begins) * 10 >= filled * 9 || commonest(ends) * 10 >= filled * 9
    }

    fn starts(&self) -> Starts {
        let columns = self.columns();
        let mut found = Vec::new();
        for (i, (from, to)) in self.gaps.iter().copied().enumerate() {
            let Some(names) = self.names.filter(|names| names.has_ink_in((from, to))) else {
                found.push(to);
                continue;
            };
            let pieces = pieces(names, (from, to));
            let left = names.has_ink_in(columns[i]);
            let right = names.has_ink_in(columns[i + 1]);
            let wide = |piece: &&Span| piece.1 - piece.0 > 1;
            match pieces.as_slice() {
                // A column that is always empty.
                [first, .., last] if left && right && [first, last].iter().all(wide) => {
                    found.extend([first.1, last.1]);
                }
                [first, ..] if !right => found.push(first.1),
                [.., last] if !left => found.push(last.1),
                pieces => {
                    let widest = pieces.iter().max_by_key(|piece| piece.1 - piece.0);
                    found.push(widest.map_or(to, |piece| piece.1));
                }
            }
        }
        starts(found.into_iter(), measure(self.rows))
    }
}

/// The blank parts of a gap that names cover in part.
fn pieces(names: &Line, (from, to): Span) -> Vec<Span> {
    let mut pieces: Vec<Span> = Vec::new();
    for position in (from..to).filter(|position| !names.has_ink(*position)) {
        match pieces.last_mut() {
            Some((_, end)) if *end == position => *end += 1,
            _ => pieces.push((position, position + 1)),
        }
    }
    pieces
}

/// Whether a value seems to be several that were not told apart.
fn is_several(value: &str) -> bool {
    let is_number = |text: &str| numbers::read(text, DecimalMark::Point).is_some();
    let numbers = || value.split_whitespace().all(is_number);
    value.contains("  ") || value.contains(' ') && numbers() && !is_number(value)
}

fn commonest(mut places: Vec<usize>) -> usize {
    places.sort_unstable();
    let runs = places.chunk_by(|a, b| a == b).map(<[usize]>::len);
    runs.max().unwrap_or(0)
}
