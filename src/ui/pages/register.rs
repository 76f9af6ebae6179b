//! Creating an account: a plain form that works without scripts.

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
use crate::ui::element::ElementChild;
use crate::ui::navigation::url;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn RegisterPage() -> impl IntoView {
    let next = next_in_address();
    let login = with_next("/login", next.as_deref());
    view! {
        <Title text="Create your account"/>
        <div class="auth">
            <div class="auth-form">
                <header><BrandWord/></header>
                <main>
                    <h1>"Create your account"</h1>
                    <p class="lede">"A name and a password, nothing else."</p>
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
