//! Completing a name after an @.

use crate::shared::{account::in_name, text::letter_case::lowercase};

/// The @ that is being written before the caret: where it stands, and what follows it so far.
pub fn mention_prefix(text: &str, caret: usize) -> Option<(usize, &str)> {
    let before = text.get(..caret)?;
    let at = before.rfind('@')?;
    let opens = before[..at]
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric());
    let prefix = &before[at + 1..];
    (opens && prefix.chars().all(in_name)).then_some((at, prefix))
}

/// Up to six names that begin so, in their order.
pub fn mention_candidates(names: &[String], prefix: &str) -> Vec<String> {
    const MOST: usize = 6;
    let prefix = lowercase(prefix);
    let found = names
        .iter()
        .filter(|name| lowercase(name).starts_with(&prefix));
    found.take(MOST).cloned().collect()
}

/// The text with the name in place of the prefix, and where the caret then is.
pub fn complete_mention(text: &str, caret: usize, name: &str) -> Option<(String, usize)> {
    let (at, _) = mention_prefix(text, caret)?;
    let head = format!("{}@{name} ", &text[..at]);
    let rest = text[caret..].trim_start_matches(' ');
    Some((format!("{head}{rest}"), head.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_begun_by_an_at_that_stands_alone() {
        assert_eq!(mention_prefix("hi @gr", 6), Some((3, "gr")));
        assert_eq!(mention_prefix("@", 1), Some((0, "")));
        assert_eq!(mention_prefix("a@b", 3), None);
        assert_eq!(mention_prefix("@grace look", 11), None);
        assert_eq!(mention_prefix("plain", 5), None);
    }

    #[test]
    fn the_rest_of_the_text_stays() {
        let names = ["Grace".to_owned(), "Greta".to_owned(), "Noor".to_owned()];
        assert_eq!(mention_candidates(&names, "GR"), ["Grace", "Greta"]);
        assert_eq!(
            complete_mention("hi @gr, look", 6, "Grace"),
            Some(("hi @Grace , look".into(), 10))
        );
    }
}
