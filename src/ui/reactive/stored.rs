//! A value that belongs to the page but that nothing follows.

use super::{Held, seen, seen_mut};
use ::leptos::prelude::{self as leptos, GetValue, SetValue, UpdateValue};
use std::{marker::PhantomData, sync::Arc};

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
        Self {
            value: leptos::StoredValue::new(Arc::new(value)),
            of: PhantomData,
        }
    }

    pub fn with_value<U>(self, part: impl FnOnce(&T) -> U) -> U {
        part(seen(&self.shown()))
    }

    /// Does nothing once the value is gone with its owner.
    pub fn set_value(self, value: T) {
        self.value.try_set_value(Arc::new(value));
    }
}

impl<T: Clone + Send + Sync + 'static> StoredValue<T> {
    pub fn get_value(self) -> T {
        self.with_value(T::clone)
    }

    /// None when it is gone with its owner.
    pub fn try_get_value(self) -> Option<T> {
        self.value
            .try_get_value()
            .map(|held| seen::<T>(&held).clone())
    }

    /// None when it is gone with its owner.
    pub fn try_update_value<U>(self, update: impl FnOnce(&mut T) -> U) -> Option<U> {
        self.value.try_update_value(|held| update(seen_mut(held)))
    }
}

impl<T> StoredValue<T> {
    fn shown(self) -> Held {
        self.value
            .try_get_value()
            .expect("nobody reads a value whose owner is gone")
    }
}
