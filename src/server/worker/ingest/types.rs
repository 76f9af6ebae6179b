//! The type of a column, voted on by all of its values.
//!
//! One value in a thousand may be out of line: it becomes null and is counted. More, and the column
//! is text.

use super::{
    dates::{self, Moment, Order},
    numbers::{self, Mark, Number},
};
use crate::shared::dataset::ColumnType;

/// How the values of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Boolean,
    Integer(Mark),
    Number(Mark),
    Date(Order),
    DateTime(Order),
}

impl Kind {
    pub fn column_type(self) -> ColumnType {
        match self {
            Self::Text => ColumnType::Text,
            Self::Boolean => ColumnType::Boolean,
            Self::Integer(_) => ColumnType::Integer,
            Self::Number(_) => ColumnType::Number,
            Self::Date(_) => ColumnType::Date,
            Self::DateTime(_) => ColumnType::DateTime,
        }
    }

    /// What its values are called, in a note on those that are none.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Text => "texts",
            Self::Boolean => "yes or no",
            Self::Integer(_) | Self::Number(_) => "numbers",
            Self::Date(_) => "dates",
            Self::DateTime(_) => "dates and times",
        }
    }
}

/// What the values seen so far could be.
#[derive(Clone, Debug, Default)]
pub struct Vote {
    /// Values that are there, and mean something.
    values: u64,
    /// Values such as `-`, which mean "none" among numbers but not among words.
    dashes: u64,
    booleans: u64,
    leading_zeros: u64,
    point: NumberVote,
    comma: NumberVote,
    day_first: u64,
    month_first: u64,
    /// Dates that are other days in the other order.
    either_order: u64,
    times: u64,
    slashes: bool,
    commas_seen: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct NumberVote {
    numbers: u64,
    integers: u64,
}

impl NumberVote {
    fn add(&mut self, number: Option<Number>) {
        self.numbers += u64::from(number.is_some());
        self.integers += u64::from(matches!(number, Some(Number::Integer(_))));
    }
}

/// Absent in every column.
pub fn is_null(text: &str) -> bool {
    matches!(
        text,
        "" | "NA"
            | "N/A"
            | "n/a"
            | "#N/A"
            | "null"
            | "NULL"
            | "Null"
            | "NaN"
            | "nan"
            | "NAN"
            | "\\N"
    )
}

/// Absent in a column of anything but words.
pub fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "--" | "—" | "." | "?" | "None" | "none")
}

pub fn boolean(text: &str) -> Option<bool> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    match () {
        () if is("true") || is("yes") => Some(true),
        () if is("false") || is("no") => Some(false),
        () => None,
    }
}

impl Vote {
    pub fn add(&mut self, text: &str) {
        let text = text.trim();
        if is_null(text) {
            return;
        }
        if is_dash(text) {
            self.dashes += 1;
            return;
        }
        self.values += 1;
        self.booleans += u64::from(boolean(text).is_some());
        self.leading_zeros += u64::from(numbers::has_leading_zero(text));
        let point = numbers::read(text, Mark::Point);
        let comma = numbers::read(text, Mark::Comma);
        self.point.add(point);
        self.comma.add(comma);
        if point.or(comma).is_some() {
            self.commas_seen |= text.contains(',');
        } else {
            self.add_date(text);
        }
    }

    fn add_date(&mut self, text: &str) {
        let day_first = dates::read(text, Order::DayFirst);
        let month_first = dates::read(text, Order::MonthFirst);
        self.day_first += u64::from(day_first.is_some());
        self.month_first += u64::from(month_first.is_some());
        let Some(Moment { of_day, .. }) = day_first.or(month_first) else {
            return;
        };
        self.times += u64::from(of_day.is_some());
        self.slashes |= text.contains('/');
        let both = day_first.zip(month_first);
        self.either_order += u64::from(both.is_some_and(|(day, month)| day != month));
    }

    /// Whether its numbers can only be read with a decimal comma; one such column speaks for all.
    pub fn needs_comma(&self) -> bool {
        self.fits(self.comma.numbers) && !self.fits(self.point.numbers)
    }

    /// The type that the values agree on. `comma` says that the file writes decimal commas.
    pub fn decide(&self, comma: bool) -> Kind {
        if self.values == 0 || self.leading_zeros > 0 {
            return Kind::Text;
        }
        if self.fits(self.booleans) {
            return Kind::Boolean;
        }
        if let Some(mark) = self.mark(comma) {
            let vote = if mark == Mark::Point {
                self.point
            } else {
                self.comma
            };
            return match vote.integers == vote.numbers {
                true => Kind::Integer(mark),
                false => Kind::Number(mark),
            };
        }
        let Some(order) = self.order() else {
            return Kind::Text;
        };
        if self.times > 0 {
            Kind::DateTime(order)
        } else {
            Kind::Date(order)
        }
    }

    /// Whether day and month were told apart by habit only.
    pub fn order_is_a_guess(&self) -> bool {
        self.either_order > 0 && self.day_first == self.month_first
    }

    /// Whether no type but text is possible, so that a header says nothing about itself.
    pub fn is_plain_text(&self) -> bool {
        self.decide(false) == Kind::Text
    }

    /// Whether `text` could stand among the values.
    pub fn takes(&self, text: &str) -> bool {
        let mut alone = Vote::default();
        alone.add(text);
        let (mine, other) = (
            self.decide(false).column_type(),
            alone.decide(false).column_type(),
        );
        mine == other || mine.is_numeric() && other.is_numeric()
    }

    fn fits(&self, votes: u64) -> bool {
        self.values > 0 && self.values - votes <= self.values / 1000
    }

    fn mark(&self, comma: bool) -> Option<Mark> {
        match (self.fits(self.point.numbers), self.fits(self.comma.numbers)) {
            (true, false) => Some(Mark::Point),
            (false, true) => Some(Mark::Comma),
            // `1,234` or `1.234` and nothing clearer in the column: as the rest of the file.
            (true, true) if comma => Some(Mark::Comma),
            (true, true) => Some(Mark::Point),
            (false, false) => None,
        }
    }

    fn order(&self) -> Option<Order> {
        let (day, month) = (self.fits(self.day_first), self.fits(self.month_first));
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => day.then_some(Order::DayFirst),
            std::cmp::Ordering::Less => month.then_some(Order::MonthFirst),
            std::cmp::Ordering::Equal if self.slashes => month.then_some(Order::MonthFirst),
            std::cmp::Ordering::Equal => day.then_some(Order::DayFirst),
        }
    }

    /// Numbers with a comma that could as well group thousands.
    pub fn has_open_commas(&self) -> bool {
        self.commas_seen && self.fits(self.point.numbers) && self.fits(self.comma.numbers)
    }
}
