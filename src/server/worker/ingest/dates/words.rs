//! Days whose month is a word: `21 Nov 2026`, `3. März 2026`, `Mon, 4 Mar 2026`, `04-MAR-26`.

use super::{Style, century, short};
use crate::server::worker::calendar;

/// Names of months in some languages, in full or short, with a dot or without. Each means one month only.
const MONTHS: [&str; 12] = [
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari",
    "february feb februar februari février févr fév fevrier fevr febrero febbraio fevereiro fev",
    "march mar märz mär mrz maerz mars marzo março marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei maj",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug août aout agosto ago augustus augusti",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro",
];

/// How names of days begin.
const WEEKDAYS: [&str; 24] = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "montag", "dienstag", "mi", "do", "fr", "sa",
    "so", "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "mié", "jue", "vie",
];

/// The day, and whether its year has two digits. A month and a year alone are no day.
pub fn date(text: &str, style: Style) -> Option<(i32, bool)> {
    let small = |part: &&str| !part.is_empty() && !matches!(*part, "de" | "of" | "del" | "the");
    let mut parts = text.split([' ', '-', ',', '/', '\u{A0}']).filter(small);
    let first = parts.next()?;
    let mut next = || parts.next();
    let (a, b, c) = match (is_weekday(first), next()?, next()?) {
        (true, b, c) => match next() {
            Some(d) => (b, c, d),
            None => (first, b, c),
        },
        (false, b, c) => (first, b, c),
    };
    if next().is_some() {
        return None;
    }
    let (month, day, year) = match month(a) {
        Some(month) => (month, b, c),
        None => (month(b)?, a, c),
    };
    let digits = year.bytes().all(|byte| byte.is_ascii_digit());
    let (year, is_short) = match year.len() {
        4 if digits => (year.parse().ok()?, false),
        2 if digits => (century(year.parse().ok()?, style.pivot?), true),
        _ => return None,
    };
    calendar::days(year, month, ordinal(day)?).map(|days| (days, is_short))
}

fn month(text: &str) -> Option<u32> {
    let text = text.trim_end_matches('.').to_lowercase();
    if text.len() < 3 {
        return None;
    }
    let named = |names: &&str| names.split(' ').any(|name| name == text);
    MONTHS.iter().position(named).map(|i| i as u32 + 1)
}

fn is_weekday(text: &str) -> bool {
    let text = text.trim_end_matches('.').to_lowercase();
    text.chars().all(char::is_alphabetic) && WEEKDAYS.iter().any(|day| text.starts_with(day))
}

/// `4`, `4.`, `4th`, `1er`.
fn ordinal(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    let known = ["", ".", "st", "nd", "rd", "th", "er", "º"];
    let rest = rest.to_ascii_lowercase();
    known.contains(&rest.as_str()).then(|| short(digits))?
}

#[cfg(test)]
mod tests {
    use super::{super::PIVOT, *};
    use crate::shared::reading::DayOrder;

    #[test]
    fn months_are_words_of_some_languages() {
        let style = Style {
            order: DayOrder::DayFirst,
            pivot: Some(PIVOT),
        };
        for (text, expected) in [
            ("3. März 2024", Some("2024-03-03")),
            ("12-Okt-2023", Some("2023-10-12")),
            ("1. Dezember 2022", Some("2022-12-01")),
            ("21 janv. 2024", Some("2024-01-21")),
            ("1er août 2023", Some("2023-08-01")),
            ("4 de marzo de 2024", Some("2024-03-04")),
            ("5 mag 2024", Some("2024-05-05")),
            ("March 3rd, 2024", Some("2024-03-03")),
            ("Mon 4 Mar 2024", Some("2024-03-04")),
            ("Tuesday, March 5, 2024", Some("2024-03-05")),
            ("mar. 5 mars 2024", Some("2024-03-05")),
            ("Mar 5 2024", Some("2024-03-05")),
            ("04-MAR-24", Some("2024-03-04")),
            ("31-DEC-99", Some("1999-12-31")),
            ("30 Feb 2024", None),
            ("Jan-24", None),
            ("March 2024", None),
            ("12-X-24", None),
            ("Marble 5 2024", None),
            ("5 kg 2024", None),
            ("5 Mar 2024 6", None),
            ("5 Mar ab24", None),
            ("5 Mar é2", None),
        ] {
            let found = date(text, style).map(|(days, _)| calendar::iso_date(days));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_word_means_one_month() {
        let all: Vec<&str> = MONTHS.iter().flat_map(|names| names.split(' ')).collect();
        let mut different = all.clone();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), all.len());
    }
}
