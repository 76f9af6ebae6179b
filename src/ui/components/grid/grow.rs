//! A grid whose data set is live: rows come while somebody reads.

use super::{pages::BlockId, state::State};
use crate::shared::dataset::RowPage;

/// Profiles are asked for again once one row in so many is new.
const SHARE_OF_NEW: i64 = 10;

impl State {
    /// Rows came to a live data set, or went: what is here is shown until what is right now comes. A reader who is at
    /// the end stays there; any other goes on seeing the same rows.
    pub fn grow(&mut self, rows: i64, head: i64) {
        if self.has_grown(rows, head) {
            return;
        }
        let is_whole = self.view.is_everything();
        let was_at_end = self.seen_rows().end >= self.rows();
        let gone = self.gone();
        let was_live = self.head.is_some();
        (self.all_rows, self.head) = (rows, Some(head));
        let lost = if was_live { self.gone() - gone } else { 0 };
        self.pages.outdate(!is_whole || lost != 0);
        // A profile takes long where there is much, and one row more changes little.
        if (head - self.profiled_at) * SHARE_OF_NEW >= rows {
            self.profiled.fill(false);
            self.profiled_at = head;
        }
        if !is_whole {
            return;
        }
        if self.pages.total.is_some() {
            self.pages.total = Some(rows);
        }
        let seen = match was_at_end {
            true => rows as f64 * self.window.row,
            false => self.window.offset.rows - lost as f64 * self.window.row,
        };
        if was_at_end || lost != 0 {
            self.move_to(self.track().at(seen.max(0.0)));
        }
    }

    /// Whether it has as many rows, of as many that ever came.
    pub fn has_grown(&self, rows: i64, head: i64) -> bool {
        (rows, Some(head)) == (self.all_rows, self.head)
    }

    /// Rows of a live data set that are not kept any more.
    pub fn gone(&self) -> i64 {
        self.head.map_or(0, |head| head - self.all_rows)
    }

    /// A block came that was asked for when so many rows had ever come.
    pub fn put(&mut self, id: BlockId, page: RowPage, asked_at: Option<i64>) {
        let total = page.total;
        self.pages.put(id, page);
        if asked_at != self.head {
            self.pages.outdate_one(id);
        }
        if self.view.is_everything() {
            match self.head {
                Some(_) => self.pages.total = Some(self.all_rows),
                None => self.all_rows = total,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{state::Asked, track::Offset},
        *,
    };
    use crate::shared::{session::testing::Story, view::View};

    fn page(offset: i64, total: i64) -> RowPage {
        let rows = offset..(offset + 100).min(total);
        RowPage {
            offset,
            total,
            numbers: rows.clone().collect(),
            gone: 0,
            rows: rows.map(|_| vec![]).collect(),
        }
    }

    /// A live data set of 1,000 rows whose first rows are here, and in sight.
    fn live() -> State {
        let (story, id) = Story::with_weather();
        let mut state = State::of(story.state.dataset(id).unwrap(), View::default());
        state.grow(1_000, 1_000);
        for rows in [0, 9] {
            let id = BlockId { rows, columns: 0 };
            state.put(id, page(id.offset(), 1_000), Some(1_000));
        }
        state.profiled.fill(true);
        state.window.offset = Offset::default();
        state
    }

    fn first_seen(state: &State) -> f64 {
        state.window.offset.rows / state.window.row
    }

    #[test]
    fn who_is_at_the_end_stays_there_when_rows_come() {
        let mut state = live();
        let shown = state.window.height / state.window.row;
        state.window.offset.rows = (1_000.0 - shown) * state.window.row;
        state.grow(1_250, 1_250);
        assert_eq!(first_seen(&state), 1_250.0 - shown);
        assert_eq!(state.rows(), 1_250);
    }

    #[test]
    fn who_is_elsewhere_sees_the_same_rows_when_others_come_and_go() {
        let mut state = live();
        state.window.offset.rows = 500.0 * state.window.row;
        state.grow(1_050, 1_050);
        assert_eq!(first_seen(&state), 500.0);
        // 200 came, and of 1,050 the first 250 went.
        state.grow(1_000, 1_250);
        assert_eq!(first_seen(&state), 250.0);
    }

    #[test]
    fn rows_that_came_are_asked_for_where_they_are_in_sight() {
        let mut state = live();
        assert_eq!(state.next_to_ask(), None);
        state.grow(1_050, 1_050);
        assert_eq!(state.next_to_ask(), None);
        // One in ten is new: the profiles are no longer right.
        state.grow(1_150, 1_150);
        assert_eq!(state.next_to_ask(), Some(Asked::Profiles(0)));
        // The first ones went.
        state.grow(1_100, 1_200);
        let first = BlockId {
            rows: 0,
            columns: 0,
        };
        assert_eq!(state.next_to_ask(), Some(Asked::Rows(first)));
        assert!(!state.is_waiting());
    }

    #[test]
    fn an_answer_from_before_rows_came_is_asked_for_once_more() {
        let mut state = live();
        let first = BlockId {
            rows: 0,
            columns: 0,
        };
        state.grow(1_000, 1_100);
        state.put(first, page(0, 1_000), Some(1_000));
        assert_eq!(state.next_to_ask(), Some(Asked::Rows(first)));
        state.put(first, page(0, 1_000), Some(1_100));
        assert!(state.pages.is_fresh(first));
    }
}
