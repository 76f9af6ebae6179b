//! Marks inside a line: bold, italic, code, links, mentions.

use super::Names;
use crate::shared::{
    html::escape,
    mentions::{is_named, mentions},
};

/// Writes text without marks.
pub type Words<'a> = dyn FnMut(&mut String, &str) + 'a;

/// Deeper than this, marks are only signs; a line of stars must not nest for ever.
const DEEPEST: usize = 6;

pub fn inline(html: &mut String, text: &str, words: &mut Words) {
    nested(html, text, words, 0);
}

fn nested(html: &mut String, text: &str, words: &mut Words, depth: usize) {
    let mut rest = text;
    // Where the text not yet written begins.
    let mut plain = 0;
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        let before = rest[..at].chars().next_back();
        match mark(&rest[at..], before, depth) {
            Some((found, length)) => {
                words(html, &rest[plain..at]);
                write(html, found, words, depth);
                rest = &rest[at + length..];
                (plain, at) = (0, 0);
            }
            None => at += c.len_utf8(),
        }
    }
    words(html, &rest[plain..]);
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
    address(text).map(|address| (Mark::Address(address), address.len()))
}

/// The web address that begins here. Brackets belong to it in pairs; what ends a sentence does not.
fn address(text: &str) -> Option<&str> {
    if !is_safe(text) || text.starts_with("mailto:") {
        return None;
    }
    let end = text.find(ends_address).unwrap_or(text.len());
    let mut address = &text[..end];
    while let Some(last) = address.chars().next_back() {
        if !is_after_sentence(last) || is_paired(address, last) {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    let host = address.split("//").nth(1);
    host.is_some_and(|host| !host.is_empty()).then_some(address)
}

/// Whether the bracket at the end of an address was opened in it.
fn is_paired(address: &str, last: char) -> bool {
    let pair = [('(', ')'), ('[', ']'), ('{', '}')]
        .into_iter()
        .find(|(_, close)| *close == last);
    let count = |sign| address.chars().filter(|c| *c == sign).count();
    pair.is_some_and(|(open, close)| count(open) >= count(close))
}

/// Never in an address: blanks, signs that HTML and Markdown need, and marks of scripts that write them
/// without a blank.
fn ends_address(c: char) -> bool {
    c.is_whitespace() || "<>\"`«»“”„‹›。、，；：！？（）【】「」『』《》〈〉〔〕…।॥".contains(c)
}

/// Behind an address, of the sentence around it.
fn is_after_sentence(c: char) -> bool {
    ".,;:!?)]}'‘’؟،؛۔՝։".contains(c)
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
    let (to, second) = in_brackets(&text[first..])?;
    let to = to.trim();
    let plain = is_safe(to) && !to.contains(char::is_whitespace);
    plain.then(|| (Mark::Link { text: label, to }, first + second))
}

/// What stands in the brackets that open here, up to the one that closes them, and how long it is with
/// them.
fn in_brackets(text: &str) -> Option<(&str, usize)> {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            '\n' => return None,
            _ => {}
        }
        if depth == 0 {
            return text
                .get(1..at)
                .filter(|inner| !inner.is_empty())
                .map(|inner| (inner, at + 1));
        }
    }
    None
}

/// Whether an address leads where a link may lead.
pub fn is_safe(address: &str) -> bool {
    let address = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| address.starts_with(scheme))
}

fn write(html: &mut String, mark: Mark, words: &mut Words, depth: usize) {
    let mut wrap = |tag: &str, inner: &str| {
        html.push_str(&format!("<{tag}>"));
        nested(html, inner, words, depth + 1);
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
pub fn with_names(html: &mut String, text: &str, names: &Names) {
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
