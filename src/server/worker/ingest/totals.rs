//! Rows that sum up others, by what their first value says.

/// What the last row of a table may say.
const AT_THE_END: [&str; 2] = ["average", "mean"];
/// What any row may say.
const ANYWHERE: [&str; 18] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "subtotals",
    "sub-total",
    "sub total",
    "sum",
    "summe",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "zwischensumme",
    "totale",
    "somme",
    "sous-total",
    "suma",
    "totaal",
];
/// How such a value may begin.
const BEGINNINGS: [&str; 4] = ["subtotal ", "sub-total ", "zwischensumme ", "sous-total "];
const LONGEST: usize = 40;

/// Whether the last row of a table sums up others if its first value is `text`.
pub fn says_last(text: &str) -> bool {
    let text = word(text);
    says(text) || AT_THE_END.iter().any(|one| one.eq_ignore_ascii_case(text))
}

/// Whether a row within a table sums up others if its first value is `text`.
pub fn says(text: &str) -> bool {
    let text = word(text);
    let may_be = text.len() <= LONGEST
        && text
            .bytes()
            .next()
            .is_some_and(|first| b"tsgizTSGIZ".contains(&first));
    let begins = |start: &str| {
        let beginning = text.get(..start.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
    };
    may_be
        && (ANYWHERE.iter().any(|one| one.eq_ignore_ascii_case(text))
            || BEGINNINGS.iter().any(|start| begins(start)))
}

fn word(text: &str) -> &str {
    text.trim().trim_end_matches(':').trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_say_that_they_sum_up_others() {
        for (text, last, within) in [
            ("Total", true, true),
            (" TOTAL: ", true, true),
            ("Subtotal North", true, true),
            ("Zwischensumme", true, true),
            ("Average", true, false),
            ("Totally", false, false),
            ("Total Wine", false, false),
            ("", false, false),
            ("Ulm", false, false),
        ] {
            assert_eq!((says_last(text), says(text)), (last, within), "{text}");
        }
    }
}
