//! Marks inside a line: bold, italic, code, links, mentions.

use super::Names;
use crate::shared::{
    html::escape,
    mentions::{is_named, mentions},
};

/// Deeper than this, marks are only signs; a line of stars must not nest for ever.
const DEEPEST: usize = 6;

pub fn inline(html: &mut String, text: &str, names: &Names) {
    nested(html, text, names, 0);
}

fn nested(html: &mut String, text: &str, names: &Names, depth: usize) {
    let mut rest = text;
    // Where the text not yet written begins.
    let mut plain = 0;
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        let before = rest[..at].chars().next_back();
        match mark(&rest[at..], before, depth) {
            Some((found, length)) => {
                words(html, &rest[plain..at], names);
                write(html, found, names, depth);
                rest = &rest[at + length..];
                (plain, at) = (0, 0);
            }
            None => at += c.len_utf8(),
        }
    }
    words(html, &rest[plain..], names);
}

enum Mark<'a> {
    Code(&'a str),
    Strong(&'a str),
    Emphasis(&'a str),
    Link { text: &'a str, to: &'a str },
    Address(&'a str),
}

/// The mark that begins here, and how many bytes it takes.
fn mark(text: &str, before: Option<char>, depth: usize) -> Option<(Mark<'_>, usize)> {
    let at_word = before.is_none_or(|c| !c.is_alphanumeric());
    if let Some((code, length)) = between(text, "`", "`") {
        return Some((Mark::Code(code), length));
    }
    if depth < DEEPEST {
        if let Some((inner, length)) = between(text, "**", "**").filter(|(i, _)| is_tight(i)) {
            return Some((Mark::Strong(inner), length));
        }
        for sign in ["*", "_"] {
            let found = between(text, sign, sign).filter(|(i, _)| at_word && is_tight(i));
            if let Some((inner, length)) = found {
                return Some((Mark::Emphasis(inner), length));
            }
        }
        if let Some(found) = link(text) {
            return Some(found);
        }
    }
    if at_word && is_safe(text) && !text.starts_with("mailto:") {
        let end = text.find(|c: char| c.is_whitespace() || "<>\"`".contains(c));
        let address =
            text[..end.unwrap_or(text.len())].trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        let has_host = address
            .split("//")
            .nth(1)
            .is_some_and(|host| !host.is_empty());
        return has_host.then_some((Mark::Address(address), address.len()));
    }
    None
}

/// What stands between two signs on one line, and how long it is with them.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, usize)> {
    let inner = text.strip_prefix(open)?;
    let end = inner.find(close).filter(|end| *end > 0)?;
    let inner = &inner[..end];
    (!inner.contains('\n')).then(|| (inner, open.len() + end + close.len()))
}

/// "2 * 3 * 4" is arithmetic.
fn is_tight(inner: &str) -> bool {
    !inner.starts_with(char::is_whitespace) && !inner.ends_with(char::is_whitespace)
}

fn link(text: &str) -> Option<(Mark<'_>, usize)> {
    let (label, first) = between(text, "[", "]")?;
    let (to, second) = between(&text[first..], "(", ")")?;
    let to = to.trim();
    let plain = is_safe(to) && !to.contains(char::is_whitespace);
    plain.then(|| (Mark::Link { text: label, to }, first + second))
}

fn is_safe(address: &str) -> bool {
    let address = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| address.starts_with(scheme))
}

fn write(html: &mut String, mark: Mark, names: &Names, depth: usize) {
    let mut wrap = |tag: &str, inner: &str| {
        html.push_str(&format!("<{tag}>"));
        nested(html, inner, names, depth + 1);
        html.push_str(&format!("</{tag}>"));
    };
    match mark {
        Mark::Strong(inner) => wrap("strong", inner),
        Mark::Emphasis(inner) => wrap("em", inner),
        Mark::Code(code) => {
            html.push_str("<code>");
            escape(html, code);
            html.push_str("</code>");
        }
        Mark::Link { text, to } => anchor(html, text, to),
        Mark::Address(to) => anchor(html, to, to),
    }
}

fn anchor(html: &mut String, text: &str, to: &str) {
    html.push_str("<a target=\"_blank\" rel=\"noopener noreferrer nofollow\" href=\"");
    escape(html, to);
    html.push_str("\">");
    escape(html, text);
    html.push_str("</a>");
}

/// Text without marks, in which names of people stand out.
fn words(html: &mut String, text: &str, names: &Names) {
    let mut written = 0;
    for mention in mentions(text) {
        if !names
            .everyone
            .iter()
            .any(|name| is_named(name, mention.name))
        {
            continue;
        }
        escape(html, &text[written..mention.start]);
        let class = if is_named(names.me, mention.name) {
            "mention me"
        } else {
            "mention"
        };
        html.push_str(&format!("<span class=\"{class}\">"));
        escape(html, &text[mention.start..mention.end]);
        html.push_str("</span>");
        written = mention.end;
    }
    escape(html, &text[written..]);
}
