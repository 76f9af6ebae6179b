//! A small, safe Markdown: bold, italic, code, code block, list, quote, link, and mentions.
//!
//! [`to_html`] makes HTML in which everything a person wrote is text: no tag of theirs survives, and
//! links lead to http, https and mailto only. The same on server and in browser.

mod blocks;
mod inline;
#[cfg(test)]
mod tests;

use blocks::{Block, blocks};
use inline::inline;

/// Whose names are mentions, and which of them is the reader's own.
pub struct Names<'a> {
    pub everyone: &'a [String],
    pub me: &'a str,
}

/// The text as HTML for an element's content.
pub fn to_html(text: &str, names: &Names) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for block in blocks(text) {
        match block {
            Block::Paragraph(lines) => within(&mut html, "p", &lines, names),
            Block::Quote(lines) => within(&mut html, "blockquote", &lines, names),
            Block::Code(code) => {
                html.push_str("<pre><code>");
                escape(&mut html, &code);
                html.push_str("</code></pre>");
            }
            Block::List { ordered, items } => {
                let tag = if ordered { "ol" } else { "ul" };
                html.push_str(&format!("<{tag}>"));
                for item in items {
                    within(&mut html, "li", &item, names);
                }
                html.push_str(&format!("</{tag}>"));
            }
        }
    }
    html
}

fn within(html: &mut String, tag: &str, text: &str, names: &Names) {
    html.push_str(&format!("<{tag}>"));
    inline(html, text, names);
    html.push_str(&format!("</{tag}>"));
}

/// The text as text: nothing in it is markup any more, in content or in a quoted attribute.
fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
}
