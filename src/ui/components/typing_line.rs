//! The line under the log that says who types; its height never changes.

use super::avatar::person_class;
use crate::{shared::account::Person, ui::live::typing_words};
use leptos::prelude::*;

#[component]
pub fn TypingLine(
    /// Who types, without the reader.
    typing: RwSignal<Vec<Person>>,
    color_of: Callback<Person, u8>,
) -> impl IntoView {
    let color = move || {
        typing
            .read()
            .first()
            .map_or(1, |one| color_of.run(one.clone()))
    };
    view! {
        <div class=move || format!("typing {}", person_class(color()))>
            {move || typing.with(|people| typing_words(people)).map(|words| {
                let title = words.clone();
                view! {
                    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
                    <span title=title>{words}</span>
                }
            })}
        </div>
    }
}
