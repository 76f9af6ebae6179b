//! What becomes of a column when the rest of a file does not fit what its sample said.

use super::{PIVOT, Vote, tolerates};
use crate::shared::{
    dataset::ColumnType,
    reading::{ColumnReading, DayOrder},
};

impl Vote {
    /// Adds what another part of the column was counted as.
    pub fn merge(&mut self, other: Self) {
        self.values += other.values;
        self.words.extend(other.words);
        self.missing += other.missing;
        self.booleans += other.booleans;
        self.leading_zeros += other.leading_zeros;
        self.long += other.long;
        self.inexact += other.inexact;
        self.fractions.of_one_digit |= other.fractions.of_one_digit;
        self.fractions.end_in_zero |= other.fractions.end_in_zero;
        self.like_codes += other.like_codes;
        self.dialled += other.dialled;
        self.point.merge(other.point);
        self.comma.merge(other.comma);
        self.units.extend(other.units);
        self.with_unit += other.with_unit;
        self.day_first += other.day_first;
        self.month_first += other.month_first;
        self.either_order += other.either_order;
        self.years.merge(other.years);
        self.zone_names += other.zone_names;
        self.times += other.times;
        self.short_years += other.short_years;
        self.slashes |= other.slashes;
        self.commas_seen |= other.commas_seen;
        self.counted.merge(other.counted);
    }

    /// A column of dates in the other order of day and month, if all that does not fit is so.
    pub fn in_other_order(&self, now: &ColumnReading) -> Option<ColumnReading> {
        let (other, fits) = match now.day_order {
            DayOrder::DayFirst => (DayOrder::MonthFirst, self.month_first),
            DayOrder::MonthFirst => (DayOrder::DayFirst, self.day_first),
            DayOrder::YearFirst => return None,
        };
        let is_date = matches!(now.column_type, ColumnType::Date | ColumnType::DateTime);
        (is_date && self.values > 0 && fits == self.values).then(|| ColumnReading {
            day_order: other,
            ..now.clone()
        })
    }

    /// Whether people may want these values to be missing, so that the column keeps its type.
    pub fn may_be_wished(&self) -> bool {
        self.leading_zeros + self.long == 0
    }

    /// What the column `now` should be after these misfits, with `values` in all; none if it may stay.
    pub fn widened(&self, now: &ColumnReading, values: u64) -> Option<ColumnReading> {
        let text = || ColumnReading::new(now.name.as_str(), ColumnType::Text);
        if self.values == 0 {
            return None;
        }
        let mark = now.decimal_mark.unwrap_or_default();
        let dates = match now.day_order {
            DayOrder::DayFirst => self.day_first,
            DayOrder::MonthFirst => self.month_first,
            DayOrder::YearFirst => self.years.dates,
        };
        let with = |column_type, votes: u64| {
            let changed = ColumnReading {
                column_type,
                year_pivot: now.year_pivot.or((self.short_years > 0).then_some(PIVOT)),
                ..now.clone()
            };
            let fits = tolerates(values, self.values - votes.min(self.values));
            Some(if fits { changed } else { text() })
        };
        match now.column_type {
            ColumnType::Text => None,
            ColumnType::Integer | ColumnType::Number if self.leading_zeros + self.long > 0 => {
                Some(text())
            }
            ColumnType::Integer
                if self.like_codes > 0 && self.like_codes == self.by(mark).numbers =>
            {
                Some(text())
            }
            ColumnType::Integer if self.by(mark).numbers > self.with_unit => {
                with(ColumnType::Number, self.by(mark).numbers - self.with_unit)
            }
            ColumnType::Date if self.times > 0 => with(ColumnType::DateTime, dates),
            ColumnType::Date | ColumnType::DateTime
                if self.short_years > 0 && now.year_pivot.is_none() =>
            {
                with(now.column_type, dates)
            }
            _ => (!tolerates(values, self.values)).then(text),
        }
    }
}
