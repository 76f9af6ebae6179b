//! The creator's menu of a session: its name, its people, archiving it, deleting it.

use super::{
    disclosure::Disclosure,
    icon::{Glyph, Icon},
    keyed_list::KeyedList,
    name::name,
    sure::Sure,
};
use crate::shared::account::Person;
use crate::ui::lean::memo;
use crate::ui::live::{Actions, PersonHere, StreamView};
use leptos::{ev, prelude::*};

#[component]
pub fn Manage(
    stream: StreamView,
    actions: Actions,
    /// Who waits to be let in.
    asking: RwSignal<Vec<Person>>,
) -> impl IntoView {
    let waits = move || asking.read().len();
    let label = move || match waits() {
        0 => "Manage".to_owned(),
        count => format!("Manage, {count} waiting"),
    };
    let face = view! {
        <Icon glyph=Glyph::People/>
        <span class="words">{label}</span>
    };
    view! {
        <Disclosure
            class="btn quiet"
            label=Signal::derive(label)
            face=face.into_any()
            opens="Manage this session"
            panel_class="pop bell-pop"
        >
            <People stream actions asking/>
            <Name stream actions/>
            <Ends stream actions/>
        </Disclosure>
    }
}

#[component]
fn People(stream: StreamView, actions: Actions, asking: RwSignal<Vec<Person>>) -> impl IntoView {
    let others = memo(move || {
        let people = stream.people().get();
        people
            .into_iter()
            .filter(|one| !one.is_me)
            .collect::<Vec<PersonHere>>()
    });
    view! {
        <h2 class="pop-head">"People"</h2>
        <ul aria-label="Waiting to be let in" aria-live="polite">
            <KeyedList each=move || asking.get() key=Person::clone let:person>
                {waiting(actions, person)}
            </KeyedList>
        </ul>
        <ul aria-label="People in this session">
            <KeyedList each=move || others.get() key=|one| one.person.clone() let:one>
                {member(actions, one.person)}
            </KeyedList>
        </ul>
    }
}

fn waiting(actions: Actions, person: Person) -> AnyView {
    let id = person.id;
    view! {
        <li class="pop-row">
            <span>{name(&person.name)}" asks to be let in"</span>
            <button class="btn small primary" type="button" on:click=move |_| actions.admit(id)>
                "Let in"
            </button>
            <button class="btn small" type="button" on:click=move |_| actions.decline(id)>
                "Decline"
            </button>
        </li>
    }
    .into_any()
}

fn member(actions: Actions, person: Person) -> AnyView {
    let id = person.id;
    view! {
        <li class="pop-row">
            <span>{name(&person.name)}</span>
            <Sure word="Remove" question="They lose their seat." yes="Remove from session" on_yes=move |()| actions.remove(id)/>
        </li>
    }
    .into_any()
}

#[component]
fn Name(stream: StreamView, actions: Actions) -> impl IntoView {
    let title = RwSignal::new(stream.title().get_untracked());
    let rename = move |event: ev::SubmitEvent| {
        event.prevent_default();
        actions.rename(title.get_untracked());
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
fn Ends(stream: StreamView, actions: Actions) -> impl IntoView {
    let archived = stream.is_archived();
    let word = move || {
        if archived.get() { "Restore" } else { "Archive" }
    };
    let delete = move |()| actions.delete_session(stream.title().get_untracked());
    view! {
        <div class="pop-row">
            <button
                class="btn small"
                type="button"
                on:click=move |_| actions.archive(!archived.get_untracked())
            >
                {move || word().to_owned()}
            </button>
            <Sure word="Delete" question="It is gone for everyone." yes="Delete for everyone" on_yes=delete/>
        </div>
    }
}
