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
    on_talk: Callback<(usize, String)>,
) -> impl IntoView {
    move || {
        let comments = comments.read();
        if width.read().is_none() || comments.is_empty() {
            return Vec::new();
        }
        let (chart, picture) = (chart.read(), picture.read());
        let targets = picture.targets.iter().enumerate();
        let here = targets.filter_map(|(index, target)| {
            let name = mark::name(&chart.marks, index as u32)?;
            let of = |one: &&String| one.split_once(' ').is_some_and(|(_, of)| of == name);
            let count = comments.iter().filter(of).count();
            (count > 0).then(|| hung(&place(&picture, target), (index, name), count, on_talk))
        });
        here.collect()
    }
}

fn hung(
    placed: &Placed,
    of: (usize, String),
    count: usize,
    on_talk: Callback<(usize, String)>,
) -> AnyView {
    let words = number::count(count as i64, "comment", "comments");
    view! {
        <button
            class="mark"
            type="button"
            aria-label=format!("{words} on {}", clean(&of.1))
            style=("--x", placed.left.clone())
            style=("--y", placed.top.clone())
            style=("--w", placed.width.clone())
            on:click=move |_| on_talk.run(of.clone())
        >
            {count.to_string()}
        </button>
    }
    .into_any()
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
