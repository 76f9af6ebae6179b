//! Form fields: label above, hint below; an error takes the hint's place.

use super::{
    icon::{Glyph, Icon},
    ready::hydrated,
};
use leptos::prelude::*;

/// A line of text. `name` is the form field's name and the base of its ids.
#[component]
pub fn TextField(
    name: &'static str,
    label: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] maxlength: Option<u16>,
    #[prop(optional)] required: bool,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional, into)] value: String,
    #[prop(optional_no_strip)] error: Option<String>,
) -> impl IntoView {
    let below = (error.is_some() || hint.is_some()).then(|| below_id(name));
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                class="input tall"
                id=name
                name=name
                type="text"
                dir="auto"
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                maxlength=maxlength
                placeholder=placeholder
                required=required
                value=value
                aria-describedby=below
                aria-invalid=error.is_some().then_some("true")
            />
            <Below name hint error/>
        </div>
    }
}

/// A password with a button that shows what was typed. The button needs the browser's
/// part of the page, so it appears with it.
#[component]
pub fn PasswordField(
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional_no_strip)] error: Option<String>,
) -> impl IntoView {
    const NAME: &str = "password";
    let below = (error.is_some() || hint.is_some()).then(|| below_id(NAME));
    let hydrated = hydrated();
    let shown = RwSignal::new(false);
    view! {
        <div class="field">
            <label for=NAME>"Password"</label>
            <div class="input-wrap">
                <input
                    class="input tall"
                    id=NAME
                    name=NAME
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="128"
                    required
                    aria-describedby=below
                    aria-invalid=error.is_some().then_some("true")
                />
                <button
                    class="icon-btn"
                    type="button"
                    hidden=move || !hydrated.get()
                    aria-label="Show password"
                    title="Show password"
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Icon glyph=Glyph::Eye/>
                </button>
            </div>
            <Below name=NAME hint error/>
        </div>
    }
}

#[component]
fn Below(name: &'static str, hint: Option<&'static str>, error: Option<String>) -> impl IntoView {
    match error {
        Some(error) => Some(view! { <FieldError id=below_id(name) sentence=error/> }.into_any()),
        None => hint.map(|hint| view! { <p class="hint" id=below_id(name)>{hint}</p> }.into_any()),
    }
}

/// What is wrong, in a sentence, announced at once.
#[component]
pub fn FieldError(#[prop(optional, into)] id: Option<String>, sentence: String) -> impl IntoView {
    view! {
        <p class="error" role="alert" id=id>
            <Icon glyph=Glyph::Error/>
            {sentence}
        </p>
    }
}

fn below_id(name: &str) -> String {
    format!("{name}-below")
}
