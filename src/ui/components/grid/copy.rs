//! What is copied: text with tabs for any program, and HTML that tells a spreadsheet what is text.

use super::super::cell_text::cell_text;
use crate::shared::{
    analysis::{Cell, Num},
    html::escape,
};

/// A line break that stays within its cell.
const BREAK: &str = "<br style='mso-data-placement:same-cell'>";

/// Lines of cells with tabs between them; a cell with a tab, a line break or a quote mark is quoted.
pub fn as_text(rows: &[Vec<Cell>]) -> String {
    let line = |row: &Vec<Cell>| row.iter().map(quoted).collect::<Vec<_>>().join("\t");
    rows.iter().map(line).collect::<Vec<_>>().join("\r\n")
}

/// A table in which text is marked as text, so that a spreadsheet keeps "007" and computes no "=1+1".
pub fn as_html(rows: &[Vec<Cell>]) -> String {
    let mut html = "<meta charset=\"utf-8\"><table>".to_owned();
    for row in rows {
        html.push_str("<tr>");
        for cell in row {
            html.push_str(match cell {
                Cell::Text(_) => "<td style='mso-number-format:\"\\@\"'>",
                _ => "<td>",
            });
            for (at, line) in plain(cell).lines().enumerate() {
                html.push_str(if at > 0 { BREAK } else { "" });
                escape(&mut html, line);
            }
            html.push_str("</td>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</table>");
    html
}

/// As programs read it: "-" for minus, nothing for what is missing.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Int(number) => number.to_string(),
        Cell::Num(Num(number)) => crate::shared::decimal::shortest(*number),
        other => cell_text(other),
    }
}

fn quoted(cell: &Cell) -> String {
    let text = plain(cell);
    match text.contains(['\t', '\n', '\r', '"']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_breaks_stay_one_cell() {
        let text = |text: &str| Cell::Text(text.into());
        let rows = [
            vec![text("a\nb"), text("x\ty"), Cell::Null],
            vec![text("say \"hi\""), Cell::Int(-5), Cell::Num(Num(0.25))],
        ];
        assert_eq!(
            as_text(&rows),
            "\"a\nb\"\t\"x\ty\"\t\r\n\"say \"\"hi\"\"\"\t-5\t0.25"
        );
    }

    #[test]
    fn a_spreadsheet_keeps_text_as_text() {
        let html = as_html(&[vec![Cell::Text("=1+1<b>".into()), Cell::Int(7)]]);
        assert!(html.contains("\\@"), "{html}");
        assert!(html.contains("=1+1&lt;b&gt;"), "{html}");
        assert!(html.contains("<td>7</td>"), "{html}");
        let lines = as_html(&[vec![Cell::Text("two\nlines".into())]]);
        assert!(lines.contains(&format!("two{BREAK}lines</td>")), "{lines}");
    }
}
