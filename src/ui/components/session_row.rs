//! A session in the list of the home page.

use super::{
    avatar::{Avatar, AvatarSize},
    name::{name, quoted},
    time::TimeAgo,
};
use crate::{
    shared::{
        account::Person,
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
pub fn LiveSession(session: SessionSummary, me: Person) -> impl IntoView {
    let href = href(&session);
    let others: Vec<_> = session
        .present
        .iter()
        .filter(|person| person.id != me.id)
        .collect();
    let here = others.iter().map(|person| view! { <PersonHere person=(*person).clone() color=color_of(&session.members, person.id)/> });
    let here = here.collect_view();
    let join = others.first().map_or_else(
        || "Open".to_owned(),
        |other| format!("Join {}", isolated(&other.name)),
    );
    view! {
        <li class="live-card">
            <div class="stack">
                {here}
                <h2 class="live-title">
                    <a href=href.clone()>{name(&title(&session))}{put_away(&session)}</a>
                </h2>
                <p class="meta">{contents(&session)}</p>
                {session.last_line.map(|line| view! { <p class="last">{quoted(&line)}</p> })}
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
pub fn SessionRow(session: SessionSummary) -> impl IntoView {
    let people = session.members.iter().zip(1..).map(|(person, color)| {
        let label = isolated(&person.name);
        view! { <Avatar name=person.name.clone() color label=Some(label)/> }
    });
    let people = people.collect_view();
    let alone = session.members.len() < 2;
    view! {
        <li class="session">
            <div>
                <h2>
                    <a href=href(&session)>{name(&title(&session))}{put_away(&session)}</a>
                </h2>
                <p class="meta">{contents(&session)}</p>
                {session.last_line.map(|line| view! { <p class="last">{quoted(&line)}</p> })}
            </div>
            <div class="side">
                <span class="avatars">{people}</span>
                {alone.then_some("Only you so far. ")}
                <TimeAgo at_ms=session.last_at/>
            </div>
        </li>
    }
}

fn href(session: &SessionSummary) -> String {
    url(&Route::session(session.session_uuid).to_string())
}

fn title(session: &SessionSummary) -> String {
    match clean(&session.title) {
        title if title.is_empty() => "Untitled session".to_owned(),
        title => title,
    }
}

fn put_away(session: &SessionSummary) -> Option<&'static str> {
    session.archived.then_some(" (archived)")
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

/// A member's colour is their seat; members come in the order of seats.
fn color_of(members: &[Person], person: PersonId) -> u8 {
    members
        .iter()
        .zip(1..)
        .find(|(member, _)| member.id == person)
        .map_or(1, |(_, seat)| seat)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::ids::SessionId;

    fn summary(title: &str, datasets: &[&str], run_count: i64) -> SessionSummary {
        SessionSummary {
            session_uuid: SessionId(uuid::Uuid::nil()),
            title: title.to_owned(),
            members: Vec::new(),
            datasets: datasets.iter().map(|name| name.to_string()).collect(),
            run_count,
            archived: false,
            last_line: None,
            last_at: 0,
            present: Vec::new(),
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
        assert_eq!(title(&summary("  ", &[], 0)), "Untitled session");
        assert_eq!(title(&summary("July", &[], 0)), "July");
    }
}
