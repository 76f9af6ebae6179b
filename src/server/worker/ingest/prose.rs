//! Prose above a table whose columns are told apart by blanks. Its lines fall apart into words, so that
//! only the values below say where the table begins.

use super::{
    missing,
    rows::{Row, lacks_one_name},
    types::Vote,
};

/// Rows that a comment takes at most.
const MAX_COMMENT_ROWS: usize = 200;

/// Rows of a comment between `/*` and `*/` at the beginning, if a table can follow.
pub fn comment_rows(rows: &[Row]) -> usize {
    let opens = |row: &Row| row.raw.trim_start().starts_with("/*");
    if !rows.first().is_some_and(opens) {
        return 0;
    }
    let mut comment = rows.iter().take(MAX_COMMENT_ROWS);
    let last = comment.position(|row| row.raw.trim_end().ends_with("*/"));
    last.map(|last| last + 1)
        .filter(|count| *count < rows.len())
        .unwrap_or(0)
}

/// Rows above a table of `width` columns: up to the last one that is not as long as the values below it. None where
/// no row would be left below one of names.
pub fn rows_above(rows: &[Row], width: usize) -> Option<usize> {
    let first = first_values(rows, width)?;
    let is_odd = |i: &usize| rows[*i].values.len() != width || is_bracketed(&rows[*i].raw);
    let up_to_odd = |end: usize| (0..end).rev().find(is_odd).map_or(0, |odd| odd + 1);
    let above = match up_to_odd(first) {
        // What stands at the top of all, or lacks a name for the rows' own names, may name the columns.
        above if above == first && above > 0 && may_name(rows, above - 1) => up_to_odd(above - 1),
        above => above,
    };
    (above + 1 < rows.len()).then_some(above)
}

fn may_name(rows: &[Row], i: usize) -> bool {
    !is_bracketed(&rows[i].raw) && (i == 0 || lacks_one_name(rows, i))
}

/// The first row with values of the kinds that stand below it.
fn first_values(rows: &[Row], width: usize) -> Option<usize> {
    let full: Vec<usize> = (0..rows.len())
        .filter(|i| rows[*i].values.len() == width)
        .collect();
    let mut votes = vec![Vote::default(); width];
    // Prose stands above, if anywhere.
    for i in &full[full.len() / 2..] {
        for (vote, value) in votes.iter_mut().zip(&rows[*i].values) {
            vote.add(value);
        }
    }
    if votes.iter().all(Vote::is_plain_text) {
        return None;
    }
    let belongs = |(vote, value): (&Vote, &String)| {
        vote.is_plain_text() || missing::word(value).is_some() || vote.takes(value)
    };
    let is_row = |i: &usize| votes.iter().zip(&rows[*i].values).all(belongs);
    full.into_iter().find(is_row)
}

/// Whether a line is a sign for some program: `<1960 Q1>`.
fn is_bracketed(line: &str) -> bool {
    let inner = line.trim().strip_prefix('<');
    let inner = inner.and_then(|inner| inner.strip_suffix('>'));
    inner.is_some_and(|inner| !inner.contains(['<', '>']))
}
