//! The session's route.

use leptos::prelude::*;

#[component]
pub fn SessionRoute() -> impl IntoView {}
