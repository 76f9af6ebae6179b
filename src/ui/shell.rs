//! The HTML document around the app. Rendered on the server only.

use super::{
    app::App,
    navigation::{CurrentPage, SCRIPT_ID, served, url},
};
use crate::{client::clock::now_ms, shared::look::Look};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

/// Behind the page stands what it was drawn from, for the browser to draw the same.
pub fn shell(options: LeptosOptions, first: CurrentPage, look: Look) -> impl IntoView {
    let page = first.script();
    let served = served();
    let needs_https = served.needs_https.then_some("");
    let base = (!served.base.is_empty()).then(|| served.base.clone());
    let (sheet_root, script_root) = (served.base.clone(), served.base.clone());
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-base=base
            data-needs-https=needs_https
            data-now=now_ms().to_string()
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
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" type="image/svg+xml" href=url("/favicon.svg")/>
                <HashedStylesheet id="leptos" options=options.clone() root=sheet_root/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options root=script_root/>
                <script defer src=url("/page.js")></script>
                <MetaTags/>
            </head>
            <body>
                <App first/>
                <script type="application/json" id=SCRIPT_ID inner_html=page></script>
            </body>
        </html>
    }
}

/// The link to the app's style sheet, for pages that are plain HTML. `base`: before every path.
pub fn stylesheet(options: LeptosOptions, base: &str) -> String {
    Owner::new().with(|| view! { <HashedStylesheet options root=base/> }.to_html())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::served::Served;
    use crate::ui::navigation::{Page, PageUrl};
    use leptos::nonce::{provide_nonce, use_nonce};
    use leptos_meta::ServerMetaContext;

    #[test]
    fn a_plain_page_finds_the_same_style_sheet() {
        let options = LeptosOptions::builder().output_name("tandem").build();
        let link = stylesheet(options.clone(), "");
        assert!(link.starts_with("<link"), "{link}");
        assert!(link.contains(r#"href="/pkg/tandem.css""#), "{link}");
        let below = stylesheet(options, "/tandem");
        assert!(
            below.contains(r#"href="/tandem/pkg/tandem.css""#),
            "{below}"
        );
    }

    #[test]
    fn below_a_base_nothing_is_asked_for_at_the_root() {
        let options = LeptosOptions::builder().output_name("tandem").build();
        let html = Owner::new().with(|| {
            provide_context(ServerMetaContext::new().0);
            provide_context(Served {
                base: "/tandem".into(),
                needs_https: false,
            });
            let first = CurrentPage::first(PageUrl::parse("/login"), Page::Login);
            shell(options, first, Look::default()).to_html()
        });
        assert!(html.contains(r#"data-base="/tandem""#), "{html}");
        for (i, _) in html.match_indices("=\"/").chain(html.match_indices("'/")) {
            let address = &html[i + 2..];
            assert!(address.starts_with("/tandem"), "{address}");
        }
        assert!(html.contains("/tandem/pkg/tandem.js"), "{html}");
        assert!(html.contains(r#"("/tandem", "pkg""#), "{html}");
    }

    #[test]
    fn the_inline_script_carries_the_nonce_of_the_response() {
        let options = LeptosOptions::builder().output_name("tandem").build();
        let (html, nonce) = Owner::new().with(|| {
            provide_context(ServerMetaContext::new().0);
            provide_nonce();
            let nonce = use_nonce().expect("provided above");
            let first = CurrentPage::first(PageUrl::parse("/login"), Page::Login);
            (shell(options, first, Look::default()).to_html(), nonce)
        });
        let scripts: Vec<_> = html.matches("<script").collect();
        // Its own, the data, which no policy has to allow, and that which pages have beside the app.
        assert_eq!(scripts.len(), 3, "{html}");
        let data = r#"<script type="application/json" id="page">"Login"</script>"#;
        assert!(html.contains(data), "{html}");
        assert!(
            html.contains(&format!(r#"<script type="module" nonce="{nonce}">"#)),
            "{html}"
        );
        assert!(html.contains(r#"href="/pkg/tandem.css""#), "{html}");
    }
}
