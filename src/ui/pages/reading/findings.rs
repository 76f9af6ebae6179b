//! What was found on the way: a sentence each, the lines as they stand, and the click that decides otherwise.

use crate::shared::{
    number::integer,
    reading::{
        Change, Choice, ColumnReading, Confidence, DayOrder, Example, FileFormat, Finding, Mark,
    },
    text::marked,
};
use leptos::prelude::*;

#[component]
pub fn Findings(
    findings: Vec<Finding>,
    choices: Vec<Choice>,
    /// As they are read now.
    columns: Vec<ColumnReading>,
    format: FileFormat,
) -> impl IntoView {
    let guesses = choices
        .into_iter()
        .filter(|one| one.confidence == Confidence::Guess);
    let guesses = guesses.map(|one| {
        let change = one.change.as_ref().map(|change| {
            let order = order_words(&one.about, change);
            (
                change,
                order.unwrap_or_else(|| words(change, &columns, format)),
            )
        });
        item(one.reason, &[], 0, change)
    });
    let found = findings.iter().map(|one| {
        let change = one.change.as_ref();
        let change = change.map(|change| (change, words(change, &columns, format)));
        item(one.sentence.clone(), &one.examples, one.count, change)
    });
    let all: Vec<AnyView> = guesses.chain(found).collect();
    match all.is_empty() {
        true => {
            view! { <p class="hint">"Nothing was left out, changed or guessed."</p> }.into_any()
        }
        false => view! {
            <h2>"What there is to know"</h2>
            <ul class="findings">{all}</ul>
        }
        .into_any(),
    }
}

/// `count` says how many there are; `examples` are the first of them.
fn item(
    sentence: String,
    examples: &[Example],
    count: u64,
    change: Option<(&Change, String)>,
) -> AnyView {
    let shown = examples.len() as u64;
    let title = match count > shown {
        true => {
            let (shown, all) = (integer(shown as i64), integer(count as i64));
            format!("As it stands in the file: the first {shown} of {all}")
        }
        false => "As it stands in the file".to_owned(),
    };
    let lines = examples.iter().map(|one| {
        let text = marked(&one.text).into_owned();
        view! { <li><span class="rownum">{one.line}</span> <code>{text}</code></li> }.into_any()
    });
    let lines = (!examples.is_empty()).then(|| {
        view! {
            <details class="notes">
                <summary>{title}</summary>
                <ul>{lines.collect::<Vec<_>>()}</ul>
            </details>
        }
    });
    let change = change.and_then(|(change, words)| {
        let value = serde_json::to_string(change).ok()?;
        Some(view! { <button class="btn small" type="submit" name="change" value=value>{words}</button> })
    });
    view! { <li class="finding"><div><span>{sentence}</span>{lines}</div>{change}</li> }.into_any()
}

/// What a click on a doubt about the order of day, month and year does.
fn order_words(about: &str, change: &Change) -> Option<String> {
    let Change::Column { reading } = change else {
        return None;
    };
    let first = match reading.day_order {
        DayOrder::DayFirst => "day",
        DayOrder::MonthFirst => "month",
        DayOrder::YearFirst => "year",
    };
    (about == "day_order").then(|| format!("Read with the {first} first"))
}

/// What the click does.
fn words(change: &Change, columns: &[ColumnReading], format: FileFormat) -> String {
    let (line, lines) = match format {
        FileFormat::Sheet => ("row", "rows"),
        _ => ("line", "lines"),
    };
    match change {
        Change::Column { reading } => {
            let now = columns.iter().find(|column| column.name == reading.name);
            column_words(reading, now)
        }
        Change::Delimiter { delimiter: ' ' } => "Separate at blanks".into(),
        Change::Delimiter { delimiter: '\t' } => "Separate at tabs".into(),
        Change::Delimiter { delimiter } => format!("Separate at “{delimiter}”"),
        Change::SkipAbove { lines: 0 } | Change::SkipBelow { lines: 0 } => {
            format!("Keep these {lines}")
        }
        Change::SkipAbove { lines: above } => format!("Begin below {line} {above}"),
        Change::SkipBelow { .. } => format!("Leave these {lines} out"),
        Change::HeaderRows { rows: 0 } => "It has no header".into(),
        Change::HeaderRows { .. } => "It names the columns".into(),
        Change::MissingInText { words } if words.is_empty() => "Keep the words".into(),
        Change::MissingInText { .. } => "They mean missing".into(),
        Change::QuotedLines { quoted: false } => "Quotes are part of the values".into(),
        Change::QuotedLines { quoted: true } => "Lines are quoted as a whole".into(),
        Change::Encoding { encoding } => format!("Read as {encoding}"),
        Change::Quote { quote: Mark(None) } => "No mark quotes".into(),
        Change::Quote {
            quote: Mark(Some('"')),
        } => "They are part of the values".into(),
        Change::Quote { .. } => "They stand around values".into(),
        Change::RepeatedKeys { apart: true } => "Give each a column".into(),
        Change::RepeatedKeys { apart: false } => "Read the last only".into(),
        Change::LeaveOutTotals { leave_out: true }
        | Change::LeaveOutShort { leave_out: true }
        | Change::LeaveOutSurplus { leave_out: true }
        | Change::EmptyRows { keep: false } => format!("Leave these {lines} out"),
        Change::LeaveOutTotals { .. }
        | Change::LeaveOutShort { .. }
        | Change::LeaveOutSurplus { .. }
        | Change::EmptyRows { .. } => format!("Keep these {lines}"),
    }
}

/// What another reading of a column does, against the one that it has now.
fn column_words(then: &ColumnReading, now: Option<&ColumnReading>) -> String {
    let as_type = || format!("Read as {}", then.column_type.word());
    let Some(now) = now.filter(|now| now.column_type == then.column_type) else {
        return as_type();
    };
    let means_missing = |words: bool| match words {
        true => "They mean missing".to_owned(),
        false => "Keep the words".to_owned(),
    };
    match () {
        () if then.missing_words != now.missing_words => means_missing(
            then.missing_words
                .as_ref()
                .is_some_and(|words| !words.is_empty()),
        ),
        () if then.missing != now.missing => means_missing(!then.missing.is_empty()),
        () if then.as_written && !now.as_written => "Keep them as they stand".into(),
        () if then.as_written != now.as_written => "Clean them".into(),
        () if then.decode_again && !now.decode_again => "Decode them once more".into(),
        () if then.decode_again != now.decode_again => "Keep them as they stand".into(),
        () if then.year_pivot != now.year_pivot => "Read all as 20xx".into(),
        () if then.zone != now.zone => "Read as UTC".into(),
        () => as_type(),
    }
}
