//! The HTML document around the app. Rendered on the server only.

use super::app::App;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
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
                <App/>
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
    use leptos::nonce::{provide_nonce, use_nonce};
    use leptos_meta::ServerMetaContext;
    use leptos_router::location::RequestUrl;

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
            provide_context(RequestUrl::new("/login"));
            provide_context(ServerMetaContext::new().0);
            provide_nonce();
            let nonce = use_nonce().expect("provided above");
            (shell(options).to_html(), nonce)
        });
        let scripts: Vec<_> = html.matches("<script").collect();
        assert_eq!(scripts.len(), 1, "{html}");
        assert!(
            html.contains(&format!(r#"<script type="module" nonce="{nonce}">"#)),
            "{html}"
        );
        assert!(html.contains(r#"href="/pkg/tandem.css""#), "{html}");
    }
}
