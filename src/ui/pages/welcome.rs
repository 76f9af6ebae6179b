//! `/` for people who are not signed in: what Tandem is, and the two ways in.

use super::picture::Picture;
use crate::ui::components::brand::BrandWord;
use crate::ui::navigation::url;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn Welcome() -> impl IntoView {
    view! {
        <Title text="Two people, one data set"/>
        <div class="auth">
            <div class="auth-form">
                <header><BrandWord/></header>
                <main>
                    <h1>"Look at data together"</h1>
                    <p class="lede">
                        "Start a session, add a table and send the link to one other person. You both see every table, chart and message as it happens."
                    </p>
                    <div class="ways-in">
                        <a class="btn primary wide" href=url("/register")>"Create an account"</a>
                        <a class="btn wide" href=url("/login")>"Sign in"</a>
                    </div>
                </main>
            </div>
            <Picture/>
        </div>
    }
}
