//! The ring, the crosshair and the tooltip above a drawing. They exist only while a mark is pointed
//! at, so the server never writes them, and their places are custom properties set through the CSSOM.

use super::Pointed;
use crate::charts::{Along, Picture, Target};
use crate::shared::decimal::fixed;
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
