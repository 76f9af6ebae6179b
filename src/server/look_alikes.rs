//! Names that look alike: Cyrillic and Greek letters for Latin ones, full width, one letter composed or
//! taken apart, a capital I for a small l. Unicode's list of confusables (UTS 39) says which.
//!
//! A name has a key for how it looks as it was typed and one for how it looks in small letters; most
//! often they are the same. Two names that share a key cannot be told apart.

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

/// The keys of a name.
pub fn keys(name: &str) -> Vec<String> {
    let name: String = name.nfkc().collect();
    // Pages show any number of blanks as one.
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut keys = vec![key(&name.to_lowercase()), key(&name)];
    // In one order: two transactions that want the same ones wait for each other only one way.
    keys.sort();
    keys.dedup();
    keys
}

/// Of two names that share one, either may be read as the other. What a letter is confused with may be
/// a capital again, so its looks are taken in small letters until nothing changes.
fn key(name: &str) -> String {
    let look = |name: &str| -> String { skeleton(name).collect::<String>().to_lowercase() };
    let first = look(name);
    look(&first).nfc().collect()
}

/// The composed form (NFC), in which names are stored: what one keyboard sends in one piece, another
/// sends in two.
pub fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// Whether two names may be taken for each other.
pub fn alike(one: &str, other: &str) -> bool {
    let others = keys(other);
    keys(one).iter().any(|key| others.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_are_alike() {
        for (one, other) in [
            ("Ada", "ada"),
            ("ada", "аda"),
            ("ada", "аԁа"),
            ("ada", "ａｄａ"),
            ("ada", "𝐚𝐝𝐚"),
            ("Zoë", "Zoe\u{308}"),
            ("paypal", "paypa1"),
            ("Ilya", "llya"),
            ("ORO", "0R0"),
            ("grace", "grасе"),
            ("Bob", "ВоЬ"),
            ("data club", " data  club"),
            ("한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
        ] {
            assert!(
                alike(one, other),
                "{one} {other}: {:?} {:?}",
                keys(one),
                keys(other)
            );
        }
    }

    #[test]
    fn names_that_differ_are_not() {
        for (one, other) in [
            ("ada", "adam"),
            ("zoe", "zoë"),
            ("guest1", "guest2"),
            ("guest10", "guest01"),
            ("bill", "bili"),
            ("Аня", "Оля"),
            ("data club", "dataclub"),
            ("a.b", "a-b"),
        ] {
            assert!(
                !alike(one, other),
                "{one} {other}: {:?} {:?}",
                keys(one),
                keys(other)
            );
        }
    }

    #[test]
    fn a_hundred_numbered_names_stand_beside_each_other() {
        let mut all: Vec<String> = (0..1_000)
            .flat_map(|n| keys(&format!("Guest{n}")))
            .collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
