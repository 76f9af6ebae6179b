//! Looking together: a page that follows shows what another sees, and one that is followed tells what it shows.
//!
//! A page tells nothing while nobody wants to know, and nothing of what following did. Whatever the reader does to
//! move what they see ends following.

mod looks;
mod places;
mod tie;

pub use looks::Looks;
pub use tie::{How, Sight, Tie};

use super::{
    connection::{BrowserHandles, ConnectionStatus, Handles},
    view::StreamView,
};
use crate::client::{
    BrowserStorage, Storage,
    clock::{Timer, after, now_ms},
};
use crate::shared::{
    account::Person,
    ids::{DatasetId, PersonId},
    protocol::{GridPlace, Look, LookPlace, Looking, MAX_GRIDS, Part},
};
use leptos::prelude::*;
use looks::News;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

/// What a page shows is looked at this often while somebody follows it.
const LOOK_MS: i64 = 120;

/// A tab that rested for longer is taken up again.
const RESTED_MS: i64 = 1_000;
/// Where it is remembered which presenter a guest has followed from the start.
const LED: &str = "tandem/led/";

/// A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Together {
    view: StreamView,
    handles: Handles,
    /// What a narrow screen shows.
    pub part: RwSignal<Part>,
    tie: RwSignal<Tie>,
    /// Whether somebody wants to know where the reader looks.
    watched: RwSignal<bool>,
    /// Counts what was heard or done: grids look again.
    turn: RwSignal<i64>,
}

impl Together {
    pub fn new(view: StreamView, handles: Handles) -> Self {
        Self {
            view,
            handles,
            part: RwSignal::new(Part::default()),
            tie: RwSignal::new(Tie::default()),
            watched: RwSignal::new(false),
            turn: RwSignal::new(0),
        }
    }

    /// Whom the reader follows, or followed last.
    pub fn tie(self) -> RwSignal<Tie> {
        self.tie
    }

    pub fn color_of(self, person: &Person) -> u8 {
        self.view.color_of(person)
    }

    /// Hears what the reader does. For an Effect.
    pub fn watch_input(self) {
        let hear = move |event: Event| {
            if let Some(handles) = self.handles.get() {
                self.used(&handles, &event);
            }
        };
        let handles = ["pointerdown", "wheel", "touchmove", "keydown"]
            .map(|name| window_event_listener_untyped(name, hear));
        on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
    }

    fn used(self, handles: &BrowserHandles, event: &Event) {
        let rested_ms = now_ms() - handles.looks.used_at.replace(now_ms());
        if rested_ms > RESTED_MS && self.watched.get_untracked() {
            // Of several tabs it is the one used last, which the server does not know.
            handles.looks.told.take();
        }
        if !self.follows() {
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let moves = target.is_some_and(|target| places::moves(&target));
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        let ends = match key.as_deref() {
            Some("Escape") => true,
            Some("Tab" | "Shift" | "Control" | "Alt" | "Meta") => false,
            _ => moves,
        };
        if ends {
            self.end(How::Stopped);
        }
    }

    fn follows(self) -> bool {
        self.tie.read_untracked().how == How::Follows
    }

    /// Begins to look at what a person sees, without following, or ceases.
    pub fn peek(self, person: Option<PersonId>) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let led = self.tie.with_untracked(Tie::leader) == person;
        let known = handles.looks.theirs.borrow().clone().filter(|_| led);
        let peeked = person.map(|person| (person, known));
        handles.looks.peeked.replace(peeked);
        self.turn();
        self.tell(&handles);
    }

    /// What the one sees whom the reader peeks at. Tracks.
    pub fn peeked(self) -> Option<LookPlace> {
        self.turn.get();
        let handles = self.handles.get()?;
        let peeked = handles.looks.peeked.borrow();
        peeked.as_ref()?.1.clone()
    }

    /// Shows what a person sees from now on.
    pub fn follow(self, person: Person) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let looks = &handles.looks;
        let home = (self.part.get_untracked(), places::scrolled());
        looks.home.set(home);
        let peeked = looks.peeked.borrow().clone();
        let known = peeked.filter(|(peeked, _)| *peeked == person.id);
        self.put(&handles, How::Follows, Some(person));
        if let Some((_, Some(at))) = known {
            self.show(&handles, at);
        }
    }

    /// Makes what the other sees the reader's own view, once it is shown.
    pub fn adopt(self) {
        request_animation_frame(move || {
            if let (Some(handles), true) = (self.handles.get(), self.follows()) {
                self.put(&handles, How::Adopted, None);
            }
        });
    }

    /// Ceases to follow, and says why; grids show the reader's own view again.
    pub fn end(self, how: How) {
        if let (Some(handles), true) = (self.handles.get(), self.follows()) {
            self.put(&handles, how, None);
        }
    }

    /// The first button beside the words.
    pub fn go_on(self) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let tie = self.tie.get_untracked();
        match (tie.how, tie.person) {
            (How::Follows, _) => self.adopt(),
            (How::Adopted, _) => {
                self.put(&handles, How::Undone, None);
                let (part, top) = handles.looks.home.get();
                self.part.set(part);
                request_animation_frame(move || places::scroll_to(top));
            }
            (_, Some(person)) => self.follow(person),
            _ => {}
        }
    }

    /// The second button: stops, or puts the words away.
    pub fn close(self) {
        match self.follows() {
            true => self.end(How::Stopped),
            false => self.tie.update(|tie| tie.how = tie.how.closed()),
        }
    }

    fn turn(self) {
        self.turn.update(|turn| *turn += 1);
    }

    fn put(self, handles: &BrowserHandles, how: How, person: Option<Person>) {
        handles.looks.theirs.take();
        self.tie.update(|tie| {
            tie.how = how;
            tie.person = person.or(tie.person.take());
        });
        self.turn();
        self.tell(handles);
    }

    /// What the grid of a data set is to show. Tracks.
    pub fn sight(self, dataset_id: DatasetId) -> Sight {
        self.turn.get();
        let how = self.tie.read_untracked().how;
        if how != How::Follows {
            return how.sight();
        }
        let theirs = self.handles.get().and_then(|handles| {
            let theirs = handles.looks.theirs.borrow();
            let mut grids = theirs.as_ref()?.grids.iter();
            grids.find(|grid| grid.dataset_id == dataset_id).cloned()
        });
        Sight::Theirs(theirs)
    }

    /// Whether grids are to tell what they show.
    pub fn watched(self) -> RwSignal<bool> {
        self.watched
    }

    /// A grid shows something else.
    pub fn tell_grid(self, grid: GridPlace) {
        let Some(handles) = self.handles.get().filter(|_| grid.is_plausible()) else {
            return;
        };
        let mut grids = handles.looks.grids.borrow_mut();
        grids.retain(|one| one.dataset_id != grid.dataset_id);
        let place = match grid.row > 0 || !grid.view.is_everything() {
            true => 0,
            false => grids.len(),
        };
        grids.insert(place, grid);
        grids.truncate(MAX_GRIDS);
    }

    /// Before the server says who wants to know.
    pub(super) fn joins(self, handles: &BrowserHandles) {
        handles.looks.watchers.take();
        handles.looks.told.replace(Some((None, None)));
        self.watched.set(false);
    }

    pub(super) fn heard(self, handles: &BrowserHandles, looking: Looking) {
        let Looking {
            user,
            at,
            watches_you,
            ..
        } = looking;
        let looks = &handles.looks;
        let knew = looks.watchers.borrow().contains(&user.id);
        if knew != watches_you {
            looks.watchers.borrow_mut().retain(|one| *one != user.id);
            if watches_you {
                looks.watchers.borrow_mut().push(user.id);
            }
            self.watchers_changed(handles);
        }
        if let Some((peeked, seen)) = &mut *looks.peeked.borrow_mut()
            && *peeked == user.id
        {
            seen.clone_from(&at);
        }
        let led = self.tie.read_untracked().follows(user.id);
        match at {
            Some(at) if led => self.show(handles, at),
            _ => self.turn(),
        }
    }

    /// The page shows what the other sees.
    fn show(self, handles: &BrowserHandles, at: LookPlace) {
        if self.part.get_untracked() != at.part {
            self.part.set(at.part);
        }
        let (card, share) = (at.card.clone(), at.share);
        handles.looks.theirs.replace(Some(at));
        self.turn();
        // Once the part is there, and the grids have their rows.
        request_animation_frame(move || {
            if let (Some(card), true) = (card, self.follows()) {
                places::show_card_at(&card, share);
            }
        });
    }

    /// Somebody came or left.
    pub(super) fn people_changed(self, handles: &BrowserHandles) {
        let here = self.view.present.get_untracked();
        let is_here = |id: PersonId| here.iter().any(|one| one.id == id);
        handles
            .looks
            .watchers
            .borrow_mut()
            .retain(|one| is_here(*one));
        self.watchers_changed(handles);
        let led_by = self.tie.with_untracked(Tie::leader);
        if led_by.is_some_and(|leader| !is_here(leader)) {
            self.end(How::Left);
        }
        let presenter = self.view.begins_led().filter(|(one, _)| is_here(one.id));
        if let Some((presenter, since)) = presenter {
            self.begin_led(handles, presenter, since);
        }
    }

    /// A guest who came since somebody presents begins by following them: once, and before they have done anything.
    fn begin_led(self, handles: &BrowserHandles, presenter: Person, since: i64) {
        let led = format!("{LED}{}/{since}", self.view.address.stream);
        let is_new = handles.looks.used_at.get() == 0 && BrowserStorage.entries(&led).is_empty();
        if is_new && BrowserStorage.put(&led, "1") {
            self.follow(presenter);
        }
    }

    fn watchers_changed(self, handles: &BrowserHandles) {
        let watched = !handles.looks.watchers.borrow().is_empty();
        if self.watched.get_untracked() != watched {
            self.watched.set(watched);
        }
        self.tell(handles);
    }

    /// Tells the server what it does not know, and looks again while somebody wants to know.
    pub(super) fn tell(self, handles: &BrowserHandles) {
        let looks = &handles.looks;
        if self.view.status.get_untracked() != ConnectionStatus::Joined {
            return;
        }
        let is_watched = self.watched.get_untracked();
        let leader = self.tie.with_untracked(Tie::leader);
        let peeked = looks.peeked.borrow().as_ref().map(|(person, _)| *person);
        let watches = peeked.or(leader);
        let at = (is_watched && leader.is_none()).then(|| self.place(looks));
        let news = Some((at, watches));
        if *looks.told.borrow() != news {
            self.emit(handles, news.clone().unwrap_or_default());
            looks.told.replace(news);
        }
        looks.timer.replace(is_watched.then(|| self.look_again()));
    }

    fn emit(self, handles: &BrowserHandles, (at, watches): News) {
        let look = Look {
            session_uuid: self.view.address.session(),
            at,
            watches,
            rests_ms: now_ms() - handles.looks.used_at.get(),
        };
        handles.emit(&look, move |answer| {
            if let (Err(_), Some(handles)) = (answer, self.handles.get()) {
                handles.looks.told.take();
                handles.looks.timer.replace(Some(self.look_again()));
            }
        });
    }

    fn look_again(self) -> Timer {
        after(LOOK_MS, move || {
            if let Some(handles) = self.handles.get() {
                self.tell(&handles);
            }
        })
    }

    fn place(self, looks: &Looks) -> LookPlace {
        let (card, share) = places::card_in_sight().unzip();
        LookPlace {
            part: self.part.get_untracked(),
            card,
            share: share.unwrap_or_default(),
            grids: looks.grids.borrow().clone(),
        }
    }
}
