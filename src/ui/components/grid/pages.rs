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

#[derive(Clone, Debug, PartialEq)]
struct Block {
    id: BlockId,
    page: RowPage,
    /// Rows came since that change it.
    stale: bool,
}

/// Blocks of one view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pages {
    blocks: Vec<Block>,
    /// Rows of the view, as the last answer said.
    pub total: Option<i64>,
}

impl Pages {
    pub fn put(&mut self, id: BlockId, page: RowPage) {
        self.total = Some(page.total);
        self.blocks.retain(|block| block.id != id);
        if self.blocks.len() >= MOST {
            self.blocks.remove(0);
        }
        let stale = false;
        self.blocks.push(Block { id, page, stale });
    }

    /// Whether there is something to show of it.
    pub fn has(&self, id: BlockId) -> bool {
        self.block(id).is_some()
    }

    pub fn is_fresh(&self, id: BlockId) -> bool {
        self.block(id).is_some_and(|block| !block.stale)
    }

    /// Rows came: blocks that have room for more are no longer right, or, where `all`, none is. They are shown
    /// until others come.
    pub fn outdate(&mut self, all: bool) {
        for block in &mut self.blocks {
            block.stale |= all || (block.page.rows.len() as i64) < BLOCK_ROWS;
        }
    }

    pub fn outdate_one(&mut self, id: BlockId) {
        let mut blocks = self.blocks.iter_mut();
        if let Some(block) = blocks.find(|block| block.id == id) {
            block.stale = true;
        }
    }

    fn block(&self, id: BlockId) -> Option<&Block> {
        self.blocks.iter().find(|block| block.id == id)
    }

    /// The cell of a row of the view and a column of the data set; none while it is on its way.
    pub fn cell(&self, row: i64, column: usize) -> Option<&Cell> {
        let id = BlockId::of(row, column);
        let cells = self
            .block(id)?
            .page
            .rows
            .get((row - id.offset()) as usize)?;
        cells.get(column % BLOCK_COLUMNS)
    }

    /// Which row of the data set it is, from 0.
    pub fn number(&self, row: i64) -> Option<i64> {
        let (page, at) = self.page(row)?;
        page.numbers.get(at).copied()
    }

    /// The same of all that ever came: what stays when older rows go.
    pub fn ordinal(&self, row: i64) -> Option<i64> {
        let (page, _) = self.page(row)?;
        Some(self.number(row)? + page.gone)
    }

    /// The page that a row of the view is on, and its place there.
    fn page(&self, row: i64) -> Option<(&RowPage, usize)> {
        let rows = row / BLOCK_ROWS;
        let mut blocks = self.blocks.iter().filter(|block| block.id.rows == rows);
        let Block { id, page, .. } = blocks.next()?;
        Some((page, (row - id.offset()) as usize))
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
            gone: 0,
            rows: rows.map(|row| vec![Cell::Int(row), Cell::Null]).collect(),
        }
    }

    #[test]
    fn a_cell_is_found_by_its_place_in_the_view() {
        let mut pages = Pages::default();
        assert_eq!(pages.cell(0, 0), None);
        pages.put(BlockId::of(150, 0), page(100, 130));
        assert_eq!(pages.total, Some(130));
        assert_eq!(pages.cell(129, 0), Some(&Cell::Int(129)));
        assert_eq!(pages.cell(130, 0), None);
        assert_eq!(pages.cell(5, 0), None);
        assert_eq!(pages.number(101), Some(202));
    }

    #[test]
    fn the_oldest_blocks_go_first() {
        let mut pages = Pages::default();
        for rows in 0..=MOST as i64 {
            pages.put(BlockId { rows, columns: 0 }, page(rows * 100, 100_000));
        }
        assert!(!pages.has(BlockId::of(0, 0)));
        assert!(pages.has(BlockId::of(100, 0)));
        assert_eq!(pages.blocks.len(), MOST);
    }

    #[test]
    fn what_came_outdates_the_end_or_all() {
        let mut pages = Pages::default();
        let ids = [BlockId::of(0, 0), BlockId::of(100, 0)];
        for id in ids {
            pages.put(id, page(id.offset(), 130));
        }
        pages.outdate(false);
        assert_eq!(ids.map(|id| pages.is_fresh(id)), [true, false]);
        assert_eq!(pages.cell(129, 0), Some(&Cell::Int(129)));
        pages.put(ids[1], page(100, 140));
        assert!(pages.is_fresh(ids[1]));
        pages.outdate(true);
        assert_eq!(ids.map(|id| pages.is_fresh(id)), [false, false]);
        assert_eq!(ids.map(|id| pages.has(id)), [true, true]);
    }

    #[test]
    fn the_last_block_of_columns_is_as_wide_as_what_is_left() {
        assert_eq!(BlockId::of(0, 70).columns(75), 64..75);
        assert_eq!(BlockId::of(0, 3).columns(75), 0..32);
    }
}
