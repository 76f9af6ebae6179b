//! Why the engine decided as it did, in a sentence for each choice.

use super::super::{
    decode::{Charset, Encodings},
    dialect::Dialect,
    layout::Layout,
    normalize::Marks,
    types::{Decision, Vote},
};
use crate::{
    server::worker::words,
    shared::{
        dataset::ColumnType,
        reading::{Change, Choice, ColumnReading, Confidence, DayOrder, DecimalMark},
    },
};

/// What people may see otherwise in a column.
pub fn doubt(name: &str, decision: &Decision, vote: &Vote) -> Vec<Choice> {
    let choice = |about: &str, reason: String| Choice {
        about: about.to_owned(),
        column: Some(name.to_owned()),
        reason,
        confidence: Confidence::Guess,
        change: None,
    };
    let mut doubts = Vec::new();
    if let Some(reason) = decision.doubt {
        let instead = decision.instead.clone().map(|instead| ColumnReading {
            name: name.to_owned(),
            ..instead
        });
        doubts.push(Choice {
            change: instead.map(|reading| Change::Column { reading }),
            ..choice("type", format!("“{name}” stays text: {reason}."))
        });
    }
    let is_date = matches!(
        decision.reading.column_type,
        ColumnType::Date | ColumnType::DateTime
    );
    if is_date && let Some(other) = vote.other_order(decision.reading.day_order) {
        let reason = match other {
            DayOrder::YearFirst => {
                format!("The dates of “{name}” may begin with the year; read with the year last.")
            }
            _ => format!("The dates of “{name}” were read with the year first; it may stand last."),
        };
        let reading = ColumnReading {
            name: name.to_owned(),
            day_order: other,
            ..decision.reading.clone()
        };
        doubts.push(Choice {
            change: Some(Change::Column { reading }),
            ..choice("day_order", reason)
        });
    } else if is_date && vote.order_is_a_guess() {
        let (first, other) = match decision.reading.day_order {
            DayOrder::DayFirst => ("day", DayOrder::MonthFirst),
            DayOrder::MonthFirst => ("month", DayOrder::DayFirst),
            DayOrder::YearFirst => ("year", DayOrder::DayFirst),
        };
        let reading = ColumnReading {
            name: name.to_owned(),
            day_order: other,
            ..decision.reading.clone()
        };
        let reason = format!(
            "The dates of “{name}” do not tell day from month; read with the {first} first."
        );
        doubts.push(Choice {
            change: Some(Change::Column { reading }),
            ..choice("day_order", reason)
        });
    }
    if let Some(pivot) = decision.reading.year_pivot {
        let reason = format!(
            "The years of “{name}” have two digits; those below {pivot} were read as 20xx, the others as 19xx."
        );
        let reading = ColumnReading {
            name: name.to_owned(),
            year_pivot: Some(100),
            ..decision.reading.clone()
        };
        doubts.push(Choice {
            change: Some(Change::Column { reading }),
            ..choice("year_pivot", reason)
        });
    }
    doubts
}

/// Whether the decimals of a column may group its thousands, in a file whose delimiter is `delimiter`. Between commas a
/// point stands before decimals, and a comma was quoted for thousands, unless a column has both.
pub fn doubt_of_thousands(
    name: &str,
    decision: &Decision,
    vote: &Vote,
    delimiter: u8,
) -> Option<Choice> {
    let grouped = vote.as_grouped(&decision.reading)?;
    let such = match grouped.decimal_mark {
        Some(DecimalMark::Comma) => "1.000 for 1000",
        _ => "1,000 for 1000",
    };
    (delimiter != b',' || vote.mixes_marks()).then(|| Choice {
        about: "decimal_mark".to_owned(),
        column: Some(name.to_owned()),
        reason: format!(
            "The numbers of “{name}” may be thousands, {such}; they were read with decimals."
        ),
        confidence: Confidence::Guess,
        change: Some(Change::Column {
            reading: ColumnReading {
                name: name.to_owned(),
                ..grouped
            },
        }),
    })
}

/// Why the file was taken apart as it was.
pub fn of_layout(
    choices: &mut Vec<Choice>,
    encodings: Encodings,
    dialect: &Dialect,
    layout: &Layout,
) {
    let mut add = |about: &str, reason: String, confidence, change| {
        choices.push(Choice {
            about: about.to_owned(),
            column: None,
            reason,
            confidence,
            change,
        });
    };
    let (reason, confidence, change) = between_values(dialect);
    add("delimiter", reason, confidence, change);
    let guessed = encodings.main != Charset::UTF_8 && !encodings.main.name().starts_with("UTF-16");
    let title = encodings.main.title();
    let reason = match encodings.also {
        None => format!("Read as {title}."),
        Some(other) => format!("Read as {title}; {} fits as well.", other.short_title()),
    };
    let instead = encodings.also.map(|other| Change::Encoding {
        encoding: other.name().to_owned(),
    });
    add(
        "encoding",
        reason,
        if guessed {
            Confidence::Guess
        } else {
            Confidence::High
        },
        instead,
    );
    if layout.below_prose {
        let reason = format!(
            "Line {} is the first of the table: those above it do not look like its rows.",
            words::integer(layout.skip_above as i64 + 1)
        );
        let keep = Change::SkipAbove { lines: 0 };
        add("skip_above", reason, Confidence::Guess, Some(keep));
    }
    let reason = match layout.header_rows {
        0 => "The first row looks like those below it.",
        1 => "The first row names the columns.",
        _ => "Several rows name the columns.",
    };
    add("header_rows", reason.to_owned(), Confidence::High, None);
}

/// What tells values apart, how sure that is, and what might do it instead.
fn between_values(dialect: &Dialect) -> (String, Confidence, Option<Change>) {
    let instead = |mark| Some(Change::Delimiter { delimiter: mark });
    let mark = match dialect.delimiter {
        _ if dialect.by_position.is_some() => return by_position(dialect),
        _ if dialect.normal.marks != Marks::Plain => {
            let sign = char::from(dialect.delimiter).to_string();
            format!("“{}”", dialect.normal.as_written(&sign))
        }
        b'\t' => "tabs".to_owned(),
        b' ' => "blanks".to_owned(),
        byte if byte.is_ascii_graphic() => format!("“{}”", char::from(byte)),
        byte => format!("the sign {byte:02X}"),
    };
    match (dialect.named, dialect.mixed) {
        (true, _) if dialect.broken_promise.is_none() => (
            format!("The first line names {mark}."),
            Confidence::High,
            None,
        ),
        (_, true) => (
            "Tabs and blanks are mixed between values; any run of them separates two.".to_owned(),
            Confidence::Guess,
            instead('\t'),
        ),
        _ if dialect.delimiter == b':' && dialect.normal.marks == Marks::Plain => (
            "All lines have as many colons, and nothing else separates their values.".to_owned(),
            Confidence::Guess,
            instead(','),
        ),
        _ => (
            format!("The rows agree best between {mark}."),
            Confidence::High,
            None,
        ),
    }
}

fn by_position(dialect: &Dialect) -> (String, Confidence, Option<Change>) {
    let ruled = dialect
        .by_position
        .as_ref()
        .is_some_and(|found| found.ruled);
    let (reason, confidence) = match ruled {
        true => (
            "A drawn line says where each column begins.",
            Confidence::High,
        ),
        false => (
            "No mark separates values: nearly all lines have a blank before each column.",
            Confidence::Guess,
        ),
    };
    let instead = Change::Delimiter { delimiter: ' ' };
    (reason.to_owned(), confidence, Some(instead))
}
