//! What the values of a column could be as well: days, or days in another order.

use super::Vote;
use crate::shared::{
    dataset::ColumnType,
    reading::{ColumnReading, DayCount, DayOrder, DecimalMark},
};

impl Vote {
    /// Whether day and month were told apart by habit only.
    pub fn order_is_a_guess(&self) -> bool {
        self.either_order > 0 && self.day_first == self.month_first
    }

    /// Another order in which its dates may be written, given the one that they were read in.
    pub fn other_order(&self, now: DayOrder) -> Option<DayOrder> {
        let day_month = match self.day_first < self.month_first {
            true => DayOrder::MonthFirst,
            false => DayOrder::DayFirst,
        };
        match now {
            DayOrder::YearFirst => {
                let fits = self.fits(self.day_first.max(self.month_first));
                fits.then_some(day_month)
            }
            _ => (self.fits(self.years.dates) && self.years.may_stand_first())
                .then_some(DayOrder::YearFirst),
        }
    }

    /// Numbers that were read with decimals and may as well be grouped by thousands: what they would be then.
    pub fn as_grouped(&self, now: &ColumnReading) -> Option<ColumnReading> {
        let other = match now.decimal_mark? {
            DecimalMark::Point => DecimalMark::Comma,
            DecimalMark::Comma => DecimalMark::Point,
        };
        let all = self.values > 1 && self.either_mark == self.values;
        (all && now.column_type == ColumnType::Number).then(|| self.number(other))
    }

    /// Whether such numbers have a comma here and a point there.
    pub fn mixes_marks(&self) -> bool {
        self.either_comma > 0 && self.either_comma < self.either_mark
    }

    /// Whether its dates say nothing of whether the day or the month stands first.
    pub fn leaves_order_open(&self) -> bool {
        self.day_first > 0 && self.day_first == self.month_first
    }

    /// What all its values may count: days as spreadsheets do, or seconds.
    pub fn could_count(&self) -> Option<DayCount> {
        self.counted.all(self.values)
    }

    /// Whether all its values could be days without a mark between their parts.
    pub fn could_be_compact_days(&self) -> bool {
        self.values > 0 && self.counted.compact == self.values
    }
}
