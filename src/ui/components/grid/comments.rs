//! Comments in a grid: where they hang, what their authors had before them, and the way back there.

use super::{
    live::Grid,
    selection::{Selection, Spot},
    state::{Borrowed, State},
};
use crate::charts::number;
use crate::shared::{
    analysis::Cell,
    anchor::Anchor,
    html::escaped,
    session::chat::Seen,
    text::clean,
    view::{Filter, Test, View},
};
use crate::ui::{components::cell_text::cell_text, lean::effect, live::Leap};
use leptos::prelude::*;
use std::fmt::Write as _;

impl State {
    /// A cell of a row of the view, or the whole row; none while it is on its way.
    fn place(&self, row: i64, column: Option<usize>) -> Option<Anchor> {
        let (dataset, row) = (self.dataset_id, self.pages.ordinal(row)? as u32);
        Some(match column {
            Some(column) => Anchor::Cell {
                dataset,
                row,
                column: column as u32,
            },
            None => Anchor::Row { dataset, row },
        })
    }

    /// Draws how many comments hang at a place of the view; a press opens them.
    pub fn draw_comments(&self, row: i64, column: Option<usize>, html: &mut String) {
        if self.comments.is_empty() {
            return;
        }
        let Some(place) = self.place(row, column) else {
            return;
        };
        let count = self.comments.iter().filter(|one| **one == place).count();
        if count == 0 {
            return;
        }
        let words = number::count(count as i64, "comment", "comments");
        let of = column.map_or(String::new(), |column| {
            format!("{} of ", clean(&self.name_of(column)))
        });
        let row = self.pages.number(row).unwrap_or_default() + 1;
        _ = write!(
            html,
            "<button class=\"mark\" type=\"button\" tabindex=\"-1\" data-act=\"talk\" aria-label=\"{} on {}row {row}\">{count}</button>",
            words,
            escaped(&of),
        );
    }

    /// A place, and what the reader has before them there; the row alone without a place among the columns.
    pub fn seen_at(&self, row: i64, place: Option<usize>) -> Option<(Anchor, Seen)> {
        let column = place.and_then(|place| self.column_at(place));
        let value = column.and_then(|column| self.pages.cell(row, column));
        let seen = Seen {
            view: self.view.clone(),
            marked: self.marked().unwrap_or_default(),
            column: column.map(|column| self.name_of(column)),
            value: value.map(|cell| cell_text(cell).chars().take(100).collect()),
            key: self.key_of(row),
            ..Seen::default()
        };
        Some((self.place(row, column)?, seen))
    }

    fn marked(&self) -> Option<Vec<i64>> {
        let marked = self.selection?;
        let column = |place: &usize| self.column_at(*place).map(|column| column as i64);
        let (rows, columns) = (marked.rows(), marked.columns());
        let (left, right) = (column(columns.start())?, column(columns.end())?);
        Some(vec![*rows.start(), *rows.end(), left, right])
    }

    /// The first column in which no two rows have the same value.
    fn key_of(&self, row: i64) -> Option<Filter> {
        let is_key = |column: &usize| {
            let profile = self.profiles.get(*column)?.as_ref()?;
            (profile.missing == 0 && profile.distinct == Some(self.all_rows)).then_some(())
        };
        let mut columns = 0..self.columns.len();
        let column = columns.find(|column| is_key(column).is_some())?;
        let cell = self.pages.cell(row, column)?;
        Some(Filter {
            column: self.name_of(column),
            test: Test::OneOf(vec![as_filtered(cell)?]),
        })
    }

    /// Where a row of the data set stands in the view, as far as that is here.
    fn row_of(&self, number: u32) -> Option<i64> {
        let number = i64::from(number);
        let mut drawn = self.drawn_rows();
        drawn
            .find(|row| self.pages.ordinal(*row) == Some(number))
            .or_else(|| self.view.is_everything().then(|| number - self.gone()))
            .filter(|row| *row >= 0)
    }

    fn place_of(&self, column: u32) -> usize {
        let mut slots = self.slots.iter();
        let place = slots.position(|slot| slot.column == column as usize);
        place.unwrap_or_default()
    }
}

/// A value as filters write it; none where there is no value.
fn as_filtered(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Null => None,
        other => Some(cell_text(other).replace('−', "-")),
    }
}

impl Grid {
    /// Has the open comments on the data set stand at their places.
    pub fn hang(self, comments: Memo<Vec<String>>) {
        effect(move || {
            let comments = comments.read();
            let places: Vec<Anchor> = comments.iter().filter_map(|one| one.parse().ok()).collect();
            if self.now().comments != places {
                self.state.write().comments = places;
            }
        });
    }

    /// What the reader has before them.
    pub fn seen(self) -> Seen {
        let state = self.now();
        Seen {
            view: state.view.clone(),
            marked: state.marked().unwrap_or_default(),
            ..Seen::default()
        }
    }

    /// Shows what the reader asked for from outside. It is theirs alone.
    pub fn look(self, look: &Leap) {
        let before = match &self.now().borrowed {
            Some(borrowed) => borrowed.before.clone(),
            None => self.view(),
        };
        if let Some(view) = &look.view {
            self.show(view.clone());
        } else if let Some((row, _)) = look.cell
            && self.now().row_of(row).is_none()
        {
            // Among all rows, it has its place.
            self.show(View::default());
        }
        let mut state = self.state.write();
        if let Some(whose) = look.whose.clone() {
            state.borrowed = Some(Borrowed { whose, before });
        }
        let spot = |row: i64, column: i64| Spot {
            row,
            column: state.place_of(column as u32),
        };
        let selection = match (look.marked.as_slice(), look.cell) {
            (&[first, last, left, right], _) => Some(Selection {
                anchor: spot(first, left),
                cursor: spot(last, right),
            }),
            (_, Some((row, column))) => state.row_of(row).map(|row| {
                Selection::of(Spot {
                    row,
                    column: state.place_of(column),
                })
            }),
            _ => None,
        };
        if let Some(selection) = selection {
            let (offset, left) = state.place_to_see(selection.cursor);
            state.selection = Some(selection);
            state.window.left = left;
            state.move_to(offset);
        }
    }

    /// Gives the reader back what they saw before.
    pub fn give_back(self) {
        let borrowed = self.state.write().borrowed.take();
        if let Some(borrowed) = borrowed {
            self.show(borrowed.before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        dataset::{ColumnProfile, RowPage},
        session::testing::Story,
    };
    use crate::ui::components::grid::pages::BlockId;

    /// Three rows of a view, of which the file has others between.
    fn state() -> State {
        let (story, id) = Story::with_weather();
        let mut state = State::of(story.state.dataset(id).unwrap(), View::default());
        let text = |text: &str| Cell::Text(text.into());
        let page = RowPage {
            offset: 0,
            total: 3,
            numbers: vec![4, 17, 2],
            gone: 0,
            rows: vec![
                vec![text("rain"), Cell::Int(1), Cell::Null],
                vec![text("sun"), Cell::Int(-2), Cell::Null],
                vec![text("fog"), Cell::Null, Cell::Null],
            ],
        };
        state.pages.put(BlockId::of(0, 0), page);
        state.view.find = "n".into();
        state
    }

    fn profile(distinct: i64) -> Option<ColumnProfile> {
        Some(ColumnProfile {
            missing: 0,
            distinct: Some(distinct),
            shares: Vec::new(),
        })
    }

    #[test]
    fn a_comment_keeps_what_its_author_has_before_them() {
        let mut state = state();
        state.selection = Some(Selection::of(Spot { row: 1, column: 1 }));
        let (anchor, seen) = state.seen_at(1, Some(1)).unwrap();
        let dataset = state.dataset_id;
        let cell = Anchor::Cell {
            dataset,
            row: 17,
            column: 1,
        };
        assert_eq!(anchor, cell);
        assert_eq!(seen.view.find, "n");
        assert_eq!(seen.marked, [1, 1, 1, 1]);
        assert_eq!(seen.column.as_deref(), Some("wind"));
        assert_eq!(seen.value.as_deref(), Some("−2"));
        assert_eq!(seen.key, None);
        let row = Anchor::Row { dataset, row: 17 };
        assert_eq!(state.seen_at(1, None).unwrap().0, row);
        assert_eq!(state.seen_at(300, Some(1)), None);
    }

    #[test]
    fn a_row_is_named_by_a_column_without_doubles() {
        let mut state = state();
        state.profiles = vec![profile(3), profile(state.all_rows), None];
        let key = state.seen_at(1, None).unwrap().1.key.unwrap();
        let test = Test::OneOf(vec!["-2".into()]);
        assert_eq!((key.column.as_str(), key.test), ("wind", test));
        // What is missing names nothing.
        assert_eq!(state.seen_at(2, None).unwrap().1.key, None);
    }

    #[test]
    fn a_mark_says_what_it_hangs_on() {
        let mut state = state();
        let (cell, _) = state.seen_at(1, Some(1)).unwrap();
        let (row, _) = state.seen_at(1, None).unwrap();
        state.comments = vec![cell, row, cell];
        let drawn = |row, column| {
            let mut html = String::new();
            state.draw_comments(row, column, &mut html);
            html
        };
        let html = drawn(1, Some(1));
        assert!(
            html.contains("\"2 comments on wind of row 18\">2<"),
            "{html}"
        );
        let html = drawn(1, None);
        assert!(html.contains("\"1 comment on row 18\">1<"), "{html}");
        assert_eq!(drawn(0, Some(1)) + &drawn(1, Some(0)), "");
    }

    #[test]
    fn a_mark_stays_with_its_row_while_older_rows_go() {
        let mut state = state();
        state.grow(100, 400);
        let row = |state: &State| state.seen_at(1, None).unwrap().0;
        let dataset = state.dataset_id;
        assert_eq!(row(&state), Anchor::Row { dataset, row: 17 });
        // Thirty have gone: the rows in sight have other places by now.
        let mut page = RowPage {
            offset: 0,
            total: 3,
            numbers: vec![4, 17, 2],
            rows: vec![vec![Cell::Null; 3]; 3],
            gone: 300,
        };
        state.pages.put(BlockId::of(0, 0), page.clone());
        assert_eq!(row(&state), Anchor::Row { dataset, row: 317 });
        assert_eq!(state.row_of(317), Some(1));
        page.gone = 310;
        page.numbers = vec![7, 8];
        state.pages.put(BlockId::of(0, 0), page);
        assert_eq!(row(&state), Anchor::Row { dataset, row: 318 });
        state.view = View::default();
        state.head = Some(410);
        assert_eq!(state.row_of(399), Some(89));
        assert_eq!(state.row_of(309), None);
    }

    #[test]
    fn a_row_is_found_where_it_is_drawn_and_among_all_rows() {
        let mut state = state();
        assert_eq!(state.row_of(17), Some(1));
        assert_eq!(state.row_of(900), None);
        state.view = View::default();
        assert_eq!(state.row_of(900), Some(900));
    }
}
