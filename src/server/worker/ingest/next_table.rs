//! Where below a table another one of the same columns begins: a few lines that name it, and the header again.

use super::{grammar::Grammar, headers, rows::Row};

/// Ends of lines that are looked at for the header.
const MAX_LINES: usize = 12;

/// Whether the header comes again in `rest`, with nothing before it but lines that hold one value at most. Where
/// blanks or positions separate columns, these are empty.
pub fn follows(rest: &[u8], header: &[u8], columns: usize, grammar: &Grammar) -> bool {
    let by_blanks = grammar.blank_runs || !grammar.starts.is_empty();
    let delimiter = |byte: &u8| *byte == grammar.delimiter;
    let holds_little = |line: &[u8]| match by_blanks {
        true => line.trim_ascii().is_empty(),
        false => {
            let values = line.split(delimiter);
            let filled = values.filter(|value| !value.trim_ascii().is_empty());
            filled.count() < 2
        }
    };
    let lines = rest.split(|byte| matches!(byte, b'\n' | b'\r'));
    let mut lines = lines.take(MAX_LINES);
    lines
        .find(|line| headers::repeats(header, line, columns) || !holds_little(line))
        .is_some_and(|line| headers::repeats(header, line, columns))
}

/// The rows of a table without its header where that comes again, and without the lines that name another table.
pub fn without_names(rows: &[Row], header: &Row, columns: usize) -> Vec<Row> {
    let is_header =
        |row: &Row| headers::repeats(header.raw.as_bytes(), row.raw.as_bytes(), columns);
    let is_title =
        |row: &Row| row.filled() < 2 && columns > 1 && (row.values.len() < columns || row.apart);
    let names = |i: usize| {
        let mut rest = rows[i..].iter().take(MAX_LINES);
        let next = rest.find(|row| is_header(row) || !is_title(row));
        next.is_some_and(is_header)
    };
    let kept = rows.iter().enumerate().filter(|(i, _)| !names(*i));
    kept.map(|(_, row)| row.clone()).collect()
}
