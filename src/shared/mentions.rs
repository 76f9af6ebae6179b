//! Mentions: names with an @ in front of them, inside a text.

use super::{account::in_name, text::letter_case::lowercase};

/// A name in a text, with its @, as a range of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention<'a> {
    pub start: usize,
    pub end: usize,
    pub name: &'a str,
}

/// Everything that looks like a mention. An @ inside a word, as in an address, is none.
pub fn mentions(text: &str) -> impl Iterator<Item = Mention<'_>> {
    text.match_indices('@').filter_map(move |(start, _)| {
        if text[..start].chars().next_back().is_some_and(in_name) {
            return None;
        }
        let rest = &text[start + 1..];
        let end = rest.find(|c| !in_name(c)).unwrap_or(rest.len());
        // "@grace." ends a sentence.
        let name = rest[..end].trim_end_matches(['.', '-']);
        (!name.is_empty()).then(|| Mention {
            start,
            end: start + 1 + name.len(),
            name,
        })
    })
}

/// Names are the same whatever their case.
pub fn is_named(name: &str, mention: &str) -> bool {
    lowercase(name) == lowercase(mention)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_addresses_are_not() {
        let names = |text| {
            mentions(text)
                .map(|mention| mention.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("@Ada, look (@grace-2)."), ["Ada", "grace-2"]);
        assert_eq!(names("thanks @Zoë."), ["Zoë"]);
        assert_eq!(names("mail ada@example.org, @ @@x"), ["x"]);
    }

    #[test]
    fn a_mention_knows_where_it_stands() {
        let text = "hé @Ada!";
        let mention = mentions(text).next().unwrap();
        assert_eq!(&text[mention.start..mention.end], "@Ada");
        assert!(is_named("ada", mention.name));
    }
}
