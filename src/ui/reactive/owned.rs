//! Reading signals from where no owner is active.

use leptos::prelude::Owner;

/// The same function, run under the owner that is active now; none when that is gone. A page's title is
/// put into its head when the page has been made, maybe by another thread, and signals are found only
/// under an owner.
pub fn owned<A, B>(run: impl Fn(A) -> B) -> impl Fn(A) -> Option<B> {
    let owner = Owner::current().map(|owner| owner.downgrade());
    move |value| {
        let owner = owner.as_ref()?.upgrade()?;
        Some(owner.with(|| run(value)))
    }
}
