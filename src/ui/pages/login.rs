//! Signing in: a plain form that works without scripts.

use super::{
    needs_https::NeedsHttps,
    next::{next_in_address, with_next},
    picture::Picture,
    problem::{Place, Returned},
};
use crate::ui::components::{
    brand::BrandWord,
    field::{FieldError, PasswordField, TextField},
};
use crate::ui::navigation::url;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn LoginPage() -> impl IntoView {
    let next = next_in_address();
    let invited = next
        .as_ref()
        .is_some_and(|next| next.starts_with("/session/"));
    let register = url(&with_next("/register", next.as_deref()));
    let lede = invited.then_some("You have a link to a session. You go straight there.");
    view! {
        <Title text="Sign in"/>
        <div class="auth">
            <div class="auth-form">
                <header><BrandWord/></header>
                <main>
                    <h1>"Sign in"</h1>
                    {lede.map(|lede| view! { <p class="lede">{lede}</p> })}
                    <NeedsHttps/>
                    <LoginForm next=next.unwrap_or_default()/>
                    <p class="alt">
                        "New here? " <a class="linkish" href=register>"Create an account"</a>
                        ". It needs a name and a password, nothing else."
                    </p>
                </main>
            </div>
            <Picture/>
        </div>
    }
}

#[component]
fn LoginForm(next: String) -> impl IntoView {
    let returned = Returned::in_address();
    view! {
        <form method="post" action=url("/api/login")>
            <input type="hidden" name="next" value=next/>
            <TextField
                name="username"
                label="Name"
                autocomplete="username"
                maxlength=32
                required=true
                value=returned.name.clone()
                error=returned.at(Place::Name)
            />
            <PasswordField autocomplete="current-password" error=returned.at(Place::Password)/>
            {returned.at(Place::Form).map(|sentence| view! { <FieldError sentence/> })}
            <button class="btn primary wide" type="submit">"Sign in"</button>
        </form>
    }
}
