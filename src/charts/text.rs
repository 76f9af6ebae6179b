//! How wide text is, by a fixed table of advances, the same on every machine.
//!
//! The table stands between a narrow and a wide system font, and some slack is added, so that labels
//! fit in either. Measuring in the browser would force a layout for each label and give another
//! picture than the server's.

use crate::shared::text::{
    clusters::{JOINER, clusters, is_mark},
    set_apart,
};

/// Every label is this high, in CSS pixels.
pub const SIZE: f64 = 12.0;

/// Advances of U+0020 to U+007E, in hundredths of the size.
const ADVANCES: [u8; 95] = [
    30, 34, 43, 74, 64, 88, 71, 25, 38, 38, 50, 75, 30, 41, 30, 35, // space to slash
    63, 55, 63, 64, 64, 63, 63, 61, 63, 63, 31, 31, 75, 75, 75, 52, // digits to question mark
    97, 68, 67, 72, 75, 62, 59, 76, 75, 28, 42, 66, 56, 88, 76, 78, // @ to O
    62, 78, 67, 64, 63, 74, 68, 97, 67, 64, 66, 38, 36, 38, 66, 48, // P to _
    50, 59, 63, 56, 63, 60, 36, 62, 61, 26, 26, 56, 26, 92, 61, 61, // ` to o
    63, 63, 39, 52, 38, 61, 59, 82, 58, 59, 53, 50, 34, 50, 75, // p to ~
];

/// How much wider the widest of the usual system fonts is than the table.
const SLACK: f64 = 1.04;

/// What stands for what was left out.
const ELLIPSIS: &str = "…";

/// Width of `text` in CSS pixels. What a joiner adds to an emoji takes no room of its own.
pub fn width(text: &str) -> f64 {
    let mut before = None;
    let advances = text.chars().map(|sign| {
        let is_joined = before.replace(sign) == Some(JOINER) && advance(sign) >= PICTURE;
        if is_joined { 0.0 } else { advance(sign) }
    });
    advances.sum::<f64>() * SIZE / 100.0 * SLACK
}

/// How much wider the heavier weight is.
pub const STRONG: f64 = 1.1;

/// Width of `text` in the heavier weight.
pub fn strong_width(text: &str) -> f64 {
    width(text) * STRONG
}

/// The widest of `texts`; 0 without any.
pub fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> f64 {
    texts.into_iter().map(width).fold(0.0, f64::max)
}

/// `text`, or its beginning and "…" where it is wider than `room` pixels. The cut is between two
/// grapheme clusters.
pub fn fit(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let kept = beginning(clusters(text), room - width(ELLIPSIS)).concat();
    // Set apart as a whole, or else the ellipsis of Arabic stands before it.
    set_apart(format!("{}{ELLIPSIS}", kept.trim_end()))
}

/// `text` in lines of at most `room` pixels, broken between words, or within one that is wider than a line.
pub fn wrap(text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer.filter(|line| width(line) <= room) {
            Some(longer) => {
                lines.pop();
                lines.push(longer);
            }
            None => lines.extend(pieces(word, room)),
        }
    }
    lines
}

/// A word in as few pieces as `room` allows; mostly one.
fn pieces(word: &str, room: f64) -> Vec<String> {
    let (mut pieces, mut piece) = (Vec::new(), String::new());
    for cluster in clusters(word) {
        if !piece.is_empty() && width(&piece) + width(cluster) > room {
            pieces.push(std::mem::take(&mut piece));
        }
        piece.push_str(cluster);
    }
    pieces.push(piece);
    pieces
}

/// The same for names that stand below each other: those that would look alike keep their ends too.
pub fn fit_all<'a>(texts: impl IntoIterator<Item = &'a str>, room: f64) -> Vec<String> {
    let texts: Vec<&str> = texts.into_iter().collect();
    let short: Vec<String> = texts.iter().map(|text| fit(text, room)).collect();
    let alike = |index: usize| {
        let others = texts.iter().zip(&short);
        let mut same = others.filter(|(_, other)| **other == short[index]);
        same.any(|(text, _)| *text != texts[index])
    };
    let fitted = (0..texts.len()).map(|index| match alike(index) {
        true => fit_ends(texts[index], room),
        false => short[index].clone(),
    });
    fitted.collect()
}

/// The beginning and the end of `text`, with "…" between them where it is wider than `room` pixels.
fn fit_ends(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let room = room - width(ELLIPSIS);
    let all: Vec<&str> = clusters(text).collect();
    let head = beginning(all.iter().copied(), room / 2.0).concat();
    let mut tail = beginning(all.iter().rev().copied(), room - width(&head));
    tail.reverse();
    let tail = tail.concat();
    set_apart(format!(
        "{}{ELLIPSIS}{}",
        head.trim_end(),
        tail.trim_start()
    ))
}

/// As many of the first clusters as `room` takes.
fn beginning<'a>(clusters: impl Iterator<Item = &'a str>, room: f64) -> Vec<&'a str> {
    let mut used = 0.0;
    let fits = |cluster: &&str| {
        used += width(cluster);
        used <= room
    };
    clusters.take_while(fits).collect()
}

/// The advance of emoji and other pictures.
const PICTURE: f64 = 120.0;

/// In hundredths of the size; rather too much where fonts differ.
fn advance(sign: char) -> f64 {
    let code = sign as u32;
    match code {
        0x20..=0x7e => f64::from(ADVANCES[(code - 0x20) as usize]),
        0xa0 => 30.0,
        0x2212 | 0xd7 | 0x221e => 75.0,
        0xb2 | 0xb3 | 0xb9 | 0x2070..=0x207f => 44.0,
        // Tones of skin colour what stands before them.
        0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff | 0x1f3fb..=0x1f3ff => 0.0,
        // Accents stand above and below their letter; the vowel signs of India stand beside it.
        _ if is_mark(sign) && !(0x900..0x1ab0).contains(&code) => 0.0,
        0xe31 | 0xe34..=0xe3a | 0xe47..=0xe4e => 0.0,
        // Capitals with accents, and those of Greek and Cyrillic.
        0x416 | 0x428 | 0x429 | 0x42e => 108.0,
        0x436 | 0x448 | 0x449 | 0x44e => 90.0,
        0xc0..=0xde | 0x391..=0x3a9 | 0x400..=0x42f => 78.0,
        0x900..=0xdff | 0x1000..=0x109f | 0x1780..=0x17ff => 80.0,
        // East Asian characters are square.
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xa960..=0xa97f | 0xac00..=0xd7a3 | 0xf900..=0xfaff => {
            100.0
        }
        0xfe30..=0xfe6f | 0xff01..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3ffff => 100.0,
        0x2190..=0x25ff => 100.0,
        0x1f1e6..=0x1f1ff => 75.0,
        0x2600..=0x27bf | 0x2b00..=0x2bff | 0x1f000.. => PICTURE,
        0x2026 | 0x2014 => 95.0,
        _ => 64.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_room_goes_on_in_the_next_line() {
        let (words, room) = ("Mean of wind by weather", width("Mean of wind by"));
        assert_eq!(wrap(words, room), ["Mean of wind by", "weather"]);
        let long = "x".repeat(90);
        let lines = wrap(&format!("a {long} b"), width(&"x".repeat(40)));
        assert_eq!(lines.concat(), format!("a{long}b").replace('b', " b"));
        assert!(
            lines
                .iter()
                .all(|line| width(line) <= width(&"x".repeat(40)))
        );
        assert!(wrap("", room).is_empty());
    }

    #[test]
    fn long_text_is_cut_to_its_room() {
        let long = "a very long category that nobody can read at a glance";
        let cut = fit(long, 80.0);
        assert!(cut.ends_with('…') && width(&cut) <= 80.0, "{cut}");
        assert!(long.starts_with(cut.trim_end_matches('…')));
        assert_eq!(fit("rain", 80.0), "rain");
        assert_eq!(fit("rain", 1.0), "…");
    }

    #[test]
    fn a_cut_goes_between_clusters() {
        let family = "👩\u{200d}👩\u{200d}👧";
        assert_eq!(width(family), width("👩"));
        assert_eq!(
            fit(&family.repeat(9), 44.0),
            format!("{}…", family.repeat(2))
        );
        let accents = "e\u{301}\u{323}".repeat(60);
        let cut = fit(&accents, 60.0);
        assert!(
            cut.ends_with("e\u{301}\u{323}…") && width(&cut) <= 60.0,
            "{cut}"
        );
        assert_eq!(fit("東京都千代田区", 46.0), "東京…");
        // The ellipsis stands at the left, where Arabic ends.
        let arabic = fit(&"الرياح".repeat(9), 60.0);
        assert!(
            arabic.starts_with('\u{2068}') && arabic.ends_with("…\u{2069}"),
            "{arabic}"
        );
    }

    #[test]
    fn names_that_begin_alike_keep_their_ends() {
        let names = [
            "a station of the north, lower",
            "a station of the north, upper",
            "rain",
        ];
        let short = fit_all(names, 90.0);
        assert!(
            short[0].ends_with("lower") && short[1].ends_with("upper"),
            "{short:?}"
        );
        assert!(short.iter().all(|name| width(name) <= 90.0), "{short:?}");
        assert_eq!(short[2], "rain");
        assert_eq!(fit_all(["aaaaaaaaaa", "aaaaaaaaaa"], 30.0), ["aa…", "aa…"]);
    }

    #[test]
    fn wide_scripts_take_more_room() {
        assert!(width("東京") > width("ab"));
        assert_eq!(width("e\u{301}"), width("e"));
    }
}
