//! Whether the live line of this page is blocked: the server is there and no WebSocket gets through.
//! One for the page, whichever of its sockets finds out.

use leptos::prelude::*;

/// A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Blocked(RwSignal<bool>);

impl Blocked {
    /// For the page and everything in it.
    pub fn provide() -> Self {
        let blocked = Self(RwSignal::new(false));
        provide_context(blocked);
        blocked
    }

    /// The page's; one of its own where no page is around.
    pub fn here() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(false)))
    }

    pub fn signal(self) -> Signal<bool> {
        self.0.into()
    }

    pub fn set(self, blocked: bool) {
        if self.0.get_untracked() != blocked {
            self.0.set(blocked);
        }
    }

    pub(in crate::ui::live) fn get(self) -> bool {
        self.0.get()
    }

    pub(in crate::ui::live) fn is(self) -> bool {
        self.0.get_untracked()
    }
}
