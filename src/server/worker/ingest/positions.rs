//! Columns without a delimiter: each begins at a position of the line.
//!
//! A position counts characters, not bytes and not the room that a wide letter takes on a screen; a combining sign
//! is one, too. A tab counts up to the next multiple of eight, as editors and consoles show it.

/// So far does a tab reach.
const TAB: usize = 8;

/// Where columns begin, counted from 0, in rising order; the first is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starts(Vec<usize>);

/// A value within its line, in bytes.
pub type Part = (usize, usize);

impl Starts {
    /// By positions that count from 1. Whatever stands before the first is a column, too, so that nothing is lost.
    pub fn new(positions: &[u32]) -> Self {
        let mut starts: Vec<usize> = positions
            .iter()
            .filter_map(|position| usize::try_from(*position).ok()?.checked_sub(1))
            .chain([0])
            .collect();
        starts.sort_unstable();
        starts.dedup();
        Self(starts)
    }

    /// Counted from 1, as people count them.
    pub fn positions(&self) -> Vec<u32> {
        let positions = self.0.iter().map(|start| u32::try_from(start + 1));
        positions.filter_map(Result::ok).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn width(&self) -> usize {
        self.0.len()
    }

    /// Cuts a line, one part for each column. Says whether a value goes on where a column begins.
    pub fn cut(&self, line: &[u8], mut part: impl FnMut(Part)) -> bool {
        let mut starts = self.0.iter().skip(1).peekable();
        let (mut begin, mut crossed, mut blank) = (0, false, true);
        for (at, position, is_blank) in signs(line) {
            while let Some(start) = starts.next_if(|start| **start <= position) {
                crossed |= *start == position && !blank && !is_blank;
                part((begin, at));
                begin = at;
            }
            blank = is_blank;
        }
        part((begin, line.len()));
        starts.for_each(|_| part((line.len(), line.len())));
        crossed
    }
}

/// The signs of a line: where each begins in bytes, at which position it stands, and whether nothing is seen there.
pub fn signs(line: &[u8]) -> impl Iterator<Item = (usize, usize, bool)> {
    let mut position = 0;
    let starts_one = |byte: u8| byte & 0xC0 != 0x80;
    let begins = line.iter().enumerate();
    let begins = begins.filter(move |(_, byte)| starts_one(**byte));
    begins.map(move |(at, byte)| {
        let here = position;
        position = match byte {
            b'\t' => (here / TAB + 1) * TAB,
            _ => here + 1,
        };
        // A no-break space, and the wide blank of Asian texts.
        let rest = &line[at..];
        let wide = rest.starts_with(&[0xC2, 0xA0]) || rest.starts_with(&[0xE3, 0x80, 0x80]);
        (at, here, wide || matches!(byte, b' ' | b'\t'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(positions: &[u32], line: &str, expected: &[&str], crossed: bool) {
        let mut parts = Vec::new();
        let found = Starts::new(positions).cut(line.as_bytes(), |(begin, end)| {
            parts.push(&line[begin..end]);
        });
        assert_eq!((parts.as_slice(), found), (expected, crossed), "{line}");
    }

    #[test]
    fn a_line_is_cut_where_columns_begin() {
        check(&[1, 5, 9], "ab  cd  ef", &["ab  ", "cd  ", "ef"], false);
        check(&[1, 5, 9], "ab", &["ab", "", ""], false);
        check(&[1, 5, 9], "", &["", "", ""], false);
        check(&[1, 5], "abcdef", &["abcd", "ef"], true);
        check(&[1, 5], "abcd ef", &["abcd", " ef"], false);
        check(&[5], "ab  cd", &["ab  ", "cd"], false);
    }

    #[test]
    fn positions_count_characters() {
        check(&[1, 4], "äöü7", &["äöü", "7"], true);
        check(&[1, 5], "東京  7", &["東京  ", "7"], false);
        check(&[1, 5], "e\u{301}t 7", &["e\u{301}t ", "7"], false);
        check(&[1, 4], "東京\u{3000}7", &["東京\u{3000}", "7"], false);
    }

    #[test]
    fn a_tab_reaches_to_the_next_multiple_of_eight() {
        check(&[1, 9, 17], "ab\tcd\tef", &["ab\t", "cd\t", "ef"], false);
        check(&[1, 9, 13], "\tcd\tef", &["\t", "cd\t", "ef"], false);
    }
}
