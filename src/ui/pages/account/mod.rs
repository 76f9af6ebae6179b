//! `/account`: whole documents of plain forms, printed by the server alone. Nothing here runs in a browser.

mod delete;
mod look;

pub use delete::document as delete_document;

use self::look::LookForm;
use super::plain::{PlainDocument, print};
use crate::{
    shared::{
        account_page::{AccountField, AccountPage, Device},
        served::Served,
    },
    ui::{
        components::{field::FieldError, time::TimeAgo},
        navigation::url,
    },
};
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: AccountPage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: AccountPage) -> impl IntoView {
    let (me, look) = (page.me.clone(), page.look);
    // Stands there from the beginning: a live region that comes with its words is not read out.
    let done = page.done.unwrap_or_default();
    let done_class = if done.is_empty() { "sr-only" } else { "done" };
    view! {
        <PlainDocument options title="Your account" skip="Skip to your account" me look script="/account.js">
            <main class="tokens account-page" id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"Your account"</h1>
                </div>
                <p class=done_class role="status" id="said">{done}</p>
                <NameForm page=page.clone()/>
                <LookForm look/>
                <PasswordForm page=page.clone()/>
                <Devices devices=page.devices/>
                <Tokens count=page.tokens/>
                <Data/>
            </main>
        </PlainDocument>
    }
}

/// A field of a plain form; an error stands where the hint was.
#[component]
pub(super) fn Line(
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    #[prop(optional)] maxlength: Option<u16>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional, into)] value: String,
    #[prop(optional_no_strip)] error: Option<String>,
) -> impl IntoView {
    let below = format!("{name}-below");
    let described = (error.is_some() || hint.is_some()).then(|| below.clone());
    let invalid = error.is_some().then_some("true");
    let told = match error {
        Some(sentence) => Some(view! { <FieldError id=below sentence/> }.into_any()),
        None => hint.map(|hint| view! { <p class="hint" id=below>{hint}</p> }.into_any()),
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                class="input tall"
                id=name
                name=name
                type=kind
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                maxlength=maxlength
                dir="auto"
                required
                value=value
                aria-describedby=described
                aria-invalid=invalid
            />
            {told}
        </div>
    }
}

#[component]
fn NameForm(page: AccountPage) -> impl IntoView {
    let error = page.problem_at(AccountField::Name);
    let value = page.typed.unwrap_or(page.me.name);
    view! {
        <form class="box" method="post" action=url("/api/account/name")>
            <h2>"Name"</h2>
            <Line
                name="name"
                label="The name that others see"
                kind="text"
                autocomplete="username"
                maxlength=32
                hint="2 to 32 letters, digits, dots, dashes or underscores. You sign in with it, and what you said carries it from then on."
                value
                error
            />
            <button class="btn primary" type="submit">"Save name"</button>
        </form>
    }
}

#[component]
fn PasswordForm(page: AccountPage) -> impl IntoView {
    view! {
        <form class="box" method="post" action=url("/api/account/password")>
            <h2>"Password"</h2>
            // For password managers: whose it is.
            <input
                class="sr-only"
                type="text"
                name="username"
                value=page.me.name.clone()
                autocomplete="username"
                aria-hidden="true"
                tabindex="-1"
                readonly
            />
            <Line
                name="current"
                label="Your password now"
                kind="password"
                autocomplete="current-password"
                maxlength=128
                error=page.problem_at(AccountField::Current)
            />
            <Line
                name="password"
                label="New password"
                kind="password"
                autocomplete="new-password"
                maxlength=128
                hint="8 characters or more, and none that many people use. Every other device is signed out; tokens stay."
                error=page.problem_at(AccountField::Password)
            />
            <button class="btn primary" type="submit">"Change password"</button>
        </form>
    }
}

#[component]
fn Devices(devices: Vec<Device>) -> impl IntoView {
    let others = (devices.len() > 1).then(|| {
        view! {
            <form method="post" action=url("/api/account/sign_out")>
                <input type="hidden" name="device" value="others"/>
                <button class="btn" type="submit">"Sign out everywhere else"</button>
            </form>
        }
    });
    view! {
        <section class="box" aria-labelledby="devices">
            <h2 id="devices">"Where you are signed in"</h2>
            <ul class="sessions">{devices.into_iter().map(device).collect_view()}</ul>
            {others}
        </section>
    }
}

fn device(device: Device) -> impl IntoView {
    let name = match device.name.as_str() {
        "" => "A browser or program".to_owned(),
        name => name.to_owned(),
    };
    let (word, label) = match device.is_this {
        true => ("Sign out here", "Sign out here".to_owned()),
        false => ("Sign out", format!("Sign out {name}")),
    };
    let this = device
        .is_this
        .then(|| view! { <strong>"This one. "</strong> });
    view! {
        <li class="session">
            <div>
                <h3>{name}</h3>
                <p class="meta">
                    {this} "Signed in " <TimeAgo at_ms=device.since/> ". Last seen "
                    <TimeAgo at_ms=device.seen_at/>
                </p>
            </div>
            <form class="side" method="post" action=url("/api/account/sign_out")>
                <input type="hidden" name="device" value=device.id/>
                <button class="btn" type="submit" aria-label=label>
                    {word}
                </button>
            </form>
        </li>
    }
}

#[component]
fn Tokens(count: usize) -> impl IntoView {
    let count = match count {
        0 => "You have none.".to_owned(),
        1 => "You have one.".to_owned(),
        count => format!("You have {count}."),
    };
    view! {
        <section class="box" aria-labelledby="tokens">
            <h2 id="tokens">"Tokens"</h2>
            <p>"With a token, a script takes part as you. " {count}</p>
            <a class="btn" href=url("/account/tokens")>"Tokens"</a>
        </section>
    }
}

#[component]
fn Data() -> impl IntoView {
    view! {
        <section class="box" aria-labelledby="data">
            <h2 id="data">"Your data"</h2>
            <p>
                "One file (JSON) with your account, your sessions and rooms, every message you wrote and the names of the data sets you added."
            </p>
            <a class="btn" href=url("/api/account/export") download>"Export your data"</a>
            <p>
                "Deleting your account cannot be undone. The next page says what goes and what stays, and asks once more."
            </p>
            <a class="btn danger" href=url("/account/delete")>"Delete account…"</a>
        </section>
    }
}
