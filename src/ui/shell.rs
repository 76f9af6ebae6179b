//! The HTML document around the app. Rendered on the server only.

use super::{
    app::App,
    navigation::{SCRIPT_ID, Shown, served},
};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

/// Behind the page stands what it was drawn from, for the browser to draw the same.
pub fn shell(options: LeptosOptions, first: Shown) -> impl IntoView {
    let page = first.script();
    let needs_https = served().needs_https.then_some("");
    view! {
        <!DOCTYPE html>
        <html lang="en" data-needs-https=needs_https>
            <head>
                <meta charset="utf-8"/>
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <HashedStylesheet id="leptos" options=options.clone()/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App first/>
                <script type="application/json" id=SCRIPT_ID inner_html=page></script>
            </body>
        </html>
    }
}

/// The link to the app's style sheet, for pages that are plain HTML.
pub fn stylesheet(options: LeptosOptions) -> String {
    Owner::new().with(|| view! { <HashedStylesheet options/> }.to_html())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::navigation::{Page, PageUrl};
    use leptos::nonce::{provide_nonce, use_nonce};
    use leptos_meta::ServerMetaContext;

    #[test]
    fn a_plain_page_finds_the_same_style_sheet() {
        let options = LeptosOptions::builder().output_name("tandem").build();
        let link = stylesheet(options);
        assert!(link.starts_with("<link"), "{link}");
        assert!(link.contains(r#"href="/pkg/tandem.css""#), "{link}");
    }

    #[test]
    fn the_inline_script_carries_the_nonce_of_the_response() {
        let options = LeptosOptions::builder().output_name("tandem").build();
        let (html, nonce) = Owner::new().with(|| {
            provide_context(ServerMetaContext::new().0);
            provide_nonce();
            let nonce = use_nonce().expect("provided above");
            let first = Shown::first(PageUrl::parse("/login"), Page::Login);
            (shell(options, first).to_html(), nonce)
        });
        let scripts: Vec<_> = html.matches("<script").collect();
        // The other is data, which no policy has to allow.
        assert_eq!(scripts.len(), 2, "{html}");
        let data = r#"<script type="application/json" id="page">"Login"</script>"#;
        assert!(html.contains(data), "{html}");
        assert!(
            html.contains(&format!(r#"<script type="module" nonce="{nonce}">"#)),
            "{html}"
        );
        assert!(html.contains(r#"href="/pkg/tandem.css""#), "{html}");
    }
}
