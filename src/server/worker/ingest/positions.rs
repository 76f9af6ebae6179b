//! Columns without a delimiter: each begins at a position of the line.
//!
//! A position counts characters, or the cells that they take in a console, where a letter of East Asia takes two and a
//! combining sign none. A tab counts up to the next multiple of eight, as editors and consoles show it.

use unicode_width::UnicodeWidthChar;

/// So far does a tab reach.
const TAB: usize = 8;

/// What a position counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    #[default]
    Characters,
    /// Cells of a console.
    Cells,
}

/// Where columns begin, counted from 0, in rising order; the first is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starts {
    starts: Vec<usize>,
    measure: Measure,
}

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
        Self {
            starts,
            measure: Measure::Characters,
        }
    }

    pub fn measured(self, measure: Measure) -> Self {
        Self { measure, ..self }
    }

    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// Counted from 1, as people count them.
    pub fn positions(&self) -> Vec<u32> {
        let positions = self.starts.iter().map(|start| u32::try_from(start + 1));
        positions.filter_map(Result::ok).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    pub fn width(&self) -> usize {
        self.starts.len()
    }

    /// Cuts a line, one part for each column. Says whether a value goes on where a column begins.
    pub fn cut(&self, line: &[u8], mut part: impl FnMut(Part)) -> bool {
        let mut starts = self.starts.iter().skip(1).peekable();
        let (mut begin, mut crossed, mut blank) = (0, false, true);
        for (at, position, is_blank) in signs(line, self.measure) {
            while let Some(start) = starts.next_if(|start| **start <= position) {
                // A wide letter may reach over it.
                crossed |= !blank && (*start < position || !is_blank);
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
pub fn signs(line: &[u8], measure: Measure) -> impl Iterator<Item = (usize, usize, bool)> {
    let mut position = 0;
    let starts_one = |byte: u8| byte & 0xC0 != 0x80;
    let begins = line.iter().enumerate();
    let begins = begins.filter(move |(_, byte)| starts_one(**byte));
    begins.map(move |(at, byte)| {
        let rest = &line[at..];
        let width = match measure {
            Measure::Characters => 1,
            Measure::Cells => cells(rest),
        };
        // What takes no cell stands in the one before it.
        let here = position - usize::from(width == 0 && position > 0);
        position = match byte {
            b'\t' => (here / TAB + 1) * TAB,
            _ if width == 0 => position.max(1),
            _ => here + width,
        };
        // A no-break space, and the wide blank of Asian texts.
        let wide = rest.starts_with(&[0xC2, 0xA0]) || rest.starts_with(&[0xE3, 0x80, 0x80]);
        (at, here, wide || matches!(byte, b' ' | b'\t'))
    })
}

/// The cells of the character that a text begins with.
fn cells(text: &[u8]) -> usize {
    let Some(byte) = text.first().filter(|byte| !byte.is_ascii()) else {
        return 1;
    };
    let length = byte.leading_ones() as usize;
    let sign = text.get(..length).map(std::str::from_utf8);
    let sign = sign.and_then(Result::ok).and_then(|s| s.chars().next());
    sign.and_then(UnicodeWidthChar::width).unwrap_or(1)
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
    fn positions_count_cells_of_a_console() {
        let cut = |positions: &[u32], line: &'static str| {
            let starts = Starts::new(positions).measured(Measure::Cells);
            let mut parts = Vec::new();
            let crossed = starts.cut(line.as_bytes(), |(a, b)| parts.push(&line[a..b]));
            (parts, crossed)
        };
        assert_eq!(cut(&[1, 7], "東京  7"), (vec!["東京  ", "7"], false));
        assert_eq!(
            cut(&[1, 6], "東京\u{3000}7"),
            (vec!["東京\u{3000}", "7"], false)
        );
        assert_eq!(
            cut(&[1, 4], "e\u{301}t 7"),
            (vec!["e\u{301}t ", "7"], false)
        );
        assert_eq!(cut(&[1, 2], "e\u{301}7"), (vec!["e\u{301}", "7"], true));
        assert_eq!(cut(&[1, 4], "東京7"), (vec!["東京", "7"], true));
    }

    #[test]
    fn a_tab_reaches_to_the_next_multiple_of_eight() {
        check(&[1, 9, 17], "ab\tcd\tef", &["ab\t", "cd\t", "ef"], false);
        check(&[1, 9, 13], "\tcd\tef", &["\t", "cd\t", "ef"], false);
    }
}
