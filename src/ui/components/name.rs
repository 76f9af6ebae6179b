//! A name among other words: of a person, a session, a file, a column.
//!
//! The element keeps its direction to itself, so that what follows stays in its order; signs that would
//! make it pose as another are taken out. In sentences that are strings, `text::isolated` does the same.

use crate::shared::{dataset::Dataset, text};
use leptos::prelude::*;

pub fn name(name: &str) -> AnyView {
    view! { <bdi>{text::clean(name)}</bdi> }.into_any()
}

/// " v2" beside the name of a data set; none for the first of its name.
pub fn version_word(dataset: &Dataset) -> Option<String> {
    (dataset.version != 1).then(|| format!(" v{}", dataset.version))
}

/// The tooltip of a name in a table, which shortens long ones; none where it is short in any script.
pub fn whole(name: &str) -> Option<String> {
    const SHORT_CHARS: usize = 16;
    (name.chars().count() > SHORT_CHARS).then(|| text::clean(name))
}

/// The words of a person, in the midst of others: set apart, and as a message shows them.
pub fn quoted(words: &str) -> AnyView {
    view! { <bdi>{text::marked(words).into_owned()}</bdi> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::html;

    #[test]
    fn a_name_is_set_apart_and_cannot_pose_as_another() {
        assert_eq!(
            html(name("photo\u{202e}gpj.csv")),
            "<bdi>photogpj.csv</bdi>"
        );
        assert_eq!(html(name("أحمد")), "<bdi>أحمد</bdi>");
        assert_eq!(
            html(quoted("a\u{202e}b\u{200c}")),
            "<bdi>a\u{fffd}b\u{200c}</bdi>"
        );
    }

    #[test]
    fn only_a_long_name_has_a_tooltip() {
        assert_eq!(whole("wind"), None);
        let long = "x".repeat(17);
        assert_eq!(whole(&long), Some(long));
    }
}
