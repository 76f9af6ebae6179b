//! Why the engine decided as it did, in a sentence for each choice.

use super::super::{
    decode::{self, Encodings},
    dialect::Dialect,
    layout::Layout,
    types::{Decision, Vote},
};
use crate::{
    server::worker::words,
    shared::{
        dataset::ColumnType,
        reading::{Change, Choice, ColumnReading, Confidence, DayOrder},
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
    if is_date && vote.order_is_a_guess() {
        let first = match decision.reading.day_order {
            DayOrder::DayFirst => "day",
            DayOrder::MonthFirst => "month",
        };
        doubts.push(choice(
            "day_order",
            format!(
                "The dates of “{name}” do not tell day from month; read with the {first} first."
            ),
        ));
    }
    if let Some(pivot) = decision.reading.year_pivot {
        doubts.push(choice(
            "year_pivot",
            format!(
                "The years of “{name}” have two digits; those below {pivot} were read as 20xx, the others as 19xx."
            ),
        ));
    }
    doubts
}

/// Why the file was taken apart as it was.
pub fn of_layout(
    choices: &mut Vec<Choice>,
    encodings: Encodings,
    dialect: Dialect,
    layout: &Layout,
) {
    let mut add = |about: &str, reason: String, confidence| {
        choices.push(Choice {
            about: about.to_owned(),
            column: None,
            reason,
            confidence,
            change: None,
        });
    };
    let mark = match dialect.delimiter {
        b'\t' => "tabs".to_owned(),
        b' ' if dialect.mixed => "blanks and tabs".to_owned(),
        b' ' => "blanks".to_owned(),
        byte if byte.is_ascii_graphic() => format!("“{}”", char::from(byte)),
        byte => format!("the sign {byte:02X}"),
    };
    let (reason, confidence) = match dialect.named {
        true => (format!("The first line names {mark}."), Confidence::High),
        false if dialect.mixed => (
            "Tabs and blanks are mixed between values; any run of them separates two.".to_owned(),
            Confidence::Guess,
        ),
        false => (
            format!("The rows agree best between {mark}."),
            Confidence::High,
        ),
    };
    add("delimiter", reason, confidence);
    let guessed =
        encodings.main != encoding_rs::UTF_8 && !encodings.main.name().starts_with("UTF-16");
    let reason = format!("Read as {}.", decode::title(encodings.main));
    add(
        "encoding",
        reason,
        if guessed {
            Confidence::Guess
        } else {
            Confidence::High
        },
    );
    if layout.below_prose {
        let reason = format!(
            "Line {} is the first of the table: those above it do not look like its rows.",
            words::integer(layout.skip_above as i64 + 1)
        );
        add("skip_above", reason, Confidence::Guess);
    }
    let reason = match layout.header_rows {
        0 => "The first row looks like those below it.",
        1 => "The first row names the columns.",
        _ => "Several rows name the columns.",
    };
    add("header_rows", reason.to_owned(), Confidence::High);
}
