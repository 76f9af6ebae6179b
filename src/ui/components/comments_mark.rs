//! How many comments hang on a card and in it; a press opens them.

use super::shown::Shown;
use crate::charts::number;
use crate::ui::lean::memo;
use leptos::prelude::*;

#[component]
pub fn CommentsMark(
    comments: Memo<Vec<String>>,
    #[prop(into)] on_open: Callback<()>,
) -> impl IntoView {
    let count = memo(move || comments.read().len() as i64);
    view! {
        <Shown when=move || count.get() != 0>
            <button class="btn small quiet" type="button" on:click=move |_| on_open.run(())>
                {move || number::count(count.get(), "comment", "comments")}
            </button>
        </Shown>
    }
}
