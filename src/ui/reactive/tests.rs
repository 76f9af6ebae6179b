//! The handles behave as Leptos' own.

use super::{Callback, Memo, RwSignal, Signal, StoredValue, owned as under_owner};
use leptos::prelude::Owner;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

fn owned<T>(run: impl FnOnce() -> T) -> T {
    Owner::new().with(run)
}

#[test]
fn what_is_computed_follows_the_state() {
    owned(|| {
        let count = RwSignal::new(1_i64);
        let words = Memo::new(move |_| format!("{} new", count.get()));
        assert_eq!(words.get(), "1 new");
        count.update(|count| *count += 1);
        assert_eq!(words.with(String::len), 5);
        count.set(12);
        assert_eq!(words.get_untracked(), "12 new");
    });
}

#[test]
fn readers_run_again_only_when_the_value_differs() {
    owned(|| {
        let count = RwSignal::new(1_i64);
        let runs = Arc::new(AtomicUsize::new(0));
        let is_odd = Memo::new(move |_| count.get() % 2 == 1);
        let reader = Memo::new({
            let runs = runs.clone();
            move |_| {
                runs.fetch_add(1, Ordering::Relaxed);
                is_odd.get()
            }
        });
        assert!(reader.get());
        count.set(3);
        assert!(reader.get());
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        count.set(4);
        assert!(!reader.get());
        assert_eq!(runs.load(Ordering::Relaxed), 2);
    });
}

#[test]
fn a_computation_sees_its_last_value() {
    owned(|| {
        let found = RwSignal::new(Some("Ada"));
        let kept = Memo::new(move |last: Option<&Option<&'static str>>| {
            found.get().or(last.copied().flatten())
        });
        assert_eq!(kept.get(), Some("Ada"));
        found.set(None);
        assert_eq!(kept.get(), Some("Ada"));
    });
}

#[test]
fn constants_state_and_defaults_are_signals() {
    owned(|| {
        assert_eq!(Signal::<String>::from("rain").get(), "rain");
        assert_eq!(Signal::<Option<i64>>::default().get(), None);
        let state = RwSignal::new(false);
        let signal: Signal<bool> = state.into();
        state.set(true);
        assert!(signal.get());
    });
}

#[test]
fn nothing_is_read_or_written_once_the_owner_is_gone() {
    let owner = Owner::new();
    let (state, value) = owner.with(|| (RwSignal::new(1), StoredValue::new(2)));
    owner.cleanup();
    assert_eq!(state.try_get_untracked(), None);
    state.set(5);
    value.set_value(6);
    assert_eq!(value.try_get_value(), None);
}

#[test]
fn callbacks_and_stored_values_are_handles() {
    owned(|| {
        let seen = StoredValue::new(Vec::new());
        let say = Callback::from(move |word: &'static str| {
            seen.try_update_value(|seen| seen.push(word)).is_some()
        });
        assert!(say.run("a") && say.run("b"));
        assert_eq!(seen.get_value(), ["a", "b"]);
        seen.set_value(Vec::new());
        assert_eq!(seen.with_value(Vec::len), 0);
    });
}

#[test]
fn what_is_read_from_elsewhere_is_read_while_its_owner_is_there() {
    let owner = Owner::new();
    let title = owner.with(|| {
        let title = RwSignal::new("July".to_owned());
        under_owner(move |()| title.get())
    });
    assert_eq!(title(()).as_deref(), Some("July"));
    drop(owner);
    assert_eq!(title(()), None);
}
