//! The conversation: a log that scrolls by itself only when the reader is at its end.

use super::{
    keyed_list::KeyedList,
    measure::on_resize,
    message::{Message, Shared},
    shown::Shown,
    system_line::{FoldedLines, SystemLine},
};
use crate::shared::{account::Person, look::Announcements};
use crate::ui::{
    lean::{effect, memo},
    live::{Line, LineBody, LineKey, LinePage, MessageLine},
    screen_reader,
};
use leptos::{html, prelude::*};
use std::sync::Arc;

/// Further from the end than this, a button leads back to it.
const AWAY_PX: i32 = 200;
/// Closer to the end than this counts as being there.
const END_PX: i32 = 48;

#[component]
pub fn ChatLog(
    /// Oldest first; a page that changes redraws its own lines only.
    pages: Memo<Vec<LinePage>>,
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
    let loading = RwSignal::new(false);
    scroll.follow(pages, me, visible);
    // Whoever is at the end stays there: lines grow, the composer does, the phone's keyboard comes.
    on_resize(log, move |_| scroll.stay());
    // A log is read out by itself unless it says otherwise.
    let live = RwSignal::new(None);
    effect(move || {
        live.set((screen_reader::wanted() != Announcements::All).then_some("off"));
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
                <div class="log-content">
                <Shown when=move || has_earlier.get()>
                    <button
                        class="btn small quiet earlier"
                        type="button"
                        disabled=move || loading.get()
                        on:click=move |_| load()
                    >
                        "Load older messages"
                    </button>
                </Shown>
                // Shown by the style sheet as long as it is true.
                <p class="nothing-said">"Nothing has been said here yet."</p>
                <ol>
                    <KeyedList each=move || pages.get() key=|page| page.number let:page>
                        <LogPage lines=page.lines color_of shared/>
                    </KeyedList>
                </ol>
                </div>
            </div>
            <Shown when=move || scroll.unseen.get() != 0 || scroll.is_away.get()>
                <button class="btn small new-lines" type="button" on:click=move |_| scroll.to_end()>
                    {move || match scroll.unseen.get() {
                        0 => "Jump to newest".to_owned(),
                        unseen => format!("{unseen} new"),
                    }}
                </button>
            </Shown>
        </div>
    }
}

#[component]
fn LogPage(
    #[prop(into)] lines: Memo<Vec<Arc<Line>>>,
    color_of: Callback<Person, u8>,
    shared: Shared,
) -> impl IntoView {
    view! {
        <KeyedList each=move || lines.get() key=|line| line.key let:line>
            <LogLine lines first=line color_of shared/>
        </KeyedList>
    }
}

/// One line; it follows the page's changes of that line in place.
#[component]
fn LogLine(
    lines: Memo<Vec<Arc<Line>>>,
    /// As it is when it comes in.
    first: Arc<Line>,
    color_of: Callback<Person, u8>,
    shared: Shared,
) -> impl IntoView {
    let line = Memo::new({
        let first = first.clone();
        move |last: Option<&Arc<Line>>| {
            let last = last.unwrap_or(&first);
            let find = |lines: &Vec<Arc<Line>>| {
                let mut newest_first = lines.iter().rev();
                newest_first.find(|line| line.key == last.key).cloned()
            };
            // A line on its way out keeps its last words.
            lines.with(find).unwrap_or_else(|| last.clone())
        }
    });
    match &first.body {
        LineBody::Day(_) => view! { <li class="day">{move || day(&line.get())}</li> }.into_any(),
        LineBody::New => view! {
            <li class="unread" id="unread">"New"</li>
        }
        .into_any(),
        LineBody::Folded(_) => {
            let texts = memo(move || folded(&line.get()));
            view! { <FoldedLines texts/> }.into_any()
        }
        LineBody::System(first) => {
            let (subject, shows) = (first.subject, first.shows.clone());
            let text = memo(move || told(&line.get()));
            view! { <SystemLine subject text shows on_act=shared.on_act/> }.into_any()
        }
        LineBody::Message(first) => {
            let (by, first) = (first.by.clone(), first.clone());
            let said = memo(move || line.with(|line| said_of(line, &first)));
            let at = memo(move || line.read().at);
            view! { <Message said at color=color_of.run(by) shared/> }.into_any()
        }
    }
}

/// Names in it change with those who have them.
fn told(line: &Line) -> String {
    match &line.body {
        LineBody::System(line) => line.text.clone(),
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

fn said_of(line: &Line, first: &MessageLine) -> MessageLine {
    match &line.body {
        LineBody::Message(said) => said.clone(),
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
    fn follow(self, pages: Memo<Vec<LinePage>>, me: Person, visible: Signal<bool>) {
        Effect::new(move |last: Option<Option<LineKey>>| {
            let end = pages.with(|pages| last_key(pages));
            if last != Some(end) {
                let news = pages.with(|pages| match last {
                    Some(last) => since(pages, last),
                    None => newest_first(pages).collect(),
                });
                self.arrived(&news, &me, last.is_none());
            }
            end
        });
        effect(move || {
            if visible.get() && self.at_end.get_value() {
                request_animation_frame(move || self.to_end());
            }
        });
    }

    fn arrived(self, news: &[LineKey], me: &Person, is_opening: bool) {
        let is_mine = |key: &LineKey| matches!(key, LineKey::Message(by, _) if *by == me.id);
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

    fn stay(self) {
        if self.at_end.try_get_value() == Some(true) {
            self.to_end();
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

fn last_key(pages: &[LinePage]) -> Option<LineKey> {
    let mut newest_first = pages.iter().rev();
    newest_first.find_map(|page| page.lines.read().last().map(|line| line.key))
}

fn newest_first(pages: &[LinePage]) -> impl Iterator<Item = LineKey> {
    let lines = pages.iter().rev().map(|page| page.lines.get_untracked());
    lines.flat_map(|lines| lines.into_iter().rev().map(|line| line.key))
}

/// The keys after `last`, newest first; none where `last` is not among them.
fn since(pages: &[LinePage], last: Option<LineKey>) -> Vec<LineKey> {
    let mut news = Vec::new();
    for key in newest_first(pages) {
        if Some(key) == last {
            return news;
        }
        news.push(key);
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn page(number: i64) -> LinePage {
        let line = |n| Line {
            key: LineKey::System(Uuid::from_u128(n as u128)),
            at: 0,
            body: LineBody::New,
        };
        let lines: Vec<Arc<Line>> = (2 * number..2 * number + 2)
            .map(|n| Arc::new(line(n)))
            .collect();
        let lines = ArcMemo::new(move |_| lines.clone());
        LinePage { number, lines }
    }

    #[test]
    fn what_came_since_is_counted_from_the_last_line_seen() {
        let owner = Owner::new();
        owner.set();
        let pages = [page(0), page(1)];
        let keys: Vec<LineKey> = (0..4)
            .map(|n| LineKey::System(Uuid::from_u128(n)))
            .collect();
        let newer = |at: usize| keys[at + 1..].iter().rev().copied().collect::<Vec<_>>();
        assert_eq!(since(&pages, Some(keys[1])), newer(1));
        assert_eq!(since(&pages, Some(keys[3])), newer(3));
        assert_eq!(since(&pages, Some(LineKey::New)), []);
        assert_eq!(since(&pages, None), []);
    }
}
