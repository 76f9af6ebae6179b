//! A value that belongs to the page but that nothing follows.

use super::{Held, seen, seen_mut};
use ::leptos::prelude::{self as leptos, UpdateValue, WithValue};
use std::marker::PhantomData;

/// A handle to a value that lives as long as its owner; changing it tells nobody.
pub struct StoredValue<T> {
    value: leptos::StoredValue<Held>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for StoredValue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for StoredValue<T> {}

impl<T: Send + Sync + 'static> StoredValue<T> {
    pub fn new(value: T) -> Self {
        Self { value: leptos::StoredValue::new(Box::new(value)), of: PhantomData }
    }

    pub fn with_value<U>(self, part: impl FnOnce(&T) -> U) -> U {
        let (mut part, mut found) = (Some(part), None);
        self.show(&mut |held| found = part.take().map(|part| part(seen(held))));
        found.expect("nobody reads a value whose owner is gone")
    }

    /// None when it is gone with its owner.
    pub fn try_update_value<U>(self, update: impl FnOnce(&mut T) -> U) -> Option<U> {
        let (mut update, mut found) = (Some(update), None);
        self.change(&mut |held| found = update.take().map(|update| update(seen_mut(held))));
        found
    }

    pub fn set_value(self, value: T) {
        self.try_update_value(|held| *held = value);
    }
}

impl<T: Clone + Send + Sync + 'static> StoredValue<T> {
    pub fn get_value(self) -> T {
        self.with_value(T::clone)
    }

    /// None when it is gone with its owner.
    pub fn try_get_value(self) -> Option<T> {
        let mut found = None;
        self.show(&mut |held| found = Some(seen::<T>(held).clone()));
        found
    }
}

impl<T> StoredValue<T> {
    fn show(self, look: &mut dyn FnMut(&Held)) {
        self.value.try_with_value(look);
    }

    fn change(self, change: &mut dyn FnMut(&mut Held)) {
        self.value.try_update_value(change);
    }
}
