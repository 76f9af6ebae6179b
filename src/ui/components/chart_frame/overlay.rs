//! The ring, the crosshair and the tooltip above a drawing. They exist only while a mark is pointed
//! at, so the server never writes them, and their places are custom properties set through the CSSOM.

use super::{MarksNamed, Pointed};
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
            let from = picture.targets.get(pointed.from)?;
            let placed = place(picture, from, target);
            Some(marked(
                &tip(from, target),
                &placed,
                picture.along,
                pointed.by_keyboard,
            ))
        })
    }
}

/// Heading and rows: a mark's own, or which marks they are.
fn tip(from: &Target, to: &Target) -> (String, Vec<(String, String)>) {
    if from == to {
        return (to.heading.clone(), to.rows.clone());
    }
    let ends = match from.x <= to.x && from.y <= to.y || from.x < to.x {
        true => [from, to],
        false => [to, from],
    };
    let heading = ends.map(|end| end.heading.as_str()).join(" … ");
    (heading, vec![("Comment".into(), "press m".into())])
}

fn marked(
    (heading, rows): &(String, Vec<(String, String)>),
    placed: &Placed,
    along: Along,
    by_keyboard: bool,
) -> impl IntoView + use<> {
    let rows = rows.iter().map(|(name, value)| {
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
                <strong>{set_apart(heading)}</strong>
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
    on_talk: Callback<MarksNamed>,
) -> impl IntoView {
    move || {
        let comments = comments.read();
        if width.read().is_none() || comments.is_empty() {
            return Vec::new();
        }
        let (chart, picture) = (chart.read(), picture.read());
        let mut named: Vec<&str> = Vec::new();
        for (_, name) in comments.iter().filter_map(|one| one.split_once(' ')) {
            if !named.contains(&name) {
                named.push(name);
            }
        }
        let here = named.into_iter().filter_map(|name| {
            let (first, last) = mark::find(&chart.marks, name)?;
            let of = |one: &&String| one.split_once(' ').is_some_and(|(_, of)| of == name);
            let count = comments.iter().filter(of).count();
            let ends = (picture.targets.get(first)?, picture.targets.get(last)?);
            let of = MarksNamed {
                first,
                last,
                name: name.to_owned(),
            };
            Some(hung(&place(&picture, ends.0, ends.1), of, count, on_talk))
        });
        here.collect()
    }
}

fn hung(placed: &Placed, of: MarksNamed, count: usize, on_talk: Callback<MarksNamed>) -> AnyView {
    let words = number::count(count as i64, "comment", "comments");
    view! {
        <button
            class="mark"
            type="button"
            aria-label=format!("{words} on {}", clean(&of.name))
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

/// Around two marks and what lies between them.
fn place(picture: &Picture, one: &Target, other: &Target) -> Placed {
    let (x, y) = (one.x.min(other.x), one.y.min(other.y));
    let right = (one.x + one.width).max(other.x + other.width);
    let bottom = (one.y + one.height).max(other.y + other.height);
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    let share = |part: f64, whole: f64| format!("{}%", fixed(part / whole * 100.0, 3));
    let middle = (x + right) / 2.0;
    Placed {
        left: share(x, width),
        top: share(y, height),
        width: share(right - x, width),
        height: share(bottom - y, height),
        side: if middle * 2.0 > width {
            "left"
        } else {
            "right"
        },
        row: match y / height {
            ..0.3 => "below",
            0.3..0.6 => "beside",
            _ => "above",
        },
    }
}
