//! A small, safe Markdown: bold, italic, code, code block, list, quote, link, and mentions.
//!
//! [`to_html`] makes HTML in which everything a person wrote is text: no tag of theirs survives, and
//! links lead to http, https and mailto only. The same on server and in browser.

mod blocks;
mod inline;
#[cfg(test)]
mod tests;

use super::{html::escape, mentions::mentions, text};
use blocks::{Block, blocks};
use inline::{Words, inline};
pub use inline::{is_safe, with_names};

/// Whose names are mentions, and which of them is the reader's own.
pub struct Names<'a> {
    pub everyone: &'a [String],
    pub me: &'a str,
}

/// The text as HTML for an element's content.
pub fn to_html(text: &str, names: &Names) -> String {
    render(text, &mut |html, words| with_names(html, words, names))
}

/// The names after an @ where they mention: not in code, and not in an address.
pub fn mentioned(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    render(text, &mut |_, words| {
        found.extend(mentions(words).map(|mention| mention.name.to_owned()));
    });
    found
}

fn render(text: &str, words: &mut Words) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for block in blocks(text) {
        match block {
            Block::Paragraph(lines) => within(&mut html, "p", &lines, words),
            Block::Quote(lines) => within(&mut html, "blockquote", &lines, words),
            Block::Code(code) => {
                html.push_str("<pre><code>");
                escape(&mut html, &code);
                html.push_str("</code></pre>");
            }
            Block::List { ordered, items } => {
                let tag = if ordered { "ol" } else { "ul" };
                html.push_str(&format!("<{tag} dir=\"auto\">"));
                for item in items {
                    item_of(&mut html, &item, words);
                }
                html.push_str(&format!("</{tag}>"));
            }
        }
    }
    html
}

/// Each block begins where its own letters do: an Arabic one at the right.
fn within(html: &mut String, tag: &str, text: &str, words: &mut Words) {
    html.push_str(&format!("<{tag} dir=\"auto\">"));
    inline(html, text, words);
    html.push_str(&format!("</{tag}>"));
}

fn item_of(html: &mut String, text: &str, words: &mut Words) {
    html.push_str("<li>");
    inline(html, text, words);
    html.push_str("</li>");
}

/// Whether anything is seen of the text once it is marked up: signs that only mark do not count, nor
/// what stands in the place of an override.
pub fn shows(text: &str) -> bool {
    let text = &text.replace(text::is_override, "\u{200b}");
    let names = Names {
        everyone: &[],
        me: "",
    };
    let html = to_html(text, &names);
    let mut in_tag = false;
    html.chars().any(|sign| match sign {
        '<' => {
            in_tag = true;
            false
        }
        '>' => {
            in_tag = false;
            false
        }
        sign => !in_tag && text::is_seen(sign),
    })
}
