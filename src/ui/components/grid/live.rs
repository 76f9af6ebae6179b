//! The state of a grid on a page: what changes it, and what is fetched for it.

use super::{
    pages::{BLOCK_ROWS, BlockId},
    picked::{MOST_ROWS, Picked},
    selection::Selection,
    state::{Asked, State},
};
use crate::client::{clock::pause, http};
use crate::shared::{
    api_error::ApiError,
    dataset::{ColumnProfile, Dataset, RowPage},
    view::View,
};
use crate::ui::lean::{effect, memo};
use crate::ui::live::AppendsTo;
use leptos::{
    prelude::*,
    reactive::signal::guards::{Plain, ReadGuard},
    task::spawn_local,
};
use std::time::Duration;

/// Columns that are seen for less are scrolled past: what they hold is not asked for.
const REST: Duration = Duration::from_millis(100);
/// Rows that are asked for at once, of those that are marked.
const AT_ONCE: i64 = 500;
/// While the selection grows, nothing is asked.
const SELECTION_RESTS_MS: i64 = 200;

/// One signal for the whole state: what reads it is cheap, and says by a memo what it is about.
#[derive(Clone, Copy)]
pub struct Grid {
    pub state: RwSignal<State>,
    /// What somebody shows everyone.
    pub shown: Memo<View>,
}

impl Grid {
    /// `appended`: how many rows it has by now, where it is live.
    pub fn of(dataset: &Dataset, shown: Memo<View>, appended: AppendsTo) -> Self {
        let state = RwSignal::new(State::of(dataset, shown.get_untracked()));
        let grid = Self { state, shown };
        effect(move || {
            if let Some(now) = appended.get()
                && !state.read_untracked().has_grown(now.rows, now.head)
            {
                state.write().grow(now.rows, now.head);
            }
        });
        effect(move || grid.ask_for_what_is_seen());
        effect(move || {
            let shown = shown.get();
            let follows = {
                let state = state.read_untracked();
                !state.own || state.view == shown
            };
            if follows {
                grid.follow();
            }
        });
        grid.fetch_what_is_marked();
        grid
    }

    /// The state, without being called again when it changes.
    pub fn now(self) -> ReadGuard<State, Plain<State>> {
        self.state.read_untracked()
    }

    /// The view that everyone is shown, from now on.
    pub fn follow(self) {
        let shown = self.shown.get_untracked();
        let mut state = self.state.write();
        state.borrowed = None;
        state.own = false;
        state.put_view(shown);
    }

    /// A view of the reader's own.
    pub fn show(self, view: View) {
        let own = *self.shown.read_untracked() != view;
        let mut state = self.state.write();
        state.own = own;
        state.borrowed = None;
        state.put_view(view);
    }

    /// The view as it is now, to be changed and shown.
    pub fn view(self) -> View {
        self.now().view.clone()
    }

    pub fn select(self, selection: Selection) {
        self.state.write().selection = Some(selection);
    }

    fn ask_for_what_is_seen(self) {
        let next = self.state.read().next_to_ask();
        let Some(next) = next else { return };
        self.state.write().asked.push(next);
        match next {
            Asked::Rows(_) => spawn_local(self.ask(next)),
            Asked::Profiles(_) => set_timeout(move || self.ask_if_still_seen(next), REST),
        }
    }

    fn ask_if_still_seen(self, what: Asked) {
        let Some(state) = self.state.try_read_untracked() else {
            return;
        };
        let (asked, wanted) = (state.asked.contains(&what), state.wanted().contains(&what));
        drop(state);
        match wanted {
            true if asked => spawn_local(self.ask(what)),
            true => {}
            false => self.state.write().asked.retain(|one| *one != what),
        }
    }

    async fn ask(self, what: Asked) {
        let (turn, head, url) = {
            let state = self.now();
            let columns = |block: usize| -> Vec<usize> {
                let id = BlockId {
                    rows: 0,
                    columns: block,
                };
                id.columns(state.columns.len()).collect()
            };
            let url = match what {
                Asked::Rows(id) => {
                    let rows = format!("rows?offset={}&limit={BLOCK_ROWS}&", id.offset());
                    state.address(&rows, &columns(id.columns))
                }
                Asked::Profiles(block) => state.address("profile?", &columns(block)),
            };
            (state.turn, state.head, url)
        };
        let answer = match what {
            Asked::Rows(id) => http::get_json(&url)
                .await
                .map(|page| Answer::Rows(id, page)),
            Asked::Profiles(block) => {
                let found = http::get_json(&url).await;
                found.map(|found| {
                    Answer::Profiles(
                        BlockId {
                            rows: 0,
                            columns: block,
                        },
                        found,
                    )
                })
            }
        };
        self.answered(turn, head, what, answer);
    }

    /// An answer to an older view, or after the card has gone, is dropped.
    fn answered(self, turn: u32, head: Option<i64>, what: Asked, answer: Result<Answer, ApiError>) {
        let Some(mut state) = self.state.try_write().filter(|state| state.turn == turn) else {
            return;
        };
        state.asked.retain(|one| *one != what);
        match answer {
            Ok(Answer::Rows(id, page)) => state.put(id, page, head),
            Ok(Answer::Profiles(id, found)) => {
                let places = id.columns(state.columns.len());
                for (place, one) in places.zip(found) {
                    state.profiles[place] = Some(one);
                    state.profiled[place] = true;
                }
            }
            Err(error) => state.trouble = Some(error.message),
        }
    }

    /// Fetches what is marked, each time that changes.
    fn fetch_what_is_marked(self) {
        let selection = memo(move || self.state.read().selection);
        effect(move || {
            let marked = selection.get().filter(|one| one.count() > 1);
            let count = marked.map_or(0, |marked| {
                let rows = marked.rows();
                rows.end() - rows.start() + 1
            });
            let picked = match marked {
                None => Picked::Nothing,
                Some(_) if count > MOST_ROWS => Picked::TooMany(count),
                Some(marked) => {
                    spawn_local(self.fetch(marked, count));
                    Picked::Coming
                }
            };
            if self.now().picked != picked {
                self.state.write().picked = picked;
            }
        });
    }

    async fn fetch(self, marked: Selection, count: i64) {
        pause(SELECTION_RESTS_MS).await;
        let mut here = Vec::new();
        while (here.len() as i64) < count {
            let from = marked.rows().start() + here.len() as i64;
            let url = {
                let Some(state) = self.state.try_read_untracked() else {
                    return;
                };
                if state.selection != Some(marked) {
                    return;
                }
                let columns = marked.columns().filter_map(|place| state.column_at(place));
                let limit = (count - here.len() as i64).min(AT_ONCE);
                state.address(
                    &format!("rows?offset={from}&limit={limit}&"),
                    &columns.collect::<Vec<_>>(),
                )
            };
            match http::get_json::<RowPage>(&url).await {
                Ok(page) if !page.rows.is_empty() => here.extend(page.rows),
                Ok(_) => break,
                Err(error) => return self.put_picked(marked, Picked::Failed(error.message)),
            }
        }
        self.put_picked(marked, Picked::Here(here));
    }

    /// Unless something else is marked by now, or the grid is gone.
    fn put_picked(self, marked: Selection, picked: Picked) {
        let now = self.state.try_read_untracked().map(|state| state.selection);
        if now == Some(Some(marked)) {
            self.state.write().picked = picked;
        }
    }
}

enum Answer {
    Rows(BlockId, RowPage),
    Profiles(BlockId, Vec<ColumnProfile>),
}
