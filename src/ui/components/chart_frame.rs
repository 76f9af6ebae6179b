//! A chart on a page: the drawn SVG, and above it the ring, the crosshair and the tooltip.
//!
//! The frame is the accessible object: a group with a name and a description, which the arrow keys
//! walk mark by mark. The drawing is made anew when the data or the width change, never when a
//! pointer moves. Nothing here knows a run or a session.

mod overlay;

use crate::ui::lean::memo;
use crate::{
    charts::{self, Picture},
    shared::chart::Chart,
};
use leptos::{ev, html::Div, prelude::*};
use overlay::{Hung, Overlay};

/// The width drawn where the real one is not known: on the server and before the first measuring.
const FIRST_WIDTH: u32 = 386;

/// A mark that is pointed at, and whether the keyboard or a pointer does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pointed {
    pub index: usize,
    /// Where several begin, or end; the same where it is one.
    pub from: usize,
    pub by_keyboard: bool,
}

/// A mark, or all from one to another, counted from 0; and what they are called.
#[derive(Clone, Debug)]
pub struct MarksNamed {
    pub first: usize,
    pub last: usize,
    pub name: String,
}

/// Shows `chart` with a tooltip for every mark. `summary` is its description in one sentence.
/// `id` ties that sentence to the frame and must be the page's only one; without it the sentence
/// travels in `aria-description`.
#[component]
pub fn ChartFrame(
    chart: Memo<Chart>,
    #[prop(into)] summary: Signal<String>,
    #[prop(into)] name: Signal<String>,
    #[prop(optional, into)] id: String,
    /// Where open comments hang: places, and behind a blank the names of marks.
    #[prop(optional)]
    comments: Option<Memo<Vec<String>>>,
    /// A comment is to begin there, or those there are to be shown.
    #[prop(optional)]
    on_talk: Option<Callback<MarksNamed>>,
) -> impl IntoView {
    let plot = NodeRef::<Div>::new();
    let width = super::measure::width_of(plot);
    let picture = memo(move || {
        let width = width.get().unwrap_or(FIRST_WIDTH);
        chart.with(|chart| charts::draw(chart, width))
    });
    let pointed = RwSignal::new(None::<Pointed>);
    let spoken = RwSignal::new(String::new());
    let svg = memo(move || picture.read().svg.clone());
    let summary_id = (!id.is_empty()).then(|| format!("{id}-summary"));
    let described_by = summary_id.clone();
    let loose_summary = summary_id.is_none();

    let show = move |next: Option<Pointed>| {
        if pointed.get_untracked() != next {
            pointed.set(next);
        }
    };
    let at = move |event: &ev::MouseEvent| {
        let plot = plot.get_untracked()?;
        under(&plot, event, picture)
    };
    // A mouse that is drawn along marks them; the others show what they are over.
    let point = move |event: ev::PointerEvent| {
        let draws = event.buttons() == 1 && event.pointer_type() == "mouse";
        let before = pointed.get_untracked().filter(|now| !now.by_keyboard);
        let is_pressed = event.type_() == "pointerdown";
        let from = before.map(|now| now.from);
        let is_kept = !draws && !is_pressed && before.is_some_and(|now| now.from != now.index);
        if is_kept {
            return;
        }
        show(at(&event).map(|index| Pointed {
            index,
            from: from.filter(|_| draws && !is_pressed).unwrap_or(index),
            by_keyboard: false,
        }));
    };
    // A finger that is lifted leaves its tooltip behind to be read; the next tap moves it.
    let leave = move |event: ev::PointerEvent| {
        let several = |now: &Pointed| now.from != now.index;
        if event.pointer_type() != "touch" && !pointed.get_untracked().as_ref().is_some_and(several)
        {
            show(None);
        }
    };
    let talk = move |of: Option<(usize, usize)>| {
        let named = of.and_then(|(one, other)| {
            let (one, other) = (one as u32, other as u32);
            chart.with_untracked(|chart| charts::mark::range(&chart.marks, one, other))
        });
        if let (Some(on_talk), Some((one, other)), Some(name)) = (on_talk, of, named) {
            on_talk.run(MarksNamed {
                first: one.min(other),
                last: one.max(other),
                name,
            });
        }
    };
    let press = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let now = pointed.get_untracked();
        if event.key() == "Escape" && now.is_some() {
            event.stop_propagation();
            show(None);
            spoken.set(String::new());
            return;
        }
        if event.key() == "m" {
            // Or the letter goes where the comment is written.
            event.prevent_default();
            return talk(now.map(|now| (now.from, now.index)));
        }
        let count = picture.read_untracked().targets.len();
        if let Some(index) = step(&event.key(), now.map(|now| now.index), count) {
            event.prevent_default();
            let from = now.map(|now| now.from).filter(|_| event.shift_key());
            let from = from.unwrap_or(index).min(count - 1);
            show(Some(Pointed {
                index,
                from,
                by_keyboard: true,
            }));
            spoken.set(said(&picture.read_untracked(), from, index));
        }
    };

    view! {
        <div
            class="plot"
            node_ref=plot
            role="group"
            tabindex="0"
            aria-roledescription="chart"
            aria-label=move || name.get()
            aria-describedby=described_by
            aria-description=move || loose_summary.then(|| summary.get())
            data-measured=move || width.get().map(|_| "")
            on:pointermove=point
            on:pointerdown=point
            on:pointerleave=leave
            on:keydown=press
            on:dblclick=move |event: ev::MouseEvent| {
                talk(at(&event).map(|index| (index, index)));
            }
            on:blur=move |_| show(None)
        >
            <div class="plot-picture" inner_html=move || svg.get()></div>
            <Overlay picture pointed/>
            {comments.zip(on_talk).map(|(comments, on_talk)| view! { <Hung chart comments picture width on_talk/> })}
            {summary_id.map(|id| view! { <p class="sr-only" id=id>{move || summary.get()}</p> })}
            <p class="sr-only" role="status">{move || spoken.get()}</p>
        </div>
    }
}

/// What is read out: the mark; of several how many they are, and the last one.
fn said(picture: &Picture, from: usize, index: usize) -> String {
    let last = &picture.targets[index].spoken;
    match from.abs_diff(index) {
        0 => last.clone(),
        others => format!("{} marks, {last}", others + 1),
    }
}

/// The mark a pointer means, in whatever size the drawing is shown.
fn under(
    plot: &leptos::web_sys::HtmlDivElement,
    event: &ev::MouseEvent,
    picture: Memo<Picture>,
) -> Option<usize> {
    let place = plot.get_bounding_client_rect();
    if place.width() <= 0.0 {
        return None;
    }
    picture.with_untracked(|picture| {
        let scale = f64::from(picture.width) / place.width();
        let x = (f64::from(event.client_x()) - place.left()) * scale;
        let y = (f64::from(event.client_y()) - place.top()) * scale;
        picture.target_at(x, y)
    })
}

/// Where a key leads among `count` marks; none for a key that leads nowhere.
fn step(key: &str, now: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let stride = (count / 20).max(1);
    let next = match (key, now) {
        ("Home", _) | ("ArrowRight" | "ArrowDown" | "PageDown", None) => 0,
        ("End", _) | ("ArrowLeft" | "ArrowUp" | "PageUp", None) => last,
        ("ArrowRight" | "ArrowDown", Some(now)) => now + 1,
        ("ArrowLeft" | "ArrowUp", Some(now)) => now.saturating_sub(1),
        ("PageDown", Some(now)) => now + stride,
        ("PageUp", Some(now)) => now.saturating_sub(stride),
        _ => return None,
    };
    Some(next.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        analysis::Num,
        chart::{Axis, Marks},
    };

    fn frame(id: &str) -> String {
        let chart = Chart {
            title: "Mean of wind by weather".into(),
            subtitle: String::new(),
            x: Axis::default(),
            y: Axis {
                label: "wind".into(),
            },
            marks: Marks::Bars {
                labels: vec!["rain".into()],
                values: vec![Num(3.67)],
            },
        };
        let id = id.to_owned();
        Owner::new().with(|| {
            let name = chart.title.clone();
            let chart = memo(move || chart.clone());
            view! { <ChartFrame id chart summary="Rain leads." name/> }.to_html()
        })
    }

    #[test]
    fn keys_walk_the_marks_and_stop_at_the_ends() {
        assert_eq!(step("ArrowRight", None, 3), Some(0));
        assert_eq!(step("ArrowLeft", None, 3), Some(2));
        assert_eq!(step("ArrowRight", Some(2), 3), Some(2));
        assert_eq!(step("ArrowUp", Some(0), 3), Some(0));
        assert_eq!(step("End", Some(0), 3), Some(2));
        assert_eq!(step("PageDown", Some(0), 200), Some(10));
        assert_eq!(step("Tab", Some(0), 3), None);
        assert_eq!(step("Home", None, 0), None);
        // The chart was drawn anew with fewer marks.
        assert_eq!(step("ArrowRight", Some(40), 3), Some(2));
    }

    #[test]
    fn server_html_has_a_name_a_description_and_no_tooltip() {
        let html = frame("run-7");
        for present in [
            "role=\"group\"",
            "tabindex=\"0\"",
            "aria-roledescription=\"chart\"",
            "aria-label=\"Mean of wind by weather\"",
            "aria-describedby=\"run-7-summary\"",
            "id=\"run-7-summary\"",
            "viewBox=\"0 0 386 ",
        ] {
            assert!(html.contains(present), "{present} in {html}");
        }
        for absent in ["style=", "class=\"tip\"", "rain, wind", "aria-description="] {
            assert!(!html.contains(absent), "{absent} in {html}");
        }
    }

    #[test]
    fn a_frame_without_an_id_still_has_its_description() {
        let html = frame("");
        assert!(html.contains("aria-description=\"Rain leads.\"") && !html.contains(" id="));
    }
}
