//! How a run of a live data set does: of what time and how many rows it is, and whether it follows them, is paused for
//! everyone, or stays as it is for its reader alone.

use super::{shown::Shown, time::ClockTime};
use crate::charts::number;
use crate::shared::{session::Run, text::isolated};
use crate::ui::live::AppendsTo;
use leptos::prelude::*;

#[component]
pub fn FollowLine(
    /// The run as its reader sees it.
    shown: Memo<Option<Run>>,
    appended: AppendsTo,
    /// Whether it stays as it is for its reader.
    held: RwSignal<bool>,
    can_pause: Signal<bool>,
    /// It is to stay as it is for everyone, or to go on.
    on_pause: Callback<bool>,
) -> impl IntoView {
    let is_paused = move || shown.with(|run| run.as_ref().is_some_and(|run| run.pause.is_some()));
    let words = move || {
        let head = appended.get().map(|one| one.head);
        shown.with(|run| run.as_ref().map(|run| words(run, held.get(), head)))
    };
    let at = move || shown.with(|run| run.as_ref().map_or(0, |run| time(run, held.get())));
    view! {
        <p
            class="card-sub live-line"
            data-paused=move || (held.get() || is_paused()).then_some("")
        >
            {move || words().map(|(word, before, _)| view! { <strong>{word}</strong>{before} })}
            <ClockTime at_ms=Signal::derive(at)/>
            {move || words().map(|(.., after)| after)}
            " "
            <Shown when=move || can_pause.get() && !held.get()>
                <button
                    class="btn small quiet"
                    type="button"
                    on:click=move |_| on_pause.run(!untrack(is_paused))
                >
                    {move || if is_paused() { "Go on" } else { "Pause for everyone" }}
                </button>
            </Shown>
            <Shown when=move || held.get() || !is_paused()>
                <button
                    class="btn small quiet"
                    type="button"
                    on:click=move |_| held.update(|held| *held = !*held)
                >
                    {move || if held.get() { "Back to now" } else { "Pause for me" }}
                </button>
            </Shown>
        </p>
    }
}

/// When it was paused, or of which moment it is.
fn time(run: &Run, held: bool) -> i64 {
    let as_of = run.as_of.map_or(run.changed_at, |as_of| as_of.at);
    let pause = run.pause.as_ref().filter(|_| !held);
    pause.map_or(as_of, |pause| pause.at)
}

/// One word, and what stands before the time and after it. `head`: how many rows have come by now.
fn words(run: &Run, held: bool, head: Option<i64>) -> (&'static str, String, String) {
    let since = run.as_of.zip(head).map(|(as_of, head)| head - as_of.head);
    let since = since.filter(|since| *since > 0);
    let since = since.map_or(".".into(), |since| {
        format!(", {} came since.", number::count(since, "row", "rows"))
    });
    match (&run.pause, held) {
        (_, true) => ("Paused", " for you at ".into(), since),
        (Some(pause), _) => {
            let by = format!(" by {} at ", isolated(&pause.by.name));
            ("Paused", by, since)
        }
        (None, false) => {
            let rows = run.as_of.map_or(String::new(), |as_of| {
                format!(", {}", number::count(as_of.rows, "row", "rows"))
            });
            let trouble = run.error.as_ref();
            let trouble = trouble.map_or(String::new(), |error| {
                format!(" There is no result of the newest rows: {error}")
            });
            ("Live", " as of ".into(), format!("{rows}.{trouble}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::{
        runs::{AsOf, Pause},
        testing::{Story, ada, grace, mean_wind},
    };

    #[test]
    fn it_says_what_it_is_of_and_what_came_since() {
        let (mut story, dataset_id) = Story::with_weather();
        let run_id = story.asks(&ada(), dataset_id, mean_wind());
        let mut run = story.state.run(run_id).unwrap().clone();
        let check = |run: &Run, held, head, expected: &str| {
            let (word, before, after) = words(run, held, head);
            let line = format!("{word}{before}{}{after}", time(run, held));
            assert_eq!(line.replace(['\u{2068}', '\u{2069}'], ""), expected);
        };
        run.as_of = Some(AsOf {
            at: 7,
            rows: 1_000,
            head: 1_202,
        });
        check(&run, false, Some(1_300), "Live as of 7, 1,000 rows.");
        check(
            &run,
            true,
            Some(1_203),
            "Paused for you at 7, 1 row came since.",
        );
        run.error = Some("Too slow.".into());
        let line = "Live as of 7, 1,000 rows. There is no result of the newest rows: Too slow.";
        check(&run, false, None, line);
        let (by, at) = (grace(), 9);
        run.pause = Some(Box::new(Pause { by, at }));
        check(
            &run,
            false,
            Some(2_406),
            "Paused by Grace at 9, 1,204 rows came since.",
        );
        check(&run, false, None, "Paused by Grace at 9.");
        check(&run, true, None, "Paused for you at 7.");
    }
}
