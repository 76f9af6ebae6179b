//! The way from page to page in the browser: a press on a link, or a step through the history.

use super::{
    CurrentPage, Page, PageUrl,
    link::{Link, Press, taken_over},
    page,
    window::{self, Entry},
};
use crate::client::{
    clock::{after, pause},
    http::{offline, server_answers},
    uploads,
};
use crate::shared::{
    address::query_value, api_error::ApiError, error_code::ErrorCode, protocol::MAX_TITLE_CHARS,
};
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, pin::Pin};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent, Url};

/// A page that takes longer shows its name first.
const PATIENCE_MS: i64 = 40;
/// Between two attempts to fetch what a page is drawn from.
pub const AGAIN_MS: i64 = 1_000;

/// A handle to the page that is shown and to the state so far.
#[derive(Clone, Copy)]
pub struct Navigator {
    /// Always one: as a list it is replaced as a whole, never changed into the next.
    shown: RwSignal<Vec<CurrentPage>>,
    state: StoredValue<NavigationState>,
    prepare: Prepare,
}

/// Fetches what it takes to draw a page; whether that has arrived.
pub type Prepare = fn(&Page) -> Pin<Box<dyn Future<Output = bool>>>;

#[derive(Clone, Default)]
struct NavigationState {
    /// Number of the latest navigation; the results of older ones are dropped.
    last: u32,
    /// Where the shown page stands in the history.
    entry: Entry,
    /// How far each page was scrolled when it was left.
    left: Vec<(Entry, f64)>,
}

/// What a step does to the history.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    /// A link to another page.
    Forth,
    /// A link to the page that is shown, or a page in another's place.
    Again,
    /// The browser has gone there already.
    Through(Entry),
}

impl Navigator {
    pub fn new(first: CurrentPage, prepare: Prepare) -> Self {
        Self {
            shown: RwSignal::new(vec![first]),
            state: StoredValue::new(NavigationState::default()),
            prepare,
        }
    }

    pub fn shown(self) -> RwSignal<Vec<CurrentPage>> {
        self.shown
    }

    /// Listens for as long as the window lives. Browser only.
    pub fn start(self) {
        window::browser_scrolls(false);
        let entry = window::entry().unwrap_or_else(|| window::replace(&window::url()));
        self.state.try_update_value(|state| state.entry = entry);
        window_event_listener_untyped("click", move |event| {
            self.pressed(event.unchecked_ref());
        });
        window_event_listener_untyped("popstate", move |_| self.on_popstate());
        // An upload goes on while the reader is on other pages, and ends with the program. The browser asks
        // in its own words.
        window_event_listener_untyped("beforeunload", |event: Event| {
            if uploads::are_running() {
                event.prevent_default();
            }
        });
        window_event_listener_untyped("pagehide", move |_: Event| {
            // Requests that the browser gives up now must not lead anywhere.
            self.begin_navigation();
            window::browser_scrolls(true);
        });
    }

    fn pressed(self, event: &MouseEvent) {
        let here = self.here();
        if let Some((to, name)) = destination(event, &here) {
            event.prevent_default();
            let step = match to.is_same_page(&here) {
                true => Step::Again,
                false => Step::Forth,
            };
            self.go(to, step, name);
        }
    }

    /// The browser stands at another entry of the history.
    fn on_popstate(self) {
        let to = window::url();
        if !to.is_same_page(&self.here()) {
            let entry = window::entry().unwrap_or_else(|| window::replace(&to));
            return self.go(to, Step::Through(entry), String::new());
        }
        // Back where the page is that is still shown: whatever was on its way is not wanted any more.
        self.begin_navigation();
        self.remember_scroll();
        let known = window::entry();
        let entry = known.unwrap_or_else(|| window::replace(&to));
        self.state.try_update_value(|state| state.entry = entry);
        if let Some(y) = known.and_then(|entry| self.left_at(entry)) {
            window::scroll_to(y);
        }
    }

    /// Goes to a page that the reader calls `name`.
    fn go(self, to: PageUrl, step: Step, name: String) {
        let number = self.begin_navigation();
        window::say_busy(true);
        let on_its_way = {
            let to = to.clone();
            after(PATIENCE_MS, move || {
                if self.is_last(number) {
                    let me = self
                        .shown
                        .with_untracked(|shown| shown.first()?.page.person());
                    self.show(to, Page::Loading(name, me), step, number);
                }
            })
        };
        spawn_local(async move {
            let mut page = self.ask(&to).await;
            // Nothing is lost by waiting: the browser's own page of an error would end this one.
            while is_offline(&page) && self.is_last(number) && !server_answers().await {
                pause(AGAIN_MS).await;
                page = self.ask(&to).await;
            }
            drop(on_its_way);
            if !self.is_last(number) {
                return;
            }
            window::say_busy(false);
            // Its entry in the history stands already.
            let step = match self.is_loading() {
                true => Step::Through(self.entry()),
                false => step,
            };
            match (page, step) {
                (Ok(page), _) if page.asks_to_sign_in() => self.to_login(&to, step, number),
                (Ok(page), _) => self.show(to, page, step, number),
                // The browser shows what is wrong, or finds the page after all.
                (Err(_), Step::Through(_)) => window::reload(),
                (Err(_), _) => window::load(&to),
            }
        });
    }

    async fn ask(self, to: &PageUrl) -> Result<Page, ApiError> {
        let page = page::ask(&asked(to)).await?;
        match (self.prepare)(&page).await {
            true => Ok(page),
            false => Err(offline()),
        }
    }

    fn to_login(self, next: &PageUrl, step: Step, number: u32) {
        let login = PageUrl {
            path: "/login".to_owned(),
            query: format!("next={}", query_value(&next.path)),
            hash: String::new(),
        };
        let step = match step {
            Step::Through(_) => Step::Again,
            step => step,
        };
        self.show(login, Page::Login, step, number);
    }

    fn show(self, url: PageUrl, page: Page, step: Step, number: u32) {
        self.remember_scroll();
        let entry = match step {
            Step::Forth => window::push(&url),
            Step::Again => window::replace(&url),
            Step::Through(entry) => entry,
        };
        self.state.try_update_value(|state| state.entry = entry);
        let (hash, y) = (url.hash.clone(), self.left_at(entry));
        self.shown.set(vec![CurrentPage { number, url, page }]);
        // The page is drawn by then.
        request_animation_frame(move || window::arrive(&hash, y));
    }

    /// Whether nothing was asked for since.
    fn is_last(self, number: u32) -> bool {
        self.state.try_with_value(|state| state.last) == Some(number)
    }

    fn is_loading(self) -> bool {
        let is = |shown: &Vec<CurrentPage>| {
            matches!(
                shown[..],
                [CurrentPage {
                    page: Page::Loading(..),
                    ..
                }]
            )
        };
        self.shown.with_untracked(is)
    }

    fn entry(self) -> Entry {
        self.state.with_value(|state| state.entry)
    }

    fn here(self) -> PageUrl {
        let first = |shown: &Vec<CurrentPage>| shown.first().map(|shown| shown.url.clone());
        self.shown.with_untracked(first).unwrap_or_default()
    }

    /// The number of a way that begins; those before it lead nowhere.
    fn begin_navigation(self) -> u32 {
        let next = |state: &mut NavigationState| {
            state.last += 1;
            state.last
        };
        window::say_busy(false);
        self.state.try_update_value(next).unwrap_or_default()
    }

    /// Of a page that was there to be scrolled.
    fn remember_scroll(self) {
        if self.is_loading() {
            return;
        }
        let y = window::scrolled_to();
        self.state.try_update_value(|state| {
            let entry = state.entry;
            state.left.retain(|(left, _)| *left != entry);
            state.left.push((entry, y));
        });
    }

    fn left_at(self, entry: Entry) -> Option<f64> {
        self.state.with_value(|state| {
            let mut left = state.left.iter();
            left.find(|(left, _)| *left == entry).map(|(_, y)| *y)
        })
    }
}

fn is_offline(page: &Result<Page, ApiError>) -> bool {
    page.as_ref()
        .is_err_and(|error| error.code == ErrorCode::ClientOffline)
}

/// What the server is asked for: only there an address says more than its path does.
fn asked(to: &PageUrl) -> String {
    match to.path.as_str() {
        "/register" => to.to_string(),
        path => path.to_owned(),
    }
}

/// Where a press leads, if that is for us.
fn destination(event: &MouseEvent, here: &PageUrl) -> Option<(PageUrl, String)> {
    let pressed: Element = event.target()?.dyn_into().ok()?;
    let link = pressed.closest("a[href]").ok()??;
    let says = |name| link.get_attribute(name).unwrap_or_default();
    let whole = Url::new_with_base(&says("href"), &link.base_uri().ok()??).ok()?;
    let press = Press {
        button: event.button(),
        modified: event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key(),
        answered: event.default_prevented(),
    };
    let name = named(&link);
    let link = Link {
        href: &whole.href(),
        target: &says("target"),
        rel: &says("rel"),
        downloads: link.has_attribute("download"),
    };
    let to = taken_over(&link, press, &window::origin(), here)?;
    Some((to, name))
}

/// What the link calls its page: a name in it, or all of its words.
fn named(link: &Element) -> String {
    let name_in_it = link.query_selector("bdi").ok().flatten();
    let words = name_in_it.as_ref().unwrap_or(link).text_content();
    words
        .unwrap_or_default()
        .trim()
        .chars()
        .take(MAX_TITLE_CHARS)
        .collect()
}
