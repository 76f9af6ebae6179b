//! How wide text is, by a fixed table of advances, the same on every machine.
//!
//! The table stands between a narrow and a wide system font; layouts leave more room than the
//! difference. Measuring in the browser would force a layout for each label and give another
//! picture than the server's.

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

/// Width of `text` in CSS pixels.
pub fn width(text: &str) -> f64 {
    text.chars().map(advance).sum::<f64>() * SIZE / 100.0
}

/// Width of `text` in the heavier weight.
pub fn strong_width(text: &str) -> f64 {
    width(text) * 1.06
}

/// `text`, or its beginning and "…" where it is wider than `room` pixels.
pub fn fit(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let room = room - width("…");
    let mut used = 0.0;
    let kept: String = text
        .chars()
        .take_while(|character| {
            used += advance(*character) * SIZE / 100.0;
            used <= room
        })
        .collect();
    format!("{}…", kept.trim_end())
}

fn advance(character: char) -> f64 {
    let code = character as u32;
    match code {
        0x20..=0x7e => f64::from(ADVANCES[(code - 0x20) as usize]),
        0xa0 => 30.0,
        0xb2 | 0xb3 | 0xb9 | 0x2070..=0x207f => 44.0,
        0x300..=0x36f | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f => {
            0.0
        }
        // East Asian and pictographic characters are square.
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff => 100.0,
        0xfe30..=0xfe6f | 0xff00..=0xff60 | 0x1f000.. => 120.0,
        0x2026 | 0x2014 => 95.0,
        0x2212 | 0xd7 | 0x221e => 75.0,
        _ => 64.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn wide_scripts_take_more_room() {
        assert!(width("東京") > width("ab"));
        assert_eq!(width("e\u{301}"), width("e"));
    }
}
