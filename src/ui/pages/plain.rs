//! A whole document that needs no script: printed by the server alone.

use crate::{
    shared::{account::Person, html::escaped, look::Look, served::Served},
    ui::{
        components::topbar::TopBar,
        navigation::{served, url},
    },
};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, ServerMetaContext};

/// The document as HTML. Server only.
pub fn print<V: IntoView + 'static>(served: Served, draw: impl FnOnce() -> V) -> String {
    Owner::new().with(|| {
        provide_context(ServerMetaContext::new().0);
        provide_context(served);
        draw().into_view().to_html()
    })
}

#[component]
pub fn PlainDocument(
    options: LeptosOptions,
    title: &'static str,
    /// What the first link jumps over the bar to: “Skip to tokens”.
    skip: &'static str,
    me: Person,
    look: Look,
    /// A script of `public/` that makes the page quicker; without it everything works.
    #[prop(optional)]
    script: Option<&'static str>,
    /// As wide as the window allows.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-theme=look.attribute("data-theme")
            data-density=look.attribute("data-density")
            data-motion=look.attribute("data-motion")
            data-sound=look.attribute("data-sound")
            data-announcements=look.attribute("data-announcements")
            data-shortcuts=look.attribute("data-shortcuts")
            data-color=look.attribute("data-color")
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                // A comment between text nodes would be a part of it: in a title everything is text.
                <title inner_html=escaped(&format!("{title} · Tandem"))></title>
                <link rel="icon" type="image/svg+xml" href=url("/favicon.svg")/>
                <HashedStylesheet id="leptos" options root=served().base/>
                <link rel="stylesheet" href=url("/plain.css")/>
                {script.map(|path| view! { <script src=url(path) defer></script> })}
            </head>
            <body>
                <a class="skip" href="#main">{skip}</a>
                <TopBar person=Some(me)/>
                <div class=if wide { "page" } else { "page narrow" }>{children()}</div>
            </body>
        </html>
    }
}
