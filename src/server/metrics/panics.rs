//! Panics, wherever in the process they happen: counted, and told in one line of the log.

use prometheus_client::metrics::counter::Counter;
use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind},
    sync::{LazyLock, Once},
};
use tracing::Level;

/// Panics of this process; every one is a fault of ours.
pub static PANICS: LazyLock<Counter> = LazyLock::new(Counter::default);

thread_local! {
    static UNHEARD: Cell<bool> = const { Cell::new(false) };
}

/// What comes of `work` that hands a library what strangers sent; none when it panicked. That is the answer to what was
/// sent and no fault of ours, so nobody hears of it. What it worked on must not be looked at again.
pub fn unheard<T>(work: impl FnOnce() -> T) -> Option<T> {
    UNHEARD.set(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    UNHEARD.set(false);
    done.ok()
}

/// Counts panics from now on. Called again, it changes nothing.
pub fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if UNHEARD.get() {
                return;
            }
            PANICS.inc();
            // The usual report has many lines; it comes where nobody reads the log, or on request.
            if !told(panic) || std::env::var_os("RUST_BACKTRACE").is_some() {
                usual(panic);
            }
        }));
    });
}

/// Whether the log took it.
fn told(panic: &PanicHookInfo<'_>) -> bool {
    if !tracing::enabled!(Level::ERROR) {
        return false;
    }
    let words = panic
        .payload_as_str()
        .unwrap_or("no words")
        .replace('\n', " ");
    let at = panic.location().map(ToString::to_string);
    let at = at.as_deref().unwrap_or("an unknown place");
    tracing::error!("panicked at {at}: {words}");
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strangers_bring_about_is_no_fault_of_ours() {
        watch_panics();
        let before = PANICS.get();
        let odd = || -> u8 { panic!("on purpose") };
        assert_eq!(unheard(odd), None);
        assert_eq!(PANICS.get(), before);
        assert_eq!(unheard(|| 7), Some(7));
        assert!(!UNHEARD.get());
    }
}
