//! The creator's menu of a session: its name, its people, putting it away, deleting it.

use super::{
    icon::{Glyph, Icon},
    name::name,
    pop::closes_by_itself,
};
use crate::shared::account::Person;
use crate::ui::live::{Live, PersonHere};
use leptos::{ev, prelude::*};

#[component]
pub fn Manage(live: Live) -> impl IntoView {
    let open = RwSignal::new(false);
    let around = NodeRef::new();
    closes_by_itself(open, around);
    let asking = live.asking();
    let waits = move || asking.with(|people| people.len());
    let label = move || match waits() {
        0 => "Manage".to_owned(),
        count => format!("Manage, {count} waiting"),
    };
    view! {
        <div class="bell" node_ref=around>
            <button
                class="btn quiet"
                type="button"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon glyph=Glyph::People/>
                <span class="words">{move || label()}</span>
            </button>
            <Show when=move || open.get()>
                <section class="pop bell-pop" aria-label="Manage this session">
                    <People live/>
                    <Name live/>
                    <Ends live/>
                </section>
            </Show>
        </div>
    }
}

#[component]
fn People(live: Live) -> impl IntoView {
    let asking = live.asking();
    let others = Memo::new(move |_| {
        let people = live.people().get();
        people
            .into_iter()
            .filter(|one| !one.is_me)
            .collect::<Vec<PersonHere>>()
    });
    view! {
        <h2 class="pop-head">"People"</h2>
        <ul aria-label="Waiting to be let in" aria-live="polite">
            <For each=move || asking.get() key=Person::clone let:person>
                {waiting(live, person)}
            </For>
        </ul>
        <ul aria-label="People in this session">
            <For each=move || others.get() key=|one| one.person.clone() let:one>
                {member(live, one.person)}
            </For>
        </ul>
    }
}

fn waiting(live: Live, person: Person) -> AnyView {
    let id = person.id;
    view! {
        <li class="pop-row">
            <span>{name(&person.name)}" asks to be let in"</span>
            <button class="btn small primary" type="button" on:click=move |_| live.admit(id)>
                "Let in"
            </button>
            <button class="btn small" type="button" on:click=move |_| live.decline(id)>
                "Decline"
            </button>
        </li>
    }
    .into_any()
}

fn member(live: Live, person: Person) -> AnyView {
    let id = person.id;
    let remove = Sure::new("Remove", "Remove now?", move || live.remove(id));
    view! {
        <li class="pop-row">
            <span>{name(&person.name)}</span>
            {remove.button()}
        </li>
    }
    .into_any()
}

#[component]
fn Name(live: Live) -> impl IntoView {
    let title = RwSignal::new(live.title().get_untracked());
    let rename = move |event: ev::SubmitEvent| {
        event.prevent_default();
        live.rename(title.get_untracked());
    };
    view! {
        <form class="pop-row" on:submit=rename>
            <label class="sr-only" for="rename">"Name of this session"</label>
            <input
                class="input"
                id="rename"
                type="text"
                dir="auto"
                maxlength="120"
                prop:value=move || title.get()
                on:input=move |event| title.set(event_target_value(&event))
            />
            <button class="btn small" type="submit">"Rename"</button>
        </form>
    }
}

#[component]
fn Ends(live: Live) -> impl IntoView {
    let archived = live.is_archived();
    let word = move || {
        if archived.get() {
            "Take out again"
        } else {
            "Put away"
        }
    };
    let delete = Sure::new("Delete", "Delete for everyone?", move || {
        live.delete_session(live.title().get_untracked());
    });
    view! {
        <div class="pop-row">
            <button
                class="btn small"
                type="button"
                on:click=move |_| live.archive(!archived.get_untracked())
            >
                {move || word().to_owned()}
            </button>
            {delete.button()}
        </div>
    }
}

/// A button that asks once more before it does what cannot be taken back.
struct Sure {
    word: &'static str,
    question: &'static str,
    act: Box<dyn Fn() + Send>,
}

impl Sure {
    fn new(word: &'static str, question: &'static str, act: impl Fn() + Send + 'static) -> Self {
        Self {
            word,
            question,
            act: Box::new(act),
        }
    }

    fn button(self) -> AnyView {
        let asked = RwSignal::new(false);
        let press = move || {
            if asked.get_untracked() {
                (self.act)();
            }
            asked.update(|asked| *asked = !*asked);
        };
        let words = Signal::derive(move || {
            let words = if asked.get() {
                self.question
            } else {
                self.word
            };
            words.to_owned()
        });
        view! {
            <button class="btn small quiet danger" type="button" on:click=move |_| press()>
                {move || words.get()}
            </button>
        }
        .into_any()
    }
}
