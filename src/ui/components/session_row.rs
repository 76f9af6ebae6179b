//! A session in the list of the home page.

use super::{
    avatar::{Avatar, AvatarSize},
    name::{name, quoted},
    time::TimeAgo,
};
use crate::{
    shared::{
        account::Person,
        color,
        ids::PersonId,
        number,
        route::Route,
        text::{clean, isolated},
    },
    ui::{api::SessionSummary, navigation::url},
};
use leptos::prelude::*;

/// A session with somebody in it: who, and the way to them.
#[component]
pub fn LiveSession(session: Memo<SessionSummary>, me: PersonId) -> impl IntoView {
    let href = href(&session.get_untracked());
    let here = move || {
        let others = session.with(|session| others(session, me));
        let others = others.into_iter();
        others
            .map(|(person, color)| view! { <PersonHere person color/> })
            .collect_view()
    };
    let join = move || {
        session.with(|session| match others(session, me).first() {
            Some((other, _)) => format!("Join {}", isolated(&other.name)),
            None => "Open".to_owned(),
        })
    };
    view! {
        <li class="live-card">
            <div class="stack">
                {here}
                <h2 class="live-title">
                    <a href=href.clone()>{move || session.with(title)}</a>
                </h2>
                <p class="meta">{move || session.with(contents)}</p>
                {move || session.with(last_line)}
            </div>
            <a class="btn primary" href=href>{join}</a>
        </li>
    }
}

#[component]
fn PersonHere(person: Person, color: u8) -> impl IntoView {
    view! {
        <p class="now">
            <Avatar name=person.name.clone() color size=AvatarSize::Tiny/>
            {name(&person.name)}
            " is here now"
        </p>
    }
}

/// Any other session: what is in it, what happened last, and who it is shared with.
#[component]
pub fn SessionRow(session: Memo<SessionSummary>) -> impl IntoView {
    let people = move || {
        let members = session.with(|session| colored(session, &session.members));
        let people = members.into_iter().map(|(person, color)| {
            let label = isolated(&person.name);
            view! { <Avatar name=person.name color label/> }
        });
        people.collect_view()
    };
    let is_alone = move || session.read().members.len() < 2;
    view! {
        <li class="session">
            <div>
                <h2>
                    <a href=href(&session.get_untracked())>{move || session.with(title)}</a>
                </h2>
                <p class="meta">{move || session.with(contents)}</p>
                {move || session.with(last_line)}
            </div>
            <div class="side">
                <span class="avatars">{people}</span>
                {move || is_alone().then_some("Only you so far. ")}
                <TimeAgo at_ms=Signal::derive(move || session.read().last_at)/>
            </div>
        </li>
    }
}

/// The name, and whether it is archived.
fn title(session: &SessionSummary) -> AnyView {
    let archived = session.archived.then_some(" (archived)");
    view! { {name(&titled(session))}{archived} }.into_any()
}

fn last_line(session: &SessionSummary) -> Option<AnyView> {
    let line = session.last_line.as_deref()?;
    Some(view! { <p class="last">{quoted(line)}</p> }.into_any())
}

/// Who is here besides the reader.
fn others(session: &SessionSummary, me: PersonId) -> Vec<(Person, u8)> {
    let mut others = colored(session, &session.present);
    others.retain(|(person, _)| person.id != me);
    others
}

/// People with their colours in the session.
fn colored(session: &SessionSummary, people: &[Person]) -> Vec<(Person, u8)> {
    let people = people.iter();
    people
        .map(|person| (person.clone(), color_of(session, person.id)))
        .collect()
}

fn href(session: &SessionSummary) -> String {
    url(&Route::session(session.session_uuid).to_string())
}

fn titled(session: &SessionSummary) -> String {
    match clean(&session.title) {
        title if title.is_empty() => "Untitled session".to_owned(),
        title => title,
    }
}

/// "weather, penguins. 3 runs"
fn contents(session: &SessionSummary) -> String {
    let data = match session.datasets.as_slice() {
        [] => "No data yet".to_owned(),
        names => {
            let names: Vec<String> = names.iter().map(|name| isolated(name)).collect();
            names.join(", ")
        }
    };
    match session.run_count {
        0 => data,
        n => format!("{data}. {}", number::count(n, "run", "runs")),
    }
}

/// Members come in the order of seats.
fn color_of(session: &SessionSummary, person: PersonId) -> u8 {
    color::among(session.members.iter().map(|member| member.id), person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::ids::SessionId;

    fn summary(title: &str, datasets: &[&str], run_count: i64) -> SessionSummary {
        SessionSummary {
            title: title.to_owned(),
            datasets: datasets.iter().map(|name| name.to_string()).collect(),
            run_count,
            ..SessionSummary::empty(SessionId(uuid::Uuid::nil()))
        }
    }

    #[test]
    fn contents_name_the_data_and_count_the_runs() {
        assert_eq!(contents(&summary("", &[], 0)), "No data yet");
        assert_eq!(contents(&summary("", &["weather"], 1)), "weather. 1 run");
        assert_eq!(
            contents(&summary("", &["weather", "penguins"], 3)),
            "weather, penguins. 3 runs"
        );
    }

    #[test]
    fn a_session_without_a_title_can_still_be_opened() {
        assert_eq!(titled(&summary("  ", &[], 0)), "Untitled session");
        assert_eq!(titled(&summary("July", &[], 0)), "July");
    }
}
