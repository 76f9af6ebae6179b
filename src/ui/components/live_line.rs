//! How a live data set does: how many rows it has, how fast they come, how old the newest is.

use crate::charts::number::{self, NBSP};
use crate::client::clock::server_now_ms;
use crate::ui::lean::{effect, memo};
use crate::ui::live::{Appended, AppendsTo};
use leptos::prelude::*;
use std::time::Duration;

/// The newest row is older: rows do not come just now.
const QUIET_MS: i64 = 5_000;

#[component]
pub fn LiveLine(
    appended: AppendsTo,
    /// How many rows it had when the page was made.
    rows: i64,
    columns: usize,
) -> impl IntoView {
    let now = RwSignal::new(0);
    effect(move || {
        let tick = move || now.set(server_now_ms());
        tick();
        // It goes on getting older while nothing comes.
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
    });
    let columns = number::count(columns as i64, "column", "columns");
    let line = memo(move || match &appended.get() {
        Some(appended) => sentences(appended, &columns, now.get()),
        None => format!("{}, {columns}.", number::count(rows, "row", "rows")),
    });
    view! {
        <p class="card-sub live-line"><strong>"Live"</strong>" "{line}</p>
    }
}

fn sentences(appended: &Appended, columns: &str, now: i64) -> String {
    let rows = number::count(appended.rows, "row", "rows");
    let kept = match appended.rows == appended.head {
        true => rows,
        false => format!("{rows} kept of {}", number::integer(appended.head)),
    };
    let coming = match appended.newest {
        None => "None has come since the server started.".into(),
        Some(newest) if now - newest > QUIET_MS => {
            format!("The newest came {} ago.", age(now - newest))
        }
        Some(newest) => {
            let rate = appended.rate(now).unwrap_or_default();
            let rate = number::count(rate.round() as i64, "row", "rows");
            match now - newest {
                ..2_000 => format!("{rate} a second, the newest just now."),
                old => format!("{rate} a second, the newest {} ago.", age(old)),
            }
        }
    };
    format!("{kept}, {columns}. {coming}")
}

/// "3 s", "2 min", "5 h", "2 days".
fn age(ms: i64) -> String {
    let seconds = ms.max(0) / 1_000;
    match seconds {
        0..60 => format!("{seconds}{NBSP}s"),
        60..3_600 => format!("{}{NBSP}min", seconds / 60),
        3_600..86_400 => format!("{}{NBSP}h", seconds / 3_600),
        _ => number::count(seconds / 86_400, "day", "days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(rows: i64, newest: Option<i64>, now: i64) -> String {
        let appended = Appended::at(rows, 12_345, newest);
        sentences(&appended, "3 columns", now).replace(NBSP, " ")
    }

    #[test]
    fn it_says_what_is_kept_and_how_old_the_newest_is() {
        assert_eq!(
            line(12_345, None, 0),
            "12,345 rows, 3 columns. None has come since the server started."
        );
        assert_eq!(
            line(1_000, Some(10_000), 12_000),
            "1,000 rows kept of 12,345, 3 columns. 0 rows a second, the newest 2 s ago."
        );
        assert!(line(1, Some(10_000), 11_900).ends_with("the newest just now."));
        let ages = [6_000, 120_000, 7_200_000, 90_000_000];
        let ages = ages.map(|ms| line(12_345, Some(0), ms));
        let ends = ["6 s ago.", "2 min ago.", "2 h ago.", "1 day ago."];
        for (age, end) in ages.iter().zip(ends) {
            assert!(age.ends_with(end), "{age}");
        }
    }
}
