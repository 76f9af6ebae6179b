//! A grid that shows what somebody else sees: the reader's own view waits, and comes back.

use super::{
    live::Grid,
    state::{Home, State},
};
use crate::shared::protocol::GridPlace;
use crate::ui::live::Sight;
use leptos::prelude::*;

impl Grid {
    /// What of the rows is in sight. Tracks.
    pub fn place(self) -> GridPlace {
        self.state.read().in_sight()
    }

    /// Shows the reader's view, or another's.
    pub fn see(self, sight: Sight) {
        match sight {
            Sight::Theirs(theirs) => {
                let given_up = self.now().home.as_ref().map(|home| home.given_up);
                let leaves = given_up.is_none() && theirs.is_some();
                if leaves || given_up == Some(true) {
                    self.state.write().leave_home(theirs.is_some());
                }
                let here = self.now().in_sight();
                // However many rows each has room for.
                let rows = here.rows;
                let differs = |theirs: &GridPlace| {
                    GridPlace {
                        rows,
                        ..theirs.clone()
                    } != here
                };
                if let Some(theirs) = theirs.filter(differs) {
                    self.state.write().show(&theirs);
                }
            }
            Sight::Kept => {
                if self.now().home.is_some() {
                    self.state.write().give_home_up();
                }
            }
            Sight::Mine => {
                if self.now().home.is_some() {
                    self.state.write().go_home();
                    // What everyone is shown may be another by now.
                    if !self.now().own {
                        self.follow();
                    }
                }
            }
        }
    }
}

impl State {
    fn in_sight(&self) -> GridPlace {
        let seen = self.seen_rows();
        let first = self.drawn_columns().0.start;
        let named = |column: usize| self.name_of(column);
        let as_in_the_file = self.shown_columns().into_iter().eq(0..self.columns.len());
        GridPlace {
            dataset_id: self.dataset_id,
            view: self.view.clone(),
            row: seen.start,
            rows: seen.end - seen.start,
            column: self.column_at(first).map(named).unwrap_or_default(),
            columns: match as_in_the_file {
                true => Vec::new(),
                false => self.shown_columns().into_iter().map(named).collect(),
            },
        }
    }

    /// Which of the data set's are shown, in their order.
    fn shown_columns(&self) -> Vec<usize> {
        self.slots.iter().map(|slot| slot.column).collect()
    }

    fn leave_home(&mut self, leaves: bool) {
        self.home = leaves.then(|| Home {
            view: self.view.clone(),
            own: self.own,
            columns: self.shown_columns(),
            window: self.window,
            given_up: false,
        });
    }

    fn give_home_up(&mut self) {
        if let Some(home) = &mut self.home {
            home.given_up = true;
        }
    }

    fn go_home(&mut self) {
        let Some(home) = self.home.take() else { return };
        self.own = home.own;
        self.put_columns(&home.columns);
        // Who sees the same rows stays where they are.
        if self.view != home.view || home.given_up {
            self.put_view(home.view);
            self.go_to(home.window.offset.rows, home.window.left);
        }
    }

    fn show(&mut self, theirs: &GridPlace) {
        // Nobody else's view takes its place meanwhile.
        self.own = true;
        self.put_view(theirs.view.clone());
        let number_of = |name: &String| self.columns.iter().position(|one| one.name == *name);
        let first = number_of(&theirs.column);
        let columns = match theirs.columns.is_empty() {
            true => (0..self.columns.len()).collect(),
            false => theirs
                .columns
                .iter()
                .filter_map(number_of)
                .collect::<Vec<_>>(),
        };
        self.put_columns(&columns);
        let scrolls = self.slots.iter().filter(|slot| !slot.pinned);
        let before = scrolls.take_while(|slot| Some(slot.column) != first);
        let left = match first {
            Some(_) => before.map(|slot| slot.width).sum(),
            None => self.window.left,
        };
        let rows = theirs.row as f64 * self.window.row;
        self.go_to(rows, left);
    }

    fn put_columns(&mut self, columns: &[usize]) {
        if self.shown_columns() != columns {
            self.arrange(|layout| layout.put(columns));
        }
    }

    fn go_to(&mut self, rows: f64, left: f64) {
        self.window.left = left;
        self.move_to(self.track().at(rows));
    }
}
