//! Proposes a [`Reading`] from a sample of a file, with a reason for what was decided.

mod choices;
mod doubts;

pub use choices::doubt;

use super::{
    decode::{self, Encodings},
    dialect::Dialect,
    headers,
    layout::{self, Below, Layout},
    missing, next_table,
    normalize::{Marks, Normal, SEPARATOR},
    places::Places,
    positions::Measure,
    refuse_too_wide,
    rows::{self, Row},
    sample::Sample,
    sniff,
    tally::Tally,
    totals,
    types::Vote,
    unreadable,
};
use crate::shared::{
    analysis::AnalysisError,
    dataset::ColumnType,
    reading::{Choice, ColumnReading, DayCount, DecimalMark, Decisions, Reading},
};
use std::collections::{BTreeSet, HashSet};

/// Rows of the head that vote; with the pieces there are enough to tell a type.
const MAX_ROWS: usize = 20_000;
const MAX_PIECE_ROWS: usize = 200;
const MAX_CELLS: usize = 400_000;
/// Of a larger file pieces vote, too.
const MAX_CELLS_OF_MORE: usize = 40_000;

/// A reading, and what led to it.
pub struct Proposal {
    pub reading: Reading,
    pub choices: Vec<Choice>,
    pub encodings: Encodings,
    pub places: Places,
    /// For text columns that nearly are something else.
    pub wishes: Vec<Option<ColumnReading>>,
    /// Columns most of whose values differ.
    pub distinct: Vec<bool>,
    /// The last header row as it stands.
    pub header: Vec<u8>,
    /// Names as they stand, where they had to be changed.
    pub renamed: Vec<(String, String)>,
    /// A row that sums up others: how far from the end, and what stands there.
    pub total: Option<(u64, String)>,
    /// Places of columns that people have spoken of.
    pub decided: BTreeSet<usize>,
    /// Of each column the values that may mean "missing", though its type takes them.
    pub watched: Vec<Vec<String>>,
    /// The delimiter that the first line names, where the rows have another.
    pub broken_promise: Option<char>,
    /// Columns of numbers that may be days or times, and what they would count.
    pub day_counts: Vec<(usize, DayCount)>,
    /// Columns of days that stand as whole numbers, 20261121, whichever of both they were read as.
    pub compact_days: Vec<usize>,
    /// Columns whose dates do not tell day from month.
    pub open_orders: BTreeSet<usize>,
    /// What happened to records on the way to a text of our own.
    pub found: Tally,
}

impl Proposal {
    /// The reading of a file that we wrote ourselves, with a header; `places` are those of the original.
    pub fn prepared(columns: Vec<ColumnReading>, places: Places) -> Self {
        let width = columns.len();
        Self {
            reading: Reading {
                columns,
                ..Reading::default()
            },
            choices: Vec::new(),
            encodings: Encodings::UTF_8,
            places,
            wishes: vec![None; width],
            distinct: vec![false; width],
            header: Vec::new(),
            renamed: Vec::new(),
            total: None,
            decided: BTreeSet::new(),
            watched: Vec::new(),
            broken_promise: None,
            day_counts: Vec::new(),
            compact_days: Vec::new(),
            open_orders: BTreeSet::new(),
            found: Tally::default(),
        }
    }
}

/// Proposes what `decisions` leave open.
pub fn propose(
    sample: &Sample,
    file_name: &str,
    decisions: &Decisions,
) -> Result<Proposal, AnalysisError> {
    sniff::refuse_other_kinds(&sample.head, file_name)?;
    let encodings = match &decisions.encoding {
        Some(label) => Encodings::named(label, None)
            .ok_or_else(|| unreadable(format!("There is no encoding called {label}.")))?,
        None => decode::detect(sample, file_name)?,
    };
    propose_with(sample, file_name, encodings, None, decisions)
}

/// Proposes a reading of a file whose marks may be known.
pub fn propose_with(
    sample: &Sample,
    file_name: &str,
    encodings: Encodings,
    dialect: Option<Dialect>,
    decisions: &Decisions,
) -> Result<Proposal, AnalysisError> {
    let head = text(&sample.head, encodings);
    let normal = match dialect {
        Some(_) => Normal::PLAIN,
        None => Normal::of_text(&head, decisions)
            .quoted_as_said(decisions, || Dialect::of(&head).delimiter.into()),
    };
    let head = normal.text(head);
    let dialect = dialect.unwrap_or_else(|| {
        let dialect = Dialect::of(&head).decided(&head, decisions);
        dialect.of_normal(normal)
    });
    let whole = sample.is_whole();
    let (dialect, head_rows) = head_rows(&head, dialect, whole);
    if head_rows.len() <= usize::from(dialect.named) {
        return Err(unreadable(format!("{file_name} is empty.")));
    }
    let layout = Layout::of(&head_rows, &dialect, decisions);
    refuse_too_wide(layout.width, file_name)?;
    let first = layout.start + layout.header_rows;
    if first >= head_rows.len() && whole {
        return Err(unreadable(format!("{file_name} has a header but no rows.")));
    }
    let (above, body) = head_rows.split_at(first.min(head_rows.len()));
    let header = above.last().filter(|_| layout.header_rows > 0);
    // Files that were joined have their header again further below.
    let mut voters = match header {
        Some(header) => next_table::without_names(body, header, layout.width),
        None => body.to_vec(),
    };
    voters.retain(|row| !is_left_out(row, &layout, decisions));
    let mut votes = vote(&voters, layout.width);
    let mut below = below(sample, encodings, &dialect, &head_rows, first, &layout);
    below.lines = decisions.skip_below.unwrap_or(below.lines);
    if below.lines > 0 && whole {
        let last = rows::line_count(&head) - below.lines;
        voters.retain(|row| row.line <= last);
        votes = vote(&voters, layout.width);
    }
    voters.extend(piece_rows(sample, encodings, &dialect, layout.width));
    if !sample.pieces.is_empty() {
        votes = vote(&voters, layout.width);
    }
    let mut proposal = build(
        encodings, &dialect, layout, &head_rows, &voters, &votes, below,
    );
    proposal.decide(decisions);
    Ok(proposal)
}

/// Whether people say that rows like it are none of the table.
fn is_left_out(row: &Row, layout: &Layout, decisions: &Decisions) -> bool {
    let said = |rule: Option<bool>| rule == Some(true);
    let width = layout.width + usize::from(layout.ends_in_delimiter);
    said(decisions.leave_out_totals) && totals::says(row.first())
        || said(decisions.leave_out_short) && row.values.len() < layout.width
        || said(decisions.leave_out_surplus)
            && row.values.iter().skip(width).any(|value| !value.is_empty())
}

/// A sample's bytes as text.
fn text(bytes: &[u8], encodings: Encodings) -> String {
    let end = bytes.iter().rposition(|byte| !matches!(byte, 0 | 0x1A));
    let bytes = match encodings.by_line() {
        true => &bytes[..end.map_or(0, |end| end + 1)],
        false => bytes,
    };
    let start = encoding_rs::Encoding::for_bom(bytes).map_or(0, |(_, length)| length);
    let bytes = &bytes[start..];
    if encodings.by_line() {
        let (text, _) = encodings.decode(bytes.to_vec());
        return String::from_utf8_lossy(&text).replace('\0', "");
    }
    encodings.main.decode(bytes).0.into_owned()
}

/// The rows of the head, read a second time once their width is known: only then can a quote mark
/// that quotes nothing be told.
fn head_rows(head: &str, mut dialect: Dialect, whole: bool) -> (Dialect, Vec<Row>) {
    let read = |dialect: &Dialect, width| rows::rows(head, &dialect.grammar(width), 0, MAX_ROWS);
    let first = read(&dialect, 0);
    // Tables drawn with bars have them at both ends.
    let bar = dialect.delimiter;
    dialect.leading = matches!(bar, b'|' | SEPARATOR) && begin_in_bars(&first, bar.into());
    let width = rows::common_width(&first) - usize::from(dialect.leading);
    let mut rows = read(&dialect, width);
    if !whole && rows.len() > 1 && rows.len() < MAX_ROWS {
        // The last one may be cut.
        rows.pop();
    }
    let most = if whole { MAX_CELLS } else { MAX_CELLS_OF_MORE };
    rows.truncate((most / width.max(1)).max(100));
    (dialect, rows)
}

/// Whether the rows of several values begin with a bar; a title or a count of rows may stand around them.
fn begin_in_bars(rows: &[Row], bar: char) -> bool {
    let mut several = rows.iter().filter(|row| row.values.len() > 1).peekable();
    several.peek().is_some() && several.all(|row| row.raw.trim_start().starts_with(bar))
}

fn piece_rows(sample: &Sample, encodings: Encodings, dialect: &Dialect, width: usize) -> Vec<Row> {
    let mut all = Vec::new();
    for piece in &sample.pieces {
        let text = dialect.normal.text(text(piece, encodings));
        // A piece begins anywhere in a line, or even in a quoted value.
        let rows = rows::rows(&text, &dialect.grammar(width), 1, MAX_PIECE_ROWS);
        all.extend(rows.into_iter().filter(|row| row.values.len() == width));
    }
    all
}

fn vote(rows: &[Row], width: usize) -> Vec<Vote> {
    let mut votes = vec![Vote::default(); width];
    for row in rows {
        for (vote, value) in votes.iter_mut().zip(&row.values) {
            vote.add(value);
        }
    }
    votes
}

fn below(
    sample: &Sample,
    encodings: Encodings,
    dialect: &Dialect,
    head_rows: &[Row],
    first: usize,
    layout: &Layout,
) -> Below {
    let width = layout.width + usize::from(layout.ends_in_delimiter);
    let common =
        rows::common_width(&head_rows[first.min(head_rows.len())..]).max(width.min(layout.width));
    if sample.is_whole() {
        let head = dialect.normal.text(text(&sample.head, encodings));
        return layout::below(&head, head_rows, first, common);
    }
    let tail = dialect.normal.text(text(&sample.tail, encodings));
    let rows = rows::rows(&tail, &dialect.grammar(common), 1, MAX_ROWS);
    layout::below(&tail, &rows, 0, common)
}

fn build(
    encodings: Encodings,
    dialect: &Dialect,
    layout: Layout,
    head_rows: &[Row],
    voters: &[Row],
    votes: &[Vote],
    below: Below,
) -> Proposal {
    let mut names = headers::names(layout.names.iter().map(String::as_str));
    let given = layout.names.iter().zip(&names);
    let renamed = given.filter(|(given, name)| layout.header_rows > 0 && given.trim() != *name);
    let renamed = renamed
        .map(|(a, b)| (a.trim().to_owned(), b.clone()))
        .collect();
    let comma_file = votes.iter().any(Vote::needs_comma);
    let mut choices: Vec<Choice> = Vec::new();
    let mut columns = Vec::new();
    let mut wishes = Vec::new();
    for (name, vote) in names.iter().zip(votes) {
        // Between semicolons a comma is a decimal mark; between commas it was quoted, for thousands.
        let comma = comma_file || dialect.delimiter == b';' && vote.has_open_commas();
        let decision = vote.decide(name, comma);
        choices.extend(choices::doubt(name, &decision, vote));
        let thousands = choices::doubt_of_thousands(name, &decision, vote, dialect.delimiter);
        choices.extend(thousands);
        let named = |reading: ColumnReading| ColumnReading {
            name: name.clone(),
            ..reading
        };
        columns.push(named(decision.reading));
        wishes.push(decision.wish.map(named));
    }
    let values = layout.width + usize::from(layout.ends_in_delimiter);
    let is_surplus = |row: &Row| {
        row.values.len() > values && row.values[values..].iter().any(|value| !value.is_empty())
    };
    let keep_surplus = voters.iter().any(is_surplus);
    if keep_surplus {
        names.push(format!("column_{}", layout.width + 1));
        let unique = headers::names(names.iter().map(String::as_str)).pop();
        columns.push(ColumnReading::new(
            unique.unwrap_or_default(),
            ColumnType::Text,
        ));
        wishes.push(None);
    }
    let header = layout.start + layout.header_rows;
    let header = head_rows[..header.min(head_rows.len())]
        .last()
        .filter(|_| layout.header_rows > 0);
    let distinct = (0..columns.len())
        .map(|i| mostly_distinct(voters, i))
        .collect();
    let starts = dialect.by_position.as_ref();
    let wide_letters = starts.is_some_and(|found| found.starts.measure() == Measure::Cells);
    let starts = starts.map(|found| found.starts.positions());
    choices::of_layout(&mut choices, encodings, dialect, &layout);
    let mut proposal = Proposal {
        reading: Reading {
            encoding: encodings.main.name().to_owned(),
            fallback: encodings
                .fallback
                .map(|fallback| fallback.name().to_owned()),
            delimiter: dialect
                .normal
                .marks
                .sign()
                .unwrap_or(dialect.delimiter.into()),
            doubled_delimiter: matches!(dialect.normal.marks, Marks::Pair(_)),
            quoted_lines: dialect.normal.quoted_lines,
            starts: starts.unwrap_or_default(),
            wide_letters,
            quote: match dialect.normal.curly {
                Some(curly) => Some(curly.open),
                None => dialect
                    .quote
                    .filter(|_| dialect.by_position.is_none())
                    .map(char::from),
            },
            escape: dialect.escape.map(char::from),
            decimal_mark: match comma_file {
                true => DecimalMark::Comma,
                false => DecimalMark::Point,
            },
            skip_above: layout.skip_above,
            skip_below: below.lines,
            header_rows: layout.header_rows as u32,
            keep_surplus,
            begins_in_delimiter: dialect.leading,
            ends_in_delimiter: layout.ends_in_delimiter,
            missing: missing::defaults(),
            missing_in_text: missing_in_text(&columns, votes),
            columns,
            ..Reading::default()
        },
        choices,
        encodings,
        wishes,
        distinct,
        header: header.map_or_else(Vec::new, |row| row.raw.clone().into_bytes()),
        renamed,
        total: below.total,
        broken_promise: dialect.broken_promise.map(char::from),
        ..Proposal::prepared(Vec::new(), Places::Lines)
    };
    proposal.doubt_numbers(votes.iter());
    proposal.leave_orders_open(votes.iter());
    proposal
}

/// A word that means "missing" among the numbers of a file means that among its texts, too.
fn missing_in_text(columns: &[ColumnReading], votes: &[Vote]) -> Vec<String> {
    let quantities = columns.iter().zip(votes).filter(|(column, _)| {
        !matches!(column.column_type, ColumnType::Text | ColumnType::Boolean)
    });
    let words: BTreeSet<&str> = quantities
        .flat_map(|(_, vote)| vote.words.iter().copied())
        .collect();
    let words = words.into_iter().filter(|word| !missing::is_mark(word));
    words.map(str::to_owned).collect()
}

fn mostly_distinct(rows: &[Row], column: usize) -> bool {
    let values = rows
        .iter()
        .take(4_000)
        .filter_map(|row| row.values.get(column));
    let distinct: HashSet<&String> = values.clone().collect();
    let all = values.count();
    all > 100 && distinct.len() * 2 > all
}
