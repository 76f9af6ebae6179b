//! What a browser shows whose form was refused for where it came from: a whole document, printed by
//! the server alone.

use super::solo::ApartMark;
use crate::shared::served::Served;
use crate::ui::components::topbar::TopBar;
use crate::ui::navigation::{served, url};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, ServerMetaContext};

/// The page as HTML. Server only. `origin` is where Tandem is opened, when that is known.
pub fn document(
    options: LeptosOptions,
    served: Served,
    seen: &str,
    expected: &str,
    origin: Option<&str>,
) -> String {
    let (seen, expected) = (seen.to_owned(), expected.to_owned());
    let home = origin.unwrap_or_default().to_owned() + &served.address("/");
    Owner::new().with(|| {
        provide_context(ServerMetaContext::new().0);
        provide_context(served);
        view! { <Document options seen expected home/> }.to_html()
    })
}

#[component]
fn Document(options: LeptosOptions, seen: String, expected: String, home: String) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>"Not from here · Tandem"</title>
                <link rel="icon" type="image/svg+xml" href=url("/favicon.svg")/>
                <HashedStylesheet id="leptos" options root=served().base/>
            </head>
            <body>
                <div class="solo">
                    <TopBar/>
                    <main id="main" tabindex="-1">
                        <ApartMark/>
                        <h1>"This came from an address that Tandem does not know"</h1>
                        <p class="lede">"Nothing was changed. Open Tandem at its own address and try there."</p>
                        <div class="acts">
                            <a class="btn primary" href=home>"Open Tandem"</a>
                        </div>
                        <p class="muted">
                            "Do you run this server? Seen: " <code>{seen}</code> ". Expected: " {expected}
                            ". Set TANDEM_ORIGINS to the address that people open, or let the proxy pass Host on. The log says the same."
                        </p>
                    </main>
                </div>
            </body>
        </html>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_was_seen_as_text_and_leads_home() {
        let options = LeptosOptions::builder().output_name("tandem").build();
        let served = Served {
            base: "/tandem".into(),
            needs_https: false,
        };
        let expected = "https://a.example";
        let html = document(options, served, "<b>x</b>", expected, Some(expected));
        assert!(html.starts_with("<!DOCTYPE html>"), "{html}");
        assert!(html.contains("Expected: "), "{html}");
        assert!(html.contains("TANDEM_ORIGINS"), "{html}");
        assert!(
            html.contains(r#"href="https://a.example/tandem/""#),
            "{html}"
        );
        assert!(!html.contains("<b>") && !html.contains("<script"), "{html}");
        assert!(!html.contains("style="), "{html}");
    }
}
