//! A colon between values, as in `/etc/passwd`. It stands in times, addresses and prose as well, so it separates
//! only where all lines agree and none of these explains them.

use super::super::{
    rows::{self, Row},
    types::Vote,
};

/// Lines of several columns that are enough, and of two.
const FEWEST_LINES: usize = 2;
const FEWEST_OF_TWO: usize = 4;

/// Whether a colon separates the values of rows that it makes.
pub fn separates(rows: &[Row]) -> bool {
    let width = rows::common_width(rows);
    let agree = rows.iter().all(|row| row.values.len() == width);
    let fewest = if width > 2 {
        FEWEST_LINES
    } else {
        FEWEST_OF_TWO
    };
    agree
        && rows.len() >= fewest
        && !most(rows, holds_time)
        && !most(rows, is_address)
        // Prose has a blank behind a colon, an address two strokes.
        && rows.iter().all(|row| !row.raw.contains(": ") && !row.raw.contains("://"))
        && (width > 2 || width == 2 && is_named(rows))
}

fn most(rows: &[Row], holds: impl Fn(&str) -> bool) -> bool {
    rows.iter().filter(|row| holds(&row.raw)).count() * 2 > rows.len()
}

/// Whether an hour and a minute stand around a colon: `9:05`.
fn holds_time(line: &str) -> bool {
    let parts: Vec<&str> = line.split(':').collect();
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let last_digits = |text: &str| text.bytes().rev().take_while(u8::is_ascii_digit).count();
    parts.windows(2).any(|pair| {
        let (hour, minute) = (pair[0], pair[1]);
        let hour = &hour[hour.len() - last_digits(hour)..];
        let minute = &minute[..digits(minute)];
        matches!(hour.len(), 1 | 2)
            && minute.len() == 2
            && hour.parse().is_ok_and(|hour: u8| hour <= 24)
            && minute.parse().is_ok_and(|minute: u8| minute < 60)
    })
}

/// Whether a line is the address of a device or of a computer: `00:1B:44:11:3A:B7`, `2001:db8:0:0:0:0:0:1`.
fn is_address(line: &str) -> bool {
    let parts: Vec<&str> = line.trim().split(':').collect();
    let hex = |part: &&str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    matches!(parts.len(), 6 | 8) && parts.iter().all(hex)
}

/// Whether the first of two columns holds words and the second none, but for its name.
fn is_named(rows: &[Row]) -> bool {
    let Some((first, body)) = rows.split_first() else {
        return false;
    };
    let vote = |column: usize| {
        let mut vote = Vote::default();
        for row in body {
            vote.add(&row.values[column]);
        }
        vote
    };
    let (left, right) = (vote(0), vote(1));
    left.is_plain_text() && !right.is_plain_text() && !right.takes(&first.values[1])
}

/// Whether no other column than one holds what else could separate, so that the colon does.
pub fn holds_others(rows: &[Row]) -> bool {
    let width = rows::common_width(rows);
    let holds = |column: &usize| {
        let values = rows.iter().filter_map(|row| row.values.get(*column));
        values.clone().any(|value| value.contains([',', ';', '|']))
    };
    (0..width).filter(holds).count() <= 1
}

#[cfg(test)]
mod tests {
    use super::{
        super::super::{grammar::Grammar, rows::rows},
        *,
    };

    #[test]
    fn a_colon_separates_where_nothing_else_explains_it() {
        for (text, expected) in [
            ("name:age:city\nann:31:Ulm\nbob:7:Bonn\n", true),
            (
                "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000:Ann Lee:/home/ann:\n",
                true,
            ),
            (
                "games:x:5:60:games\nuucp:x:10:14:uucp\nnews:x:9:13:news\n",
                false,
            ),
            (
                "games:x:5:60:games\nuucp:x:10:14:uucp\nann:x:1000:1000:ann\n",
                true,
            ),
            ("name:age\nann:31\nbob:7\ncy:8\n", true),
            ("ann:31\nbob:7\ncy:8\ndi:9\n", false),
            ("name:age\nann:31\n", false),
            ("name:city\nann:Ulm\nbob:Bonn\ncy:Kiel\n", false),
            ("12:30:11\n12:31:09\n", false),
            ("t\n12:30:11\n", false),
            ("2024-03-04T12:30:11 x\n2024-03-04T12:31:12 y\n", false),
            ("00:1B:44:11:3A:B7\n00:1B:44:11:3A:B8\n", false),
            ("2001:db8:0:0:0:0:0:1\n2001:db8:0:0:0:0:0:2\n", false),
            ("a: b: c\nd: e: f\n", false),
            ("a:b:c\nd:e\n", false),
            ("http://x:80\nhttp://y:80\n", false),
        ] {
            let rows = rows(text, &Grammar::new(b':', Some(b'"'), None, 0), 0, 100);
            assert_eq!(separates(&rows), expected, "{text}");
        }
    }
}
