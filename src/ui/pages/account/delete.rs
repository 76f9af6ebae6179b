//! `/account/delete`: what goes and what stays, said before it is done.

use super::{
    super::plain::{PlainDocument, print},
    Line,
};
use crate::{
    shared::{account_page::DeletePage, served::Served, text::isolated},
    ui::{components::name::name, navigation::url},
};
use leptos::prelude::*;

/// The page as HTML. Server only.
pub fn document(options: LeptosOptions, served: Served, page: DeletePage) -> String {
    print(served, move || view! { <Document options page/> })
}

#[component]
fn Document(options: LeptosOptions, page: DeletePage) -> impl IntoView {
    let (me, look) = (page.me.clone(), page.look);
    view! {
        <PlainDocument options title="Delete your account" skip="Skip to deleting" me look>
            <main class="tokens account-page" id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"Delete your account"</h1>
                </div>
                <p class="lede">
                    "This cannot be undone. You are signed out everywhere, your tokens end, and the name is free for others."
                </p>
                <Alone titles=page.alone/>
                <Shared sessions=page.shared/>
                <DeleteForm messages=page.messages problem=page.problem/>
            </main>
        </PlainDocument>
    }
}

#[component]
fn Alone(titles: Vec<String>) -> impl IntoView {
    (!titles.is_empty()).then(|| {
        let titles = titles
            .into_iter()
            .map(|title| view! { <li>{name(&title)}</li> });
        view! {
            <section class="box" aria-labelledby="goes">
                <h2 id="goes">"Deleted with everything in them"</h2>
                <p>"Nobody else is in these sessions."</p>
                <ul class="titles">{titles.collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Shared(sessions: Vec<(String, Option<String>)>) -> impl IntoView {
    (!sessions.is_empty()).then(|| {
        let sessions = sessions.into_iter().map(|(title, heir)| {
            let heir = heir.map(|heir| format!(" · {} is its creator then", isolated(&heir)));
            view! { <li>{name(&title)} {heir}</li> }
        });
        view! {
            <section class="box" aria-labelledby="stays">
                <h2 id="stays">"Stay for the others"</h2>
                <p>
                    "You leave these sessions. Their data sets and runs stay. Your seat stays closed, so that the link lets nobody in unasked."
                </p>
                <ul class="titles">{sessions.collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn DeleteForm(messages: usize, problem: Option<String>) -> impl IntoView {
    let count = match messages {
        0 => "You have written no messages that others can read.".to_owned(),
        1 => "One message of yours can be read by others.".to_owned(),
        count => format!("{count} messages of yours can be read by others."),
    };
    view! {
        <form class="box" method="post" action=url("/api/account/delete")>
            <fieldset class="choices">
                <legend>"What you said"</legend>
                <p class="hint">{count}</p>
                <div class="picks column">
                    <label class="pick">
                        <input type="radio" name="words" value="stay" checked/>
                        "Stays, as said by someone who left"
                    </label>
                    <label class="pick">
                        <input type="radio" name="words" value="go"/>
                        "Goes: each message becomes “deleted”"
                    </label>
                </div>
            </fieldset>
            <Line
                name="current"
                label="Your password"
                kind="password"
                autocomplete="current-password"
                maxlength=128
                error=problem
            />
            <div class="acts">
                <button class="btn danger" type="submit">"Delete my account"</button>
                <a class="btn" href=url("/account")>"Keep it"</a>
            </div>
        </form>
    }
}
