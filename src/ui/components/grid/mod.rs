//! The rows of a data set, as many as there are: only what is in sight is fetched and drawn.
//!
//! The table has the focus and tells which cell it is at (`aria-activedescendant`), so a cell that scrolls away takes
//! nothing with it. The view and the columns' places are the reader's own.

mod comments;
mod copy;
mod grow;
mod guest;
mod input;
mod layout;
mod live;
mod markup;
mod menu;
mod pages;
mod picked;
mod pixels;
mod profile;
mod selection;
mod state;
mod tools;
mod track;

use super::{cell_text::cell_text, measure::on_resize, name::name as set_apart};
use crate::charts::number;
use crate::shared::{
    analysis::Cell,
    text::clean,
    view::{Test, View},
};
use crate::ui::{
    lean::{effect, memo},
    live::Talk,
    screen_reader::answer,
};
use input::{Drag, Input};
use leptos::{html, prelude::*};
pub use live::Grid;
pub use menu::COLUMN_MENU;
use menu::{ColumnMenu, Menu};
use picked::Picked;
use selection::{HEAD, Spot};
use state::State;
use tools::GridTools;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDivElement, HtmlElement, KeyboardEvent, MouseEvent};

/// Narrower than this, the first column stays while the others scroll.
const PHONE_PX: i32 = 600;

#[component]
pub fn DataGrid(
    grid: Grid,
    name: Memo<String>,
    /// Whether the reader may show everyone a view.
    #[prop(into)]
    can_show: Signal<bool>,
    #[prop(into)] on_show: Callback<View>,
    on_talk: Callback<Talk>,
) -> impl IntoView {
    let around = NodeRef::<html::Div>::new();
    let table = NodeRef::<html::Table>::new();
    let input = Input {
        grid,
        around,
        table,
        menu: Menu::default(),
        drag: StoredValue::new(Drag::Nothing),
        on_talk,
    };
    on_resize(around, move |element| measure(grid, element));
    // What is laid out anew has other measures: the head after its names, the columns that stay.
    let shape = memo(move || {
        let state = grid.state.read();
        let pinned = state.slots.iter().filter(|slot| slot.pinned).count();
        (pixels::whole_px(state.width()), pinned, state.pages.total)
    });
    effect(move || {
        let (width, ..) = shape.get();
        if let Some(element) = around.get() {
            // Set from here: a style in the markup would be against the page's policy.
            put_style(&element, "--columns", width);
            request_animation_frame(move || measure(grid, &element));
        }
    });
    // Another view begins at its first row, and who is at the end of a live data set stays there.
    let moves = memo(move || i64::from(grid.state.read().moves));
    effect(move || {
        let (1.., Some(element)) = (moves.get(), around.get_untracked()) else {
            return;
        };
        // Once the rows have their room.
        request_animation_frame(move || {
            if let Some(state) = grid.state.try_read_untracked() {
                element.set_scroll_left(state.window.left as i32);
                element.set_scroll_top(state.window.offset.bar as i32);
            }
        });
    });
    pin_on_phones(grid, around);
    effect(move || {
        let moved = window_event_listener_untyped("mousemove", move |event| {
            if let Ok(event) = event.dyn_into::<MouseEvent>() {
                input.on_move(&event);
            }
        });
        on_cleanup(move || moved.remove());
    });
    let drawn = memo(move || markup::table(&grid.state.read()));
    let scrolled = move |_| {
        if let Some(element) = around.get_untracked() {
            let mut state = grid.state.write();
            let (from, bar) = (state.window.offset, f64::from(element.scroll_top()));
            state.window.offset = state.track().scrolled(from, bar);
            state.window.left = f64::from(element.scroll_left()).max(0.0);
        }
    };
    let facts = memo(move || {
        let state = grid.state.read();
        let cursor = state.selection.map(|selection| selection.cursor);
        let drawn = |at: Spot| at.row == HEAD || state.drawn_rows().contains(&at.row);
        Facts {
            busy: state.is_waiting(),
            rows: state.rows() + 1,
            columns: state.slots.len() + 1,
            at: cursor
                .filter(|at| drawn(*at))
                .map(|_| markup::cursor_id(&state)),
            trouble: state.trouble.clone(),
        }
    });
    let label = move || format!("Rows of {}", clean(&name.read()));
    view! {
        <GridTools grid name can_show on_show on_chosen=move |()| input.focus()/>
        <div class="grid-around">
            <div
                class="grid-wrap virtual"
                node_ref=around
                aria-busy=move || facts.read().busy.to_string()
                on:scroll=scrolled
            >
                <table
                    class="grid"
                    node_ref=table
                    role="grid"
                    tabindex="0"
                    aria-label=label
                    aria-multiselectable="true"
                    aria-rowcount=move || facts.read().rows.to_string()
                    aria-colcount=move || facts.read().columns.to_string()
                    aria-activedescendant=move || facts.read().at.clone()
                    inner_html=move || drawn.get()
                    on:click=move |event| input.on_click(&event)
                    on:mousedown=move |event| input.on_press(&event)
                    on:dblclick=move |event| input.on_double(&event)
                    on:keydown=move |event: KeyboardEvent| input.on_key(&event)
                    on:focus=move |_| input.on_focus()
                    on:copy=move |event| copied(input, event.unchecked_ref())
                ></table>
            </div>
            <ColumnMenu grid menu=input.menu on_close=move |()| input.focus()/>
        </div>
        <Opened input/>
        {move || facts.read().trouble.clone().map(|sentence| view! {
            <p class="fail-note" role="alert">
                {sentence}
                <button class="btn small" type="button" on:click=move |_| grid.state.write().begin_anew()>
                    "Try again"
                </button>
            </p>
        })}
    }
}

/// What is said of the table beside its cells.
#[derive(Clone, PartialEq)]
struct Facts {
    busy: bool,
    rows: i64,
    columns: usize,
    /// The id of the cell that the keys are at, while it is drawn.
    at: Option<String>,
    trouble: Option<String>,
}

/// "Rows 1–18 of 63, from 1,461", and what is marked.
#[component]
pub fn GridFoot(
    grid: Grid,
    /// Rows come by themselves: nobody wants to be told of each.
    live: bool,
) -> impl IntoView {
    let polite = (!live).then_some("polite");
    let marked = |state: &State| picked::summary(&state.picked).unwrap_or_default();
    let [marked, position] =
        [marked, position].map(|words| memo(move || words(&grid.state.read())));
    view! {
        <span class="marked">{marked}</span>
        <span aria-live=polite>{position}</span>
    }
}

fn position(state: &State) -> String {
    let (seen, total, all) = (state.seen_rows(), state.rows(), state.all_rows);
    if state.pages.total.is_none() || total == 0 {
        return match total {
            0 if all > 0 => format!("No row of {}", number::integer(all)),
            _ => number::count(total, "row", "rows"),
        };
    }
    let of = match total == all {
        true => number::integer(all),
        false => format!("{}, from {}", number::integer(total), number::integer(all)),
    };
    let (first, last) = (number::integer(seen.start + 1), number::integer(seen.end));
    format!("Rows {first}–{last} of {of}")
}

/// The whole value of a cell.
#[component]
fn Opened(input: Input) -> impl IntoView {
    let grid = input.grid;
    let value = memo(move || {
        let state = grid.state.read();
        let spot = state.opened?;
        let column = state.column_at(spot.column)?;
        let cell = state.pages.cell(spot.row, column)?.clone();
        Some((state.name_of(column), cell, spot))
    });
    let panel = move |(column, cell, at): (String, Cell, Spot)| {
        let text = cell_text(&cell);
        let head = set_apart(&column);
        let only = move || menu::put_filter(grid, &column, Some(only(&cell)));
        let talk = move |place| Callback::new(move |()| input.talk(at.row, place));
        let close = move || {
            grid.state.write().opened = None;
            input.focus();
        };
        view! {
            <section class="cell-whole" aria-label="The whole value">
                <h3 class="pop-head">{head}</h3>
                <pre dir="auto" tabindex="0">{text}</pre>
                <div class="acts">
                    {menu::button("Only rows with this", Callback::new(move |()| only()))}
                    {menu::button("Comment", talk(Some(at.column)))}
                    {menu::button("Comment on the row", talk(None))}
                    {menu::button("Close", Callback::new(move |()| close()))}
                </div>
            </section>
        }
        .into_any()
    };
    view! { <div aria-live="polite">{move || value.get().map(panel)}</div> }
}

/// The test that rows with this value pass.
fn only(cell: &Cell) -> Test {
    match cell {
        Cell::Null => Test::Missing(true),
        other => Test::OneOf(vec![cell_text(other).replace('−', "-")]),
    }
}

fn copied(input: Input, event: &Event) {
    if input.on_copy(event) {
        return answer("Copied.");
    }
    // What is not here yet is not copied, and neither is what is too much.
    event.prevent_default();
    let words = match input.grid.now().picked {
        Picked::TooMany(rows) => format!(
            "{} are too many to copy. Export them instead.",
            number::count(rows, "row", "rows")
        ),
        _ => "Not all of it is here yet. Copy again in a moment.".into(),
    };
    answer(&words);
    input.grid.state.write().picked = Picked::Failed(words);
}

fn pin_on_phones(grid: Grid, around: NodeRef<html::Div>) {
    Effect::new(move |done: Option<bool>| {
        let Some(element) = around.get().filter(|_| done != Some(true)) else {
            return done == Some(true);
        };
        let mut state = grid.state.write();
        if element.client_width() < PHONE_PX && state.layout.has_room_to_pin() {
            state.arrange(|layout| layout.change(0, |slot| slot.pinned = true));
        }
        true
    });
}

/// Takes the measures of what the browser laid out.
fn measure(grid: Grid, around: &HtmlDivElement) {
    let size = |selector: &str| {
        let element = around.query_selector(selector).ok().flatten()?;
        Some(element.get_bounding_client_rect())
    };
    let Some(mut window) = grid.state.try_read_untracked().map(|state| state.window) else {
        return;
    };
    let mut left = size("thead .rownum").map_or(0.0, |size| size.width());
    let pinned = grid.now().slots.clone();
    for (at, slot) in pinned.iter().take_while(|slot| slot.pinned).enumerate() {
        put_style(around, &format!("--pin-{at}"), pixels::whole_px(left));
        left += slot.width;
    }
    let head = size("thead").map_or(0.0, |size| size.height());
    let row = size("tbody tr[data-at]").map(|size| size.height());
    window.height = (f64::from(around.client_height()) - head).max(1.0);
    window.width = (f64::from(around.client_width()) - left).max(1.0);
    window.row = row.filter(|height| *height > 1.0).unwrap_or(window.row);
    if window != grid.now().window {
        grid.state.write().window = window;
    }
}

fn put_style(element: &HtmlElement, property: &str, px: i64) {
    // Fails only for names that are no property.
    let _ = element.style().set_property(property, &format!("{px}px"));
}
