//! Creating an account: a plain form that works without scripts, or why there is none.

use super::{
    needs_https::NeedsHttps,
    next::{next_in_address, with_next},
    picture::Picture,
    problem::{Place, Returned},
    solo::Solo,
};
use crate::shared::door::Door;
use crate::ui::api::Failure;
use crate::ui::components::{
    brand::BrandWord,
    field::{FieldError, PasswordField, TextField},
};
use crate::ui::navigation::{query, url};
use leptos::prelude::*;
use leptos_meta::Title;

pub fn opened(door: Result<Door, Failure>) -> AnyView {
    match door {
        Ok(Door::FirstOpen) => view! { <NewAccount lede=FIRST/> }.into_any(),
        Ok(Door::Invited) => view! { <NewAccount lede=INVITED/> }.into_any(),
        // When it is not known, the form says what is wrong once it is sent.
        Ok(Door::Open) | Err(_) => view! { <RegisterPage/> }.into_any(),
        Ok(closed) => view! { <NoAccounts closed/> }.into_any(),
    }
}

const PLAIN: &str = "A name and a password, nothing else.";
const FIRST: &str = "You are the first here: nobody has an account on this server yet. A name and a password, nothing else.";
const INVITED: &str = "You are invited. A name and a password, nothing else.";

#[component]
fn NoAccounts(closed: Door) -> impl IntoView {
    let heading = match closed {
        Door::UsedUp => "This invitation cannot be used",
        Door::ByInvitation | Door::FirstByInvitation => "Accounts here are made by invitation",
        _ => "Accounts here are made by whoever runs this server",
    };
    let lede = match closed {
        Door::UsedUp => {
            "It was used already, or its time is over. Ask whoever sent it for another one."
        }
        Door::ByInvitation => "Ask whoever runs this server for a link. It opens this page.",
        Door::FirstByInvitation => {
            "Nobody has an account yet. If you run this server, make the first link with “tandem invite”."
        }
        Door::FirstClosed => {
            "Nobody has an account yet. If you run this server, make the first with “tandem person add NAME”."
        }
        _ => "Ask them for one. They give you a name and a password to sign in with.",
    };
    let login = url(&with_next("/login", next_in_address().as_deref()));
    view! {
        <Solo title="Create your account" heading lede>
            <a class="btn primary" href=login>"Sign in"</a>
        </Solo>
    }
}

/// With everybody's words.
#[component]
pub fn RegisterPage() -> impl IntoView {
    view! { <NewAccount lede=PLAIN/> }
}

#[component]
fn NewAccount(lede: &'static str) -> impl IntoView {
    let next = next_in_address();
    let login = url(&with_next("/login", next.as_deref()));
    view! {
        <Title text="Create your account"/>
        <div class="auth">
            <div class="auth-form">
                <header><BrandWord/></header>
                <main>
                    <h1>"Create your account"</h1>
                    <p class="lede">{lede}</p>
                    <NeedsHttps/>
                    <RegisterForm next=next.unwrap_or_default()/>
                    <p class="alt">
                        "Have an account? " <a class="linkish" href=login>"Sign in"</a>
                    </p>
                </main>
            </div>
            <Picture/>
        </div>
    }
}

#[component]
fn RegisterForm(next: String) -> impl IntoView {
    let returned = Returned::in_address();
    view! {
        <form method="post" action=url("/api/register")>
            <input type="hidden" name="next" value=next/>
            <input type="hidden" name="invite" value=query("invite").unwrap_or_default()/>
            <TextField
                name="username"
                label="Name"
                autocomplete="username"
                maxlength=32
                required=true
                hint="2 to 32 letters, digits, dots, dashes or underscores. Others see it."
                value=returned.name.clone()
                error=returned.at(Place::Name)
            />
            <PasswordField
                autocomplete="new-password"
                hint="8 characters or more."
                error=returned.at(Place::Password)
            />
            {returned.at(Place::Form).map(|sentence| view! { <FieldError sentence/> })}
            <button class="btn primary wide" type="submit">"Create account"</button>
        </form>
    }
}
