//! Where in a file its table is: lines above and below it, its header, its width.

use super::{
    dialect::{self, Dialect},
    headers, prose,
    rows::{Row, common_width, lacks_one_name, line_count},
    totals,
    types::Vote,
};
use crate::shared::reading::Decisions;

/// Header rows that are joined at most.
const MAX_HEADER_ROWS: usize = 4;
/// Rows that vote on what is a name.
const VOTERS: usize = 200;
/// Rows below a table that are looked at.
const MAX_BELOW: usize = 60;

/// Where the table is in the rows of a sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The first row of the table, which may be its header.
    pub start: usize,
    pub header_rows: usize,
    /// Columns of the table.
    pub width: usize,
    /// All rows end in a delimiter that separates nothing.
    pub ends_in_delimiter: bool,
    /// Names of the columns as they stand.
    pub names: Vec<String>,
    pub skip_above: u64,
    /// Whether lines above are left out because they do not look like the rows.
    pub below_prose: bool,
}

impl Layout {
    /// Finds the table.
    pub fn of(rows: &[Row], dialect: &Dialect, decisions: &Decisions) -> Self {
        let width = common_width(rows);
        let prose = match (&dialect.by_position, dialect.delimiter) {
            (Some(found), _) => rows
                .iter()
                .take_while(|row| row.line <= found.above)
                .count(),
            (None, b' ') => {
                prose::comment_rows(rows).max(prose::rows_above(rows, width).unwrap_or(0))
            }
            _ => prose::comment_rows(rows),
        };
        let start = match decisions.skip_above {
            Some(lines) => rows.iter().take_while(|row| row.line <= lines).count(),
            None => start(rows, width, prose.max(usize::from(dialect.named))),
        };
        let width = common_width(&rows[start.min(rows.len())..]);
        let table = &rows[start.min(rows.len())..];
        let mut layout = Self {
            start,
            width,
            below_prose: prose > 0 && decisions.skip_above.is_none(),
            ..Self::default()
        };
        layout.header_rows = match decisions.header_rows {
            Some(rows) => rows as usize,
            None => header_rows(table, width),
        };
        let (header, body) = table.split_at(layout.header_rows.min(table.len()));
        layout.ends_in_delimiter =
            dialect.by_position.is_none() && ends_in_delimiter(header, body, width);
        layout.width -= usize::from(layout.ends_in_delimiter);
        layout.names = joined(header);
        if layout.ends_in_delimiter {
            layout.names.truncate(layout.width);
        }
        layout.fit_names(body);
        layout.skip_above = match rows.get(start) {
            _ if decisions.skip_above.is_some() => decisions.skip_above.unwrap_or(0),
            Some(first) if start > 0 || dialect.named => first.line - 1,
            _ => 0,
        };
        layout
    }

    /// One name fewer than values: the first column holds the rows' own names, if they differ.
    fn fit_names(&mut self, body: &[Row]) {
        if self.header_rows > 0 && self.names.len() + 1 == self.width {
            let mut firsts: Vec<&str> = body.iter().map(Row::first).collect();
            firsts.sort_unstable();
            if firsts.len() > 1 && firsts.windows(2).all(|pair| pair[0] != pair[1]) {
                self.names.insert(0, String::new());
            }
        }
        self.width = self.width.max(self.names.len());
        self.names.resize(self.width, String::new());
    }
}

/// The first row from `first` on that is as long as the others, and not a title in one of its cells.
fn start(rows: &[Row], width: usize, first: usize) -> usize {
    let is_title = |i: usize| {
        let row = &rows[i];
        let length = row.values.len();
        let short =
            length < width && !(length + 1 == width && length > 1 && lacks_one_name(rows, i));
        let comment = row.raw.starts_with('#') && (length != width || named_below(rows, i, width));
        // Spreadsheets write it first, and others put titles above it.
        let names_mark = dialect::named(&row.raw).is_some();
        short || comment || names_mark || width > 2 && row.filled() < 2
    };
    let found = (first..rows.len()).find(|i| !is_title(*i));
    // A last row has nothing below it to be the header of.
    found
        .filter(|start| *start == first || start + 1 < rows.len())
        .unwrap_or(first)
}

/// Whether the first row without a `#` after row `i` names the columns itself.
fn named_below(rows: &[Row], i: usize, width: usize) -> bool {
    let Some(next) = (i + 1..rows.len()).find(|next| !rows[*next].raw.starts_with('#')) else {
        return false;
    };
    let votes = votes(&rows[next + 1..], width);
    let typed = votes.iter().filter(|vote| !vote.is_plain_text()).count();
    let names = || rows[next].values.iter().map(String::as_str);
    typed > 0 && headers::is_header(names(), &votes)
}

fn votes(rows: &[Row], width: usize) -> Vec<Vote> {
    let mut votes = vec![Vote::default(); width];
    for row in rows.iter().take(VOTERS) {
        for (vote, value) in votes.iter_mut().zip(&row.values) {
            vote.add(value);
        }
    }
    votes
}

fn header_rows(table: &[Row], width: usize) -> usize {
    let Some(first) = table.first() else {
        return 0;
    };
    // A row that stands alone and holds no word is no header of nothing.
    if table.len() == 1 && votes(table, width).iter().all(|vote| !vote.is_plain_text()) {
        return 0;
    }
    if names_all_but_the_rows(table) {
        return 1;
    }
    let below = votes(&table[1..], width);
    let values = || first.values.iter().map(String::as_str);
    if !headers::is_header(values(), &below) && header_like(table, 1, width).is_none() {
        return 0;
    }
    let more = (1..MAX_HEADER_ROWS).take_while(|row| header_like(table, *row, width).is_some());
    let deep = (2..MAX_HEADER_ROWS)
        .filter(|last| all_name(table, *last, width))
        .max();
    1 + more.count().max(deep.unwrap_or(0))
}

/// Whether the first row has nothing above a first column that is always filled, and different words above the
/// others: how tables with named rows are written, whatever the names look like.
fn names_all_but_the_rows(table: &[Row]) -> bool {
    let [first, below @ ..] = table else {
        return false;
    };
    let is_blank = |row: &Row| {
        row.values
            .first()
            .is_none_or(|value| value.trim().is_empty())
    };
    let mut names = first.values.iter().skip(1).map(|name| name.trim());
    let mut known = std::collections::HashSet::new();
    !below.is_empty()
        && is_blank(first)
        && first.values.len() > 1
        && names.all(|name| !name.is_empty() && known.insert(name))
        && !below.iter().any(is_blank)
}

/// Whether all rows up to `last` name what stands below it: years are names among others.
fn all_name(table: &[Row], last: usize, width: usize) -> bool {
    if header_like(table, last, width).is_none() {
        return false;
    }
    let votes = votes(&table[last + 1..], width);
    table[1..last].iter().all(|row| {
        let cells = row.values.iter().zip(&votes);
        let mut cells = cells.filter(|(cell, vote)| !cell.is_empty() && !vote.is_plain_text());
        let names =
            |(cell, vote): (&String, &Vote)| headers::year(cell).is_some() || !vote.takes(cell);
        row.values.len() == width && row.values[0].is_empty() && cells.all(names)
    })
}

/// Whether a row names what is below it a second time: units, or the parts of a joined cell.
fn header_like(table: &[Row], row: usize, width: usize) -> Option<()> {
    let below = table.get(row + 1..).filter(|below| below.len() > 1)?;
    let cells = &table[row].values;
    if cells.len() + 1 < width {
        return None;
    }
    let votes = votes(below, width);
    let (mut names, mut values, mut units) = (0, 0, 0);
    for (cell, vote) in cells.iter().zip(&votes) {
        if cell.is_empty() || vote.is_plain_text() {
            continue;
        }
        if vote.takes(cell) || super::missing::word(cell).is_some() {
            values += 1;
        } else {
            names += 1;
            units += usize::from(cell.starts_with(['(', '[']));
        }
    }
    let speaks = names > 1 || units > 0 || names == 1 && cells[0].is_empty();
    (values == 0 && speaks).then_some(())
}

/// Header rows as one: an empty cell above others belongs to the one before it.
fn joined(header: &[Row]) -> Vec<String> {
    let width = header.iter().map(|row| row.values.len()).max().unwrap_or(0);
    let mut names = vec![String::new(); width];
    for (i, row) in header.iter().enumerate() {
        let mut above = "";
        for (name, cell) in names.iter_mut().zip(&row.values) {
            if !cell.is_empty() {
                above = cell;
            }
            let part = if i + 1 < header.len() { above } else { cell };
            if !part.is_empty() && !name.is_empty() {
                name.push(' ');
            }
            name.push_str(part);
        }
    }
    if let Some(first) = names.first_mut().filter(|name| name.starts_with('#')) {
        *first = first.trim_start_matches(['#', ' ']).to_owned();
    }
    names
}

fn ends_in_delimiter(header: &[Row], body: &[Row], width: usize) -> bool {
    let full: Vec<&Row> = body
        .iter()
        .filter(|row| row.values.len() == width)
        .collect();
    let empty = |row: &&Row| row.values.last().is_some_and(String::is_empty);
    let unnamed =
        |row: &Row| row.values.len() < width || row.values.last().is_some_and(String::is_empty);
    width > 1
        && !full.is_empty()
        && full.iter().all(empty)
        && header.iter().all(unnamed)
        && !header.is_empty()
}

/// Lines below a table, from the rows at the end of a file, and whether the last row sums up others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Below {
    pub lines: u64,
    pub total: Option<(u64, String)>,
}

/// Looks for lines below the table in a text that ends as the file does.
pub fn below(text: &str, rows: &[Row], first_row: usize, width: usize) -> Below {
    let lines = line_count(text);
    let from_end = |row: &Row| lines + 1 - row.line;
    let least = first_row.max(rows.len().saturating_sub(MAX_BELOW));
    let mut start = rows.len();
    while start > least && is_below(&rows[start - 1], width) {
        start -= 1;
    }
    let firsts = votes(&rows[first_row.min(start)..start], 1);
    // A row that is merely short is told, and stays.
    while start < rows.len() && !(rows[start].apart || says_below(&rows[start], &firsts)) {
        start += 1;
    }
    if start <= first_row {
        // Nothing would be left above them.
        start = rows.len();
    }
    let total = rows[..start]
        .last()
        .filter(|row| start > first_row + 1 && is_total(row));
    Below {
        lines: rows.get(start).map_or(0, from_end),
        total: total.map(|row| (from_end(row), row.raw.clone())),
    }
}

fn is_below(row: &Row, width: usize) -> bool {
    let alone = width > 2 && row.filled() < 2;
    width > 1 && (row.values.len() != width || alone)
        || says_source(row)
        || row.apart && is_total(row)
}

fn says_source(row: &Row) -> bool {
    const WORDS: [&str; 18] = [
        "source",
        "sources",
        "note",
        "notes",
        "quelle",
        "quellen",
        "hinweis",
        "anmerkung",
        "fußnote",
        "footnote",
        "©",
        "(c)",
        "copyright",
        "generated",
        "exported",
        "printed",
        "end of",
        "last updated",
    ];
    let first = row.first().to_lowercase();
    counts_rows(&first)
        || WORDS
            .iter()
            .any(|word| first.starts_with(word) && first.len() > word.len())
}

/// How consoles end a table: `(1 row)`, `2 rows in set (0.00 sec)`, `3 record(s) selected.`
fn counts_rows(line: &str) -> bool {
    const ENDS: [&str; 10] = [
        "row",
        "rows",
        "record",
        "records",
        "record(s)",
        "row(s)",
        "rows in",
        "row in",
        "tuple",
        "tuples",
    ];
    let line = line.trim_start_matches('(');
    let rest = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let words: Vec<&str> = rest.split_whitespace().collect();
    let says = |words: &[&str]| ENDS.contains(&words.join(" ").trim_end_matches([')', '.']));
    rest.len() < line.len()
        && match words.as_slice() {
            [_] => says(&words),
            [row, "in", ..] => says(&[row, "in"]),
            [row, verb, ..] => {
                let verb = verb.trim_end_matches([')', '.']);
                says(&[row]) && ["affected", "selected", "returned", "fetched"].contains(&verb)
            }
            [] => false,
        }
}

/// Whether a row speaks of the table, by its words or because its first value does not belong.
fn says_below(row: &Row, votes: &[Vote]) -> bool {
    let stranger = votes
        .first()
        .is_some_and(|vote| !vote.is_plain_text() && !vote.takes(row.first()));
    says_source(row) || row.filled() == 1 && (stranger || row.first().starts_with(['*', '#', '†']))
}

fn is_total(row: &Row) -> bool {
    totals::says_last(row.first())
}
