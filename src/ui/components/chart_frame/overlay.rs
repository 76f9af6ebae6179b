//! The ring, the crosshair and the tooltip above a drawing. They exist only while a mark is pointed
//! at, so the server never writes them, and their places are custom properties set through the CSSOM.

use super::Pointed;
use crate::charts::{Along, Picture, Target, mark, number};
use crate::shared::{chart::Chart, decimal::fixed, text::clean};
use crate::ui::components::name::name as set_apart;
use leptos::prelude::*;

/// Where a mark lies, as shares of the drawing, and on which side its tooltip has room.
struct Placed {
    left: String,
    top: String,
    width: String,
    height: String,
    side: &'static str,
    row: &'static str,
}

#[component]
pub fn Overlay(picture: Memo<Picture>, pointed: RwSignal<Option<Pointed>>) -> impl IntoView {
    move || {
        let pointed = pointed.get()?;
        picture.with(|picture| {
            let target = picture.targets.get(pointed.index)?;
            Some(marked(
                target,
                &place(picture, target),
                picture.along,
                pointed.by_keyboard,
            ))
        })
    }
}

fn marked(
    target: &Target,
    placed: &Placed,
    along: Along,
    by_keyboard: bool,
) -> impl IntoView + use<> {
    let rows = target.rows.iter().map(|(name, value)| {
        view! {
            <dt>{set_apart(name)}</dt>
            <dd>{value.clone()}</dd>
        }
    });
    view! {
        <div
            class="plot-over"
            aria-hidden="true"
            data-by=if by_keyboard { "keyboard" } else { "pointer" }
            data-along=match along {
                Along::X => "x",
                Along::Y => "y",
                Along::Both => "both",
            }
            style=("--x", placed.left.clone())
            style=("--y", placed.top.clone())
            style=("--w", placed.width.clone())
            style=("--h", placed.height.clone())
        >
            <span class="plot-cross"></span>
            <span class="plot-ring"></span>
            <div class="tip" data-side=placed.side data-row=placed.row>
                <strong>{set_apart(&target.heading)}</strong>
                <dl>{rows.collect_view()}</dl>
            </div>
        </div>
    }
}

/// How many comments hang on which marks; a press opens them. Marks are found by their names, wherever those stand
/// by now; before the first measuring none is drawn, so the server never writes their places.
#[component]
pub fn Hung(
    chart: Memo<Chart>,
    comments: Memo<Vec<String>>,
    picture: Memo<Picture>,
    width: RwSignal<Option<u32>>,
    #[prop(into)] on_talk: Callback<Option<usize>>,
) -> impl IntoView {
    let hung = Memo::new(move |_| {
        let comments = comments.read();
        let (true, false) = (width.read().is_some(), comments.is_empty()) else {
            return Vec::new();
        };
        let chart = chart.read();
        let marks = 0..picture.read().targets.len();
        let here = marks.filter_map(|index| {
            let name = mark::name(&chart.marks, index as u32)?;
            let count = comments.iter().filter(|one| **one == name).count();
            (count > 0).then_some((index, count, name))
        });
        here.collect()
    });
    let one = move |(index, count, name): (usize, usize, String)| {
        let placed = picture.with(|picture| Some(place(picture, picture.targets.get(index)?)))?;
        let words = number::count(count as i64, "comment", "comments");
        let button = view! {
            <button
                class="mark"
                type="button"
                aria-label=format!("{words} on {}", clean(&name))
                style=("--x", placed.left)
                style=("--y", placed.top)
                style=("--w", placed.width)
                on:click=move |_| on_talk.run(Some(index))
            >
                {count}
            </button>
        };
        Some(button.into_any())
    };
    move || hung.get().into_iter().filter_map(one).collect::<Vec<_>>()
}

fn place(picture: &Picture, target: &Target) -> Placed {
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    let share = |part: f64, whole: f64| format!("{}%", fixed(part / whole * 100.0, 3));
    let middle = target.x + target.width / 2.0;
    Placed {
        left: share(target.x, width),
        top: share(target.y, height),
        width: share(target.width, width),
        height: share(target.height, height),
        side: if middle * 2.0 > width {
            "left"
        } else {
            "right"
        },
        row: match target.y / height {
            ..0.3 => "below",
            0.3..0.6 => "beside",
            _ => "above",
        },
    }
}
