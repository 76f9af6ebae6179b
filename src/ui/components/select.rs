//! A labelled `<select>` of words.

use super::keyed_list::KeyedList;
use crate::shared::text::direction;
use leptos::prelude::*;

/// One option: the value that the form works with, and the words for it.
pub type SelectOption = (String, String);

#[component]
pub fn Select(
    label: &'static str,
    /// Unique in the page.
    #[prop(into)]
    id: String,
    options: Memo<Vec<SelectOption>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    // A closed one shortens what is chosen, at its end.
    let dir = move || {
        let value = value.get();
        options.with(|options| {
            let chosen = options.iter().find(|option| option.0 == value);
            chosen.map_or("ltr", |option| direction(&option.1))
        })
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                class="input"
                id=id
                dir=dir
                prop:value=move || {
                    // The options first: a value is only taken when it is among them.
                    options.with(|_| ());
                    value.get()
                }
                on:change=move |event| on_choose.run(event_target_value(&event))
            >
                <KeyedList each=move || options.get() key=SelectOption::clone let:option>
                    <option
                        value=option.0.clone()
                        selected={
                            let name = option.0.clone();
                            move || value.get() == name
                        }
                    >
                        {option.1.clone()}
                    </option>
                </KeyedList>
            </select>
        </div>
    }
}
