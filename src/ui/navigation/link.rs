//! Which links lead to a page here, and which are left to the browser.

use super::PageUrl;
use crate::shared::route::Route;

/// A link that was pressed, as it stands in the page.
pub struct Link<'a> {
    /// Whole, with the server's origin.
    pub href: &'a str,
    pub target: &'a str,
    pub rel: &'a str,
    pub downloads: bool,
}

/// How it was pressed.
#[derive(Clone, Copy)]
pub struct Press {
    /// 0 is the main button of a mouse, the key, the finger.
    pub button: i16,
    /// With Ctrl, Shift, Alt or Meta, which ask for a tab, a window or a file.
    pub modified: bool,
    /// Something else has answered it.
    pub answered: bool,
}

/// Where to go without the browser: to a page below `origin`, pressed plainly. A place in the page that
/// is `here` is the browser's own to find.
pub fn taken_over(link: &Link, press: Press, origin: &str, here: &PageUrl) -> Option<PageUrl> {
    let plainly = press.button == 0 && !press.modified && !press.answered;
    let stays = matches!(link.target, "" | "_self");
    let external = link.rel.split(' ').any(|word| word == "external");
    if !plainly || !stays || external || link.downloads {
        return None;
    }
    let to = PageUrl::parse(link.href.strip_prefix(origin)?);
    Route::at(&to.path)?;
    (to.hash.is_empty() || !to.is_same_page(here)).then_some(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "https://tandem.example";
    const PLAIN: Press = Press {
        button: 0,
        modified: false,
        answered: false,
    };

    fn link(href: &str) -> Link<'_> {
        Link {
            href,
            target: "",
            rel: "",
            downloads: false,
        }
    }

    fn goes(link: &Link, press: Press) -> Option<String> {
        let here = PageUrl::parse("/session/7?at=1");
        taken_over(link, press, ORIGIN, &here).map(|to| to.to_string())
    }

    #[test]
    fn links_to_pages_are_taken_over() {
        for path in [
            "/",
            "/session/8",
            "/messages/lobby#chat",
            "/login?next=%2F",
            "/session/7?at=1",
        ] {
            let href = format!("{ORIGIN}{path}");
            assert_eq!(goes(&link(&href), PLAIN).as_deref(), Some(path));
            let own_tab = Link {
                target: "_self",
                rel: "next",
                ..link(&href)
            };
            assert_eq!(goes(&own_tab, PLAIN).as_deref(), Some(path));
        }
    }

    #[test]
    fn a_place_in_the_same_page_is_the_browsers() {
        assert_eq!(
            goes(&link("https://tandem.example/session/7?at=1#chat"), PLAIN),
            None
        );
    }

    #[test]
    fn below_a_base_only_what_stands_there_is_ours() {
        let goes = |href: &str| {
            let here = PageUrl::parse("/session/7");
            let below = format!("{ORIGIN}/tandem");
            taken_over(&link(href), PLAIN, &below, &here).map(|to| to.to_string())
        };
        for (href, to) in [
            (
                "https://tandem.example/tandem/session/8",
                Some("/session/8"),
            ),
            ("https://tandem.example/tandem/", Some("/")),
            ("https://tandem.example/session/8", None),
            ("https://tandem.example/", None),
            ("https://tandem.example/tandem2/session/8", None),
            ("https://tandem.example/tandemlogin", None),
        ] {
            assert_eq!(goes(href).as_deref(), to, "{href}");
        }
    }

    #[test]
    fn what_is_no_page_here_is_the_browsers() {
        for href in [
            "https://other.example/",
            "https://tandem.example.evil.example/",
            "https://tandem.example:8443/",
            "http://tandem.example/",
            "https://tandem.example/account/tokens",
            "https://tandem.example/api/sessions/7/runs/1/output",
            "mailto:ada@tandem.example",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(goes(&link(href), PLAIN), None, "{href}");
        }
    }

    #[test]
    fn a_press_that_asks_for_more_is_the_browsers() {
        let home = link("https://tandem.example/");
        for press in [
            Press { button: 1, ..PLAIN },
            Press {
                modified: true,
                ..PLAIN
            },
            Press {
                answered: true,
                ..PLAIN
            },
        ] {
            assert_eq!(goes(&home, press), None);
        }
    }

    #[test]
    fn a_link_can_say_that_it_is_the_browsers() {
        let home = || link("https://tandem.example/");
        for own in [
            Link {
                target: "_blank",
                ..home()
            },
            Link {
                rel: "noopener external",
                ..home()
            },
            Link {
                downloads: true,
                ..home()
            },
        ] {
            assert_eq!(goes(&own, PLAIN), None);
        }
    }
}
