//! The tandem link: who is in the session, joined by a bar while both are here. Below each face is what they see.

use super::{
    avatar::{Avatar, Liveliness},
    disclosure::Disclosure,
    keyed_list::KeyedList,
};
use crate::shared::{account::Person, ids::PersonId, protocol::Presence, text::isolated};
use crate::ui::live::{PersonHere, Whereabouts};
use leptos::prelude::*;

#[component]
pub fn PeopleHere(
    people: Memo<Vec<PersonHere>>,
    /// What opens below a face.
    peek: Callback<Person, AnyView>,
) -> impl IntoView {
    let ids = move || {
        people.with(|people| {
            people
                .iter()
                .map(|one| one.person.id)
                .collect::<Vec<PersonId>>()
        })
    };
    let state = move || people.with(|people| togetherness(people));
    view! {
        <div class="tandem" data-state=state role="group" aria-label="People here">
            <KeyedList each=ids key=|id| *id let:id>
                <PersonDisc people id peek/>
            </KeyedList>
            <span class="where wide-only" title=move || people.with(|people| where_words(people))>
                {move || people.with(|people| where_words(people))}
            </span>
        </div>
    }
}

#[component]
fn PersonDisc(
    people: Memo<Vec<PersonHere>>,
    id: PersonId,
    peek: Callback<Person, AnyView>,
) -> impl IntoView {
    let person = Memo::new(move |last: Option<&Option<PersonHere>>| {
        let found = people
            .read()
            .iter()
            .find(|one| one.person.id == id)
            .cloned();
        found.or(last.cloned().flatten())
    });
    let is_me = person.with_untracked(|one| one.as_ref().is_some_and(|one| one.is_me));
    let face = move || person.get().map(disc);
    let first = move || people.read().first().is_none_or(|one| one.person.id == id);
    view! {
        {move || (!first()).then(|| view! { <span class="link"></span> })}
        <Disclosure
            class="face"
            label=Signal::derive(move || person.read().as_ref().map(PersonHere::label).unwrap_or_default())
            face=face.into_any()
            opens=if is_me { "Presenting" } else { "What they see" }
            panel_class="pop bell-pop"
        >
            {move || person.get().map(|one| peek.run(one.person))}
        </Disclosure>
    }
}

fn disc(one: PersonHere) -> AnyView {
    let liveliness = match one.whereabouts {
        Whereabouts::Here(Presence::Active) => Liveliness::Active,
        Whereabouts::Here(Presence::Idle) => Liveliness::Idle,
        _ => Liveliness::Away,
    };
    let label = one.label();
    view! { <Avatar name=one.person.name color=one.color liveliness label/> }.into_any()
}

/// Joined while all are looking, apart while someone is elsewhere, alone without company.
fn togetherness(people: &[PersonHere]) -> &'static str {
    let mut others = people.iter().filter(|one| !one.is_me).peekable();
    if others.peek().is_none() {
        return "alone";
    }
    let is_here = |one: &PersonHere| {
        let here = Whereabouts::Here;
        one.whereabouts == here(Presence::Active) || one.whereabouts == here(Presence::Idle)
    };
    if others.all(is_here) {
        "joined"
    } else {
        "apart"
    }
}

fn where_words(people: &[PersonHere]) -> String {
    let others: Vec<&PersonHere> = people.iter().filter(|one| !one.is_me).collect();
    match others.as_slice() {
        [] => "only you".into(),
        [one, ..] if one.whereabouts == Whereabouts::Unknown => "offline".into(),
        [one] if one.whereabouts == Whereabouts::Here(Presence::Active) => "both here".into(),
        [one] => format!("{} is {}", isolated(&one.person.name), one.word()),
        more => format!("{} people", more.len() + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::{ada, grace};

    fn with_grace(whereabouts: Whereabouts) -> Vec<PersonHere> {
        let mine = PersonHere {
            person: ada(),
            color: 1,
            is_me: true,
            presents: false,
            whereabouts: Whereabouts::Here(Presence::Active),
        };
        let theirs = PersonHere {
            person: grace(),
            color: 2,
            is_me: false,
            presents: false,
            whereabouts,
        };
        vec![mine, theirs]
    }

    #[test]
    fn the_bar_says_whether_both_are_here() {
        assert_eq!(
            togetherness(&with_grace(Whereabouts::Elsewhere)[..1]),
            "alone"
        );
        for (whereabouts, state, words) in [
            (Whereabouts::Here(Presence::Active), "joined", "both here"),
            (Whereabouts::Here(Presence::Idle), "joined", "Grace is idle"),
            (Whereabouts::Here(Presence::Away), "apart", "Grace is away"),
            (Whereabouts::Elsewhere, "apart", "Grace is not here"),
            (Whereabouts::Unknown, "apart", "offline"),
        ] {
            let people = with_grace(whereabouts);
            assert_eq!(
                (togetherness(&people), where_words(&people).as_str()),
                (state, words)
            );
        }
    }
}
