//! One column on its way from the values of a block to an Arrow array.

use super::{
    clean::{clean, not_defused},
    dates, decode, missing, numbers,
    parser::{Parser, Traits, Value},
    tally::{Entry, Tally},
    types::Vote,
};
use crate::{
    server::zones::Hour,
    shared::{
        dataset::ColumnType,
        reading::{ColumnReading, FindingKind, Reading},
    },
};
use datafusion::arrow::{
    array::{
        ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringViewBuilder,
        TimestampMicrosecondBuilder,
    },
    datatypes::{DataType, Field, TimeUnit},
};
use std::{borrow::Cow, sync::Arc};

/// What every block needs to know of a column.
pub struct ColumnPlan {
    pub number: usize,
    pub parser: Parser,
    /// Another reading that most values fit; those that do not are told.
    pub wish: Option<Parser>,
    /// Words that mean "missing", in lower case.
    missing: Vec<String>,
    /// Values that mean "missing" in this column alone.
    own_missing: Vec<String>,
    /// Values that may mean "missing", and are kept.
    pub watched: Vec<String>,
    as_written: bool,
    decode_again: bool,
}

impl ColumnPlan {
    pub fn new(
        number: usize,
        column: &ColumnReading,
        wish: Option<&ColumnReading>,
        reading: &Reading,
    ) -> Self {
        let words = match (column.column_type, &column.missing_words) {
            (ColumnType::Text, Some(words)) => words,
            (ColumnType::Text, None) => &reading.missing_in_text,
            _ => &reading.missing,
        };
        Self {
            number,
            parser: Parser::new(column, reading),
            wish: wish.map(|wish| Parser::new(wish, reading)),
            missing: words.clone(),
            own_missing: column.missing.clone(),
            watched: Vec::new(),
            as_written: column.as_written,
            decode_again: column.decode_again,
        }
    }

    fn is_missing(&self, text: &str) -> bool {
        let mut words = self.missing.iter().chain(&self.own_missing);
        text.len() <= 40 && words.any(|word| word.eq_ignore_ascii_case(text))
    }

    /// Whether a plain value of the column's type may be other than a value.
    fn doubts_plain(&self) -> bool {
        !self.own_missing.is_empty() || !self.watched.is_empty() || self.parser.has_zone()
    }
}

pub fn field(column: &ColumnReading) -> Field {
    let data_type = match column.column_type {
        ColumnType::Text => DataType::Utf8View,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Date => DataType::Date32,
        ColumnType::DateTime => DataType::Timestamp(TimeUnit::Microsecond, None),
    };
    Field::new(&column.name, data_type, true)
}

enum Builder {
    Text(StringViewBuilder),
    Boolean(BooleanBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Date(Date32Builder),
    DateTime(TimestampMicrosecondBuilder),
}

/// What a block found out about a column.
#[derive(Default)]
pub struct ColumnCounts {
    pub nulls: u64,
    pub misfits: Vote,
    /// Times with and without an offset; of the second kind the first lines.
    pub zoned: u64,
    pub moved: u64,
    pub local: Entry,
    /// Times that were read by the column's zone; those that its clocks never showed, or showed twice.
    pub in_zone: u64,
    pub skipped: Entry,
    pub repeated: Entry,
}

/// A column of one block.
pub struct Column<'a> {
    plan: &'a ColumnPlan,
    builder: Builder,
    pub counts: ColumnCounts,
}

impl<'a> Column<'a> {
    pub fn new(plan: &'a ColumnPlan) -> Self {
        let builder = match plan.parser {
            Parser::Text => Builder::Text(StringViewBuilder::new()),
            Parser::Boolean => Builder::Boolean(BooleanBuilder::new()),
            Parser::Integer(_) => Builder::Integer(Int64Builder::new()),
            Parser::Number(_) => Builder::Number(Float64Builder::new()),
            Parser::Date(_) => Builder::Date(Date32Builder::new()),
            Parser::DateTime(_) => Builder::DateTime(TimestampMicrosecondBuilder::new()),
        };
        Self {
            plan,
            builder,
            counts: ColumnCounts::default(),
        }
    }

    /// Appends values, each with its line. The plain ones of a type are read in a loop of their own.
    pub fn append<'t>(
        &mut self,
        values: impl Iterator<Item = (Cow<'t, str>, u64)>,
        tally: &mut Tally,
    ) {
        let (plan, counts) = (self.plan, &mut self.counts);
        let mut odd = Odd {
            plan,
            counts,
            tally,
        };
        macro_rules! each {
            ($builder:expr, $plain:expr, $value:path) => {
                for (text, line) in values {
                    let value = match $plain(text.as_bytes()) {
                        None => match odd.read(&text, line) {
                            Some($value(value)) => Some(value),
                            _ => None,
                        },
                        plain => plain,
                    };
                    $builder.append_option(value);
                }
            };
        }
        match (&mut self.builder, &plan.parser) {
            (Builder::Number(builder), _) if plan.doubts_plain() => {
                each!(builder, nothing, Value::Number);
            }
            (Builder::Integer(builder), _) if plan.doubts_plain() => {
                each!(builder, nothing, Value::Integer);
            }
            (Builder::Date(builder), _) if plan.doubts_plain() => {
                each!(builder, nothing, Value::Date);
            }
            (Builder::Text(builder), _) => {
                for (text, line) in values {
                    match odd.text(&text, line) {
                        Some(kept) => builder.append_value(kept),
                        None => builder.append_null(),
                    }
                }
            }
            (Builder::Number(builder), Parser::Number(style)) if style.unit.is_none() => {
                let mark = style.mark_byte();
                each!(
                    builder,
                    |bytes| numbers::plain_real(bytes, mark),
                    Value::Number
                );
            }
            (Builder::Number(builder), _) => each!(builder, nothing, Value::Number),
            (Builder::Integer(builder), Parser::Integer(style)) if style.unit.is_none() => {
                each!(builder, numbers::plain_integer, Value::Integer);
            }
            (Builder::Integer(builder), _) => each!(builder, nothing, Value::Integer),
            (Builder::Boolean(builder), _) => each!(builder, nothing, Value::Boolean),
            (Builder::Date(builder), _) => each!(builder, dates::plain_date, Value::Date),
            (Builder::DateTime(builder), _) => {
                for (text, line) in values {
                    let plain = dates::plain_moment(text.as_bytes());
                    let value = match plain.filter(|_| !plan.doubts_plain()) {
                        Some(plain) => {
                            odd.counts.local.add(line, &text);
                            Some(plain)
                        }
                        None => match odd.read(&text, line) {
                            Some(Value::DateTime(value)) => Some(value),
                            _ => None,
                        },
                    };
                    builder.append_option(value);
                }
            }
        }
    }

    pub fn finish(mut self) -> (ArrayRef, ColumnCounts) {
        let array: ArrayRef = match &mut self.builder {
            Builder::Text(builder) => Arc::new(builder.finish()),
            Builder::Boolean(builder) => Arc::new(builder.finish()),
            Builder::Integer(builder) => Arc::new(builder.finish()),
            Builder::Number(builder) => Arc::new(builder.finish()),
            Builder::Date(builder) => Arc::new(builder.finish()),
            Builder::DateTime(builder) => Arc::new(builder.finish()),
        };
        self.counts.nulls = array.null_count() as u64;
        (array, self.counts)
    }
}

fn nothing<T>(_: &[u8]) -> Option<T> {
    None
}

/// The values that are not plain.
struct Odd<'a> {
    plan: &'a ColumnPlan,
    counts: &'a mut ColumnCounts,
    tally: &'a mut Tally,
}

impl Odd<'_> {
    fn tell(&mut self, kind: FindingKind, line: u64, text: &str) {
        self.tally.add(kind, Some(self.plan.number), line, text);
    }

    fn read(&mut self, text: &str, line: u64) -> Option<Value> {
        let text = &clean(text);
        if text.is_empty() {
            return None;
        }
        if self.plan.is_missing(text) {
            self.tell(FindingKind::Missing, line, text);
            return None;
        }
        let Some((value, traits)) = self.plan.parser.read(text) else {
            self.tell(FindingKind::Misfit, line, text);
            self.counts.misfits.add(text);
            return None;
        };
        if self.plan.watched.iter().any(|watched| watched == text) {
            self.tell(FindingKind::KeptWord, line, text);
        }
        self.note(traits, value, line, text);
        Some(value)
    }

    fn note(&mut self, traits: Traits, value: Value, line: u64, text: &str) {
        if traits.bracketed {
            self.tell(FindingKind::Unit, line, text);
        }
        if traits.shortened {
            self.tell(FindingKind::Shortened, line, text);
        }
        if let Value::DateTime(_) = value {
            match (traits.offset, traits.hour) {
                (Some(offset), _) => {
                    self.counts.zoned += 1;
                    self.counts.moved += u64::from(offset != 0);
                }
                (None, None) => self.counts.local.add(line, text),
                (None, Some(hour)) => {
                    self.counts.in_zone += 1;
                    match hour {
                        Hour::Once => {}
                        Hour::Skipped => self.counts.skipped.add(line, text),
                        Hour::Repeated => self.counts.repeated.add(line, text),
                    }
                }
            }
        }
    }

    /// A text as it is kept; none when it is missing.
    fn text<'t>(&mut self, text: &'t str, line: u64) -> Option<Cow<'t, str>> {
        let kept = not_defused(clean(text));
        if kept.is_empty() {
            return None;
        }
        if missing::may_be(kept.as_bytes()) && missing::word(&kept).is_some() {
            if self.plan.is_missing(&kept) {
                self.tell(FindingKind::Missing, line, text);
                return None;
            }
            self.tell(FindingKind::KeptWord, line, text);
        } else if !(self.plan.missing.is_empty() && self.plan.own_missing.is_empty())
            && self.plan.is_missing(&kept)
        {
            self.tell(FindingKind::Missing, line, text);
            return None;
        }
        let is_cleaned = kept.len() != text.len() || matches!(kept, Cow::Owned(_));
        let mut shown = kept.clone();
        if is_cleaned {
            self.tell(FindingKind::Cleaned, line, text);
            if self.plan.as_written {
                shown = Cow::Borrowed(text);
            }
        }
        if let Some(once) = decode::once_more(&shown) {
            self.tell(FindingKind::EncodedTwice, line, text);
            if self.plan.decode_again {
                shown = Cow::Owned(once);
            }
        }
        if let Some(wish) = &self.plan.wish
            && wish.read(&kept).is_none()
            && missing::word(&kept).is_none()
        {
            self.tell(FindingKind::KeptAsText, line, text);
        }
        Some(shown)
    }
}

impl ColumnCounts {
    /// Adds those of a later block, whose first line is `lines_before + 1`.
    pub fn merge(&mut self, other: Self, lines_before: u64) {
        self.nulls += other.nulls;
        self.misfits.merge(other.misfits);
        self.zoned += other.zoned;
        self.moved += other.moved;
        self.local.merge(other.local, lines_before);
        self.in_zone += other.in_zone;
        self.skipped.merge(other.skipped, lines_before);
        self.repeated.merge(other.repeated, lines_before);
    }
}
