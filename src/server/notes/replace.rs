//! What is different between two texts, as the few places that one has to change to become the other.

/// Lines that are held against each other beyond what both texts begin and end with. Where there are more, all of them
/// are one place.
const MAX_LINES: usize = 1_500;

/// At one place, in UTF-16 units of the text before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    pub at: u32,
    pub removed: u32,
    pub added: &'a str,
}

/// In the order of the text. First by lines, then within lines that stand in each other's place.
pub fn changes<'a>(before: &str, after: &'a str) -> Vec<Change<'a>> {
    let (old, new): (Vec<_>, Vec<_>) = (lines(before), lines(after));
    let head = common(old.iter().zip(&new));
    let tail = common(old[head..].iter().rev().zip(new[head..].iter().rev()));
    let (old_rest, new_rest) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut found = Vec::new();
    let mut at = units(&old[..head].concat());
    let mut place = new[..head].iter().map(|line| line.len()).sum::<usize>();
    for (gone, come) in hunks(old_rest, new_rest) {
        let (gone, come) = match (gone, come) {
            (Hunk::Kept(lines), _) => {
                at += units(&lines.concat());
                place += lines.iter().map(|line| line.len()).sum::<usize>();
                continue;
            }
            (Hunk::Changed(gone), come) => (gone.concat(), come),
        };
        let length: usize = come.iter().map(|line| line.len()).sum();
        found.extend(within(at, &gone, &after[place..place + length]));
        at += units(&gone);
        place += length;
    }
    found
}

enum Hunk<'a> {
    Kept(&'a [&'a str]),
    Changed(&'a [&'a str]),
}

/// The lines of both, in order: those that are kept, and those in whose place others come.
fn hunks<'a, 'b>(old: &'a [&'a str], new: &'b [&'b str]) -> Vec<(Hunk<'a>, &'b [&'b str])> {
    let mut hunks = Vec::new();
    let (mut from_old, mut from_new) = (0, 0);
    for (i, j, length) in kept(old, new) {
        if i > from_old || j > from_new {
            hunks.push((Hunk::Changed(&old[from_old..i]), &new[from_new..j]));
        }
        hunks.push((Hunk::Kept(&old[i..i + length]), &new[j..j + length]));
        (from_old, from_new) = (i + length, j + length);
    }
    if old.len() > from_old || new.len() > from_new {
        hunks.push((Hunk::Changed(&old[from_old..]), &new[from_new..]));
    }
    hunks
}

/// The longest row of lines that both have in this order, as pieces: where in each, and how many lines.
fn kept(old: &[&str], new: &[&str]) -> Vec<(usize, usize, usize)> {
    if old.len() > MAX_LINES || new.len() > MAX_LINES {
        return Vec::new();
    }
    let width = new.len() + 1;
    let mut longest = vec![0_u16; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = match old[i] == new[j] {
                true => longest[(i + 1) * width + j + 1] + 1,
                false => longest[(i + 1) * width + j].max(longest[i * width + j + 1]),
            };
        }
    }
    let mut pieces: Vec<(usize, usize, usize)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            match pieces.last_mut() {
                Some((a, b, length)) if *a + *length == i && *b + *length == j => *length += 1,
                _ => pieces.push((i, j, 1)),
            }
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pieces
}

/// What is different between two pieces of text besides what they begin and end with.
fn within<'a>(at: u32, gone: &str, come: &'a str) -> Option<Change<'a>> {
    let head: usize = same(gone.chars().zip(come.chars()));
    let tail = same(gone[head..].chars().rev().zip(come[head..].chars().rev()));
    let (removed, added) = (
        &gone[head..gone.len() - tail],
        &come[head..come.len() - tail],
    );
    (!removed.is_empty() || !added.is_empty()).then(|| Change {
        at: at + units(&gone[..head]),
        removed: units(removed),
        added,
    })
}

/// How many bytes of characters are the same from the front on.
fn same(pairs: impl Iterator<Item = (char, char)>) -> usize {
    let same = pairs.take_while(|(a, b)| a == b);
    same.map(|(a, _)| a.len_utf8()).sum()
}

fn common<'a>(pairs: impl Iterator<Item = (&'a &'a str, &'a &'a str)>) -> usize {
    pairs.take_while(|(a, b)| a == b).count()
}

/// Each with its line break.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn applied(before: &str, after: &str) -> String {
        let mut units: Vec<u16> = before.encode_utf16().collect();
        for change in changes(before, after).into_iter().rev() {
            let (at, removed) = (change.at as usize, change.removed as usize);
            units.splice(at..at + removed, change.added.encode_utf16());
        }
        String::from_utf16(&units).unwrap()
    }

    #[test]
    fn no_more_changes_than_what_is_different() {
        let before = "Plan\n\nOne 🌉 end\nTwo\nThree\n";
        let after = "Plan!\n\nOne 🌉X end\nTwo\nThree\nFour\n";
        let found: Vec<_> = changes(before, after)
            .iter()
            .map(|change| (change.at, change.removed, change.added.to_owned()))
            .collect();
        let expected = [(4, 0, "!"), (12, 0, "X"), (27, 0, "Four\n")];
        assert_eq!(
            found,
            expected.map(|(at, removed, added)| (at, removed, added.to_owned()))
        );
        assert_eq!(applied(before, after), after);
        assert!(changes(before, before).is_empty());
    }

    #[test]
    fn a_long_text_that_is_another_is_one_place() {
        let text = |word: &str| {
            (0..2_000)
                .map(|n| format!("{word} {n}\n"))
                .collect::<String>()
        };
        let (before, after) = (text("a"), text("b"));
        assert_eq!(changes(&before, &after).len(), 1);
        assert_eq!(applied(&before, &after), after);
    }

    proptest! {
        #[test]
        fn the_changes_make_one_text_of_the_other(
            before in "[ab🌉é\n]{0,40}",
            after in "[ab🌉é\n]{0,40}",
        ) {
            prop_assert_eq!(applied(&before, &after), after);
        }
    }
}
