//! What opens below a face: a sentence or two, a picture where there is one, and what can be done.

use leptos::prelude::*;

/// `words` and `picture` follow what they are told; a button without a word is not there.
#[component]
pub fn FacePanel(
    title: String,
    #[prop(into)] words: Signal<String>,
    /// As SVG.
    #[prop(into)]
    picture: Signal<String>,
    buttons: [AnyView; 2],
) -> impl IntoView {
    view! {
        <h2 class="pop-head">{title}</h2>
        <div class="peek">
            <p>{move || words.get()}</p>
            <div aria-hidden="true" inner_html=move || picture.get()></div>
        </div>
        <div class="acts">{buttons.into_iter().collect::<Vec<_>>()}</div>
    }
}

/// A small button that is hidden while there is no word for it.
pub fn act_button(id: Option<&'static str>, word: Signal<String>, press: Callback<()>) -> AnyView {
    view! {
        <button
            class="btn small"
            type="button"
            id=id
            hidden=move || word.read().is_empty()
            on:click=move |_| press.run(())
        >
            {move || word.get()}
        </button>
    }
    .into_any()
}
