//! `/account/tokens`: a whole document, printed by the server alone. Nothing here runs in a browser.

use super::plain::{PlainDocument, print};
use crate::{
    shared::{
        access_token::{AccessToken, MAX_TOKEN_NAME_CHARS, NewAccessToken, TokensPage},
        served::Served,
        text::isolated,
    },
    ui::{
        components::{field::TextField, name::name, time::TimeAgo},
        navigation::url,
    },
};
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: TokensPage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: TokensPage) -> impl IntoView {
    let TokensPage {
        me,
        look,
        tokens,
        made,
        problem,
        now,
    } = page;
    view! {
        <PlainDocument options title="Tokens" skip="Skip to tokens" me look>
            <main class="tokens" id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"Tokens"</h1>
                    <a class="linkish" href=url("/account")>"Your account"</a>
                </div>
                <p class="lede">
                    "With a token, a script takes part as you: it joins your sessions, writes and runs analyses. It cannot make tokens or sign you out."
                </p>
                {made.map(|made| view! { <Made made/> })}
                <NewToken problem/>
                <Tokens tokens now/>
            </main>
        </PlainDocument>
    }
}

#[component]
fn Made(made: NewAccessToken) -> impl IntoView {
    view! {
        <section class="box" role="status" aria-labelledby="made">
            <h2 id="made">{format!("“{}” is ready", isolated(&made.token.name))}</h2>
            <p>"Copy it now: it is not shown again."</p>
            <code class="secret">{made.secret}</code>
        </section>
    }
}

#[component]
fn NewToken(problem: Option<String>) -> impl IntoView {
    view! {
        <form class="box" method="post" action=url("/api/create_token")>
            {problem.map(|problem| view! { <p class="error" role="alert">{problem}</p> })}
            <TextField
                name="name"
                label="What is it for"
                autocomplete="off"
                maxlength=MAX_TOKEN_NAME_CHARS as u16
                required=true
            />
            <div class="field">
                <label for="days">"Lasts"</label>
                <select class="input tall" id="days" name="days">
                    <option value="7">"7 days"</option>
                    <option value="30" selected>"30 days"</option>
                    <option value="365">"1 year"</option>
                    <option value="">"Until you revoke it"</option>
                </select>
            </div>
            <button class="btn primary" type="submit">"New token"</button>
        </form>
    }
}

#[component]
fn Tokens(tokens: Vec<AccessToken>, now: i64) -> impl IntoView {
    let none = tokens
        .is_empty()
        .then(|| view! { <p class="muted">"No tokens yet."</p> });
    let rows = tokens.into_iter().map(|token| row(token, now));
    view! {
        {none}
        <ul class="sessions">{rows.collect_view()}</ul>
    }
}

fn row(token: AccessToken, now: i64) -> impl IntoView {
    let ends = token.expires_at.map(|at| {
        let word = if at <= now { ". Ended " } else { ". Ends " };
        view! {
            {word}
            <TimeAgo at_ms=at/>
        }
    });
    let used = match token.used_at {
        Some(at) => view! {
            ". Last used "
            <TimeAgo at_ms=at/>
        }
        .into_any(),
        None => ". Never used".into_any(),
    };
    view! {
        <li class="session">
            <div>
                <h2>{name(&token.name)}</h2>
                <p class="meta">"Made " <TimeAgo at_ms=token.created_at/> {ends} {used}</p>
            </div>
            <form class="side" method="post" action=url("/api/revoke_token")>
                <input type="hidden" name="id" value=token.id.to_string()/>
                <button class="btn" type="submit" aria-label=format!("Revoke {}", isolated(&token.name))>
                    "Revoke"
                </button>
            </form>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{account::Person, ids::PersonId, look::Look};
    use uuid::Uuid;

    fn page(made: Option<NewAccessToken>, name: &str) -> String {
        let token = AccessToken {
            id: Uuid::from_u128(7),
            name: name.into(),
            created_at: 1_795_235_289_000,
            expires_at: Some(1_795_235_289_001),
            used_at: None,
        };
        let options = LeptosOptions::builder().output_name("tandem").build();
        let me = Person {
            id: PersonId(1),
            name: "Ada".into(),
        };
        let page = TokensPage {
            me,
            look: Look::default(),
            tokens: vec![token],
            made,
            problem: None,
            now: 1_795_235_290_000,
        };
        document(options, Served::default(), page)
    }

    #[test]
    fn the_page_is_whole_and_needs_no_script() {
        let html = page(None, "nightly");
        assert!(html.starts_with("<!DOCTYPE html>"), "{html}");
        assert!(html.contains(r#"href="/pkg/tandem.css""#), "{html}");
        assert!(html.contains(r#"action="/api/create_token""#), "{html}");
        assert!(html.contains(r#"aria-label="Revoke nightly""#), "{html}");
        assert!(html.contains("Ended "), "{html}");
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("style="), "{html}");
        assert!(!html.contains("tdm_"), "{html}");
    }

    #[test]
    fn names_are_text_and_the_secret_stands_once() {
        let made = NewAccessToken {
            token: AccessToken {
                id: Uuid::nil(),
                name: "<b>bold</b>".into(),
                created_at: 0,
                expires_at: None,
                used_at: None,
            },
            secret: "tdm_secret".into(),
        };
        let html = page(Some(made), "<script>alert(1)</script>");
        assert!(
            !html.contains("<script>") && !html.contains("<b>"),
            "{html}"
        );
        assert_eq!(html.matches("tdm_secret").count(), 1, "{html}");
    }
}
