//! The rows that are here, in blocks of so many rows and columns.

use crate::shared::{analysis::Cell, dataset::RowPage};
use std::ops::Range;

pub const BLOCK_ROWS: i64 = 100;
pub const BLOCK_COLUMNS: usize = 32;
/// Blocks that are kept; the oldest go first.
const MOST: usize = 80;

/// Which block: counted in blocks from the beginning of the view, and of the data set's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockId {
    pub rows: i64,
    pub columns: usize,
}

impl BlockId {
    pub fn of(row: i64, column: usize) -> Self {
        Self {
            rows: row / BLOCK_ROWS,
            columns: column / BLOCK_COLUMNS,
        }
    }

    pub fn offset(self) -> i64 {
        self.rows * BLOCK_ROWS
    }

    /// The columns of the data set that it holds.
    pub fn columns(self, of: usize) -> Range<usize> {
        let first = self.columns * BLOCK_COLUMNS;
        first..(first + BLOCK_COLUMNS).min(of)
    }
}

/// Blocks of one view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pages {
    /// Each with the age in which it was asked for.
    blocks: Vec<(BlockId, u32, RowPage)>,
    /// Counts up when rows were appended: what is of an older age is shown, and asked for again.
    age: u32,
    /// Rows of the view, as the last answer said.
    pub total: Option<i64>,
}

impl Pages {
    pub fn age(&self) -> u32 {
        self.age
    }

    pub fn grow_old(&mut self) {
        self.age += 1;
    }

    pub fn put_of(&mut self, id: BlockId, age: u32, page: RowPage) {
        self.total = Some(page.total);
        self.blocks.retain(|block| block.0 != id);
        if self.blocks.len() >= MOST {
            self.blocks.remove(0);
        }
        self.blocks.push((id, age, page));
    }

    /// Whether it is here, as it is now.
    pub fn has(&self, id: BlockId) -> bool {
        let mut blocks = self.blocks.iter();
        blocks.any(|block| block.0 == id && block.1 == self.age)
    }

    fn page(&self, id: BlockId) -> Option<&RowPage> {
        let block = self.blocks.iter().find(|block| block.0 == id)?;
        Some(&block.2)
    }

    /// The cell of a row of the view and a column of the data set; none while it is on its way.
    pub fn cell(&self, row: i64, column: usize) -> Option<&Cell> {
        let id = BlockId::of(row, column);
        let cells = self.page(id)?.rows.get((row - id.offset()) as usize)?;
        cells.get(column % BLOCK_COLUMNS)
    }

    /// Which row of the data set it is, from 0.
    pub fn number(&self, row: i64) -> Option<i64> {
        let rows = row / BLOCK_ROWS;
        let mut blocks = self.blocks.iter().filter(|block| block.0.rows == rows);
        let (id, _, page) = blocks.next()?;
        page.numbers.get((row - id.offset()) as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(offset: i64, total: i64) -> RowPage {
        let rows = offset..(offset + BLOCK_ROWS).min(total);
        RowPage {
            offset,
            total,
            numbers: rows.clone().map(|row| row * 2).collect(),
            rows: rows.map(|row| vec![Cell::Int(row), Cell::Null]).collect(),
        }
    }

    #[test]
    fn a_cell_is_found_by_its_place_in_the_view() {
        let mut pages = Pages::default();
        assert_eq!(pages.cell(0, 0), None);
        pages.put_of(BlockId::of(150, 0), 0, page(100, 130));
        assert_eq!(pages.total, Some(130));
        assert_eq!(pages.cell(129, 0), Some(&Cell::Int(129)));
        assert_eq!(pages.cell(130, 0), None);
        assert_eq!(pages.cell(5, 0), None);
        assert_eq!(pages.number(101), Some(202));
    }

    #[test]
    fn what_is_old_is_shown_until_the_new_has_come() {
        let (mut pages, id) = (Pages::default(), BlockId::of(0, 0));
        pages.put_of(id, pages.age(), page(0, 3));
        pages.grow_old();
        assert!(!pages.has(id));
        assert_eq!(pages.cell(2, 0), Some(&Cell::Int(2)));
        // It was asked for before the last rows came.
        pages.put_of(id, 0, page(0, 4));
        assert!(!pages.has(id));
        pages.put_of(id, pages.age(), page(0, 5));
        assert!(pages.has(id));
        assert_eq!((pages.total, pages.blocks.len()), (Some(5), 1));
    }

    #[test]
    fn the_oldest_blocks_go_first() {
        let mut pages = Pages::default();
        for rows in 0..=MOST as i64 {
            pages.put_of(BlockId { rows, columns: 0 }, 0, page(rows * 100, 100_000));
        }
        assert!(!pages.has(BlockId::of(0, 0)));
        assert!(pages.has(BlockId::of(100, 0)));
        assert_eq!(pages.blocks.len(), MOST);
    }

    #[test]
    fn the_last_block_of_columns_is_as_wide_as_what_is_left() {
        assert_eq!(BlockId::of(0, 70).columns(75), 64..75);
        assert_eq!(BlockId::of(0, 3).columns(75), 0..32);
    }
}
