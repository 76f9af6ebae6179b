//! What the numbers of columns may be as well: days, or marks for "missing".

use super::{
    super::{names_things, types::Vote},
    Proposal,
};
use crate::shared::{dataset::ColumnType, reading::DayCount};

impl Proposal {
    /// Keeps what may be said of the numbers; `votes` are those of the columns, in their order.
    pub fn doubt_numbers<'a>(&mut self, votes: impl Iterator<Item = &'a Vote> + Clone) {
        let columns = self.reading.columns.iter().zip(votes.clone());
        let counted = columns
            .clone()
            .enumerate()
            .filter_map(|(place, (column, vote))| {
                let count = vote
                    .could_count()
                    .filter(|_| column.column_type.is_numeric())?;
                let is_whole = column.column_type == ColumnType::Integer;
                let says_so = names_things::says_day(&column.name)
                    || (!is_whole || count != DayCount::From1900)
                        && names_things::says_time(&column.name);
                says_so.then_some((place, count))
            });
        self.day_counts = counted.collect();
        let compact = votes.enumerate();
        let compact = compact.filter(|(_, vote)| vote.could_be_compact_days());
        self.compact_days = compact.map(|(place, _)| place).collect();
        let watched = columns.map(|(column, vote)| match column.column_type.is_numeric() {
            true => vote.sentinels.far_off(),
            false => Vec::new(),
        });
        self.watched = watched.collect();
    }

    /// Keeps whose dates do not tell day from month, so that a later one may; `votes` as above.
    pub fn leave_orders_open<'a>(&mut self, votes: impl Iterator<Item = &'a Vote>) {
        let open = votes
            .enumerate()
            .filter(|(_, vote)| vote.leaves_order_open());
        self.open_orders = open.map(|(place, _)| place).collect();
    }
}
