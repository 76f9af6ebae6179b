//! Words that people write where there is no value.

/// Missing among numbers and dates; among texts only where the file shows that it means that.
const WORDS: [&str; 25] = [
    "na",
    "n/a",
    "#n/a",
    "null",
    "nan",
    "\\n",
    "nil",
    "n.a.",
    "k.a.",
    "missing",
    "#value!",
    "#div/0!",
    "#ref!",
    "#name?",
    "#num!",
    "#null!",
    "none",
    "<na>",
    "n.d.",
    "(blank)",
    "(null)",
    "not available",
    "#n/a n/a",
    "0000-00-00",
    "0000-00-00 00:00:00",
];
/// Missing among numbers and dates; words of their own among texts.
const MARKS: [&str; 12] = [
    "-", "--", "---", "—", "–", "−", ".", "..", "...", "?", ":", "*",
];
const LONGEST: usize = 19;

/// The words a reading begins with.
pub fn defaults() -> Vec<String> {
    WORDS
        .iter()
        .chain(&MARKS)
        .map(|word| (*word).to_owned())
        .collect()
}

/// The word of the list that a trimmed value is, in lower case.
pub fn word(text: &str) -> Option<&'static str> {
    if text.len() > LONGEST {
        return None;
    }
    let mut words = WORDS.iter().chain(&MARKS);
    words.find(|word| word.eq_ignore_ascii_case(text)).copied()
}

/// Whether it is a sign and no word, so that it says nothing about what words mean.
pub fn is_mark(word: &str) -> bool {
    MARKS.contains(&word)
}

/// Whether a word with these first bytes and this length could be on any list.
pub fn may_be(bytes: &[u8]) -> bool {
    bytes.len() <= LONGEST
        && bytes.first().is_some_and(|first| {
            matches!(
                first,
                b'n' | b'N' | b'#' | b'<' | b'(' | b'\\' | b'k' | b'K' | b'm' | b'M'
            )
        })
}
