//! State that is written, and values that follow from it.

use super::{Held, seen, seen_mut};
use ::leptos::prelude::{self as leptos, Get, GetUntracked, Set, Track, Update};
use std::{marker::PhantomData, sync::Arc};

/// State: read like a [`Signal`], and written.
pub struct RwSignal<T> {
    state: leptos::RwSignal<Held>,
    of: PhantomData<fn() -> T>,
}

/// A value to read: state, a constant, or what is computed from others. What is computed is kept,
/// and its readers are told only when it differs.
pub struct Signal<T> {
    source: Source,
    of: PhantomData<fn() -> T>,
}

/// A [`Signal`] that is computed.
pub type Memo<T> = Signal<T>;

#[derive(Clone, Copy)]
enum Source {
    State(leptos::RwSignal<Held>),
    Computed(leptos::Memo<Held>),
}

impl Source {
    /// The value; none when it is gone with its owner.
    fn held(self, tracked: bool) -> Option<Held> {
        match (self, tracked) {
            (Self::State(state), true) => state.try_get(),
            (Self::State(state), false) => state.try_get_untracked(),
            (Self::Computed(memo), true) => memo.try_get(),
            (Self::Computed(memo), false) => memo.try_get_untracked(),
        }
    }

    fn shown(self, tracked: bool) -> Held {
        self.held(tracked)
            .expect("nobody reads a signal whose owner is gone")
    }
}

/// What both kinds of signal can do.
macro_rules! readable {
    ($name:ident) => {
        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $name<T> {}

        impl<T: 'static> $name<T> {
            pub fn with<U>(self, part: impl FnOnce(&T) -> U) -> U {
                part(seen(&self.source().shown(true)))
            }

            pub fn with_untracked<U>(self, part: impl FnOnce(&T) -> U) -> U {
                part(seen(&self.source().shown(false)))
            }
        }

        impl<T: Clone + 'static> $name<T> {
            pub fn get(self) -> T {
                self.with(T::clone)
            }

            pub fn get_untracked(self) -> T {
                self.with_untracked(T::clone)
            }

            /// None when it is gone with its owner.
            pub fn try_get_untracked(self) -> Option<T> {
                self.source()
                    .held(false)
                    .map(|held| seen::<T>(&held).clone())
            }
        }
    };
}

readable!(RwSignal);
readable!(Signal);

impl<T: Send + Sync + 'static> RwSignal<T> {
    pub fn new(value: T) -> Self {
        Self {
            state: leptos::RwSignal::new(Arc::new(value)),
            of: PhantomData,
        }
    }

    /// Does nothing once the signal is gone with its owner.
    pub fn set(self, value: T) {
        self.state.try_set(Arc::new(value));
    }
}

impl<T: Clone + Send + Sync + 'static> RwSignal<T> {
    /// Does nothing once the signal is gone with its owner.
    pub fn update(self, update: impl FnOnce(&mut T)) {
        self.state.try_update(|held| update(seen_mut(held)));
    }
}

impl<T> RwSignal<T> {
    fn source(self) -> Source {
        Source::State(self.state)
    }
}

impl<T: PartialEq + Send + Sync + 'static> Signal<T> {
    /// Computes the value from others; `compute` may look at the value before.
    pub fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let differs =
            |last: Option<&Held>, next: Option<&Held>| last.map(seen::<T>) != next.map(seen::<T>);
        let compute = move |last: Option<&Held>| Arc::new(compute(last.map(seen))) as Held;
        Self::computed(Box::new(compute), differs)
    }

    pub fn derive(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self::new(move |_| compute())
    }
}

type Compute = Box<dyn Fn(Option<&Held>) -> Held + Send + Sync>;

impl<T> Signal<T> {
    fn source(self) -> Source {
        self.source
    }

    fn computed(compute: Compute, differs: fn(Option<&Held>, Option<&Held>) -> bool) -> Self {
        let memo = leptos::Memo::new_with_compare(compute, differs);
        Self {
            source: Source::Computed(memo),
            of: PhantomData,
        }
    }

    /// Makes the running computation or effect depend on the value without looking at it.
    pub fn track(self) {
        match self.source {
            Source::State(state) => state.track(),
            Source::Computed(memo) => memo.track(),
        }
    }
}

impl<T> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self {
            source: signal.source(),
            of: PhantomData,
        }
    }
}

/// A constant.
impl<T: Send + Sync + 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        RwSignal::new(value).into()
    }
}

impl From<&str> for Signal<String> {
    fn from(value: &str) -> Self {
        value.to_owned().into()
    }
}

impl<T: Default + Send + Sync + 'static> Default for Signal<T> {
    fn default() -> Self {
        T::default().into()
    }
}
