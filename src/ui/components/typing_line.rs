//! The line under the log that says who types; its height never changes.

use super::avatar::person_class;
use leptos::prelude::*;

#[component]
pub fn TypingLine(
    #[prop(into)] words: Signal<Option<String>>,
    #[prop(into)] color: Signal<u8>,
) -> impl IntoView {
    view! {
        <div class=move || format!("typing {}", person_class(color.get()))>
            {move || words.get().map(|words| {
                let title = words.clone();
                view! {
                    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
                    <span title=title>{words}</span>
                }
            })}
        </div>
    }
}
