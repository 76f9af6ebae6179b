//! One JSON record as values by path: `geo.lat`. Numbers stay as they are written, to the digit.

use std::collections::{HashMap, HashSet};

/// A value at the end of a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaf<'a> {
    Null,
    Boolean(bool),
    Number(&'a str),
    Text(String),
    /// A list, as it is written.
    List(&'a str),
}

const MAX_DEPTH: usize = 32;
/// The path of a record that is a single value.
const VALUE: &str = "value";

/// Gives each name that stands again one of its own that no other has: `a (2)`.
pub fn number_repeated<'a>(names: impl Iterator<Item = &'a mut String>) {
    let names: Vec<&mut String> = names.collect();
    let mut taken: HashSet<String> = names.iter().map(|name| (**name).clone()).collect();
    let mut times: HashMap<String, u32> = HashMap::with_capacity(taken.len());
    for name in names {
        let time = times.entry(name.clone()).or_default();
        *time += 1;
        if *time == 1 {
            continue;
        }
        let mut own = format!("{name} ({time})");
        while !taken.insert(own.clone()) {
            *time += 1;
            own = format!("{name} ({time})");
        }
        *name = own;
    }
}

/// The path of a value in a record that is a list, counted from 1.
pub fn list_path(number: usize) -> String {
    format!("column_{number}")
}

/// The fields of an object, each with its value as it is written; none when it is no object.
pub fn members(object: &str) -> Option<Vec<(String, &str)>> {
    let mut scanner = Scanner {
        text: object,
        at: 0,
    };
    let mut members = Vec::new();
    scanner.expect(b'{')?;
    while scanner.peek()? != b'}' {
        let key = scanner.string()?;
        scanner.expect(b':')?;
        members.push((key, scanner.raw()?));
        if scanner.peek()? == b',' {
            scanner.at += 1;
        }
    }
    Some(members)
}

/// The values of a list as they are written; none when it is no list.
pub fn items(list: &str) -> Option<Vec<&str>> {
    let mut scanner = Scanner { text: list, at: 0 };
    let mut items = Vec::new();
    scanner.expect(b'[')?;
    while scanner.peek()? != b']' {
        items.push(scanner.raw()?);
        if scanner.peek()? == b',' {
            scanner.at += 1;
        }
    }
    Some(items)
}

/// Hands every value of a record to `take`, in its order; none when it is no JSON.
pub fn flatten<'a>(record: &'a str, take: &mut impl FnMut(&str, Leaf<'a>)) -> Option<()> {
    let mut scanner = Scanner {
        text: record,
        at: 0,
    };
    let mut path = String::new();
    match scanner.peek()? {
        b'{' => scanner.object(&mut path, 0, take)?,
        b'[' => scanner.row(take)?,
        _ => take(VALUE, scanner.leaf()?),
    }
    scanner.peek().is_none().then_some(())
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn object(
        &mut self,
        path: &mut String,
        depth: usize,
        take: &mut impl FnMut(&str, Leaf<'a>),
    ) -> Option<()> {
        self.expect(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            self.peek()?;
            let key = self.string()?;
            self.expect(b':')?;
            let length = path.len();
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&key);
            if self.peek()? == b'{' && depth < MAX_DEPTH {
                self.object(path, depth + 1, take)?;
            } else {
                let leaf = self.leaf()?;
                take(path, leaf);
            }
            path.truncate(length);
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// A record that is a list: its values go by their number.
    fn row(&mut self, take: &mut impl FnMut(&str, Leaf<'a>)) -> Option<()> {
        self.expect(b'[')?;
        let mut number = 0;
        while self.peek()? != b']' {
            number += 1;
            let leaf = self.leaf()?;
            take(&list_path(number), leaf);
            if self.peek()? == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(())
    }

    /// The next value as it is written.
    fn raw(&mut self) -> Option<&'a str> {
        self.peek()?;
        let start = self.at;
        self.leaf()?;
        Some(&self.text[start..self.at])
    }

    fn leaf(&mut self) -> Option<Leaf<'a>> {
        let start = self.at;
        match self.peek()? {
            b'"' => self.string().map(Leaf::Text),
            b'[' | b'{' => {
                self.skip_nested()?;
                Some(Leaf::List(self.text[start..self.at].trim()))
            }
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Option<Leaf<'a>> {
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| matches!(c, ',' | '}' | ']') || c.is_whitespace());
        let word = &rest[..length.unwrap_or(rest.len())];
        self.at += word.len();
        match word {
            "null" | "NaN" => Some(Leaf::Null),
            "true" => Some(Leaf::Boolean(true)),
            "false" => Some(Leaf::Boolean(false)),
            number => number
                .parse::<f64>()
                .is_ok()
                .then_some(Leaf::Number(number)),
        }
    }

    fn skip_nested(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            while !self.text.is_char_boundary(self.at) {
                self.at += 1;
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        if *bytes.get(start)? != b'"' {
            return None;
        }
        let mut at = start + 1;
        while *bytes.get(at)? != b'"' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        self.at = at + 1;
        let quoted = &self.text[start..self.at];
        if !quoted.contains('\\') {
            return Some(quoted[1..quoted.len() - 1].to_owned());
        }
        serde_json::from_str(quoted).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stands_again_gets_one_that_nobody_has() {
        for (given, expected) in [
            ("a b a a", "a,b,a (2),a (3)"),
            ("a a a_(2)", "a,a (3),a (2)"),
            ("a_(2) a a", "a (2),a,a (3)"),
            ("a a a_(2) a_(2)", "a,a (3),a (2),a (2) (2)"),
        ] {
            let words = given.split(' ').map(|word| word.replace('_', " "));
            let mut names: Vec<String> = words.collect();
            number_repeated(names.iter_mut());
            assert_eq!(names.join(","), expected);
        }
    }

    #[test]
    fn values_go_by_their_path() {
        let mut found = Vec::new();
        let record = r#"{"id": 60685111400000001, "geo": {"lat": 5.0, "n": {"x": null}}, "t": ["a", 1], "s": "ü\n\"", "b": true}"#;
        flatten(record, &mut |path, leaf| {
            found.push((path.to_owned(), leaf))
        })
        .unwrap();
        let expected = [
            ("id", Leaf::Number("60685111400000001")),
            ("geo.lat", Leaf::Number("5.0")),
            ("geo.n.x", Leaf::Null),
            ("t", Leaf::List(r#"["a", 1]"#)),
            ("s", Leaf::Text("ü\n\"".into())),
            ("b", Leaf::Boolean(true)),
        ];
        assert_eq!(found, expected.map(|(path, leaf)| (path.to_owned(), leaf)));
        for broken in [
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":1}x",
            "[1",
            "{\"a\":tru}",
        ] {
            assert_eq!(flatten(broken, &mut |_, _| {}), None, "{broken}");
        }
    }
}
