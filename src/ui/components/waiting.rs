//! What waits to be sent to other sessions and rooms, and the way there.

use super::{
    icon::{Glyph, Icon},
    pop::dismiss_on_outside_click,
};
use crate::shared::number::count;
use crate::ui::{live::WaitingElsewhere, navigation::url};
use leptos::prelude::*;

#[component]
pub fn Waiting(#[prop(into)] elsewhere: Signal<Vec<WaitingElsewhere>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let around = NodeRef::new();
    dismiss_on_outside_click(open, around);
    let total = Memo::new(move |_| {
        elsewhere.with(|all| all.iter().map(|one| one.waiting as i64).sum::<i64>())
    });
    view! {
        <Show when=move || total.get() != 0>
            <div class="waiting" node_ref=around>
                <button
                    class="conn"
                    type="button"
                    data-state="saving"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon glyph=Glyph::Clock/>
                    <span>{move || format!("{} not sent", total.get())}</span>
                </button>
                <Show when=move || open.get()>
                    <section class="pop" aria-label="Not sent yet">
                        <ul class="pop-list">
                            <For each=move || elsewhere.get() key=WaitingElsewhere::clone let:one>
                                <li><a href=url(&one.to)>{words(&one)}</a></li>
                            </For>
                        </ul>
                    </section>
                </Show>
            </div>
        </Show>
    }
}

/// "3 messages or changes wait", "1 of 3 was refused"
fn words(one: &WaitingElsewhere) -> String {
    let waiting = count(one.waiting as i64, "change waits", "changes wait");
    match one.refused {
        0 => waiting,
        refused => format!("{waiting}, {refused} refused"),
    }
}
