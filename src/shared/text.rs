//! What a text shows, and the signs in it that deceive.
//!
//! A sign shows when something of it is seen. The others turn text around, join, or hide: in a name
//! they can make one thing pose as another, so [`clean`] takes them out, but for those that belong to
//! what is written: the joiners of emoji and of Persian or Hindi, the choice of a form, flags.
//! [`isolated`] is a name for the middle of a sentence. Both are done where a name is taken and again
//! where it is shown, as older ones are stored as they came.

pub mod clusters;
pub mod letter_case;

use clusters::JOINER;
use std::borrow::Cow;

/// Signs of which nothing is seen: Unicode's default ignorables, fillers, and what is no character.
const UNSEEN: [(u32, u32); 27] = [
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x206f),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xfdd0, 0xfdef),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfffc),
    (0xfffe, 0xffff),
    (0x133fc, 0x133fc),
    (0x13430, 0x13440),
    (0x16fe4, 0x16fe4),
    (0x1bca0, 0x1bca3),
    (0x1d159, 0x1d159),
    (0x1d173, 0x1d17a),
    (0x1fffe, 0x1ffff),
    (0x2fffe, 0x2ffff),
    (0xe0000, 0xe0fff),
    (0x10fffe, 0x10ffff),
];

/// Letters that are written from right to left.
const RIGHT_TO_LEFT: [(u32, u32); 5] = [
    (0x590, 0x8ff),
    (0xfb1d, 0xfdff),
    (0xfe70, 0xfefe),
    (0x10800, 0x10fff),
    (0x1e800, 0x1efff),
];

/// Letters whose shapes depend on their neighbours, so that a joiner between them is spelling: Arabic
/// and Syriac, the scripts of India, Myanmar, Cambodia and Mongolia.
const JOINED: [(u32, u32); 9] = [
    (0x620, 0x8ff),
    (0x900, 0xdff),
    (0x1000, 0x109f),
    (0x1780, 0x17ff),
    (0x1800, 0x18af),
    (0x1a20, 0x1aaf),
    (0xa840, 0xa87f),
    (0xfb50, 0xfdcf),
    (0xfe70, 0xfefc),
];

/// Emoji and the signs they are built on.
const PICTURES: [(u32, u32); 3] = [(0x2190, 0x2bff), (0xfe0f, 0xfe0f), (0x1f000, 0x1faff)];

const CHINESE: [(u32, u32); 3] = [(0x2e80, 0x9fff), (0xf900, 0xfaff), (0x20000, 0x3ffff)];

const MONGOLIAN: [(u32, u32); 1] = [(0x1820, 0x18aa)];

const NON_JOINER: char = '\u{200c}';
const WIDE_SPACE: char = '\u{3000}';
const BLACK_FLAG: char = '\u{1f3f4}';

/// The flags that are spelled with tags: of England, Scotland and Wales.
const TAGGED: [&str; 3] = ["gbeng", "gbsct", "gbwls"];

fn is_in(ranges: &[(u32, u32)], sign: char) -> bool {
    let code = sign as u32;
    ranges
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&code))
}

/// Whether something is seen of `sign` by itself.
pub fn is_seen(sign: char) -> bool {
    !sign.is_whitespace() && !sign.is_control() && !is_in(&UNSEEN, sign)
}

/// Whether anything is seen of a text.
pub fn shows(text: &str) -> bool {
    text.chars().any(is_seen)
}

/// A name in one line, as it is shown: blanks trimmed and single, and nothing that turns the text
/// around or hides in it.
pub fn clean(name: &str) -> String {
    let mut clean = String::with_capacity(name.len());
    let mut before = None;
    let mut rest = name.chars();
    while let Some(sign) = rest.next() {
        let sign = match sign {
            WIDE_SPACE => sign,
            '\u{2800}' | '\u{3164}' | '\u{ffa0}' => ' ',
            sign if sign.is_whitespace() => ' ',
            sign => sign,
        };
        let is_blank = sign.is_whitespace();
        let stays = match before {
            None => is_seen(sign),
            Some(last) => {
                is_seen(sign)
                    || is_blank && !char::is_whitespace(last)
                    || belongs(last, sign, rest.clone().next())
            }
        };
        if stays {
            clean.push(sign);
            before = Some(sign);
        }
        if sign == BLACK_FLAG
            && let Some(tags) = tags(rest.as_str())
        {
            clean.push_str(tags);
        }
    }
    // What ended it may have joined it to something.
    clean
        .trim_end_matches(|sign| char::is_whitespace(sign) || sign == NON_JOINER)
        .to_owned()
}

/// Whether a sign that is not seen belongs to what stands before and after it.
fn belongs(before: char, sign: char, after: Option<char>) -> bool {
    match sign {
        JOINER => {
            let builds = |sign| is_in(&PICTURES, sign);
            is_in(&JOINED, before) || builds(before) && after.is_some_and(builds)
        }
        NON_JOINER => is_in(&JOINED, before) && after.is_some_and(|after| is_in(&JOINED, after)),
        '\u{fe00}'..='\u{fe0f}' => is_seen(before) && !before.is_ascii_alphabetic(),
        '\u{e0100}'..='\u{e01ef}' => is_in(&CHINESE, before),
        '\u{180b}'..='\u{180d}' | '\u{180f}' => is_in(&MONGOLIAN, before),
        _ => false,
    }
}

/// The tags that make a black flag another one, if these follow.
fn tags(rest: &str) -> Option<&str> {
    const END: char = '\u{e007f}';
    let end = rest.find(END)? + END.len_utf8();
    let plain = |tag: char| char::from_u32((tag as u32).wrapping_sub(0xe0000)).unwrap_or(tag);
    let spelled: String = rest[..end].chars().map(plain).collect();
    let known = TAGGED
        .iter()
        .any(|flag| spelled.strip_suffix('\u{7f}') == Some(flag));
    known.then_some(&rest[..end])
}

/// A name as it stands in a sentence: clean, and set apart where its letters would turn what follows
/// around.
pub fn isolated(name: &str) -> String {
    set_apart(clean(name))
}

/// `text` in isolates where it holds letters that would turn what follows around.
pub fn set_apart(text: String) -> String {
    match text.chars().any(|sign| is_in(&RIGHT_TO_LEFT, sign)) {
        true => format!("\u{2068}{text}\u{2069}"),
        false => text,
    }
}

/// How a label that stands alone is to be read, as the `dir` of its element: by its first letter.
pub fn direction(label: &str) -> &'static str {
    let first = label.chars().find(|sign| sign.is_alphabetic());
    match first.is_some_and(|sign| is_in(&RIGHT_TO_LEFT, sign)) {
        true => "rtl",
        false => "ltr",
    }
}

/// A longer text as it is kept: as it was written, without blank ends and without control characters.
pub fn prose(text: &str) -> String {
    let kept = |sign: &char| !sign.is_control() || matches!(sign, '\n' | '\t');
    text.trim()
        .replace("\r\n", "\n")
        .chars()
        .filter(kept)
        .collect()
}

/// Whether `sign` turns round whatever follows, Latin letters too: no language is written with it, and
/// in the words of a message it can make one file name pose as another.
pub fn is_override(sign: char) -> bool {
    matches!(sign, '\u{202d}' | '\u{202e}')
}

/// Somebody's words as they are shown: as written, with a mark where they would be turned round.
pub fn marked(words: &str) -> Cow<'_, str> {
    match words.contains(is_override) {
        true => Cow::Owned(words.replace(is_override, "\u{fffd}")),
        false => Cow::Borrowed(words),
    }
}

/// A label as it is drawn: without the signs that would turn it around or hide in it. Isolates stay:
/// they are how a name is set apart in it.
pub fn drawn(label: &str) -> Cow<'_, str> {
    let masks = |sign: char| {
        matches!(sign, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2067}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    match label.contains(masks) {
        true => Cow::Owned(label.replace(masks, "")),
        false => Cow::Borrowed(label),
    }
}

#[cfg(test)]
pub mod hostile;
#[cfg(test)]
mod tests;
