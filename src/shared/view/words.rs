//! A view in words.

use super::{Filter, SortKey, Test, View};
use crate::shared::text::isolated;

/// Values that a chip names; more are counted.
const NAMED: usize = 3;

/// "wind 3 to 8", "city is Oslo or Turku", "note is missing"
pub fn filter(filter: &Filter) -> String {
    let column = isolated(&filter.column);
    match &filter.test {
        Test::Missing(true) => format!("{column} is missing"),
        Test::Missing(false) => format!("{column} is there"),
        Test::Contains(text) => format!("{column} contains “{}”", isolated(text)),
        Test::OneOf(values) => format!("{column} is {}", listed(values)),
        Test::Between { from, to } => match (from, to) {
            (Some(from), Some(to)) if from == to => format!("{column} is {from}"),
            (Some(from), Some(to)) => format!("{column} {from} to {to}"),
            (Some(from), None) => format!("{column} from {from}"),
            (None, Some(to)) => format!("{column} up to {to}"),
            (None, None) => format!("{column} is there"),
        },
    }
}

/// "by wind, largest first"
pub fn sort(key: &SortKey) -> String {
    let column = isolated(&key.column);
    match key.descending {
        true => format!("by {column}, descending"),
        false => format!("by {column}"),
    }
}

/// "wind 3 to 8, by date"; empty for everything.
pub fn whole(view: &View) -> String {
    let find = (!view.find.is_empty()).then(|| format!("with “{}”", isolated(&view.find)));
    let parts = view.filters.iter().map(filter);
    let parts: Vec<String> = parts
        .chain(find)
        .chain(view.sort.iter().map(sort))
        .collect();
    parts.join(", ")
}

fn listed(values: &[String]) -> String {
    let named: Vec<String> = values
        .iter()
        .take(NAMED)
        .map(|value| isolated(value))
        .collect();
    match values.len().saturating_sub(NAMED) {
        0 => named.join(" or "),
        more => format!("{} or {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(test: Test) -> String {
        let text = filter(&Filter {
            column: "wind".into(),
            test,
        });
        text.replace(['\u{2068}', '\u{2069}'], "")
    }

    #[test]
    fn a_filter_is_told_in_words() {
        let between = |from: &str, to: &str| {
            let end = |end: &str| (!end.is_empty()).then(|| end.to_owned());
            said(Test::Between {
                from: end(from),
                to: end(to),
            })
        };
        assert_eq!(between("3", "8"), "wind 3 to 8");
        assert_eq!(between("3", "3"), "wind is 3");
        assert_eq!(between("3", ""), "wind from 3");
        assert_eq!(between("", "8"), "wind up to 8");
        assert_eq!(said(Test::Missing(true)), "wind is missing");
        assert_eq!(said(Test::Contains("x".into())), "wind contains “x”");
        let of =
            |values: &[&str]| said(Test::OneOf(values.iter().map(|&one| one.into()).collect()));
        assert_eq!(of(&["a", "b"]), "wind is a or b");
        assert_eq!(of(&["a", "b", "c", "d", "e"]), "wind is a, b, c or 2 more");
    }
}
