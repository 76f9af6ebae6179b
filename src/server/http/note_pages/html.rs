//! A page of notes as HTML: the Markdown that the editor colours, with cards as links. What somebody typed as HTML stays
//! text, and an address leads only where a message's may lead.

use crate::shared::{
    anchor::CardId,
    html::escape,
    ids::{DatasetId, RunId},
    markdown::{Names, is_safe, with_names},
};
use pulldown_cmark::{
    CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream, html,
};
use std::fmt::Write as _;

/// What a page refers to.
pub struct Around<'a> {
    pub names: Names<'a>,
    /// The session's own address, to which a card's is added.
    pub session: &'a str,
    /// What a card is called; none where there is no such card.
    pub title: &'a dyn Fn(&CardId) -> Option<String>,
}

/// The page as HTML for an element's content.
pub fn to_html(text: &str, around: &Around) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = TextMergeStream::new(Parser::new_ext(text, options));
    let mut in_code = false;
    let events = events.map(move |event| match event {
        Event::Start(Tag::CodeBlock(_)) => {
            in_code = true;
            event
        }
        Event::End(TagEnd::CodeBlock) => {
            in_code = false;
            event
        }
        Event::Text(words) if !in_code => made(|html| words_of(html, &words, around)),
        Event::Html(typed) | Event::InlineHtml(typed) => Event::Text(typed),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        // The page has a title of its own.
        Event::Start(Tag::Heading {
            level,
            id,
            classes,
            attrs,
        }) => {
            let level = below(level);
            Event::Start(Tag::Heading {
                level,
                id,
                classes,
                attrs,
            })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => opened(&dest_url),
        Event::End(TagEnd::Link | TagEnd::Image) => made(|html| html.push_str("</a>")),
        other => other,
    });
    let mut page = String::with_capacity(text.len() * 2);
    html::push_html(&mut page, events);
    page
}

fn made<'a>(write: impl FnOnce(&mut String)) -> Event<'a> {
    let mut html = String::new();
    write(&mut html);
    Event::InlineHtml(CowStr::from(html))
}

fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

/// A picture of elsewhere would tell that site who reads: it is a link too.
fn opened<'a>(to: &str) -> Event<'a> {
    made(|html| match is_safe(to) {
        true => {
            html.push_str("<a target=\"_blank\" rel=\"noopener noreferrer nofollow\" href=\"");
            escape(html, to);
            html.push_str("\">");
        }
        false => html.push_str("<a>"),
    })
}

/// Text in which cards and people stand out.
fn words_of(html: &mut String, text: &str, around: &Around) {
    let mut rest = text;
    while let Some((before, card, after)) = next_card(rest) {
        with_names(html, before, &around.names);
        match (around.title)(&card) {
            Some(title) => {
                // Into a String: it cannot fail.
                let _ = write!(html, "<a href=\"{}#{card}\">", around.session);
                escape(html, &title);
                html.push_str("</a>");
            }
            None => html.push_str("<em>This card is not in the session.</em>"),
        }
        rest = after;
    }
    with_names(html, rest, &around.names);
}

/// The first `[[run-…]]` or `[[data-…]]`, and what stands around it.
fn next_card(text: &str) -> Option<(&str, CardId, &str)> {
    text.match_indices("[[").find_map(|(start, _)| {
        let inner = &text[start + 2..];
        let (name, after) = inner.split_once("]]")?;
        let card = match name.split_once('-')? {
            ("run", id) => CardId::Run(RunId(id.parse().ok()?)),
            ("data", id) => CardId::Dataset(DatasetId(id.parse().ok()?)),
            _ => return None,
        };
        Some((&text[..start], card, after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        let everyone = ["Ada".to_owned(), "Grace".to_owned()];
        let names = Names {
            everyone: &everyone,
            me: "Ada",
        };
        let title = |card: &CardId| match card {
            CardId::Run(_) => Some("Mean of <wind>".to_owned()),
            _ => None,
        };
        let around = Around {
            names,
            session: "/session/s",
            title: &title,
        };
        to_html(text, &around).trim().to_owned()
    }

    #[test]
    fn what_is_typed_is_what_is_read() {
        let run = "run-00000000-0000-0000-0000-00000000004a";
        for (text, expected) in [
            ("# Plan", "<h2>Plan</h2>".to_owned()),
            ("a *b* **c** ~~d~~ `e`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>".to_owned()),
            ("hi @Grace", "<p>hi <span class=\"mention\">@Grace</span></p>".to_owned()),
            ("<script>x</script> & <b>y</b>", "<p>&lt;script&gt;x&lt;/script&gt; &amp; &lt;b&gt;y&lt;/b&gt;</p>".to_owned()),
            ("[x](javascript:alert(1))", "<p><a>x</a></p>".to_owned()),
            ("[x](https://a.org)", "<p><a target=\"_blank\" rel=\"noopener noreferrer nofollow\" href=\"https://a.org\">x</a></p>".to_owned()),
            ("![x](data:text/html,y)", "<p><a>x</a></p>".to_owned()),
            (&format!("See [[{run}]]."), format!("<p>See <a href=\"/session/s#{run}\">Mean of &lt;wind&gt;</a>.</p>")),
            (&format!("[[data-{}]]", &run[4..]), "<p><em>This card is not in the session.</em></p>".to_owned()),
            ("[[no card]] [[run-x]]", "<p>[[no card]] [[run-x]]</p>".to_owned()),
            (&format!("`[[{run}]]`"), format!("<p><code>[[{run}]]</code></p>")),
        ] {
            assert_eq!(html(text), expected, "{text}");
        }
    }

    #[test]
    fn html_that_begins_a_block_is_text_too() {
        let made = html("<div onclick=x>\n<img src=y onerror=z>\n</div>");
        assert!(!made.contains("<div") && !made.contains("<img"), "{made}");
        assert!(made.contains("&lt;div onclick=x&gt;"), "{made}");
    }
}
