//! What happened to a file, as findings with a sentence each.

use super::{decode, propose::Proposal, tally::Entry, write::Loaded};
use crate::{
    server::worker::words,
    shared::{
        dataset::ColumnType,
        reading::{Change, ColumnReading, DayCount, Finding, FindingKind, MAX_FINDINGS, Reading},
    },
};

/// Lines that a sentence names.
const NAMED_LINES: usize = 3;
/// Sentences that stand beside a data set; more would bury each other.
const MAX_NOTES: usize = 20;

/// What a reading was applied to, and what came of it.
pub struct Told<'a> {
    pub reading: &'a Reading,
    /// What is known only when the engine itself proposed the reading.
    pub proposal: Option<&'a Proposal>,
    pub loaded: &'a mut Loaded,
    /// The text of the lines below the table.
    pub below: &'a str,
}

/// All findings, the most important first.
pub fn findings(mut told: Told) -> Vec<Finding> {
    told.count_below();
    let mut findings = told.about_times();
    findings.extend(told.about_proposal());
    let entries = std::mem::take(&mut told.loaded.tally.entries);
    for ((kind, column), entry) in &entries {
        findings.extend(told.finding(*kind, *column, entry));
    }
    findings.sort_by_key(|finding| finding.kind);
    findings.truncate(MAX_FINDINGS);
    findings
}

/// The sentences that people read first.
pub fn notes(
    reading: &Reading,
    findings: &[Finding],
    choices: &[crate::shared::reading::Choice],
) -> Vec<String> {
    let mut notes = Vec::new();
    if reading.encoding != "UTF-8" {
        let encoding = encoding_rs::Encoding::for_label(reading.encoding.as_bytes());
        notes.extend(encoding.map(|encoding| format!("Read as {}.", decode::title(encoding))));
    }
    if reading.header_rows == 0
        && let [first, .., last] = reading.columns.as_slice()
    {
        let (first, last) = (&first.name, &last.name);
        notes.push(format!(
            "The file has no header; the columns are called {first} to {last}."
        ));
    }
    let guesses = choices.iter().filter(|choice| choice.column.is_some());
    notes.extend(guesses.map(|choice| choice.reason.clone()));
    notes.extend(findings.iter().map(|finding| finding.sentence.clone()));
    notes.truncate(MAX_NOTES);
    notes
}

fn finding(
    kind: FindingKind,
    column: Option<&ColumnReading>,
    entry: &Entry,
    sentence: String,
) -> Finding {
    Finding {
        kind,
        column: column.map(|column| column.name.clone()),
        count: entry.count,
        examples: entry.examples.clone(),
        sentence,
        change: None,
    }
}

/// "row 12", "rows 12 and 40", "rows 12, 40, 77 and 5 more"
fn rows(entry: &Entry) -> String {
    let named = entry.examples.iter().take(NAMED_LINES);
    let lines: Vec<String> = named
        .map(|example| words::integer(example.line as i64))
        .collect();
    let more = entry.count - lines.len() as u64;
    match (lines.as_slice(), more) {
        ([], _) => String::new(),
        ([only], 0) => format!("row {only}"),
        ([most @ .., last], 0) => format!("rows {} and {last}", most.join(", ")),
        (named, more) => {
            let more = words::integer(more as i64);
            format!("rows {} and {more} more", named.join(", "))
        }
    }
}

/// "line 4", "lines 1–3 and 10", as far as there are examples.
fn spans(entry: &Entry) -> String {
    let mut spans: Vec<(u64, u64)> = Vec::new();
    for example in &entry.examples {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == example.line => *last += 1,
            _ => spans.push((example.line, example.line)),
        }
    }
    let words = spans.into_iter().map(|(first, last)| match first == last {
        true => words::integer(first as i64),
        false => format!(
            "{}–{}",
            words::integer(first as i64),
            words::integer(last as i64)
        ),
    });
    let mut words: Vec<String> = words.collect();
    let more = entry.count - entry.examples.len() as u64;
    if more > 0 {
        words.push(format!("{} more", words::integer(more as i64)));
    }
    match words.as_slice() {
        [only] if entry.count == 1 => format!("line {only}"),
        [most @ .., last] if !most.is_empty() => format!("lines {} and {last}", most.join(", ")),
        words => format!("lines {}", words.concat()),
    }
}

impl Told<'_> {
    /// The lines below the table have numbers only now that those of the table are counted.
    fn count_below(&mut self) {
        let lines = self.loaded.lines;
        for (i, line) in self.below.lines().enumerate() {
            let tally = &mut self.loaded.tally;
            if !line.trim().is_empty() {
                tally.add(FindingKind::LeftOut, None, lines + i as u64 + 1, line);
            }
        }
    }

    fn finding(&self, kind: FindingKind, column: Option<usize>, entry: &Entry) -> Option<Finding> {
        match column {
            Some(i) => self.about_column(kind, self.reading.columns.get(i)?, i, entry),
            None => self.about_rows(kind, entry),
        }
    }

    fn about_rows(&self, kind: FindingKind, entry: &Entry) -> Option<Finding> {
        let count = |one, many| words::count(entry.count as i64, one, many);
        let (rows, is_one) = (rows(entry), entry.count == 1);
        let verb = |one, many| if is_one { one } else { many };
        let sentence = match kind {
            FindingKind::Surplus => {
                let last = self
                    .reading
                    .columns
                    .last()
                    .map_or("", |column| &column.name);
                let kept = format!("the rest is in “{last}”");
                let kept = if self.reading.keep_surplus {
                    kept
                } else {
                    "the rest was left out".into()
                };
                format!(
                    "{} {} more values than names; {kept}: {rows}.",
                    count("row", "rows"),
                    verb("has", "have")
                )
            }
            FindingKind::Short => format!(
                "{} {} fewer values than names; the others are missing: {rows}.",
                count("row", "rows"),
                verb("has", "have")
            ),
            FindingKind::Quote => format!(
                "A quote mark that quotes nothing was read as text in {}: {rows}.",
                count("row", "rows")
            ),
            FindingKind::Encoding => {
                let lost = match self.loaded.damaged {
                    0 => String::new(),
                    lost => format!(
                        " In {} a character is lost, shown as “\u{FFFD}”.",
                        words::count(lost as i64, "line", "lines")
                    ),
                };
                format!(
                    "{} {} in another encoding than the rest: {rows}.{lost}",
                    count("line", "lines"),
                    verb("is", "are")
                )
            }
            FindingKind::LeftOut => format!(
                "{} outside the table {} left out: {}.",
                count("line", "lines"),
                verb("was", "were"),
                spans(entry)
            ),
            FindingKind::DroppedRow => format!(
                "{} that {} the header or {} drawn {} left out: {rows}.",
                count("row", "rows"),
                verb("repeats", "repeat"),
                verb("is", "are"),
                verb("was", "were")
            ),
            FindingKind::Empty => format!(
                "{} {} left out: {rows}.",
                count("empty row", "empty rows"),
                verb("was", "were")
            ),
            FindingKind::ControlMark => format!(
                "{} of other systems {} left out: {rows}.",
                count("mark", "marks"),
                verb("was", "were")
            ),
            _ => return None,
        };
        let mut found = finding(kind, None, entry, sentence);
        if kind == FindingKind::LeftOut {
            found.change = Some(match self.reading.skip_above {
                0 => Change::SkipBelow { lines: 0 },
                _ => Change::SkipAbove { lines: 0 },
            });
        }
        Some(found)
    }

    fn about_column(
        &self,
        kind: FindingKind,
        column: &ColumnReading,
        i: usize,
        entry: &Entry,
    ) -> Option<Finding> {
        let name = &column.name;
        let count = |one, many| words::count(entry.count as i64, one, many);
        let (rows, is_one) = (rows(entry), entry.count == 1);
        let verb = |one, many| if is_one { one } else { many };
        let as_text = || Change::Column {
            reading: ColumnReading::new(name.as_str(), ColumnType::Text),
        };
        let mut change = None;
        let sentence = match kind {
            FindingKind::Misfit => {
                change = Some(as_text());
                format!(
                    "{} of “{name}” {} not fit among {} and {} left empty: {rows}.",
                    count("value", "values"),
                    verb("does", "do"),
                    plural(column.column_type),
                    verb("was", "were")
                )
            }
            FindingKind::KeptAsText => {
                let wish = self.proposal.and_then(|p| p.wishes.get(i)?.as_ref());
                change = wish.map(|wish| Change::Column {
                    reading: wish.clone(),
                });
                let kind = wish.map_or("numbers", |wish| plural(wish.column_type));
                let all =
                    words::integer((self.loaded.rows - self.loaded.counts.get(i)?.nulls) as i64);
                let some = words::integer(entry.count as i64);
                format!(
                    "“{name}” is text, because {some} of its {all} values {} not fit among {kind}: {rows}.",
                    verb("does", "do")
                )
            }
            FindingKind::Missing => {
                if column.column_type == ColumnType::Text {
                    change = Some(Change::MissingInText { words: vec![] });
                } else {
                    change = Some(as_text());
                }
                format!(
                    "{} of “{name}” {} read as missing ({}): {rows}.",
                    count("word", "words"),
                    verb("was", "were"),
                    said(entry)
                )
            }
            FindingKind::KeptWord => {
                let mut words: Vec<String> = entry
                    .examples
                    .iter()
                    .map(|e| e.text.trim().to_lowercase())
                    .collect();
                words.sort();
                words.dedup();
                change = Some(Change::MissingInText { words });
                format!(
                    "{} of “{name}” that often {} “missing” {} kept ({}): {rows}.",
                    count("word", "words"),
                    verb("means", "mean"),
                    verb("was", "were"),
                    said(entry)
                )
            }
            FindingKind::Cleaned => format!(
                "{} of “{name}” {} blanks, invisible signs or a letter in another spelling; {} cleaned: {rows}.",
                count("text", "texts"),
                verb("has", "have"),
                verb("it was", "they were")
            ),
            FindingKind::Unit => format!(
                "{} of “{name}” in brackets {} read as negative: {rows}.",
                count("number", "numbers"),
                verb("was", "were")
            ),
            _ => return None,
        };
        let mut found = finding(kind, Some(column), entry, sentence);
        found.change = change;
        Some(found)
    }

    /// Times with offsets are kept in UTC; a time without one among them is a guess.
    fn about_times(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (column, counts) in self.reading.columns.iter().zip(&self.loaded.counts) {
            if counts.zoned == 0 {
                continue;
            }
            let name = &column.name;
            if counts.local.count > 0 {
                let times = words::count(counts.local.count as i64, "time", "times");
                let verb = if counts.local.count == 1 {
                    "has"
                } else {
                    "have"
                };
                let sentence = format!(
                    "{times} of “{name}” {verb} no offset and {} read as UTC: {}.",
                    if counts.local.count == 1 {
                        "was"
                    } else {
                        "were"
                    },
                    rows(&counts.local)
                );
                findings.push(finding(
                    FindingKind::Offset,
                    Some(column),
                    &counts.local,
                    sentence,
                ));
            }
            if counts.moved > 0 {
                let moved = Entry {
                    count: counts.moved,
                    examples: Vec::new(),
                };
                let sentence =
                    format!("The times of “{name}” have offsets; they are shown in UTC.");
                findings.push(finding(FindingKind::Offset, Some(column), &moved, sentence));
            }
        }
        findings
    }

    fn about_proposal(&self) -> Vec<Finding> {
        let units = self.reading.columns.iter().filter_map(unit);
        let mut findings: Vec<Finding> = units.collect();
        let Some(proposal) = self.proposal else {
            return findings;
        };
        if !proposal.renamed.is_empty() {
            findings.push(renamed(&proposal.renamed));
        }
        if self.reading.ends_in_delimiter {
            let entry = Entry {
                count: 1,
                examples: vec![],
            };
            findings.push(finding(
                FindingKind::Names,
                None,
                &entry,
                "All rows end in a delimiter; the empty column after it was left out.".into(),
            ));
        }
        if let Some((from_end, text)) = &proposal.total {
            let mut entry = Entry::default();
            let line = self.loaded.lines + self.reading.skip_below + 1 - from_end;
            entry.add(line, text);
            let sentence = format!(
                "Row {} seems to sum up the others; it was kept.",
                words::integer(line as i64)
            );
            let mut total = finding(FindingKind::Total, None, &entry, sentence);
            total.change = Some(Change::SkipBelow { lines: *from_end });
            findings.push(total);
        }
        let counted = proposal
            .day_counts
            .iter()
            .filter_map(|i| self.reading.columns.get(*i));
        findings.extend(counted.map(day_count));
        findings
    }
}

fn plural(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Text => "texts",
        ColumnType::Boolean => "true and false",
        ColumnType::Integer | ColumnType::Number => "numbers",
        ColumnType::Date => "dates",
        ColumnType::DateTime => "dates and times",
    }
}

/// The first different words: “NA”, “null”.
fn said(entry: &Entry) -> String {
    let mut words: Vec<&str> = Vec::new();
    for example in &entry.examples {
        let word = example.text.trim();
        if !words.contains(&word) && words.len() < 3 {
            words.push(word);
        }
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
    quoted.join(", ")
}

fn unit(column: &ColumnReading) -> Option<Finding> {
    let (unit, name) = (column.unit.as_ref()?, &column.name);
    let sentence = match unit.as_str() {
        "%" => format!("“{name}” is in percent: 12.5 % was read as 12.5."),
        unit => format!("“{name}” is in {unit}; the sign was left out of the values."),
    };
    let entry = Entry {
        count: 1,
        examples: vec![],
    };
    let mut found = finding(FindingKind::Unit, Some(column), &entry, sentence);
    found.change = Some(Change::Column {
        reading: ColumnReading::new(name.as_str(), ColumnType::Text),
    });
    Some(found)
}

fn renamed(names: &[(String, String)]) -> Finding {
    let told = names
        .iter()
        .take(NAMED_LINES)
        .map(|(given, name)| match given.is_empty() {
            true => format!("one without a name is “{name}”"),
            false => format!("“{given}” is “{name}”"),
        });
    let more = names.len().saturating_sub(NAMED_LINES);
    let more = if more > 0 {
        format!(", and {more} more")
    } else {
        String::new()
    };
    let list = told.collect::<Vec<_>>().join(", ");
    let entry = Entry {
        count: names.len() as u64,
        examples: vec![],
    };
    finding(
        FindingKind::Names,
        None,
        &entry,
        format!("Columns got names of their own: {list}{more}."),
    )
}

fn day_count(column: &ColumnReading) -> Finding {
    let name = &column.name;
    let entry = Entry {
        count: 1,
        examples: vec![],
    };
    let sentence = format!(
        "The numbers of “{name}” may be dates, as spreadsheets count days; they were kept as numbers."
    );
    let mut found = finding(FindingKind::Guess, Some(column), &entry, sentence);
    found.change = Some(Change::Column {
        reading: ColumnReading {
            day_count: Some(DayCount::From1900),
            ..ColumnReading::new(name.as_str(), ColumnType::Date)
        },
    });
    found
}
