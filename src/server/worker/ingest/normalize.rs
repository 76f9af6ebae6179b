//! Lines that tell their values apart in ways that the grammar does not know, written as it does: lines that are
//! quoted as a whole, curly quotes, delimiters of two signs, bars of drawn boxes, bars that a backslash takes for text.
//!
//! Each line stays a line, so that its number stays the file's.

mod curly;

use crate::shared::reading::{Decisions, Mark, Reading};
use curly::Curly;

/// What stands for the delimiter once a text is normal.
pub const SEPARATOR: u8 = 0x1F;
const SEPARATES: &str = "\u{1F}";
/// The bar between the cells of a drawn box; there are heavier ones.
pub const BAR: char = '│';
const BARS: [char; 3] = [BAR, '┃', '║'];
/// Lines that are looked at.
const LOOKED_AT: usize = 200;

/// How the delimiters of a text are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marks {
    /// As the grammar knows them.
    #[default]
    Plain,
    /// Two of the same sign: `::`.
    Pair(char),
    /// Bars of boxes.
    Boxes,
    /// Bars, and a backslash before those that are text, as in Markdown.
    EscapedBars,
}

/// What has to be done with a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Normal {
    /// Lines are quoted as a whole.
    pub quoted_lines: bool,
    /// Values are quoted as word processors do it.
    pub curly: Option<Curly>,
    pub marks: Marks,
}

impl Normal {
    pub const PLAIN: Self = Self {
        quoted_lines: false,
        curly: None,
        marks: Marks::Plain,
    };

    /// What the beginning of a text shows, where people have not said otherwise.
    pub fn of_text(text: &str, decisions: &Decisions) -> Self {
        let quoted_lines = decisions.quoted_lines.unwrap_or_else(|| quoted_lines(text));
        let curly = match quoted_lines || decisions.starts.is_some() {
            true => None,
            false => Curly::find(beginning(text), decisions),
        };
        let marks = match (
            quoted_lines || curly.is_some() || decisions.starts.is_some(),
            decisions.delimiter,
        ) {
            (true, _) => Marks::Plain,
            (_, said) => marks(text).filter(|marks| {
                let plain_bars = decisions.escape == Some(Mark(None));
                (said.is_none() || said == marks.sign())
                    && !(plain_bars && *marks == Marks::EscapedBars)
            }),
        };
        Self {
            quoted_lines,
            curly,
            marks,
        }
    }

    /// The same with the curly quotes that people say are there, around values that they or `delimiter` tell apart.
    pub fn quoted_as_said(self, decisions: &Decisions, delimiter: impl FnOnce() -> char) -> Self {
        let is_open = self.curly.is_none() && !self.quoted_lines && decisions.starts.is_none();
        let said = decisions.quote.and_then(|mark| mark.0);
        let curly = said
            .filter(|mark| is_open && !mark.is_ascii())
            .and_then(|_| Curly::named(said, decisions.delimiter.unwrap_or_else(delimiter)));
        match curly {
            Some(_) => Self {
                curly,
                ..Self::PLAIN
            },
            None => self,
        }
    }

    /// The text as the grammar knows it.
    pub fn text(self, text: String) -> String {
        let text = match self.quoted_lines {
            true => map_lines(&text, unquoted),
            false => text,
        };
        let text = match self.curly {
            Some(curly) => map_lines(&text, |line| curly.straight(line)),
            None => text,
        };
        match self.marks {
            Marks::Plain => text,
            Marks::Pair(sign) => text.replace(&String::from_iter([sign, sign]), SEPARATES),
            Marks::Boxes => map_lines(&text, |line| match is_drawn(line) {
                true => line
                    .chars()
                    .map(|c| if is_box(c) { '-' } else { c })
                    .collect(),
                false => line.replace(BARS, SEPARATES),
            }),
            Marks::EscapedBars => map_lines(&text, |line| {
                let parts: Vec<String> = line
                    .split("\\|")
                    .map(|part| part.replace('|', SEPARATES))
                    .collect();
                parts.join("|")
            }),
        }
    }

    /// Some of the normal text as the file has it.
    pub fn as_written(self, text: &str) -> String {
        match self.marks {
            Marks::Plain => text.to_owned(),
            Marks::Pair(sign) => text.replace(SEPARATES, &String::from_iter([sign, sign])),
            Marks::Boxes => text.replace(SEPARATES, &BAR.to_string()),
            Marks::EscapedBars => text.replace('|', "\\|").replace(SEPARATES, "|"),
        }
    }
}

impl Marks {
    fn filter(self, keep: impl Fn(&Self) -> bool) -> Self {
        if keep(&self) { self } else { Self::Plain }
    }

    /// The sign that a reading names.
    pub fn sign(&self) -> Option<char> {
        match self {
            Self::Plain => None,
            Self::Pair(sign) => Some(*sign),
            Self::Boxes => Some(BAR),
            Self::EscapedBars => Some('|'),
        }
    }
}

impl From<&Reading> for Normal {
    fn from(reading: &Reading) -> Self {
        let marks = match reading.delimiter {
            _ if !reading.starts.is_empty() => Marks::Plain,
            BAR => Marks::Boxes,
            sign if reading.doubled_delimiter => Marks::Pair(sign),
            '|' if reading.begins_in_delimiter && reading.escape == Some('\\') => {
                Marks::EscapedBars
            }
            _ => Marks::Plain,
        };
        Self {
            quoted_lines: reading.quoted_lines,
            curly: Curly::named(reading.quote, reading.delimiter),
            marks,
        }
    }
}

/// Every line changed, and their ends as they were.
fn map_lines(text: &str, change: impl Fn(&str) -> String) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        let content = line.trim_end_matches(['\n', '\r']);
        change(content) + &line[content.len()..]
    });
    lines.collect()
}

/// A line without the quotes around it and with the doubled ones in it as one; others as they stand.
fn unquoted(line: &str) -> String {
    match inside(line) {
        Some(inside) => inside.replace("\"\"", "\""),
        None => line.to_owned(),
    }
}

/// What one pair of quotes around a line quotes.
fn inside(line: &str) -> Option<&str> {
    let inside = line.strip_prefix('"')?.strip_suffix('"')?;
    (!inside.replace("\"\"", "").contains('"')).then_some(inside)
}

fn beginning(text: &str) -> impl Iterator<Item = &str> + Clone {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.take(LOOKED_AT)
}

/// Whether all lines are quoted as a whole around as many values each.
fn quoted_lines(text: &str) -> bool {
    let mut lines = beginning(text);
    if !text.starts_with('"') || !lines.all(|line| inside(line).is_some()) {
        return false;
    }
    // Quoted values that are one each stand so, too: "Doe, Jane".
    let inner: Vec<String> = beginning(text).map(unquoted).collect();
    let separates = |mark: char| {
        let counts = inner.iter().map(|line| plain_marks(line, mark));
        let mut counts = counts.peekable();
        let first = counts.peek().copied().unwrap_or(0);
        let tight = inner.iter().any(|line| {
            let after = line.split(mark).skip(1);
            after.clone().count() > 0 && after.clone().all(|part| !part.starts_with(' '))
        });
        first > 0 && tight && counts.all(|count| count == first)
    };
    inner.len() > 1 && [',', ';', '\t', '|'].into_iter().any(separates)
}

/// How often a mark stands outside of quotes.
fn plain_marks(line: &str, mark: char) -> usize {
    let outside = line.split('"').step_by(2);
    outside.map(|part| part.matches(mark).count()).sum()
}

/// Marks that the grammar does not know.
fn marks(text: &str) -> Marks {
    let lines = beginning(text);
    let count = lines.clone().count();
    let most = |holds: &dyn Fn(&str) -> bool| {
        lines.clone().filter(|line| holds(line)).count() * 10 >= count * 8
    };
    if count < 2 {
        return Marks::Plain;
    }
    if most(&|line| line.contains(BARS) || is_drawn(line)) && text.contains(BARS) {
        return Marks::Boxes;
    }
    if most(&|line| line.trim_start().starts_with('|'))
        && lines.clone().any(|line| line.contains("\\|"))
    {
        return Marks::EscapedBars;
    }
    let is_pair = |sign: char| {
        let pair = String::from_iter([sign, sign]);
        let pairs = |line: &str| line.matches(&pair).count();
        let first = lines.clone().next().map_or(0, pairs);
        // One sign alone separates, too; with a value missing it stands twice.
        let alone = |line: &str| sign == '|' && line.matches(sign).count() != 2 * pairs(line);
        if sign == ':' && single_colons(lines.clone(), 2 * first) {
            return false;
        }
        // A quoted value may go over lines.
        let fits = |line: &str| [0, first].contains(&pairs(line)) && !alone(line);
        let full = lines.clone().filter(|line| pairs(line) == first);
        first > 0 && first + count > 3 && full.count() * 2 > count && lines.clone().all(fits)
    };
    let pair = ['|', ':'].into_iter().find(|sign| is_pair(*sign));
    pair.map_or(Marks::Plain, Marks::Pair)
}

/// Whether all lines have as many colons, more than pairs explain, and none as prose has them.
fn single_colons<'a>(mut lines: impl Iterator<Item = &'a str> + Clone, in_pairs: usize) -> bool {
    let colons = |line: &str| line.matches(':').count();
    let first = lines.clone().next().map_or(0, colons);
    first > in_pairs && lines.all(|line| colons(line) == first && !line.contains(": "))
}

fn is_box(sign: char) -> bool {
    matches!(sign, '\u{2500}'..='\u{257F}')
}

/// Whether a line is drawn and holds no value.
fn is_drawn(line: &str) -> bool {
    let line = line.trim();
    line.chars().any(|c| is_box(c) && !BARS.contains(&c))
        && line.chars().all(|c| is_box(c) || c == ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Normal) {
        assert_eq!(
            Normal::of_text(text, &Decisions::default()),
            expected,
            "{text}"
        );
    }

    fn marked(marks: Marks) -> Normal {
        Normal {
            marks,
            ..Normal::PLAIN
        }
    }

    #[test]
    fn lines_are_quoted_as_a_whole_where_all_are_and_hold_as_many_values() {
        let quoted = Normal {
            quoted_lines: true,
            ..Normal::PLAIN
        };
        check("\"a,b\"\n\"1,\"\"x, y\"\"\"\n", quoted);
        check("\"a;b\"\r\n\"1;2\"\r\n", quoted);
        for plain in [
            "\"a\",\"b\"\n\"1\",\"2\"\n",
            "\"name\"\n\"Doe, Jane\"\n",
            "\"last, first\"\n\"Doe, Jane\"\n",
            "\"a,b\"\n1,2\n",
            "a,b\n1,2\n",
            "",
        ] {
            check(plain, Normal::PLAIN);
        }
        assert_eq!(
            quoted.text("\"1,\"\"x\"\"\"\r\n2,y".into()),
            "1,\"x\"\r\n2,y"
        );
    }

    #[test]
    fn marks_are_two_signs_or_bars() {
        check("a||b\n1||2\n3||4\n", marked(Marks::Pair('|')));
        check("1::2::3\n4::5: x::6\n", marked(Marks::Pair(':')));
        check("a:*:1:7:::\nb:!:2:7:::\n", Normal::PLAIN);
        check("a|x|b\n1||2\n3||4\n", Normal::PLAIN);
        check("a│b\n─┼─\n1│2\n", marked(Marks::Boxes));
        check(
            "| a | b |\n|---|---|\n| x \\| y | 1 |\n",
            marked(Marks::EscapedBars),
        );
        check("std::x\nabc\n", Normal::PLAIN);
        let bars = marked(Marks::EscapedBars);
        assert_eq!(
            bars.text("|x \\| y|1|\n".into()),
            "\u{1F}x | y\u{1F}1\u{1F}\n"
        );
        assert_eq!(bars.as_written("\u{1F}x | y\u{1F}"), "|x \\| y|");
        assert_eq!(
            marked(Marks::Boxes).text("┌──┐\n│a─│\n".into()),
            "----\n\u{1F}a─\u{1F}\n"
        );
    }
}
