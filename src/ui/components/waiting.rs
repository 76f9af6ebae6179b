//! What waits to be sent to other sessions and rooms, and the way there.

use super::{
    icon::{Glyph, Icon},
    pop::dismiss_on_outside_click,
    shown::Shown,
};
use crate::shared::number::count;
use crate::ui::{live::WaitingElsewhere, navigation::url};
use leptos::prelude::*;

#[component]
pub fn Waiting(elsewhere: RwSignal<Vec<WaitingElsewhere>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let around = NodeRef::new();
    dismiss_on_outside_click(open, around);
    let total = move || {
        elsewhere
            .read()
            .iter()
            .map(|one| one.waiting)
            .sum::<usize>()
    };
    view! {
        <Shown when=move || total() != 0>
            <div class="waiting" node_ref=around>
                <button
                    class="conn"
                    type="button"
                    data-state="saving"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon glyph=Glyph::Clock/>
                    <span>{move || format!("{} not sent", total())}</span>
                </button>
                <Shown when=move || open.get()>
                    <section class="pop" aria-label="Not sent yet">
                        <ul class="pop-list">
                            {move || elsewhere.get().iter().map(line).collect_view()}
                        </ul>
                    </section>
                </Shown>
            </div>
        </Shown>
    }
}

fn line(one: &WaitingElsewhere) -> AnyView {
    view! { <li><a href=url(&one.to)>{words(one)}</a></li> }.into_any()
}

/// "3 changes wait", "3 changes wait, 1 refused"
fn words(one: &WaitingElsewhere) -> String {
    let waiting = count(one.waiting as i64, "change waits", "changes wait");
    match one.refused {
        0 => waiting,
        refused => format!("{waiting}, {refused} refused"),
    }
}
