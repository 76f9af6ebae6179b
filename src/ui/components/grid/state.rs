//! What a grid knows: the view and the columns as its reader has put them, where they are, and the rows that are here.

use super::{
    layout::{Layout, Slot, seen},
    pages::{BLOCK_COLUMNS, BlockId, Pages},
    picked::Picked,
    selection::{Extent, Selection, Spot},
    track::{Offset, Track, between},
};
use crate::shared::{
    address::query_value,
    anchor::Anchor,
    dataset::{Column, ColumnProfile, Dataset},
    ids::DatasetId,
    view::View,
};
use std::ops::Range;

/// Rows above and below what is seen that are drawn too.
const BEYOND: i64 = 8;

/// Requests at a time: a reader who scrolls on wants what is in sight then.
const MOST_ROWS: usize = 2;
const MOST_PROFILES: usize = 1;

#[derive(Clone, Debug)]
pub struct State {
    pub dataset_id: DatasetId,
    pub columns: Vec<Column>,
    /// Rows of the data set.
    pub all_rows: i64,
    /// All rows that ever came to a live data set; none until that is told.
    pub head: Option<i64>,
    pub view: View,
    /// Whether the view is the reader's own, and not what everyone is shown.
    pub own: bool,
    /// The reader's own view while the grid shows another's, and what they gave up for it.
    pub home: Option<Home>,
    /// Counts views, so that answers to an older one are known.
    pub turn: u32,
    /// Counts moves that are not the reader's own.
    pub moves: u32,
    pub layout: Layout,
    /// Of the layout, what is there to see.
    pub slots: Vec<Slot>,
    pub window: Window,
    pub pages: Pages,
    pub profiles: Vec<Option<ColumnProfile>>,
    /// Columns whose profiles are of the rows as they are, or were when there were nearly as many.
    pub profiled: Vec<bool>,
    /// How many rows had ever come when profiles were last right.
    pub profiled_at: i64,
    /// What was asked of the server and has not come.
    pub asked: Vec<Asked>,
    pub selection: Option<Selection>,
    pub picked: Picked,
    /// The cell whose whole value is shown below.
    pub opened: Option<Spot>,
    pub trouble: Option<String>,
    /// Where open comments hang.
    pub comments: Vec<Anchor>,
    /// Somebody's view, while that is shown.
    pub borrowed: Option<Borrowed>,
}

/// Somebody's view in the place of the reader's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Borrowed {
    /// "What Ada saw:"
    pub whose: String,
    /// What the reader saw before.
    pub before: View,
}

/// What a reader had before their grid showed what somebody else sees.
#[derive(Clone, Debug)]
pub struct Home {
    pub view: View,
    pub own: bool,
    pub columns: Vec<usize>,
    pub window: Window,
    /// The reader took the other's view for their own: this one comes back only if they say so.
    pub given_up: bool,
}

/// The part of the grid that is in sight, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    pub offset: Offset,
    pub left: f64,
    /// Room for rows, without the head.
    pub height: f64,
    /// Room for columns, without those that stay.
    pub width: f64,
    pub row: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    Rows(BlockId),
    /// Profiles of a block of columns.
    Profiles(usize),
}

impl Default for Window {
    /// What the server draws for.
    fn default() -> Self {
        Self {
            offset: Offset::default(),
            left: 0.0,
            height: 280.0,
            width: 1_000.0,
            row: 28.0,
        }
    }
}

impl State {
    pub fn of(dataset: &Dataset, view: View) -> Self {
        let layout = Layout::of(&dataset.columns);
        Self {
            dataset_id: dataset.dataset_id,
            columns: dataset.columns.clone(),
            all_rows: dataset.rows,
            head: None,
            view,
            own: false,
            home: None,
            turn: 0,
            moves: 0,
            slots: layout.shown(),
            layout,
            window: Window::default(),
            pages: Pages::default(),
            profiles: vec![None; dataset.columns.len()],
            profiled: vec![false; dataset.columns.len()],
            profiled_at: 0,
            asked: Vec::new(),
            selection: None,
            picked: Picked::default(),
            opened: None,
            trouble: None,
            comments: Vec::new(),
            borrowed: None,
        }
    }

    /// Nothing of the old view is right in another.
    pub fn put_view(&mut self, view: View) {
        if self.view != view {
            self.view = view;
            self.begin_anew();
        }
    }

    /// Forgets what came, and asks once more.
    pub fn begin_anew(&mut self) {
        self.turn += 1;
        self.trouble = None;
        self.selection = self.selection.filter(|one| one.is_of_names());
        self.opened = None;
        self.picked = Picked::default();
        self.profiles.fill(None);
        self.profiled.fill(false);
        self.move_to(Offset::default());
        self.pages = Pages::default();
        self.asked.clear();
    }

    /// Moves the reader to where they did not scroll.
    pub fn move_to(&mut self, offset: Offset) {
        self.window.offset = offset;
        self.moves += 1;
    }

    pub fn arrange(&mut self, change: impl FnOnce(&mut Layout)) {
        change(&mut self.layout);
        self.slots = self.layout.shown();
    }

    /// Rows of the view; of the data set, until the view is known.
    pub fn rows(&self) -> i64 {
        self.pages.total.unwrap_or(self.all_rows)
    }

    pub fn track(&self) -> Track {
        Track {
            rows: self.rows() as f64 * self.window.row,
            seen: self.window.height,
        }
    }

    /// All columns side by side, in CSS pixels.
    pub fn width(&self) -> f64 {
        self.slots.iter().map(|slot| slot.width).sum()
    }

    /// The rows that are drawn.
    pub fn drawn_rows(&self) -> Range<i64> {
        let seen = self.seen_rows();
        (seen.start - BEYOND).max(0)..(seen.end + BEYOND).min(self.rows())
    }

    /// The rows that can be read now.
    pub fn seen_rows(&self) -> Range<i64> {
        let Window {
            offset,
            height,
            row,
            ..
        } = self.window;
        let first = (offset.rows / row).floor() as i64;
        let last = ((offset.rows + height) / row).ceil() as i64;
        first.clamp(0, self.rows())..last.clamp(0, self.rows())
    }

    /// The places that are drawn among the columns that are shown, and what lies before them, in CSS pixels.
    pub fn drawn_columns(&self) -> (Range<usize>, f64) {
        seen(&self.slots, self.window.left, self.window.width)
    }

    pub fn extent(&self) -> Extent {
        Extent {
            rows: self.rows(),
            columns: self.slots.len(),
            page: ((self.window.height / self.window.row).floor() as i64 - 1).max(1),
        }
    }

    /// How far to scroll to see a cell, and no farther: down, and to the side.
    pub fn place_to_see(&self, spot: Spot) -> (Offset, f64) {
        let window = self.window;
        let top = spot.row.max(0) as f64 * window.row;
        let highest = (top + window.row - window.height).min(top);
        let rows = between(window.offset.rows, highest, top);
        let offset = match rows == window.offset.rows {
            true => window.offset,
            false => self.track().at(rows),
        };
        let Some(slot) = self.slots.get(spot.column).filter(|slot| !slot.pinned) else {
            return (offset, window.left);
        };
        let before = self.slots[..spot.column].iter().filter(|slot| !slot.pinned);
        let left: f64 = before.map(|slot| slot.width).sum();
        let leftmost = (left + slot.width - window.width).min(left);
        (offset, between(window.left, leftmost, left).round())
    }

    /// Whether rows that can be read are on their way.
    pub fn is_waiting(&self) -> bool {
        let mut asked = self.asked.iter();
        let is_missing = |one: &Asked| matches!(one, Asked::Rows(id) if !self.pages.has(*id));
        self.trouble.is_none() && asked.any(is_missing)
    }

    pub fn address(&self, what: &str, columns: &[usize]) -> String {
        let columns: Vec<String> = columns.iter().map(usize::to_string).collect();
        let columns = columns.join(",");
        let mut url = format!("/api/datasets/{}/{what}columns={columns}", self.dataset_id);
        if !self.view.is_everything()
            && let Ok(json) = serde_json::to_string(&self.view)
        {
            url.push_str("&view=");
            url.push_str(&query_value(&json));
        }
        url
    }

    pub fn name_of(&self, column: usize) -> String {
        let column = self.columns.get(column);
        column.map(|column| column.name.clone()).unwrap_or_default()
    }

    /// Which column of the data set stands at a place among what is shown.
    pub fn column_at(&self, place: usize) -> Option<usize> {
        self.slots.get(place).map(|slot| slot.column)
    }

    /// The next that is needed for what is in sight, and neither here nor on its way; the rows first, which never
    /// wait for profiles.
    pub fn next_to_ask(&self) -> Option<Asked> {
        if self.trouble.is_some() {
            return None;
        }
        let is_profile = |one: &Asked| matches!(one, Asked::Profiles(_));
        let profiles = self.asked.iter().filter(|one| is_profile(one)).count();
        let rows = self.asked.len() - profiles;
        let mut wanted = self.wanted().into_iter();
        wanted.find(|one| {
            let (here, has_room) = match *one {
                Asked::Rows(id) => (self.pages.is_fresh(id), rows < MOST_ROWS),
                Asked::Profiles(block) => {
                    let first = self.profiled.get(block * BLOCK_COLUMNS);
                    (first.is_none_or(|done| *done), profiles < MOST_PROFILES)
                }
            };
            !here && has_room && !self.asked.contains(one)
        })
    }

    pub fn wanted(&self) -> Vec<Asked> {
        let rows = self.seen_rows();
        let pinned = self.slots.iter().take_while(|slot| slot.pinned);
        let seen = self.slots.get(self.drawn_columns().0).unwrap_or_default();
        let mut blocks = Vec::new();
        for slot in pinned.chain(seen) {
            let block = BlockId::of(0, slot.column).columns;
            if !blocks.contains(&block) {
                blocks.push(block);
            }
        }
        let mut wanted = Vec::new();
        for row in [rows.start, (rows.end - 1).max(rows.start)] {
            for &columns in &blocks {
                let rows = BlockId::of(row, 0).rows;
                wanted.push(Asked::Rows(BlockId { rows, columns }));
            }
        }
        wanted.extend(blocks.into_iter().map(Asked::Profiles));
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{dataset::RowPage, session::testing::Story};

    fn state() -> State {
        let (story, id) = Story::with_weather();
        State::of(story.state.dataset(id).unwrap(), View::default())
    }

    #[test]
    fn only_what_is_in_sight_is_asked_for_and_the_rows_first() {
        let mut state = state();
        state.all_rows = 10_000;
        state.window.offset.rows = 150.0 * state.window.row;
        let first = state.next_to_ask();
        let id = BlockId {
            rows: 1,
            columns: 0,
        };
        assert_eq!(first, Some(Asked::Rows(id)));
        state.asked.extend(first);
        assert_eq!(state.next_to_ask(), Some(Asked::Profiles(0)));
        state.asked.push(Asked::Profiles(0));
        assert_eq!(state.next_to_ask(), None);
        // Farther down, while the profiles are on their way.
        state.window.offset.rows = 550.0 * state.window.row;
        let id = BlockId {
            rows: 5,
            columns: 0,
        };
        assert_eq!(state.next_to_ask(), Some(Asked::Rows(id)));
    }

    #[test]
    fn another_view_forgets_what_came() {
        let mut state = state();
        let page = RowPage {
            offset: 0,
            total: 7,
            numbers: vec![],
            gone: 0,
            rows: vec![],
        };
        let first = BlockId::of(0, 0);
        state.pages.put(first, page);
        state.selection = Some(Selection::default());
        assert_eq!(state.rows(), 7);
        state.put_view(View::default());
        assert_eq!((state.turn, state.rows()), (0, 7));
        let find = "x".to_owned();
        state.put_view(View {
            find,
            ..View::default()
        });
        assert_eq!((state.turn, state.rows()), (1, state.all_rows));
        assert_eq!(state.selection, None);
        assert!(state.next_to_ask().is_some());
    }

    #[test]
    fn an_address_says_what_is_shown() {
        let mut state = state();
        let id = state.dataset_id;
        assert_eq!(
            state.address("profile?", &[0, 2]),
            format!("/api/datasets/{id}/profile?columns=0,2")
        );
        state.view.find = "a&b".into();
        assert_eq!(
            state.address("profile?", &[]),
            format!("/api/datasets/{id}/profile?columns=&view=%7B%22find%22%3A%22a%26b%22%7D")
        );
    }
}
