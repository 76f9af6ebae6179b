//! Quote marks around values as word processors write them, “…”, „…“, «…» and »…«: they are written as straight ones.
//!
//! Where they stand around words within a value they are letters like any other.

use crate::{
    server::worker::ingest::numbers,
    shared::reading::{DecimalMark, Decisions},
};

/// What may open a value; each stands for its kind.
const OPENING: [char; 4] = ['“', '„', '«', '»'];
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// Quote marks of one kind, and what separates the values that they stand around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Curly {
    pub open: char,
    pub delimiter: char,
}

/// A value of a line as it stands.
enum Value<'a> {
    Quoted(&'a str),
    AsIs(&'a str),
}

impl Curly {
    /// Marks that a reading names; none for straight ones, and between values that no single byte separates.
    pub fn named(quote: Option<char>, delimiter: char) -> Option<Self> {
        let open = quote.filter(|mark| OPENING.contains(mark))?;
        delimiter.is_ascii().then_some(Self { open, delimiter })
    }

    /// Marks that pair up in all lines and without which these would not have as many values.
    pub fn find<'a>(
        lines: impl Iterator<Item = &'a str> + Clone,
        decisions: &Decisions,
    ) -> Option<Self> {
        let delimiters = DELIMITERS.into_iter().filter(|mark| {
            let said = decisions.delimiter;
            said.is_none_or(|said| said == *mark)
        });
        let all = OPENING.into_iter().flat_map(|open| {
            let delimiters = delimiters.clone();
            delimiters.map(move |delimiter| Self { open, delimiter })
        });
        let mut all = all.filter(|one| decisions.quote.is_none_or(|said| said.0 == Some(one.open)));
        all.find(|one| one.quotes(lines.clone()))
    }

    /// A line with straight quotes around its values.
    pub fn straight(self, line: &str) -> String {
        let values = self.values(line).into_iter().map(|value| match value {
            Value::Quoted(inside) => format!("\"{}\"", inside.replace('"', "\"\"")),
            Value::AsIs(value) => value.to_owned(),
        });
        let values: Vec<String> = values.collect();
        values.join(&self.delimiter.to_string())
    }

    /// What opens a value and what closes it. After a comma word processors take the mark for a closing one.
    fn marks(self) -> (&'static [char], &'static [char]) {
        match self.open {
            '“' => (&['“', '”'], &['”']),
            '„' => (&['„'], &['“', '”']),
            '«' => (&['«'], &['»']),
            _ => (&['»'], &['«']),
        }
    }

    fn values(self, line: &str) -> Vec<Value<'_>> {
        let mut values = Vec::new();
        let mut rest = line;
        loop {
            let (value, after) = self.value(rest);
            values.push(value);
            match after {
                Some(after) => rest = after,
                None => return values,
            }
        }
    }

    /// The next value, and what follows the delimiter behind it.
    fn value(self, rest: &str) -> (Value<'_>, Option<&str>) {
        let (opens, closes) = self.marks();
        let shown = rest.trim_start_matches(' ');
        if let Some(inside) = shown.strip_prefix(opens)
            && let Some((end, after)) = self.close(inside, closes)
        {
            return (Value::Quoted(&inside[..end]), after);
        }
        if let Some(inside) = shown.strip_prefix('"')
            && let Some((_, after)) = self.close(inside, &['"'])
        {
            let behind = after.map_or(0, |after| after.len() + self.delimiter.len_utf8());
            return (Value::AsIs(&rest[..rest.len() - behind]), after);
        }
        match rest.split_once(self.delimiter) {
            Some((value, after)) => (Value::AsIs(value), Some(after)),
            None => (Value::AsIs(rest), None),
        }
    }

    /// Where the mark stands that a delimiter or the end of the line follows, and what comes behind.
    fn close<'a>(self, inside: &'a str, closes: &[char]) -> Option<(usize, Option<&'a str>)> {
        let mut marks = inside.match_indices(closes);
        marks.find_map(|(at, mark)| {
            let after = inside[at + mark.len()..].trim_start_matches(' ');
            match after.is_empty() {
                true => Some((at, None)),
                false => Some((at, Some(after.strip_prefix(self.delimiter)?))),
            }
        })
    }

    fn quotes<'a>(self, lines: impl Iterator<Item = &'a str> + Clone) -> bool {
        let (mut quoted, mut others, mut widths) = (0, 0, Vec::new());
        for line in lines.clone() {
            let values = self.values(line);
            widths.push(values.len());
            for value in values {
                match value {
                    Value::Quoted(_) => quoted += 1,
                    // It opens and never closes.
                    Value::AsIs(value) if value.trim_start().starts_with(self.marks().0) => {
                        return false;
                    }
                    Value::AsIs(value) => others += usize::from(is_words(value)),
                }
            }
        }
        let plain: Vec<usize> = lines
            .map(|line| line.split(self.delimiter).count())
            .collect();
        let (width, agreeing) = most_common(&widths);
        quoted > 0
            && width > 1
            && widths.len() > 1
            && agreeing * 10 >= widths.len() * 9
            && (agreeing > most_common(&plain).1 || others == 0)
    }
}

/// Whether a value is more than a number.
fn is_words(value: &str) -> bool {
    let value = value.trim();
    let is_number = |mark| numbers::read(value, mark).is_some();
    !value.is_empty() && !is_number(DecimalMark::Point) && !is_number(DecimalMark::Comma)
}

/// The number that comes most often, and how often.
fn most_common(numbers: &[usize]) -> (usize, usize) {
    let counted = numbers.iter().map(|number| {
        let same = numbers.iter().filter(|other| *other == number);
        (same.count(), *number)
    });
    counted
        .max()
        .map_or((0, 0), |(count, number)| (number, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(char, char)>) {
        let found = Curly::find(text.lines(), &Decisions::default());
        let found = found.map(|found| (found.open, found.delimiter));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn marks_quote_where_they_pair_up_and_explain_the_values() {
        check("name,n\n“Doe, Jane”,1\n“Roe, Al”,2\n", Some(('“', ',')));
        check("name;n\n„Doe; Jane“;1\n„Roe; Al”;2\n", Some(('„', ';')));
        check("«a, b»,1\n«c, d»,2\n", Some(('«', ',')));
        check("“name”,“n”\n“Ulm”,“1”\n“Bonn”,“2”\n", Some(('“', ',')));
        // As a word processor turns the mark behind a comma.
        check("n,name\n1,”Doe, Jane”\n2,”Roe, Al”\n", Some(('“', ',')));
    }

    #[test]
    fn marks_within_a_text_are_letters() {
        check("title,n\n“Foo” and more,1\n“Bar” again,2\n", None);
        check("title,n\nthe “Foo”,1\nb,2\n", None);
        check("who,said\nAnn,“Hello”\nBob,“Bye”\n", None);
        check("a,b\n1,2\n", None);
        check("“only, one”\n", None);
    }

    #[test]
    fn straight_marks_stand_for_them() {
        let curly = Curly {
            open: '“',
            delimiter: ',',
        };
        for (line, straight) in [
            ("“a, b”,1", "\"a, b\",1"),
            ("x, “say \"hi\", you” ,2", "x,\"say \"\"hi\"\", you\",2"),
            ("“a” b,\"c, “d”\",“e", "“a” b,\"c, “d”\",“e"),
            ("", ""),
        ] {
            assert_eq!(curly.straight(line), straight, "{line}");
        }
    }
}
