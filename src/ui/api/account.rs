//! Who is signed in.

use super::Failure;
use crate::shared::account::Person;
use leptos::prelude::*;

/// The person this request is signed in as.
#[server(endpoint = "current_person")]
pub async fn current_person() -> Result<Option<Person>, Failure> {
    unimplemented!()
}
