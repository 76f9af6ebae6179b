//! Column names: whether the first row is a header, and names that are filled and unique.

use super::{clean::not_defused, types::Vote};
use crate::shared::text;
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization as _;

/// Whether the first row names the columns. It does not when its values are of the same kinds as
/// those below it; years in rising order are names all the same.
pub fn is_header<'a>(first: impl Iterator<Item = &'a str> + Clone, columns_below: &[Vote]) -> bool {
    let years: Vec<u32> = first.clone().filter_map(|name| year(name.trim())).collect();
    let years_rise = years.len() > 1 && years.windows(2).all(|pair| pair[0] < pair[1]);
    let (mut for_names, mut against) = (0_u64, 0);
    for (name, below) in first.zip(columns_below) {
        if name.trim().is_empty() || years_rise && year(name.trim()).is_some() {
            continue;
        }
        if below.is_plain_text() {
            against += u64::from(below.is_written_as(name));
            continue;
        }
        if below.takes(name) {
            against += 1
        } else {
            for_names += 1
        }
    }
    against <= for_names
}

/// Whether a line is the last header row again, also on a new page (behind a form feed), at the beginning of a file that
/// was put behind another (behind its mark) and, where there are several
/// columns, in letters of the other case.
pub fn repeats(header: &[u8], line: &[u8], columns: usize) -> bool {
    let (header, line) = (on_page(header), on_page(line));
    if header.is_empty() || header.len() != line.len() {
        return false;
    }
    header == line || columns > 1 && same_but_for_case(header, line)
}

fn on_page(line: &[u8]) -> &[u8] {
    let line = line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(line);
    line.strip_prefix(b"\x0C").unwrap_or(line)
}

fn same_but_for_case(a: &[u8], b: &[u8]) -> bool {
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    let (Ok(a), Ok(b)) = (std::str::from_utf8(a), std::str::from_utf8(b)) else {
        return false;
    };
    let mut pairs = a.chars().zip(b.chars());
    !a.is_ascii() && pairs.all(|(a, b)| a == b || a.to_lowercase().eq(b.to_lowercase()))
}

/// Trims names, fills blanks with `column_3` and tells doubles apart with `name_2`. Names that differ
/// in case only are doubles too: to SQL they are the same.
pub fn names<'a>(given: impl Iterator<Item = &'a str>) -> Vec<String> {
    let given: Vec<String> = given.map(one_line).collect();
    let filled = given.iter().filter(|name| !name.is_empty());
    let mut taken: HashSet<String> = filled.map(|name| name.to_lowercase()).collect();
    let mut used = HashSet::new();
    let mut names = Vec::new();
    for (i, name) in given.into_iter().enumerate() {
        let wanted = match name.is_empty() {
            true => format!("column_{}", i + 1),
            false => name.clone(),
        };
        let fresh = match name.is_empty() {
            true => !taken.contains(&wanted),
            false => !used.contains(&wanted.to_lowercase()),
        };
        let unique = match fresh {
            true => wanted,
            false => numbered(&wanted, &taken),
        };
        taken.insert(unique.to_lowercase());
        used.insert(unique.to_lowercase());
        names.push(unique);
    }
    names
}

fn numbered(name: &str, taken: &HashSet<String>) -> String {
    let mut n = 2;
    loop {
        let candidate = format!("{name}_{n}");
        if !taken.contains(&candidate.to_lowercase()) {
            return candidate;
        }
        n += 1;
    }
}

/// A name of at most 200 characters in one line, without what would turn around or hide what is shown.
fn one_line(name: &str) -> String {
    let words: Vec<&str> = name.split(char::is_control).map(str::trim).collect();
    let short = text::clean(&words.join(" "));
    // A letter with its mark is one, however it was typed.
    let short: String = short.nfc().take(200).collect();
    not_defused(text::clean(&short).into()).into_owned()
}

pub fn year(text: &str) -> Option<u32> {
    let year = text.parse().ok()?;
    (text.len() == 4 && (1800..=2200).contains(&year)).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_comes_again_in_other_case_and_on_a_new_page() {
        for (line, columns, expected) in [
            ("Id,Größe", 2, true),
            ("ID,GRÖSSE", 2, false),
            ("ID,GRÖßE", 2, true),
            ("\u{C}Id,Größe", 2, true),
            ("\u{C}Id,Größe", 1, true),
            ("id,größe", 2, true),
            ("id,größe", 1, false),
            ("id,größt", 2, false),
            ("", 2, false),
        ] {
            let found = repeats("Id,Größe".as_bytes(), line.as_bytes(), columns);
            assert_eq!(found, expected, "{line}");
        }
        assert!(!repeats(b"", b"", 2));
    }

    #[test]
    fn names_are_filled_and_told_apart() {
        let check = |given: &[&str], expected: &[&str]| {
            assert_eq!(names(given.iter().copied()), expected);
        };
        check(&[" a ", "b"], &["a", "b"]);
        check(&["a", "a", "a"], &["a", "a_2", "a_3"]);
        check(&["a", "a", "a_2"], &["a", "a_3", "a_2"]);
        check(&["x", "", ""], &["x", "column_2", "column_3"]);
        check(&["", "column_1"], &["column_1_2", "column_1"]);
        check(&["ID", "id", "Id"], &["ID", "id_2", "Id_3"]);
        check(&["two\nlines"], &["two lines"]);
        // As an export wrote it.
        check(&["'=a", "'s"], &["=a", "'s"]);
        check(
            &["a\u{202e}b", "ab", "\u{200b}"],
            &["ab", "ab_2", "column_3"],
        );
        check(&["caf\u{e9}", "cafe\u{301}"], &["caf\u{e9}", "caf\u{e9}_2"]);
    }
}
