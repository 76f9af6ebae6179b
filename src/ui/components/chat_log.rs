//! The conversation: a log that scrolls by itself only when the reader is at its end.

use super::{
    announcer,
    message::{Message, Shared},
    system_line::{FoldedLines, SystemLine},
};
use crate::shared::{account::Person, look::Announcements};
use crate::ui::live::{Line, LineBody, LineKey, Said};
use leptos::{html, prelude::*};

/// Further from the end than this, a button leads back to it.
const AWAY_PX: i32 = 200;
/// Closer to the end than this counts as being there.
const END_PX: i32 = 48;

#[component]
pub fn ChatLog(
    lines: Memo<Vec<Line>>,
    me: Person,
    /// The log can be seen: on a phone it is one of several views.
    #[prop(into)]
    visible: Signal<bool>,
    has_earlier: Memo<bool>,
    #[prop(into)] color_of: Callback<Person, u8>,
    /// Loads older lines, then runs what it is given.
    #[prop(into)]
    on_earlier: Callback<Callback<()>>,
    shared: Shared,
) -> impl IntoView {
    let log = NodeRef::<html::Div>::new();
    let scroll = Scroll {
        log,
        at_end: StoredValue::new(true),
        unseen: RwSignal::new(0),
        is_away: RwSignal::new(false),
    };
    let keys = Memo::new(move |_| {
        lines.with(|lines| lines.iter().map(|line| line.key).collect::<Vec<_>>())
    });
    let loading = RwSignal::new(false);
    scroll.follow(keys, me, visible);
    // A log is read out by itself unless it says otherwise.
    let live = RwSignal::new(None);
    Effect::new(move |_| {
        live.set((announcer::wanted() != Announcements::All).then_some("off"));
    });
    let load = move || {
        if loading.get_untracked() || !has_earlier.get_untracked() {
            return;
        }
        loading.set(true);
        let from_end = scroll.height_below_top();
        on_earlier.run(Callback::new(move |()| {
            loading.set(false);
            request_animation_frame(move || scroll.keep(from_end));
        }));
    };
    view! {
        <div class="log-wrap">
            <div
                class="log"
                role="log"
                aria-live=move || live.get()
                aria-label="Messages"
                tabindex="0"
                node_ref=log
                on:scroll=move |_| {
                    scroll.moved();
                    if scroll.is_near_top() {
                        load();
                    }
                }
            >
                <Show when=move || has_earlier.get()>
                    <button
                        class="btn small quiet earlier"
                        type="button"
                        disabled=move || loading.get()
                        on:click=move |_| load()
                    >
                        "Load older messages"
                    </button>
                </Show>
                <ol>
                    <For each=move || keys.get() key=|key| *key let:key>
                        <LogLine lines key color_of shared/>
                    </For>
                </ol>
            </div>
            <Show when=move || scroll.unseen.get() != 0 || scroll.is_away.get()>
                <button class="btn small new-lines" type="button" on:click=move |_| scroll.to_end()>
                    {move || match scroll.unseen.get() {
                        0 => "Jump to newest".to_owned(),
                        unseen => format!("{unseen} new"),
                    }}
                </button>
            </Show>
        </div>
    }
}

/// One line; it follows the log's changes of that line in place.
#[component]
fn LogLine(
    lines: Memo<Vec<Line>>,
    key: LineKey,
    #[prop(into)] color_of: Callback<Person, u8>,
    shared: Shared,
) -> impl IntoView {
    let find = move || lines.with(|lines| lines.iter().rev().find(|line| line.key == key).cloned());
    let first = untrack(find)?;
    let shown = StoredValue::new(first.clone());
    // A line on its way out keeps its last words.
    let line = Memo::new(move |_| find().unwrap_or_else(|| shown.get_value()));
    Some(match first.body {
        LineBody::Day(_) => view! { <li class="day">{move || line.with(day)}</li> }.into_any(),
        LineBody::New => view! {
            <li class="unread" id="unread">"New"</li>
        }
        .into_any(),
        LineBody::Folded(_) => {
            let texts = Memo::new(move |_| line.with(folded));
            view! { <FoldedLines texts/> }.into_any()
        }
        LineBody::Told { topic, .. } => {
            let text = Memo::new(move |_| line.with(told));
            view! { <SystemLine topic text/> }.into_any()
        }
        LineBody::Said(first) => {
            let by = first.by.clone();
            let said = Memo::new(move |_| line.with(|line| said_of(line, &first)));
            let at = Memo::new(move |_| line.with(|line| line.at));
            let color = Memo::new(move |_| color_of.run(by.clone()));
            view! { <Message said at color shared/> }.into_any()
        }
    })
}

/// Names in it change with those who have them.
fn told(line: &Line) -> String {
    match &line.body {
        LineBody::Told { text, .. } => text.clone(),
        _ => String::new(),
    }
}

fn day(line: &Line) -> String {
    match &line.body {
        LineBody::Day(words) => words.clone(),
        _ => String::new(),
    }
}

fn folded(line: &Line) -> Vec<String> {
    match &line.body {
        LineBody::Folded(texts) => texts.clone(),
        _ => Vec::new(),
    }
}

fn said_of(line: &Line, first: &Said) -> Said {
    match &line.body {
        LineBody::Said(said) => said.clone(),
        _ => first.clone(),
    }
}

/// Where the reader is in the log, and what came below it.
#[derive(Clone, Copy)]
struct Scroll {
    log: NodeRef<html::Div>,
    at_end: StoredValue<bool>,
    unseen: RwSignal<usize>,
    /// The end is out of sight.
    is_away: RwSignal<bool>,
}

impl Scroll {
    /// Goes to the end for new lines when the reader is there or wrote them; counts them otherwise.
    fn follow(self, keys: Memo<Vec<LineKey>>, me: Person, visible: Signal<bool>) {
        Effect::new(move |last: Option<Option<LineKey>>| {
            let end = keys.with(|keys| keys.last().copied());
            if last != Some(end) {
                let news = keys.with(|keys| match last {
                    Some(last) => since(keys, last).to_vec(),
                    None => keys.clone(),
                });
                self.arrived(&news, &me, last.is_none());
            }
            end
        });
        Effect::new(move |_| {
            if visible.get() && self.at_end.get_value() {
                request_animation_frame(move || self.to_end());
            }
        });
    }

    fn arrived(self, news: &[LineKey], me: &Person, is_opening: bool) {
        let is_mine = |key: &LineKey| matches!(key, LineKey::Said(by, _) if *by == me.id);
        if is_opening && news.contains(&LineKey::New) {
            request_animation_frame(move || self.to_unread());
        } else if is_opening || self.at_end.get_value() || news.iter().any(is_mine) {
            request_animation_frame(move || self.to_end());
        } else {
            let count = news
                .iter()
                .filter(|key| !matches!(key, LineKey::Day(_)))
                .count();
            self.unseen.update(|unseen| *unseen += count);
        }
    }

    /// Where the reader had stopped, when that is above what the end shows.
    fn to_unread(self) {
        self.to_end();
        let line = document().get_element_by_id("unread");
        if let (Some(log), Some(line)) = (self.log.try_get_untracked().flatten(), line) {
            let above =
                line.get_bounding_client_rect().top() - log.get_bounding_client_rect().top();
            if above < 0.0 {
                log.set_scroll_top(log.scroll_top() + above as i32);
                self.moved();
            }
        }
    }

    fn to_end(self) {
        self.at_end.set_value(true);
        self.unseen.set(0);
        self.is_away.set(false);
        if let Some(log) = self.log.try_get_untracked().flatten() {
            log.set_scroll_top(log.scroll_height());
        }
    }

    fn height_below_top(self) -> i32 {
        let log = self.log.get_untracked();
        log.map_or(0, |log| log.scroll_height() - log.scroll_top())
    }

    /// Whether older lines are wanted soon.
    fn is_near_top(self) -> bool {
        const NEAR_PX: i32 = 240;
        let log = self.log.get_untracked();
        log.is_some_and(|log| log.client_height() > 0 && log.scroll_top() < NEAR_PX)
    }

    /// Puts the lines that were on screen back there after others came in above them.
    fn keep(self, from_end: i32) {
        if let Some(log) = self.log.try_get_untracked().flatten() {
            log.set_scroll_top(log.scroll_height() - from_end);
        }
    }

    fn moved(self) {
        let Some(log) = self.log.get_untracked() else {
            return;
        };
        if log.client_height() == 0 {
            // Hidden, not scrolled.
            return;
        }
        let below = log.scroll_height() - log.scroll_top() - log.client_height();
        let at_end = below < END_PX;
        self.at_end.set_value(at_end);
        let is_away = below > AWAY_PX;
        if is_away != self.is_away.get_untracked() {
            self.is_away.set(is_away);
        }
        if at_end && self.unseen.get_untracked() != 0 {
            self.unseen.set(0);
        }
    }
}

/// The keys after `last`; none where `last` is not among them.
fn since(keys: &[LineKey], last: Option<LineKey>) -> &[LineKey] {
    let at = keys.iter().rposition(|key| Some(*key) == last);
    at.map_or(&[], |at| &keys[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_came_since_is_counted_from_the_last_line_seen() {
        let keys: Vec<LineKey> = (0..4).map(|n| LineKey::Told(Uuid::from_u128(n))).collect();
        assert_eq!(since(&keys, Some(keys[1])), &keys[2..]);
        assert_eq!(since(&keys, Some(keys[3])), &[]);
        assert_eq!(since(&keys, None), &[]);
    }
}
