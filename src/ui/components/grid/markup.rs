//! The part of the table that is in sight, as HTML. It is written anew whenever something scrolls, so it is text:
//! the table hears clicks and keys for all its cells.

use super::{
    pixels::whole_px,
    profile,
    selection::{HEAD, Selection, Spot},
    state::State,
};
use crate::shared::{
    analysis::Cell,
    dataset::{Column, ColumnProfile},
    html::{escape, escaped},
    text::clean,
    view::View,
};
use crate::ui::components::{cell_text::cell_text, name::whole};
use std::fmt::Write;

/// Letters of a cell that are drawn; the rest is seen when it is opened.
const DRAWN_CHARS: usize = 160;

/// The id of the cell that the keys are at.
pub fn cursor_id(state: &State) -> String {
    format!("at-{}", state.dataset_id)
}

/// One column that is drawn.
struct Drawn {
    /// Among the columns that are shown.
    place: usize,
    /// In the data set.
    column: usize,
    width: f64,
    /// Which of those that stay.
    pin: Option<usize>,
}

/// `colgroup`, `thead` and `tbody`.
pub fn table(state: &State) -> String {
    let (columns, before) = drawn(state);
    let mut html = String::new();
    let after = state.width() - before - columns.iter().map(|one| one.width).sum::<f64>();
    html.push_str("<colgroup><col class=\"wide-only\" width=\"64\">");
    let mut gap_due = true;
    for one in &columns {
        if one.pin.is_none() && std::mem::take(&mut gap_due) {
            _ = write!(html, "<col width=\"{}\">", whole_px(before));
        }
        _ = write!(html, "<col width=\"{}\">", whole_px(one.width));
    }
    _ = write!(html, "<col width=\"{}\"></colgroup>", whole_px(after));
    head(state, &columns, &mut html);
    body(state, &columns, &mut html);
    html
}

fn drawn(state: &State) -> (Vec<Drawn>, f64) {
    let (places, before) = state.drawn_columns();
    let pinned = state.slots.iter().take_while(|slot| slot.pinned).count();
    let drawn = (0..pinned).chain(places).map(|place| {
        let slot = state.slots[place];
        Drawn {
            place,
            column: slot.column,
            width: slot.width,
            pin: slot.pinned.then_some(place),
        }
    });
    (drawn.collect(), before)
}

/// A cell that only takes room: for the columns that are out of sight.
fn with_gap(columns: &[Drawn], html: &mut String, mut cell: impl FnMut(&Drawn, &mut String)) {
    const GAP: &str = "<td class=\"gap\" role=\"presentation\"></td>";
    let mut gap_due = true;
    for one in columns {
        if one.pin.is_none() && std::mem::take(&mut gap_due) {
            html.push_str(GAP);
        }
        cell(one, html);
    }
    html.push_str(GAP);
}

fn head(state: &State, columns: &[Drawn], html: &mut String) {
    html.push_str(
        "<thead><tr aria-rowindex=\"1\"><th scope=\"col\" class=\"rownum wide-only\" aria-colindex=\"1\"><span class=\"sr-only\">Row</span></th>",
    );
    let id = cursor_id(state);
    with_gap(columns, html, |one, html| {
        let at = Spot {
            row: HEAD,
            column: one.place,
        };
        let is_at = state
            .selection
            .is_some_and(|selection| selection.cursor == at);
        let profile = state.profiles.get(one.column).and_then(Option::as_ref);
        let id = is_at.then_some(id.as_str());
        heading(
            &state.columns[one.column],
            one,
            &state.view,
            profile,
            id,
            html,
        );
    });
    html.push_str("</tr></thead>");
}

fn heading(
    column: &Column,
    drawn: &Drawn,
    view: &View,
    profile: Option<&ColumnProfile>,
    id: Option<&str>,
    html: &mut String,
) {
    let name = escaped(&clean(&column.name));
    let sorted = view.sort.iter().position(|key| key.column == column.name);
    let key = sorted.map(|at| &view.sort[at]);
    let filtered = view
        .filters
        .iter()
        .any(|filter| filter.column == column.name);
    let classes = classes(column, drawn.pin, id.is_some().then_some("at"));
    _ = write!(
        html,
        "<th scope=\"col\" class=\"{classes}\" data-place=\"{}\" data-column=\"{}\" aria-colindex=\"{}\"",
        drawn.place,
        drawn.column,
        drawn.place + 2,
    );
    if let Some(key) = key {
        let order = if key.descending {
            "descending"
        } else {
            "ascending"
        };
        _ = write!(html, " aria-sort=\"{order}\"");
    }
    if let Some(id) = id {
        _ = write!(html, " id=\"{id}\"");
    }
    _ = write!(
        html,
        "><span class=\"col\"><button class=\"sorts\" type=\"button\" tabindex=\"-1\" data-act=\"sort\" title=\"{name}\"><bdi>{name}</bdi> <span class=\"kind\">{}</span>",
        column.column_type.word(),
    );
    if let (Some(at), Some(key)) = (sorted, key) {
        let arrow = if key.descending { '↓' } else { '↑' };
        let place = if view.sort.len() > 1 {
            (at + 1).to_string()
        } else {
            String::new()
        };
        _ = write!(
            html,
            "<span class=\"order\" aria-hidden=\"true\">{arrow}{place}</span>"
        );
    }
    _ = write!(
        html,
        "</button><button class=\"menus\" type=\"button\" tabindex=\"-1\" data-act=\"menu\" aria-label=\"Filter and arrange {name}\"{}>⋮</button></span>",
        if filtered { " data-on" } else { "" },
    );
    profile::draw(column, profile, html);
    html.push_str("<span class=\"grip\" data-act=\"size\"></span></th>");
}

fn classes(column: &Column, pin: Option<usize>, state: Option<&str>) -> String {
    let mut classes = String::new();
    if column.column_type.is_numeric() {
        classes.push_str("n ");
    }
    if let Some(pin) = pin {
        _ = write!(classes, "pin pin-{pin} ");
    }
    classes.push_str(state.unwrap_or_default());
    classes
}

fn body(state: &State, columns: &[Drawn], html: &mut String) {
    let (rows, window) = (state.drawn_rows(), state.window);
    // The first row that is seen is where the scrollbar says; those drawn above it lie above.
    let offset = window.offset;
    let mut first = rows.start;
    let top = |row: i64| offset.bar - (offset.rows - row as f64 * window.row);
    while first < rows.end && top(first) < 0.0 {
        first += 1;
    }
    let above = if first < rows.end { top(first) } else { 0.0 };
    let drawn = (rows.end - first).max(0) as f64 * window.row;
    let below = state.track().length() - above - drawn;
    html.push_str("<tbody>");
    filler(above, html);
    let id = cursor_id(state);
    for row in first..rows.end {
        let number = state.pages.number(row);
        _ = write!(html, "<tr aria-rowindex=\"{}\" data-at=\"{row}\"", row + 2);
        if let Some(number) = number {
            _ = write!(html, " data-row=\"{number}\"");
        }
        // A row that is not here yet has no name.
        _ = match number {
            Some(number) => write!(
                html,
                "><th scope=\"row\" class=\"rownum wide-only\" aria-colindex=\"1\">{}",
                number + 1
            ),
            None => write!(html, "><td class=\"rownum wide-only\" aria-colindex=\"1\">"),
        };
        state.draw_comments(row, None, html);
        html.push_str(if number.is_some() { "</th>" } else { "</td>" });
        with_gap(columns, html, |one, html| {
            let cell = state.pages.cell(row, one.column);
            draw_cell(
                &state.columns[one.column],
                one,
                row,
                cell,
                state.selection,
                &id,
                html,
            );
            state.draw_comments(row, Some(one.column), html);
            html.push_str("</td>");
        });
        html.push_str("</tr>");
    }
    filler(below, html);
    html.push_str("</tbody>");
}

/// Room for rows that are out of sight.
fn filler(height: f64, html: &mut String) {
    if height > 0.0 {
        _ = write!(
            html,
            "<tr role=\"presentation\" class=\"filler\" height=\"{}\"><td></td></tr>",
            whole_px(height)
        );
    }
}

/// Everything of a cell but its end.
fn draw_cell(
    column: &Column,
    drawn: &Drawn,
    row: i64,
    cell: Option<&Cell>,
    selection: Option<Selection>,
    id: &str,
    html: &mut String,
) {
    let is_at = selection.is_some_and(|one| {
        one.cursor
            == Spot {
                row,
                column: drawn.place,
            }
    });
    let is_in = selection.is_some_and(|one| one.contains(row, drawn.place));
    let state = match (is_at, is_in) {
        (true, _) => Some("at"),
        (_, true) => Some("in"),
        _ => None,
    };
    _ = write!(
        html,
        "<td class=\"{}\" data-place=\"{}\" data-column=\"{}\" aria-colindex=\"{}\"",
        classes(column, drawn.pin, state),
        drawn.place,
        drawn.column,
        drawn.place + 2,
    );
    if is_in {
        html.push_str(" aria-selected=\"true\"");
    }
    if is_at {
        _ = write!(html, " id=\"{id}\"");
    }
    match cell {
        None => html.push_str("><span class=\"coming\"></span>"),
        Some(Cell::Null) => html.push_str("><span class=\"null\">null</span>"),
        Some(cell) => {
            let text = cell_text(cell);
            let short: String = text.chars().take(DRAWN_CHARS).collect();
            if let Some(title) = whole(&short) {
                _ = write!(html, " title=\"{}\"", escaped(&title));
            }
            html.push('>');
            escape(html, &short);
            if short.len() < text.len() {
                html.push('…');
            }
        }
    }
}
