//! What the reader does with the table: presses, drags, keys.

use super::{
    live::Grid,
    menu::Menu,
    picked::Picked,
    pixels::whole_px,
    selection::{HEAD, Selection, Spot},
};
use crate::shared::{analysis::Cell, view::SortKey};
use crate::ui::live::Talk;
use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DataTransfer, Element, Event, HtmlElement, KeyboardEvent, MouseEvent};

/// The handles that what the reader does needs.
#[derive(Clone, Copy)]
pub struct Input {
    pub grid: Grid,
    pub around: NodeRef<html::Div>,
    pub table: NodeRef<html::Table>,
    pub menu: Menu,
    pub drag: StoredValue<Drag>,
    /// A comment is to begin at a place, or those there are to be shown.
    pub on_talk: Callback<Talk>,
}

#[derive(Clone, Copy, Default)]
pub enum Drag {
    #[default]
    Nothing,
    Cells,
    /// A column, its width then, and where the pointer was then.
    Width(usize, f64, i32),
}

/// A column's part in the order: upwards, downwards, none. Without `add` it is the only one.
pub fn sort_on(sort: &mut Vec<SortKey>, column: String, add: bool) {
    let at = sort.iter().position(|key| key.column == column);
    let next = match at.map(|at| sort[at].descending) {
        None => Some(false),
        Some(false) => Some(true),
        Some(true) => None,
    };
    match (at, next) {
        (Some(at), Some(descending)) if add => sort[at].descending = descending,
        (Some(at), None) if add => _ = sort.remove(at),
        _ => {
            if !add {
                sort.clear();
            }
            sort.extend(next.map(|descending| SortKey { column, descending }));
        }
    }
}

/// The place of a cell or a head that was hit.
fn spot_of(hit: &Element) -> Option<Spot> {
    let cell = hit.closest("[data-place]").ok()??;
    let column = cell.get_attribute("data-place")?.parse().ok()?;
    let row = match cell.closest("[data-at]").ok()? {
        Some(row) => row.get_attribute("data-at")?.parse().ok()?,
        None => HEAD,
    };
    Some(Spot { row, column })
}

fn hit(event: &Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()
}

/// "sort", "menu" or "size", and the column of the data set.
fn act_of(hit: &Element) -> Option<(String, usize)> {
    let act = hit.closest("[data-act]").ok()??.get_attribute("data-act")?;
    let column = hit.closest("[data-column]").ok()??;
    Some((act, column.get_attribute("data-column")?.parse().ok()?))
}

/// The row of the view and the place in it whose comments were pressed; a whole row's have no place.
fn marked(hit: &Element) -> Option<(i64, Option<usize>)> {
    let mark = hit.closest("[data-act=talk]").ok()??;
    let row = mark.closest("[data-at]").ok()??.get_attribute("data-at")?;
    Some((row.parse().ok()?, spot_of(&mark).map(|spot| spot.column)))
}

impl Input {
    pub fn focus(self) {
        if let Some(table) = self.table.get_untracked() {
            // Fails only for what cannot have the focus.
            let _ = table.unchecked_into::<HtmlElement>().focus();
        }
    }

    /// Speaks of a cell of the view, or of the whole row.
    pub fn talk(self, row: i64, place: Option<usize>) {
        let of = self.grid.now().seen_at(row, place);
        if let Some((place, seen)) = of {
            self.on_talk.run((place, Some(Box::new(seen))));
        }
    }

    pub fn on_click(self, event: &MouseEvent) {
        if let Some((row, place)) = hit(event).and_then(|hit| marked(&hit)) {
            return self.talk(row, place);
        }
        let Some((act, column)) = hit(event).and_then(|hit| act_of(&hit)) else {
            return;
        };
        match act.as_str() {
            "sort" => {
                // The heads are drawn anew, without what was pressed.
                self.focus();
                self.sort(column, event.shift_key());
            }
            "menu" => {
                event.stop_propagation();
                self.open_menu(column);
            }
            _ => {}
        }
    }

    pub fn on_press(self, event: &MouseEvent) {
        let Some(hit) = hit(event).filter(|_| event.button() == 0) else {
            return;
        };
        if let Some((act, column)) = act_of(&hit) {
            if act == "size" {
                event.prevent_default();
                let slot = self.grid.now().layout.slot(column);
                let width = slot.map_or(0.0, |slot| slot.width);
                self.drag
                    .set_value(Drag::Width(column, width, event.client_x()));
            }
            return;
        }
        let Some(spot) = spot_of(&hit) else { return };
        // Else the browser would mark text.
        event.prevent_default();
        self.focus();
        let before = self.grid.now().selection.filter(|_| event.shift_key());
        self.grid.select(Selection {
            anchor: before.map_or(spot, |selection| selection.anchor),
            cursor: spot,
        });
        self.drag.set_value(Drag::Cells);
    }

    /// The pointer moves over the page.
    pub fn on_move(self, event: &MouseEvent) {
        let drag = self.drag.get_value();
        if event.buttons() & 1 == 0 {
            return self.drag.set_value(Drag::Nothing);
        }
        match drag {
            Drag::Nothing => {}
            Drag::Cells => {
                let spot = hit(event).and_then(|hit| spot_of(&hit));
                let now = self.grid.now().selection;
                if let (Some(cursor), Some(now)) = (spot.filter(|spot| spot.row != HEAD), now)
                    && now.cursor != cursor
                {
                    self.grid.select(Selection { cursor, ..now });
                }
            }
            Drag::Width(column, width, from) => {
                let width = width + f64::from(event.client_x() - from);
                let mut state = self.grid.state.write();
                state.arrange(|layout| layout.change(column, |slot| slot.width = width));
            }
        }
    }

    pub fn on_double(self, event: &MouseEvent) {
        let spot = hit(event).and_then(|hit| spot_of(&hit));
        if let Some(spot) = spot.filter(|spot| spot.row != HEAD) {
            self.grid.state.write().opened = Some(spot);
        }
    }

    pub fn on_focus(self) {
        let now = self.grid.now();
        if now.selection.is_none() {
            let row = now.seen_rows().start;
            drop(now);
            self.grid.select(Selection::of(Spot { row, column: 0 }));
        }
    }

    pub fn on_key(self, event: &KeyboardEvent) {
        let (key, shift) = (event.key(), event.shift_key());
        let control = event.ctrl_key() || event.meta_key();
        // Another view came while the table had the focus.
        self.on_focus();
        let state = self.grid.now();
        let Some(selection) = state.selection else {
            return;
        };
        let (cursor, is_open) = (selection.cursor, state.opened.is_some());
        let column = state.column_at(cursor.column);
        let next = selection.pressed(&key, shift, control, state.extent());
        drop(state);
        match (key.as_str(), column) {
            ("Enter", Some(column)) if cursor.row == HEAD => self.sort(column, shift),
            ("ContextMenu", Some(column)) => self.open_menu(column),
            ("ArrowDown", Some(column)) if event.alt_key() => self.open_menu(column),
            ("m", _) if !control && cursor.row != HEAD => {
                self.talk(cursor.row, Some(cursor.column));
            }
            ("M", _) if !control && cursor.row != HEAD => self.talk(cursor.row, None),
            ("Enter", _) => self.grid.state.write().opened = Some(cursor),
            ("Escape", _) if is_open => self.grid.state.write().opened = None,
            ("Escape", _) if selection.count() > 1 => self.grid.select(Selection::of(cursor)),
            _ => match next {
                None => return,
                Some(next) => {
                    self.grid.select(next);
                    if key != "a" && key != "A" {
                        self.reveal(next.cursor);
                    }
                }
            },
        }
        event.prevent_default();
    }

    fn sort(self, column: usize, add: bool) {
        let mut view = self.grid.view();
        let name = self.grid.now().name_of(column);
        sort_on(&mut view.sort, name, add);
        self.grid.show(view);
    }

    pub fn open_menu(self, column: usize) {
        const MENU_WIDTH: f64 = 320.0;
        let left = self.around.get_untracked().and_then(|around| {
            let head = around
                .query_selector(&format!("th[data-column=\"{column}\"]"))
                .ok()??;
            let from = |element: &Element| element.get_bounding_client_rect().left();
            let room = f64::from(around.client_width()) - MENU_WIDTH;
            Some((from(&head) - from(&around)).min(room).max(0.0))
        });
        self.menu.show(column, whole_px(left.unwrap_or_default()));
    }

    /// Scrolls as little as it takes to see a cell.
    pub fn reveal(self, spot: Spot) {
        let Some(around) = self.around.get_untracked() else {
            return;
        };
        let (offset, left) = self.grid.now().place_to_see(spot);
        {
            let mut state = self.grid.state.write();
            state.window.offset = offset;
            state.window.left = left;
        }
        around.set_scroll_top(offset.bar as i32);
        around.set_scroll_left(left as i32);
    }

    /// Puts what is marked on the clipboard, if it is here; false where it is not.
    pub fn on_copy(self, event: &Event) -> bool {
        let Some(rows) = self.marked() else {
            return false;
        };
        let data = js_sys::Reflect::get(event, &JsValue::from("clipboardData"));
        let Ok(data) = data.unwrap_or_default().dyn_into::<DataTransfer>() else {
            return false;
        };
        event.prevent_default();
        let text = data.set_data("text/plain", &super::copy::as_text(&rows));
        let html = data.set_data("text/html", &super::copy::as_html(&rows));
        text.is_ok() && html.is_ok()
    }

    fn marked(self) -> Option<Vec<Vec<Cell>>> {
        let state = self.grid.now();
        let selection = state.selection?;
        if selection.count() == 1 {
            let column = state.column_at(selection.cursor.column)?;
            let cell = state.pages.cell(selection.cursor.row, column)?;
            return Some(vec![vec![cell.clone()]]);
        }
        match &state.picked {
            Picked::Here(rows) => Some(rows.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(presses: &[(&str, bool)]) -> Vec<(String, bool)> {
        let mut sort = Vec::new();
        for (column, add) in presses {
            sort_on(&mut sort, (*column).to_owned(), *add);
        }
        sort.into_iter()
            .map(|key| (key.column, key.descending))
            .collect()
    }

    #[test]
    fn the_third_press_gives_the_files_order_back() {
        let down = |column: &str, descending| (column.to_owned(), descending);
        assert_eq!(after(&[("a", false)]), [down("a", false)]);
        assert_eq!(after(&[("a", false); 2]), [down("a", true)]);
        assert_eq!(after(&[("a", false); 3]), []);
        assert_eq!(after(&[("a", false), ("b", false)]), [down("b", false)]);
    }

    #[test]
    fn with_shift_the_orders_before_it_stay() {
        let down = |column: &str, descending| (column.to_owned(), descending);
        assert_eq!(
            after(&[("a", false), ("b", true)]),
            [down("a", false), down("b", false)]
        );
        assert_eq!(
            after(&[("a", false), ("b", true), ("a", true)]),
            [down("a", true), down("b", false)]
        );
        assert_eq!(
            after(&[("a", false), ("b", true), ("b", true), ("b", true)]),
            [down("a", false)]
        );
    }
}
