//! What a column's head opens: its order, its filter, its place.

use super::{layout::Layout, live::Grid, profile};
use crate::charts::number;
use crate::client::part::part;
use crate::shared::{
    dataset::{Column, ColumnProfile, ColumnType, Share},
    text::clean,
    view::{Filter, SortKey, Test},
};
use crate::ui::components::{
    name::name, pop::dismiss_on_outside_click, shown::Shown, when_here::when_here,
};
use crate::ui::lean::memo;
use leptos::{html::Div, prelude::*};
use web_sys::KeyboardEvent;

/// Which column's menu is open, and where it stands, in CSS pixels from the start of the grid.
#[derive(Clone, Copy)]
pub struct Menu {
    pub open: RwSignal<bool>,
    pub column: RwSignal<usize>,
    pub left: RwSignal<i64>,
}

impl Default for Menu {
    fn default() -> Self {
        Self {
            open: RwSignal::new(false),
            column: RwSignal::new(0),
            left: RwSignal::new(0),
        }
    }
}

impl Menu {
    pub fn show(self, column: usize, left: i64) {
        self.column.set(column);
        self.left.set(left);
        self.open.set(true);
    }
}

#[component]
pub fn ColumnMenu(
    grid: Grid,
    menu: Menu,
    /// The focus goes back to the grid.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let around = NodeRef::<Div>::new();
    dismiss_on_outside_click(menu.open, around);
    let close = move || {
        menu.open.set(false);
        on_close.run(());
    };
    let on_key = move |event: KeyboardEvent| {
        event.stop_propagation();
        if event.key() == "Escape" {
            close();
        }
    };
    view! {
        <div node_ref=around on:keydown=on_key>
            <Shown when=move || menu.open.get()>
                <section
                    class="pop grid-menu"
                    style=("--left", move || format!("{}px", menu.left.get()))
                    aria-label=move || format!("Column {}", clean(&grid.now().name_of(menu.column.get())))
                >
                    {move || {
                        let column = menu.column.get();
                        when_here(&COLUMN_MENU, move |draw| draw(grid, column, Callback::new(move |()| close())))
                    }}
                </section>
            </Shown>
        </div>
    }
}

type Contents = fn(Grid, usize, Callback<()>) -> AnyView;

part! {
    /// What a menu shows of a column.
    pub static COLUMN_MENU in column_menu: Contents = contents;
}

fn contents(grid: Grid, column: usize, close: Callback<()>) -> AnyView {
    let Some(of) = grid.now().columns.get(column).cloned() else {
        return ().into_any();
    };
    view! {
        <h3 class="pop-head">{name(&of.name)}</h3>
        {order(grid, &of, close)}
        {filter(grid, column, &of)}
        {place(grid, column, close)}
    }
    .into_any()
}

/// Drawn by one function for all of them: a button with its own closure is half a kilobyte each.
pub fn button(word: &'static str, act: Callback<()>) -> AnyView {
    view! {
        <button class="btn small" type="button" on:click=move |_| act.run(())>{word}</button>
    }
    .into_any()
}

/// A button that is on or off.
pub fn toggle(words: String, is_on: Signal<bool>, press: Callback<()>) -> AnyView {
    view! {
        <button
            class="btn small share"
            type="button"
            aria-pressed=move || is_on.get().to_string()
            on:click=move |_| press.run(())
        >
            {words}
        </button>
    }
    .into_any()
}

fn field(
    label: &'static str,
    id: &'static str,
    value: Signal<String>,
    on_change: Callback<String>,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input"
                id=id
                type="text"
                dir="auto"
                autocomplete="off"
                prop:value=move || value.get()
                on:change=move |event| on_change.run(event_target_value(&event).trim().to_owned())
            />
        </div>
    }
    .into_any()
}

/// What the menu does to the order.
#[derive(Clone, Copy)]
enum Sort {
    Up,
    Down,
    Then,
    Not,
}

fn order(grid: Grid, of: &Column, close: Callback<()>) -> AnyView {
    let column = StoredValue::new(of.name.clone());
    let act = move |word: &'static str, sort: Sort| {
        let press = move |()| {
            let (mut view, column) = (grid.view(), column.get_value());
            match sort {
                Sort::Up | Sort::Down => view.sort.clear(),
                Sort::Then | Sort::Not => view.sort.retain(|key| key.column != column),
            }
            let descending = matches!(sort, Sort::Down);
            if !matches!(sort, Sort::Not) {
                view.sort.push(SortKey { column, descending });
            }
            grid.show(view);
            close.run(());
        };
        button(word, Callback::new(press))
    };
    let view = grid.view();
    let is_it = |key: &&SortKey| key.column == of.name;
    let then = view.sort.iter().any(|key| !is_it(&key));
    let not = view.sort.iter().any(|key| is_it(&key));
    view! {
        <div class="acts">
            {act("Ascending", Sort::Up)}
            {act("Descending", Sort::Down)}
            {then.then(|| act("Then by this", Sort::Then))}
            {not.then(|| act("Not sorted", Sort::Not))}
        </div>
    }
    .into_any()
}

/// Has rows pass that pass `test`, in place of what was asked of the column before.
pub fn put_filter(grid: Grid, column: &str, test: Option<Test>) {
    let mut view = grid.view();
    view.filters.retain(|filter| filter.column != column);
    let column = column.to_owned();
    view.filters
        .extend(test.map(|test| Filter { column, test }));
    grid.show(view);
}

fn filter(grid: Grid, column: usize, of: &Column) -> AnyView {
    let name = StoredValue::new(of.name.clone());
    let test = memo(move || {
        let state = grid.state.read();
        let name = name.read_value();
        let filter = state
            .view
            .filters
            .iter()
            .find(|filter| filter.column == *name);
        filter.map(|filter| filter.test.clone())
    });
    let put = Callback::new(move |test| put_filter(grid, &name.read_value(), test));
    let fields = match of.column_type {
        ColumnType::Text => contains(test, put),
        ColumnType::Boolean => ().into_any(),
        kind => between(kind, test, put),
    };
    let of = of.clone();
    let profile = memo(move || grid.state.read().profiles.get(column).cloned().flatten());
    let shares = move || profile.get().map(|profile| known(&of, profile, test, put));
    let none = move || {
        let filtered = test.read().is_some();
        filtered.then(|| button("No filter", Callback::new(move |()| put.run(None))))
    };
    view! {
        <div class="acts">{fields}</div>
        <div class="shares">{shares}{none}</div>
    }
    .into_any()
}

fn between(kind: ColumnType, test: Memo<Option<Test>>, put: Callback<Option<Test>>) -> AnyView {
    let ends = move || match test.get() {
        Some(Test::Between { from, to }) => [from, to],
        _ => [None, None],
    };
    let end = move |label: &'static str, id: &'static str, end: usize| {
        let value = Signal::derive(move || ends()[end].take().unwrap_or_default());
        let set = move |text: String| {
            let mut now = untrack(ends);
            now[end] = (!text.is_empty()).then_some(text);
            let open = now.iter().all(Option::is_none);
            let [from, to] = now;
            put.run((!open).then_some(Test::Between { from, to }));
        };
        field(label, id, value, Callback::new(set))
    };
    let hint = match kind {
        ColumnType::Date => Some("As 2024-03-01."),
        ColumnType::DateTime => Some("As 2024-03-01 or 2024-03-01 12:30."),
        _ => None,
    };
    view! {
        {end("From", "grid-from", 0)}
        {end("To", "grid-to", 1)}
        {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
    }
    .into_any()
}

fn contains(test: Memo<Option<Test>>, put: Callback<Option<Test>>) -> AnyView {
    let value = Signal::derive(move || match test.get() {
        Some(Test::Contains(text)) => text,
        _ => String::new(),
    });
    let set = move |text: String| put.run((!text.is_empty()).then_some(Test::Contains(text)));
    field("Contains", "grid-contains", value, Callback::new(set))
}

/// The values of a column and how often each is there: a filter by one press.
fn known(
    of: &Column,
    profile: ColumnProfile,
    test: Memo<Option<Test>>,
    put: Callback<Option<Test>>,
) -> AnyView {
    let line = profile::words(of, &profile);
    let mut presses = Vec::new();
    for share in profile.shares {
        // Ranges have the fields above.
        if share.to.is_none() {
            presses.push(value(share, test, put));
        }
    }
    if profile.missing > 0 {
        let is_missing = move || *test.read() == Some(Test::Missing(true));
        let press = move |()| put.run((!untrack(is_missing)).then_some(Test::Missing(true)));
        let words = format!("missing, {}", number::integer(profile.missing));
        presses.push(toggle(
            words,
            Signal::derive(is_missing),
            Callback::new(press),
        ));
    }
    view! {
        <p class="hint">{line}</p>
        {presses}
    }
    .into_any()
}

fn value(share: Share, test: Memo<Option<Test>>, put: Callback<Option<Test>>) -> AnyView {
    let words = format!("{}, {}", clean(&share.from), number::integer(share.all));
    let value = StoredValue::new(share.from);
    let chosen = move || match test.get() {
        Some(Test::OneOf(values)) => values,
        _ => Vec::new(),
    };
    let is_on = Signal::derive(move || chosen().contains(&value.read_value()));
    let press = move |()| {
        let (mut values, value) = (untrack(chosen), value.get_value());
        match values.iter().position(|one| *one == value) {
            Some(at) => _ = values.remove(at),
            None => values.push(value),
        }
        put.run((!values.is_empty()).then_some(Test::OneOf(values)));
    };
    toggle(words, is_on, Callback::new(press))
}

fn place(grid: Grid, column: usize, close: Callback<()>) -> AnyView {
    let act = move |word: &'static str, change: fn(&mut Layout, usize)| {
        let press = move |()| grid.state.write().arrange(|layout| change(layout, column));
        button(word, Callback::new(press))
    };
    let can = move |rule: fn(&Layout, usize) -> bool| {
        memo(move || rule(&grid.state.read().layout, column))
    };
    let pinned = can(|layout, column| layout.slot(column).is_some_and(|slot| slot.pinned));
    let pinnable = can(|layout, _| layout.has_room_to_pin());
    let hidable = can(|layout, _| layout.shown().len() > 1);
    let pin = move || {
        let word = if pinned.get() { "Unpin" } else { "Pin" };
        (pinned.get() || pinnable.get()).then(|| {
            act(word, |layout, column| {
                layout.change(column, |slot| slot.pinned = !slot.pinned)
            })
        })
    };
    let hide = move || {
        let press = move |()| {
            grid.state
                .write()
                .arrange(|layout| layout.change(column, |slot| slot.hidden = true));
            close.run(());
        };
        hidable.get().then(|| button("Hide", Callback::new(press)))
    };
    view! {
        <div class="acts">
            {act("Move left", |layout, column| layout.shift(column, -1))}
            {act("Move right", |layout, column| layout.shift(column, 1))}
            {act("Narrower", |layout, column| layout.change(column, |slot| slot.width -= 40.0))}
            {act("Wider", |layout, column| layout.change(column, |slot| slot.width += 40.0))}
            {pin}
            {hide}
        </div>
    }
    .into_any()
}
