//! What is marked in a grid, and where the keys lead.

use std::ops::RangeInclusive;

/// The row of the names.
pub const HEAD: i64 = -1;

/// A cell, in the order that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// From 0; [`HEAD`] is the row of names.
    pub row: i64,
    /// Among the columns that are shown, from 0.
    pub column: usize,
}

/// All cells between two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Where it began.
    pub anchor: Spot,
    /// Where the keys are.
    pub cursor: Spot,
}

/// What can be moved through.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    pub rows: i64,
    pub columns: usize,
    /// Rows that are seen at once.
    pub page: i64,
}

impl Selection {
    pub fn of(spot: Spot) -> Self {
        Self {
            anchor: spot,
            cursor: spot,
        }
    }

    /// Whether the keys are at a name, which another view has too.
    pub fn is_of_names(&self) -> bool {
        self.cursor.row == HEAD
    }

    /// The cells of whole rows.
    pub fn rows(self) -> RangeInclusive<i64> {
        let (one, other) = (self.anchor.row, self.cursor.row);
        one.min(other).max(0)..=one.max(other)
    }

    pub fn columns(self) -> RangeInclusive<usize> {
        let (one, other) = (self.anchor.column, self.cursor.column);
        one.min(other)..=one.max(other)
    }

    pub fn contains(self, row: i64, column: usize) -> bool {
        self.rows().contains(&row) && self.columns().contains(&column)
    }

    /// Cells; none while the names are gone through.
    pub fn count(self) -> i64 {
        let rows = (self.rows().end() - self.rows().start() + 1).max(0);
        rows * self.columns().count() as i64
    }

    /// After a key; none for keys that do not move.
    pub fn pressed(self, key: &str, shift: bool, control: bool, within: Extent) -> Option<Self> {
        if within.columns == 0 {
            return None;
        }
        let (last_row, last_column) = (within.rows - 1, within.columns - 1);
        let Spot { row, column } = self.cursor;
        let first_row = if shift { 0 } else { HEAD };
        let cursor = match (key, control) {
            ("ArrowUp", false) => Spot {
                row: row - 1,
                column,
            },
            ("ArrowDown", false) => Spot {
                row: row + 1,
                column,
            },
            ("ArrowUp", true) => Spot { row: 0, column },
            ("ArrowDown", true) => Spot {
                row: last_row,
                column,
            },
            ("ArrowLeft", false) => Spot {
                row,
                column: column.saturating_sub(1),
            },
            ("ArrowRight", false) => Spot {
                row,
                column: column + 1,
            },
            ("ArrowLeft", true) | ("Home", false) => Spot { row, column: 0 },
            ("ArrowRight", true) | ("End", false) => Spot {
                row,
                column: last_column,
            },
            ("Home", true) => Spot::default(),
            ("End", true) => Spot {
                row: last_row,
                column: last_column,
            },
            ("PageUp", false) => Spot {
                row: (row - within.page).max(row.min(0)),
                column,
            },
            ("PageDown", false) => Spot {
                row: row + within.page,
                column,
            },
            ("a" | "A", true) => {
                return Some(Self {
                    anchor: Spot::default(),
                    cursor: Spot {
                        row: last_row,
                        column: last_column,
                    },
                });
            }
            (" ", false) if shift && row >= 0 => {
                return Some(Self {
                    anchor: Spot {
                        row: self.anchor.row,
                        column: 0,
                    },
                    cursor: Spot {
                        row,
                        column: last_column,
                    },
                });
            }
            _ => return None,
        };
        let cursor = Spot {
            row: cursor.row.clamp(first_row, last_row.max(first_row)),
            column: cursor.column.min(last_column),
        };
        Some(match shift {
            true => Self { cursor, ..self },
            false => Self::of(cursor),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITHIN: Extent = Extent {
        rows: 1_000,
        columns: 4,
        page: 20,
    };

    fn at(row: i64, column: usize) -> Selection {
        Selection::of(Spot { row, column })
    }

    fn after(from: Selection, key: &str, shift: bool, control: bool) -> Selection {
        from.pressed(key, shift, control, WITHIN).unwrap()
    }

    #[test]
    fn every_key_of_a_grid_moves() {
        for (key, control, to) in [
            ("ArrowUp", false, at(4, 1)),
            ("ArrowDown", false, at(6, 1)),
            ("ArrowLeft", false, at(5, 0)),
            ("ArrowRight", false, at(5, 2)),
            ("Home", false, at(5, 0)),
            ("End", false, at(5, 3)),
            ("PageDown", false, at(25, 1)),
            ("PageUp", false, at(0, 1)),
            ("ArrowUp", true, at(0, 1)),
            ("ArrowDown", true, at(999, 1)),
            ("ArrowLeft", true, at(5, 0)),
            ("ArrowRight", true, at(5, 3)),
            ("Home", true, at(0, 0)),
            ("End", true, at(999, 3)),
        ] {
            assert_eq!(after(at(5, 1), key, false, control), to, "{key} {control}");
        }
        assert_eq!(at(5, 1).pressed("x", false, false, WITHIN), None);
    }

    #[test]
    fn nothing_leads_out() {
        assert_eq!(after(at(0, 0), "ArrowUp", false, false), at(HEAD, 0));
        assert_eq!(after(at(HEAD, 0), "ArrowUp", false, false), at(HEAD, 0));
        assert_eq!(after(at(HEAD, 0), "PageUp", false, false), at(HEAD, 0));
        assert_eq!(after(at(999, 3), "ArrowDown", false, false), at(999, 3));
        assert_eq!(after(at(999, 3), "ArrowRight", false, false), at(999, 3));
        assert_eq!(after(at(3, 0), "ArrowLeft", false, false), at(3, 0));
        let none = Extent { rows: 0, ..WITHIN };
        assert_eq!(
            at(HEAD, 0).pressed("ArrowDown", false, false, none),
            Some(at(HEAD, 0))
        );
    }

    #[test]
    fn shift_takes_what_lies_between() {
        let taken = after(
            after(at(5, 1), "ArrowDown", true, false),
            "ArrowLeft",
            true,
            false,
        );
        assert_eq!((taken.rows(), taken.columns()), (5..=6, 0..=1));
        assert_eq!(taken.count(), 4);
        assert!(taken.contains(6, 0) && !taken.contains(6, 2));
        assert_eq!(after(at(5, 1), "a", false, true).count(), 4_000);
        assert_eq!(after(at(5, 1), " ", true, false).count(), 4);
        assert_eq!(at(HEAD, 1).count(), 0);
        assert!(at(HEAD, 1).is_of_names() && !at(0, 1).is_of_names());
    }
}
