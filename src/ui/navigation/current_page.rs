//! The page that is shown: where it stands and what is in it. The server's HTML carries it along, so
//! that the browser draws the same.

use super::{Page, PageUrl, window};
use crate::shared::json;
use leptos::prelude::{document, use_context};

/// The element of the server's HTML that holds the [`Page`].
pub const SCRIPT_ID: &str = "page";

#[derive(Clone, Debug)]
pub struct CurrentPage {
    /// Tells one page from the next, also at the same address.
    pub number: u32,
    pub url: PageUrl,
    pub page: Page,
}

impl CurrentPage {
    /// A page that is on its way and the one that came are two.
    pub fn key(&self) -> (u32, bool) {
        (self.number, matches!(self.page, Page::Loading(..)))
    }

    pub fn first(url: PageUrl, page: Page) -> Self {
        Self {
            number: 0,
            url,
            page,
        }
    }

    /// What the server has drawn in this window; none when it cannot be read. Browser only.
    pub fn here() -> Option<Self> {
        let script = document().get_element_by_id(SCRIPT_ID)?;
        let page = json::read_text(&script.text_content()?).ok()?;
        Some(Self::first(window::url(), page))
    }

    /// The page for its script: JSON in which nothing can end the element.
    pub fn script(&self) -> String {
        let json = serde_json::to_string(&self.page).expect("pages hold what JSON can say");
        json.replace('<', "\\u003c")
    }
}

/// What the address of the page gives to a name in its query. Asked while the page is drawn.
pub fn query(name: &str) -> Option<String> {
    use_context::<PageUrl>()?.query(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{shared::text::hostile, ui::api::SessionPage};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn any_text_goes_along_and_ends_nothing(text in hostile::text()) {
            let page = Page::Session(Ok(SessionPage::Unknown), text.clone());
            let script = CurrentPage::first(PageUrl::parse("/session/7"), page).script();
            prop_assert!(!script.contains('<') && !script.contains('\0'));
            let read: Page = json::read_text(&script).unwrap();
            let Page::Session(Ok(SessionPage::Unknown), read) = read else {
                return Err(TestCaseError::fail("another page"));
            };
            prop_assert_eq!(read, text);
        }
    }

    #[test]
    fn nothing_that_people_wrote_ends_the_script() {
        let hostile = "</script><script>alert(1)</script><!--";
        let page = Page::Session(Ok(SessionPage::Unknown), hostile.to_owned());
        let script = CurrentPage::first(PageUrl::parse("/session/7"), page).script();
        assert!(!script.contains('<'), "{script}");
        let read = json::read_text(&script).unwrap();
        assert!(matches!(read, Page::Session(Ok(SessionPage::Unknown), text) if text == hostile));
    }
}
