//! Above the grid: what is looked for, what is asked of the rows, which columns are there, and the way out.

use super::{
    live::Grid,
    menu::{self, toggle},
};
use crate::client::clock::{Timer, after};
use crate::shared::{
    dataset::Column,
    text::clean,
    view::{View, words},
};
use crate::ui::{
    components::{
        disclosure::Disclosure,
        icon::{Glyph, Icon},
        keyed_list::KeyedList,
        shown::Shown,
    },
    lean::{effect, memo},
    navigation::url,
};
use leptos::prelude::*;

/// After the last letter, before rows are looked for.
const REST_MS: i64 = 300;

#[component]
pub fn GridTools(
    grid: Grid,
    /// Whether the reader may show everyone a view.
    #[prop(into)]
    can_show: Signal<bool>,
    #[prop(into)] on_show: Callback<View>,
    /// A chip was pressed and may be gone: the focus goes to the rows.
    #[prop(into)]
    on_chosen: Callback<()>,
    /// Of the data set.
    name: Memo<String>,
) -> impl IntoView {
    let find = memo(move || grid.state.read().view.find.clone());
    // The field keeps a blank between two words while the second is not there yet.
    let typed = RwSignal::new(find.get_untracked());
    effect(move || {
        let find = find.get();
        if typed.read_untracked().trim() != find {
            typed.set(find);
        }
    });
    let timer = StoredValue::new_local(None::<Timer>);
    let look = move |text: String| {
        let find = text.trim().to_owned();
        typed.set(text);
        let search = move || {
            // A view that was chosen meanwhile has words of its own.
            if typed.read_untracked().trim() == find {
                grid.show(View {
                    find,
                    ..grid.view()
                });
            }
        };
        timer.set_value(Some(after(REST_MS, search)));
    };
    let id = format!("find-{}", grid.now().dataset_id);
    view! {
        <div class="grid-tools">
            <label for=id.clone()>"Find"<span class="sr-only">{move || format!(" in {}", clean(&name.read()))}</span></label>
            <input
                class="input"
                id=id
                type="search"
                autocomplete="off"
                prop:value=move || typed.get()
                on:input=move |event| look(event_target_value(&event))
            />
            {drop("Columns", move || columns(grid))}
            {drop("Export", move || exports(grid))}
        </div>
        <Chips grid can_show on_show on_chosen/>
    }
}

fn drop(word: &'static str, what: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    view! {
        <Disclosure
            class="btn small"
            label=word
            face=word.into_any()
            opens=word
            panel_class="pop drop"
        >
            {what()}
        </Disclosure>
    }
    .into_any()
}

fn columns(grid: Grid) -> AnyView {
    let all = grid.now().columns.clone();
    let one = move |(column, of): (usize, Column)| {
        let is_shown = move || {
            let state = grid.state.read();
            state.layout.slot(column).is_some_and(|slot| !slot.hidden)
        };
        let press = move |()| {
            let mut state = grid.state.write();
            // The last one stays.
            let hides = state.slots.iter().any(|slot| slot.column == column);
            if !hides || state.slots.len() > 1 {
                state.arrange(|layout| layout.change(column, |slot| slot.hidden = hides));
            }
        };
        toggle(
            clean(&of.name),
            Signal::derive(is_shown),
            Callback::new(press),
        )
    };
    let all: Vec<AnyView> = all.into_iter().enumerate().map(one).collect();
    view! { <div class="shares">{all}</div> }.into_any()
}

fn exports(grid: Grid) -> AnyView {
    let link = move |format: &'static str, word: &'static str| {
        let href = move || {
            let state = grid.state.read();
            let mut columns: Vec<usize> = state.slots.iter().map(|slot| slot.column).collect();
            if columns.iter().copied().eq(0..state.columns.len()) {
                // As the file has them: an address has an end.
                columns.clear();
            }
            url(&state.address(&format!("export?format={format}&"), &columns))
        };
        view! { <a class="btn small" href=href download="">{word}</a> }.into_any()
    };
    view! {
        <p class="hint">"The rows and columns as they are shown here."</p>
        <div class="acts">{[("csv", "CSV"), ("xlsx", "Excel"), ("parquet", "Parquet")].into_iter().map(|(format, word)| link(format, word)).collect::<Vec<_>>()}</div>
    }
    .into_any()
}

/// A part of the view, and the view without it.
type Chip = (String, View);

fn chips(view: &View) -> Vec<Chip> {
    let mut chips = Vec::new();
    for (at, filter) in view.filters.iter().enumerate() {
        let mut without = view.clone();
        without.filters.remove(at);
        chips.push((words::filter(filter), without));
    }
    for (at, key) in view.sort.iter().enumerate() {
        let mut without = view.clone();
        without.sort.remove(at);
        chips.push((words::sort(key), without));
    }
    chips
}

#[component]
fn Chips(
    grid: Grid,
    can_show: Signal<bool>,
    on_show: Callback<View>,
    on_chosen: Callback<()>,
) -> impl IntoView {
    let now = memo(move || {
        let state = grid.state.read();
        let whose = state.borrowed.as_ref().map(|one| one.whose.clone());
        (state.view.clone(), state.own, whose)
    });
    let each = move || chips(&now.read().0);
    let own = memo(move || now.read().1);
    let whose = memo(move || now.read().2.clone());
    let word = move || match (whose.get(), own.get()) {
        (Some(whose), _) => whose,
        (None, true) => "Only you:".into(),
        (None, false) => "Everyone:".into(),
    };
    let acts = move || {
        let (whole, own) = (now.read().0.is_everything(), own.get());
        let all = move |()| grid.show(View::default());
        let show = move |()| on_show.run(grid.view());
        let follow = move |()| grid.follow();
        let acts = [
            (
                whose.read().is_some(),
                "Back to mine",
                Callback::new(move |()| grid.give_back()),
            ),
            (!whole, "All rows", Callback::new(all)),
            (own && can_show.get(), "Show both", Callback::new(show)),
            (
                own && !grid.shown.read().is_everything(),
                "Back to what everyone sees",
                Callback::new(follow),
            ),
        ];
        let acts = acts.into_iter().filter(|act| act.0);
        let button = |(_, word, act): (bool, &'static str, Callback<()>)| {
            let press = move |()| {
                on_chosen.run(());
                act.run(());
            };
            menu::button(word, Callback::new(press))
        };
        acts.map(button).collect::<Vec<_>>()
    };
    view! {
        <Shown when=move || whose.read().is_some() || own.get() || !now.read().0.is_everything()>
            <div
                class="grid-chips"
                role="group"
                aria-label="What is shown"
            >
                <span class="hint">{word}</span>
                <KeyedList each key=Chip::clone let:chip>
                    <button
                        class="chip"
                        type="button"
                        title="Take this away"
                        on:click=move |_| {
                            on_chosen.run(());
                            grid.show(chip.1.clone());
                        }
                    >
                        <bdi>{chip.0.clone()}</bdi>
                        <Icon glyph=Glyph::X/>
                        <span class="sr-only">", take this away"</span>
                    </button>
                </KeyedList>
                {acts}
            </div>
        </Shown>
    }
}
