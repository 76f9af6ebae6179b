//! Moments in time, as people read them.
//!
//! The server prints UTC, which is the same picture on both sides; an Effect then puts the
//! reader's own zone, language and "6 min ago" in its place.

use super::ready::hydrated;
use crate::ui::lean::effect;
use crate::{
    client::clock::server_now_ms,
    shared::{civil::civil, period},
};
use js_sys::{Array, Function, Intl, JSON, Object};
use leptos::prelude::*;
use std::{cell::RefCell, time::Duration};
use wasm_bindgen::{JsCast, JsValue};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// "6 min ago" from a moment in unix milliseconds; a date once it is a week old.
#[component]
pub fn TimeAgo(#[prop(into)] at_ms: Signal<i64>) -> impl IntoView {
    let now_ms = RwSignal::new(None::<i64>);
    effect(move || {
        let tick = move || now_ms.set(Some(server_now_ms()));
        tick();
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(20)) {
            on_cleanup(move || timer.clear());
        }
    });
    let text = move || match now_ms.get() {
        None => utc_date_and_time(at_ms.get()),
        Some(now) => ago(at_ms.get(), now).unwrap_or_else(|| local(at_ms.get(), DATE)),
    };
    view! { <Moment at_ms text=Signal::derive(text)/> }
}

/// "10:08" on the reader's clock from a moment in unix milliseconds; the whole date as tooltip.
#[component]
pub fn ClockTime(#[prop(into)] at_ms: Signal<i64>) -> impl IntoView {
    let hydrated = hydrated();
    let text = move || match hydrated.get() {
        false => utc_clock(at_ms.get()),
        true => local(at_ms.get(), CLOCK),
    };
    view! { <Moment at_ms text=Signal::derive(text)/> }
}

#[component]
fn Moment(at_ms: Signal<i64>, text: Signal<String>) -> impl IntoView {
    let title = RwSignal::new(None::<String>);
    effect(move || title.set(Some(local(at_ms.get(), WHOLE))));
    view! {
        <time datetime=move || iso(at_ms.get()) title=move || title.get()>
            {move || text.get()}
        </time>
    }
}

/// "21 Nov 2026, 04:28" in the reader's zone. Browser only.
pub fn date_and_clock(at_ms: i64) -> String {
    local(at_ms, DATE_AND_CLOCK)
}

thread_local! {
    /// The formats in use, by their options: to make one takes longer than all else about a message.
    static FORMATS: RefCell<Vec<(&'static str, Function)>> = const { RefCell::new(Vec::new()) };
}

const DATE_AND_CLOCK: &str = r#"{"dateStyle":"medium","timeStyle":"short"}"#;
const CLOCK: &str = r#"{"hour":"2-digit","minute":"2-digit"}"#;
const DATE: &str = r#"{"day":"numeric","month":"short","year":"numeric"}"#;
const WHOLE: &str = r#"{"dateStyle":"full","timeStyle":"short"}"#;

/// In the browser's own language and zone; `options` are those of Intl.DateTimeFormat, as JSON.
fn local(at_ms: i64, options: &'static str) -> String {
    let format = FORMATS.with_borrow_mut(|formats| {
        let known = formats.iter().find(|(of, _)| *of == options);
        known.map(|(_, format)| format.clone()).unwrap_or_else(|| {
            let format = format(options);
            formats.push((options, format.clone()));
            format
        })
    });
    let text = format.call1(&JsValue::UNDEFINED, &JsValue::from_f64(at_ms as f64));
    text.ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| utc_date_and_time(at_ms))
}

fn format(options: &str) -> Function {
    let options: Object = JSON::parse(options)
        .expect("the options are constants")
        .unchecked_into();
    Intl::DateTimeFormat::new(&Array::new(), &options).format()
}

/// How long ago, in words; `None` from a week on, where a date says more.
/// A clock that runs behind the server's counts as "just now".
fn ago(at_ms: i64, now_ms: i64) -> Option<String> {
    match now_ms - at_ms {
        ..MINUTE_MS => Some("just now".to_owned()),
        past @ MINUTE_MS..HOUR_MS => Some(format!("{} min ago", past / MINUTE_MS)),
        past @ HOUR_MS..DAY_MS => Some(format!("{} h ago", past / HOUR_MS)),
        past if past < 2 * DAY_MS => Some("1 day ago".to_owned()),
        past if past < 7 * DAY_MS => Some(format!("{} days ago", past / DAY_MS)),
        _ => None,
    }
}

/// "2026-11-21T04:28:09Z"
fn iso(at_ms: i64) -> String {
    let (year, month, day) = civil(at_ms.div_euclid(DAY_MS));
    let second = at_ms.rem_euclid(DAY_MS) / 1000;
    let (h, m, s) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}Z")
}

/// "04:28 UTC"
fn utc_clock(at_ms: i64) -> String {
    let minute = at_ms.rem_euclid(DAY_MS) / MINUTE_MS;
    format!("{:02}:{:02} UTC", minute / 60, minute % 60)
}

/// "21 Nov 2026"
fn utc_date(at_ms: i64) -> String {
    period::date(at_ms.div_euclid(1_000))
}

/// "21 Nov 2026, 04:28 UTC"
fn utc_date_and_time(at_ms: i64) -> String {
    format!("{}, {}", utc_date(at_ms), utc_clock(at_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_calendar() {
        for (at_ms, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_709_251_199_000, "2024-02-29T23:59:59Z"),
            (1_795_235_289_000, "2026-11-21T04:28:09Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(iso(at_ms), expected, "{at_ms}");
        }
        assert_eq!(
            utc_date_and_time(1_795_235_289_000),
            "21 Nov 2026, 04:28 UTC"
        );
    }

    #[test]
    fn ago_speaks_in_the_largest_whole_unit() {
        let now = 100 * DAY_MS;
        for (past_ms, expected) in [
            (0, Some("just now")),
            (-5_000, Some("just now")),
            (59_999, Some("just now")),
            (60_000, Some("1 min ago")),
            (59 * MINUTE_MS, Some("59 min ago")),
            (HOUR_MS, Some("1 h ago")),
            (DAY_MS - 1, Some("23 h ago")),
            (DAY_MS, Some("1 day ago")),
            (3 * DAY_MS, Some("3 days ago")),
            (7 * DAY_MS, None),
        ] {
            assert_eq!(ago(now - past_ms, now).as_deref(), expected, "{past_ms}");
        }
    }
}
