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

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::{Get, RwSignal};

    #[test]
    fn what_is_read_from_elsewhere_is_read_while_its_owner_is_there() {
        let owner = Owner::new();
        let title = owner.with(|| {
            let title = RwSignal::new("July".to_owned());
            owned(move |()| title.get())
        });
        assert_eq!(title(()).as_deref(), Some("July"));
        drop(owner);
        assert_eq!(title(()), None);
    }
}
