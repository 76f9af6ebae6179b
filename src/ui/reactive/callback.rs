//! What a component does not know how to do itself, and is given.

use super::StoredValue;
use std::sync::Arc;

type Function<A, B> = Arc<dyn Fn(A) -> B + Send + Sync>;

/// A handle to a function: copy it into closures.
pub struct Callback<A: 'static, B: 'static = ()>(StoredValue<Function<A, B>>);

impl<A, B> Clone for Callback<A, B> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, B> Copy for Callback<A, B> {}

impl<A, B> Callback<A, B> {
    pub fn new(function: impl Fn(A) -> B + Send + Sync + 'static) -> Self {
        Self(StoredValue::new(Arc::new(function)))
    }

    pub fn run(self, with: A) -> B {
        (self.0.get_value())(with)
    }
}

impl<A, B, F: Fn(A) -> B + Send + Sync + 'static> From<F> for Callback<A, B> {
    fn from(function: F) -> Self {
        Self::new(function)
    }
}
