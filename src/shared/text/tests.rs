//! What shows, what is taken out of names, what stays.

use super::*;
use proptest::prelude::*;

/// Zero width, fillers, blanks, directions, tags, controls, choices of form, no characters.
const NOTHING: [&str; 20] = [
    "",
    " \t\n",
    "\u{a0}\u{3000}",
    "\u{200b}",
    "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}",
    "\u{3164}",
    "\u{115f}\u{1160}\u{ffa0}",
    "\u{2800}",
    "\u{ad}",
    "\u{34f}",
    "\u{180e}",
    "\u{17b4}",
    "\u{202e}\u{2066}\u{2069}",
    "\u{61c}",
    "\u{e0041}\u{e007f}",
    "\u{fe0f}",
    "\u{1d173}",
    "\u{fff9}\u{fffc}\u{ffff}",
    "\0\u{7}\u{85}",
    "\u{1d159}\u{16fe4}",
];

#[test]
fn blanks_fillers_and_zero_width_show_nothing() {
    for text in NOTHING {
        assert!(!shows(text), "{text:?}");
        assert_eq!(clean(text), "", "{text:?}");
        assert!(shows(&format!("{text}x{text}")), "{text:?}");
    }
    for text in ["x", "٣", "ご", "👍", "❤️", "¨", "\u{fffd}", "\u{e9}"] {
        assert!(shows(text), "{text:?}");
    }
}

#[test]
fn names_lose_what_deceives() {
    for (typed, expected) in [
        ("photo\u{202e}gpj.csv", "photogpj.csv"),
        ("\u{2067}photo\u{2069}.csv", "photo.csv"),
        ("a\u{200b}d\u{200d}a\u{feff}", "ada"),
        ("ada\u{e0061}\u{e007f}", "ada"),
        ("  data \u{a0}\t set  ", "data set"),
        ("report.csv\u{2800}\u{3164}\u{2800}.exe", "report.csv .exe"),
        ("a\u{fe0f}b", "ab"),
        ("a\0\r\nb", "a b"),
        ("\u{1f3f4}\u{e0078}\u{e007f}", "\u{1f3f4}"),
        ("x\u{200c}y", "xy"),
        ("می\u{200c}", "می"),
    ] {
        assert_eq!(clean(typed), expected, "{typed:?}");
    }
}

#[test]
fn what_is_spelling_stays() {
    for name in [
        "می\u{200c}خواهم",
        "क्\u{200d}ष",
        "👩🏽\u{200d}💻",
        "👨\u{200d}👩\u{200d}👧",
        "❤\u{fe0f}\u{200d}🔥",
        "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "1\u{fe0f}\u{20e3}",
        "葛\u{e0100}城",
        "山田\u{3000}太郎",
        "é",
        "e\u{301}",
        "weather 2024 (v2)",
    ] {
        assert_eq!(clean(name), name, "{name:?}");
    }
}

#[test]
fn a_name_is_set_apart_only_where_it_has_to_be() {
    assert_eq!(isolated("wind"), "wind");
    assert_eq!(isolated("الرياح"), "\u{2068}الرياح\u{2069}");
    assert_eq!(isolated("x\u{202e}y"), "xy");
}

#[test]
fn prose_stays_as_it_was_written() {
    let written = "می\u{200c}خواهم 👩\u{200d}💻\n\n\tquoted  twice";
    assert_eq!(prose(&format!(" {written}\n")), written);
    assert_eq!(prose("a\r\nb\0c\u{7}"), "a\nbc");
}

#[test]
fn labels_lose_overrides_and_keep_isolates() {
    assert_eq!(drawn("a\u{202e}b\u{200b}"), "ab");
    assert_eq!(
        marked("a\u{202e}b\u{202d}\u{200c}"),
        "a\u{fffd}b\u{fffd}\u{200c}"
    );
    assert_eq!(marked("\u{2068}الرياح\u{2069}"), "\u{2068}الرياح\u{2069}");
    assert_eq!(
        drawn("\u{2068}الرياح\u{2069} by day"),
        "\u{2068}الرياح\u{2069} by day"
    );
}

#[test]
fn labels_are_read_by_their_first_letter() {
    let check = |label, expected| assert_eq!(direction(label), expected, "{label}");
    check("wind", "ltr");
    check("", "ltr");
    check("12 الرياح", "rtl");
    check("عبدالرحمن_x", "rtl");
    check("x الرياح", "ltr");
    check("字", "ltr");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_clean_name_is_clean_and_shows_what_it_showed(text in hostile::text()) {
        let name = clean(&text);
        prop_assert_eq!(clean(&name), name.clone());
        prop_assert_eq!(shows(&name), shows(&text));
        let deceives = |c: char| c.is_control() || matches!(c, '\u{202e}' | '\u{200b}' | '\u{2068}');
        prop_assert!(!name.contains(deceives));
    }
}
