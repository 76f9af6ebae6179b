//! Pages as the server prints them.

use super::{
    home::Home, login::LoginPage, offered::Offered, refused::Refused, register::RegisterPage,
};
use crate::{
    shared::{
        account::Person,
        ids::{PersonId, SessionId},
    },
    ui::{api::SessionSummary, navigation::PageUrl, testing},
};
use leptos::prelude::*;
use leptos_meta::ServerMetaContext;

/// The HTML of a page at an address.
fn html<V: IntoView + 'static>(address: &str, page: impl Fn() -> V + Send + 'static) -> String {
    Owner::new().with(|| {
        provide_context(PageUrl::parse(address));
        provide_context(ServerMetaContext::new().0);
        testing::html(page())
    })
}

fn person(id: i64, name: &str) -> Person {
    Person {
        id: PersonId(id),
        name: name.to_owned(),
    }
}

fn session(title: &str, present: &[Person]) -> SessionSummary {
    SessionSummary {
        session_uuid: SessionId(uuid::Uuid::from_u128(title.len() as u128)),
        title: title.to_owned(),
        members: vec![person(1, "Ada"), person(2, "Grace")],
        datasets: vec!["weather".to_owned()],
        run_count: 2,
        last_line: Some("Grace: look at July".to_owned()),
        last_at: 1_795_235_289_000,
        archived: false,
        present: present.to_vec(),
    }
}

#[test]
fn a_refused_sign_in_keeps_the_name_and_says_why() {
    let html = html(
        "/login?problem=auth/wrong&name=ada&next=/session/7",
        LoginPage,
    );
    assert!(
        html.contains("That name and password do not belong together."),
        "{html}"
    );
    assert!(html.contains(r#"role="alert""#), "{html}");
    assert!(html.contains(r#"value="ada""#), "{html}");
    assert!(html.contains(r#"name="next" value="/session/7""#), "{html}");
}

#[test]
fn a_foreign_next_never_reaches_the_form() {
    for page in [
        "/login?next=//evil.example",
        "/register?next=https://evil.example",
    ] {
        let html = html(page, || (LoginPage(), RegisterPage()));
        assert!(!html.contains("evil.example"), "{html}");
    }
}

#[test]
fn a_taken_name_is_said_at_the_field() {
    let html = html("/register?problem=account/taken&name=ada", RegisterPage);
    assert!(
        html.contains(r#"aria-describedby="username-below" aria-invalid="true""#),
        "{html}"
    );
    assert!(
        html.contains(r#"role="alert" id="username-below""#),
        "{html}"
    );
}

#[test]
fn what_was_typed_is_text() {
    let html = html("/login?name=%22%3E%3Cscript%3E", LoginPage);
    assert!(!html.contains("<script>"), "{html}");
}

#[test]
fn pages_carry_no_style_attribute() {
    let pages = [
        html("/login", LoginPage),
        html("/register", RegisterPage),
        html(
            "/",
            || view! { <Home me=person(1, "Ada") sessions=vec![session("July", &[])]/> },
        ),
        html(
            "/session/7",
            || view! { <Refused session_uuid="7".into() asked=false/> },
        ),
    ];
    for html in pages {
        assert!(!html.contains("style="), "{html}");
    }
}

#[test]
fn sessions_with_somebody_in_them_come_first() {
    let sessions = vec![
        session("Alone", &[person(1, "Ada")]),
        session("July", &[person(2, "Grace")]),
    ];
    let html = html(
        "/",
        move || view! { <Home me=person(1, "Ada") sessions=sessions.clone()/> },
    );
    let (live, recent) = (html.find(">July<"), html.find(">Alone<"));
    assert!(live.is_some() && live < recent, "{html}");
    assert!(html.contains("<bdi>Grace</bdi> is here now"), "{html}");
    assert!(!html.contains("<bdi>Ada</bdi> is here now"), "{html}");
}

#[test]
fn without_sessions_the_page_says_how_to_start() {
    let html = html(
        "/",
        || view! { <Home me=person(1, "Ada") sessions=Vec::new()/> },
    );
    assert!(html.contains("No sessions yet"), "{html}");
    assert!(html.contains("New session"), "{html}");
}

#[test]
fn a_free_seat_is_taken_with_a_button() {
    let html = html("/session/7", || view! { <Offered session_uuid="7"/> });
    assert!(html.contains(r#"action="/api/join_session""#), "{html}");
    assert!(html.contains(r#"name="session_uuid" value="7""#), "{html}");
}
