//! How somebody has put the columns of a grid: which, in which order, how wide. It is theirs alone.

use super::track::between;
use crate::shared::dataset::{Column, ColumnType};
use std::ops::Range;

const NARROWEST: f64 = 48.0;
const WIDEST: f64 = 900.0;
/// What a name takes, about: a letter, and what stands beside it.
const LETTER: f64 = 7.5;
const BESIDE: f64 = 64.0;
/// Columns that stay where they are while the others scroll.
pub const MOST_PINNED: usize = 3;

#[derive(Clone, Debug, PartialEq)]
pub struct Layout(Vec<Slot>);

/// A column in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// Which of the data set's, from 0.
    pub column: usize,
    /// In CSS pixels.
    pub width: f64,
    pub hidden: bool,
    /// Stays at the start while the others scroll.
    pub pinned: bool,
}

impl Layout {
    pub fn of(columns: &[Column]) -> Self {
        let slot = |(column, of): (usize, &Column)| Slot {
            column,
            width: usual_width(of),
            hidden: false,
            pinned: false,
        };
        Self(columns.iter().enumerate().map(slot).collect())
    }

    /// The columns that are there to see: those that are pinned, then the others.
    pub fn shown(&self) -> Vec<Slot> {
        let of = |pinned| {
            let all = self.0.iter().copied();
            all.filter(move |slot| !slot.hidden && slot.pinned == pinned)
        };
        of(true).chain(of(false)).collect()
    }

    pub fn hidden(&self) -> usize {
        self.0.iter().filter(|slot| slot.hidden).count()
    }

    pub fn slot(&self, column: usize) -> Option<Slot> {
        self.0.iter().copied().find(|slot| slot.column == column)
    }

    pub fn change(&mut self, column: usize, change: impl FnOnce(&mut Slot)) {
        if let Some(slot) = self.0.iter_mut().find(|slot| slot.column == column) {
            change(slot);
            slot.width = between(slot.width, NARROWEST, WIDEST);
        }
    }

    /// Whether one more may be pinned: something must be left to scroll.
    pub fn has_room_to_pin(&self) -> bool {
        let pinned = self.0.iter().filter(|slot| slot.pinned).count();
        pinned < MOST_PINNED && pinned + 1 < self.shown().len()
    }

    /// Shows these columns in this order, and no other.
    pub fn put(&mut self, columns: &[usize]) {
        let hidden = |slot: &Slot| !columns.contains(&slot.column);
        let shown = columns.iter().filter_map(|column| self.slot(*column));
        let (shown, others) = (
            shown.map(|slot| Slot {
                hidden: false,
                ..slot
            }),
            self.0.iter(),
        );
        let others = others.filter(|slot| hidden(slot)).map(|slot| Slot {
            hidden: true,
            ..*slot
        });
        self.0 = shown.chain(others).collect();
    }

    /// Moves a column past the next one on its side that is shown; `by` is -1 or 1.
    pub fn shift(&mut self, column: usize, by: i32) {
        let Some(from) = self.0.iter().position(|slot| slot.column == column) else {
            return;
        };
        let is_next = |slot: &Slot| !slot.hidden && slot.pinned == self.0[from].pinned;
        let to = match by {
            ..0 => self.0[..from].iter().rposition(is_next),
            _ => self.0[from + 1..]
                .iter()
                .position(is_next)
                .map(|at| from + 1 + at),
        };
        if let Some(to) = to {
            let slot = self.0.remove(from);
            self.0.insert(to, slot);
        }
    }
}

/// Which of the columns lie between `left` and `left + width`, and what lies before them, in CSS pixels. Those that
/// are pinned stand before all others and are not asked for.
pub fn seen(slots: &[Slot], left: f64, width: f64) -> (Range<usize>, f64) {
    let first = slots.iter().take_while(|slot| slot.pinned).count();
    let (mut at, mut before, mut start) = (0.0, 0.0, None);
    let mut end = slots.len();
    for (place, slot) in slots.iter().enumerate().skip(first) {
        if at >= left + width {
            end = place;
            break;
        }
        if at + slot.width > left && start.is_none() {
            start = Some(place);
            before = at;
        }
        at += slot.width;
    }
    (start.unwrap_or(first)..end, before)
}

fn usual_width(column: &Column) -> f64 {
    let values = match column.column_type {
        ColumnType::Boolean => 96.0,
        ColumnType::Integer | ColumnType::Number | ColumnType::Date => 128.0,
        ColumnType::DateTime => 176.0,
        ColumnType::Text => 184.0,
    };
    let name = (column.name.chars().count() + column.column_type.word().len()) as f64;
    between(name * LETTER + BESIDE, values, 320.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(count: usize) -> Layout {
        let column = |at| Column {
            name: format!("c{at}"),
            column_type: ColumnType::Integer,
            nulls: 0,
        };
        let mut layout = Layout::of(&(0..count).map(column).collect::<Vec<_>>());
        layout.0.iter_mut().for_each(|slot| slot.width = 100.0);
        layout
    }

    fn order(layout: &Layout) -> Vec<usize> {
        layout.shown().iter().map(|slot| slot.column).collect()
    }

    #[test]
    fn columns_move_past_those_that_are_seen() {
        let mut layout = layout(5);
        layout.change(1, |slot| slot.hidden = true);
        layout.shift(0, 1);
        assert_eq!(order(&layout), [2, 0, 3, 4]);
        layout.shift(0, -1);
        assert_eq!(order(&layout), [0, 2, 3, 4]);
        layout.shift(0, -1);
        layout.shift(4, 1);
        assert_eq!(order(&layout), [0, 2, 3, 4]);
        layout.change(4, |slot| slot.pinned = true);
        assert_eq!(order(&layout), [4, 0, 2, 3]);
    }

    #[test]
    fn something_is_left_to_scroll() {
        let mut layout = layout(3);
        assert!(layout.has_room_to_pin());
        layout.change(0, |slot| slot.pinned = true);
        layout.change(1, |slot| slot.pinned = true);
        assert!(!layout.has_room_to_pin());
    }

    #[test]
    fn only_columns_in_sight_are_drawn() {
        let mut layout = layout(2_000);
        let slots = layout.shown();
        assert_eq!(seen(&slots, 0.0, 350.0), (0..4, 0.0));
        assert_eq!(seen(&slots, 150.0, 350.0), (1..5, 100.0));
        assert_eq!(seen(&slots, 199_700.0, 350.0), (1_997..2_000, 199_700.0));
        layout.change(7, |slot| slot.pinned = true);
        let slots = layout.shown();
        assert_eq!(seen(&slots, 0.0, 200.0), (1..3, 0.0));
        assert_eq!(seen(&[], 0.0, 200.0), (0..0, 0.0));
    }

    #[test]
    fn a_width_stays_within_reason() {
        let mut layout = layout(1);
        layout.change(0, |slot| slot.width = 3.0);
        assert_eq!(layout.slot(0).unwrap().width, NARROWEST);
    }
}
