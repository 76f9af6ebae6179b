//! The type of a column, voted on by the values of a sample.
//!
//! One value in a hundred may be out of line: it becomes missing and is told. With more the column is
//! text, and so it is where the values name things rather than count them.

mod counted;
mod counts;
mod doubts;
mod sentinels;
mod shape;
mod widen;
mod years;

use super::{
    dates::{self, Moment, PIVOT, Style},
    missing, names_things,
    numbers::{self, Written},
};
use crate::shared::{
    dataset::ColumnType,
    reading::{ColumnReading, DayOrder, DecimalMark},
};
use counted::Counted;
use counts::{Fractions, NumberVote};
use sentinels::Sentinels;
use shape::Shape;
use std::collections::BTreeSet;
use years::YearsFirst;

/// What the values seen so far could be.
#[derive(Clone, Debug, Default)]
pub struct Vote {
    /// Values that are there, and mean something.
    pub values: u64,
    /// Words that mean "missing" in most columns, and how many values are such.
    pub words: BTreeSet<&'static str>,
    pub missing: u64,
    booleans: u64,
    leading_zeros: u64,
    long: u64,
    /// Whole numbers that lose digits among numbers with a fraction.
    inexact: u64,
    like_codes: u64,
    dialled: u64,
    point: NumberVote,
    comma: NumberVote,
    /// Numbers whose only mark stands before decimals or groups thousands: 1.000.
    either_mark: u64,
    /// Those of them with a comma.
    either_comma: u64,
    units: BTreeSet<String>,
    with_unit: u64,
    day_first: u64,
    month_first: u64,
    /// Dates that are other days in the other order.
    either_order: u64,
    /// Dates that may begin with their year.
    pub years: YearsFirst,
    /// Times with the name of a zone.
    zone_names: u64,
    times: u64,
    short_years: u64,
    slashes: bool,
    commas_seen: bool,
    /// Numbers that may be days or times.
    counted: Counted,
    /// Numbers that may mean "missing".
    pub sentinels: Sentinels,
    fractions: Fractions,
    /// How values that are neither numbers nor dates are written.
    shape: Shape,
}

/// What a vote came to.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Its name is left empty.
    pub reading: ColumnReading,
    /// Why, where people may think otherwise.
    pub doubt: Option<&'static str>,
    /// What it would be if its misfits did not count.
    pub wish: Option<ColumnReading>,
    /// What it would be without the doubt.
    pub instead: Option<ColumnReading>,
}

impl Decision {
    pub fn sure(reading: ColumnReading) -> Self {
        Self {
            reading,
            doubt: None,
            wish: None,
            instead: None,
        }
    }
}

/// Whether so few are out of line that the column keeps its type.
pub fn tolerates(values: u64, misfits: u64) -> bool {
    values > 0 && misfits * 100 <= values
}

/// True and false; other pairs of words stay as they are.
pub fn boolean(text: &str) -> Option<bool> {
    match () {
        () if text.eq_ignore_ascii_case("true") => Some(true),
        () if text.eq_ignore_ascii_case("false") => Some(false),
        () => None,
    }
}

impl Vote {
    pub fn add(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if let Some(word) = missing::word(text) {
            self.words.insert(word);
            self.missing += 1;
            return;
        }
        self.values += 1;
        self.booleans += u64::from(boolean(text).is_some());
        self.leading_zeros += u64::from(numbers::has_leading_zero(text));
        self.long += u64::from(numbers::is_long(text));
        let point = numbers::read(text, DecimalMark::Point);
        let comma = numbers::read(text, DecimalMark::Comma);
        self.point.add(point);
        self.comma.add(comma);
        let both = point.zip(comma);
        let differ = |(point, comma): (Written, Written)| point.number != comma.number;
        let either = u64::from(both.is_some_and(differ));
        self.either_mark += either;
        self.either_comma += either * u64::from(text.contains(','));
        match point.or(comma) {
            Some(written) => self.add_number(text, written),
            None => self.add_date(text),
        }
    }

    fn add_number(&mut self, text: &str, written: Written) {
        self.commas_seen |= text.contains(',');
        self.like_codes += u64::from(numbers::is_like_code(text));
        self.inexact += u64::from(!written.number.is_exact());
        self.fractions.add(text);
        self.dialled += u64::from(text.starts_with('+') && text.len() > 7);
        self.sentinels.add(text, written.number.as_f64());
        self.counted.add(text, written.number);
        if let Some(unit) = written.unit {
            self.with_unit += 1;
            if self.units.len() < 4 {
                self.units.insert(unit.to_owned());
            }
        }
    }

    fn add_date(&mut self, text: &str) {
        let read = |order| {
            let pivot = Some(PIVOT);
            dates::read(text, Style { order, pivot })
        };
        let (day_first, month_first) = (read(DayOrder::DayFirst), read(DayOrder::MonthFirst));
        self.day_first += u64::from(day_first.is_some());
        self.month_first += u64::from(month_first.is_some());
        self.years.add(text);
        let Some(moment @ Moment { of_day, .. }) =
            day_first.or(month_first).or(read(DayOrder::YearFirst))
        else {
            self.shape.add(text);
            let order = DayOrder::DayFirst;
            let pivot = Some(PIVOT);
            self.zone_names += u64::from(dates::names_zone(text, Style { order, pivot }));
            return;
        };
        self.times += u64::from(of_day.is_some());
        self.short_years += u64::from(moment.short_year);
        self.slashes |= text.contains('/');
        let both = day_first.zip(month_first);
        self.either_order += u64::from(both.is_some_and(|(day, month)| day != month));
    }

    /// Whether its numbers can only be read with a decimal comma; one such column speaks for all.
    pub fn needs_comma(&self) -> bool {
        self.fits(self.comma.numbers) && !self.fits(self.point.numbers)
    }

    /// Numbers with a comma that could as well group thousands.
    pub fn has_open_commas(&self) -> bool {
        self.commas_seen && self.fits(self.point.numbers) && self.fits(self.comma.numbers)
    }

    /// The type that the values agree on. `comma` says that the file writes decimal commas.
    pub fn decide(&self, name: &str, comma: bool) -> Decision {
        let found = self.quantity(comma);
        if found.column_type.is_numeric()
            && let Some(doubt) = self.why_no_quantity(name, found.column_type)
        {
            return Decision {
                reading: text(),
                doubt: Some(doubt),
                wish: None,
                instead: (self.leading_zeros + self.long == 0).then_some(found),
            };
        }
        if self.could_be_compact_days() && names_things::says_day(name) {
            return Decision::sure(ColumnReading::new("", ColumnType::Date));
        }
        if found.column_type != ColumnType::Text {
            return Decision::sure(found);
        }
        if self.zone_names * 2 > self.values {
            return Decision {
                doubt: Some("the times name a zone, whose offset the file does not say"),
                ..Decision::sure(found)
            };
        }
        Decision {
            wish: self.wish(comma),
            ..Decision::sure(found)
        }
    }

    /// The type of values that are known to be numbers.
    pub fn as_numbers(&self, name: &str) -> ColumnReading {
        match self.leading_zeros + self.long {
            _ if self.could_be_compact_days() && names_things::says_day(name) => {
                ColumnReading::new("", ColumnType::Date)
            }
            0 => self.number(DecimalMark::Point),
            _ => text(),
        }
    }

    pub fn quantity(&self, comma: bool) -> ColumnReading {
        if self.values == 0 {
            return text();
        }
        // A column of words may hold "True" among names such as Null and None.
        if self.fits(self.booleans) && self.missing <= self.values {
            return ColumnReading::new("", ColumnType::Boolean);
        }
        if let Some(mark) = self.mark(comma) {
            return self.number(mark);
        }
        match self.order() {
            Some(order) => self.date(order),
            None => text(),
        }
    }

    fn number(&self, mark: DecimalMark) -> ColumnReading {
        let vote = self.by(mark);
        let column_type = match vote.integers == vote.numbers {
            true => ColumnType::Integer,
            false => ColumnType::Number,
        };
        let unit = self.units.first().filter(|_| self.units.len() == 1);
        ColumnReading {
            decimal_mark: Some(mark),
            unit: unit.cloned(),
            ..ColumnReading::new("", column_type)
        }
    }

    fn date(&self, day_order: DayOrder) -> ColumnReading {
        let column_type = match self.times > 0 {
            true => ColumnType::DateTime,
            false => ColumnType::Date,
        };
        ColumnReading {
            day_order,
            year_pivot: (self.short_years > 0).then_some(PIVOT),
            ..ColumnReading::new("", column_type)
        }
    }

    /// Why what looks like numbers should stay as it is written.
    fn why_no_quantity(&self, name: &str, found: ColumnType) -> Option<&'static str> {
        let whole = self.like_codes + self.point.integers.max(self.comma.integers);
        let percent = self.units.contains("%");
        match () {
            () if self.leading_zeros > 0 => Some("a leading zero would be lost"),
            () if self.long > 0 => Some("more digits than a number keeps"),
            () if self.dialled * 2 > self.values => Some("the values look like phone numbers"),
            () if self.units.len() > 1 => Some("the values have several units"),
            () if percent && self.with_unit * 10 < self.values * 9 => {
                Some("only some values are in percent")
            }
            () if self.like_codes > 0 && whole >= self.values => {
                Some("the values look like codes, not like powers of ten")
            }
            () if found == ColumnType::Number && self.inexact > 0 => {
                Some("more digits than a number keeps")
            }
            () if found == ColumnType::Number
                && self.fractions.count_up()
                && names_things::says_part(name) =>
            {
                Some("the name says that 3.10 comes after 3.9")
            }
            () if found == ColumnType::Integer && names_things::by_name(name) => {
                Some("the name says that the values name things")
            }
            () => None,
        }
    }

    /// What most values are, for a column that the others keep from it.
    fn wish(&self, comma: bool) -> Option<ColumnReading> {
        let most = |votes: u64| votes * 2 > self.values;
        let numbers = self.point.numbers.max(self.comma.numbers);
        if most(numbers) && self.leading_zeros + self.long == 0 {
            let mark = match self.comma.numbers.cmp(&self.point.numbers) {
                std::cmp::Ordering::Greater => DecimalMark::Comma,
                std::cmp::Ordering::Equal if comma => DecimalMark::Comma,
                _ => DecimalMark::Point,
            };
            return Some(self.number(mark));
        }
        if most(self.day_first.max(self.month_first)) {
            return Some(self.date(match self.day_first < self.month_first {
                true => DayOrder::MonthFirst,
                false => DayOrder::DayFirst,
            }));
        }
        None
    }

    /// Whether no type but text is possible, so that a header says nothing about itself.
    pub fn is_plain_text(&self) -> bool {
        self.quantity(false).column_type == ColumnType::Text
    }

    /// Whether `text` could stand among the values.
    pub fn takes(&self, text: &str) -> bool {
        let mut alone = Vote::default();
        alone.add(text);
        let kind = |vote: &Vote| vote.quantity(false).column_type;
        let (mine, other) = (kind(self), kind(&alone));
        mine == other || mine.is_numeric() && other.is_numeric()
    }

    /// Whether all values are written as `text` is, in digits and marks: times, addresses, phone numbers.
    pub fn is_written_as(&self, text: &str) -> bool {
        self.shape.is_of(text, self.values)
    }

    fn by(&self, mark: DecimalMark) -> NumberVote {
        match mark {
            DecimalMark::Point => self.point,
            DecimalMark::Comma => self.comma,
        }
    }

    fn fits(&self, votes: u64) -> bool {
        // Digits that name something are no misfits among numbers; the column is looked at as a whole.
        tolerates(self.values, self.values - votes)
    }

    fn mark(&self, comma: bool) -> Option<DecimalMark> {
        // Names such as 007 count as numbers here, so that what speaks against them is said.
        let naming = self.leading_zeros + self.long;
        let fits = |vote: NumberVote| self.fits(vote.numbers + naming);
        match (fits(self.point), fits(self.comma)) {
            (true, false) => Some(DecimalMark::Point),
            (false, true) => Some(DecimalMark::Comma),
            // `1,234` or `1.234` and nothing clearer in the column: as the rest of the file.
            (true, true) if comma => Some(DecimalMark::Comma),
            (true, true) => Some(DecimalMark::Point),
            (false, false) => None,
        }
    }

    fn order(&self) -> Option<DayOrder> {
        let (day, month) = (self.fits(self.day_first), self.fits(self.month_first));
        if self.fits(self.years.dates) && (!(day || month) || self.years.stand_first()) {
            return Some(DayOrder::YearFirst);
        }
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => day.then_some(DayOrder::DayFirst),
            std::cmp::Ordering::Less => month.then_some(DayOrder::MonthFirst),
            std::cmp::Ordering::Equal if self.slashes => month.then_some(DayOrder::MonthFirst),
            std::cmp::Ordering::Equal => day.then_some(DayOrder::DayFirst),
        }
    }
}

pub fn text() -> ColumnReading {
    ColumnReading::new("", ColumnType::Text)
}
