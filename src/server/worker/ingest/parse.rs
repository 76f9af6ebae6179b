//! One block of a file becomes Arrow arrays, and a count of what was odd in it.

use super::{
    blocks::Block,
    column::{Column, ColumnCounts, ColumnPlan},
    decode::Encodings,
    grammar::Grammar,
    headers, marks, next_table,
    normalize::{Normal, SEPARATOR},
    places::Places,
    records::{Field, Record, Records},
    ruled::is_ruled,
    tally::Tally,
    totals,
};
use crate::shared::reading::{ColumnReading, FindingKind, Reading};
use datafusion::arrow::array::ArrayRef;

/// Rows that go through one column before the next has its turn, so that they stay in the cache.
const BATCH_ROWS: usize = 2_048;
const BATCH_CELLS: usize = 1 << 17;

/// What all blocks of a file have in common.
pub struct Plan {
    pub grammar: Grammar,
    /// Of the lines as they stand in the file.
    pub raw_grammar: Grammar,
    normal: Normal,
    pub encodings: Encodings,
    pub columns: Vec<ColumnPlan>,
    places: Places,
    skip_above: u64,
    header_rows: u32,
    keep_surplus: bool,
    leave_out_totals: bool,
    keep_empty_rows: bool,
    leave_out_short: bool,
    leave_out_surplus: bool,
    /// The last header row as it stands: files that were joined have it again further below.
    header: Vec<u8>,
}

impl Plan {
    /// `wishes` are other readings of text columns; `header` is the last header row as it stands.
    pub fn new(
        reading: &Reading,
        encodings: Encodings,
        wishes: &[Option<ColumnReading>],
        header: Vec<u8>,
    ) -> Self {
        let columns = reading.columns.iter().enumerate().map(|(i, column)| {
            let wish = wishes.get(i).and_then(Option::as_ref);
            ColumnPlan::new(i, column, wish, reading)
        });
        Self {
            grammar: Grammar::from(reading),
            raw_grammar: Grammar::raw(reading),
            normal: Normal::from(reading),
            encodings,
            columns: columns.collect(),
            places: Places::Lines,
            skip_above: reading.skip_above,
            header_rows: reading.header_rows,
            keep_surplus: reading.keep_surplus,
            leave_out_totals: reading.leave_out_totals,
            keep_empty_rows: reading.keep_empty_rows,
            leave_out_short: reading.leave_out_short,
            leave_out_surplus: reading.leave_out_surplus,
            header,
        }
    }

    /// The same for a file whose places are `places`.
    pub fn counting(self, places: Places) -> Self {
        Self { places, ..self }
    }

    /// The same with values of each column of which it is told where they stand.
    pub fn watching(mut self, watched: &[Vec<String>]) -> Self {
        for (column, watched) in self.columns.iter_mut().zip(watched) {
            column.watched.clone_from(watched);
        }
        self
    }

    /// Values of a row as the file has them.
    fn width(&self) -> usize {
        self.columns
            .len()
            .saturating_sub(usize::from(self.keep_surplus))
    }
}

/// A block that was read.
pub struct Parsed {
    pub arrays: Vec<ArrayRef>,
    pub rows: u64,
    /// Places of the file in this block.
    pub lines: u64,
    pub counts: Vec<ColumnCounts>,
    pub tally: Tally,
    /// Rows that were neither kept nor left out before the table began.
    pub dropped: u64,
    /// Lines that were not in the file's encoding, as bytes of that are no longer known.
    pub damaged: u64,
}

pub fn parse(block: Block, plan: &Plan) -> Parsed {
    let mut tally = Tally::default();
    let first = block.index == 0;
    let bytes = marks::without(block.bytes, &mut tally);
    let (bytes, odd_lines) = match plan.encodings.by_line() {
        true => plan.encodings.decode(bytes),
        false => (bytes, Vec::new()),
    };
    let mut damaged = 0;
    if !plan.encodings.by_line() {
        damaged += marks::tell_lost(&bytes, &mut tally);
    }
    for odd in odd_lines {
        damaged += u64::from(odd.damaged);
        tally.add(FindingKind::Encoding, None, odd.line, &odd.text);
    }
    // Every way above ends in UTF-8; should one not, nothing is lost but the letters.
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    let text = plan.normal.text(text);
    let mut table = Table::new(plan, &text, tally);
    if first {
        table.skip_top();
    }
    table.read_all();
    table.finish(damaged)
}

/// The rows of a block, gathered batch by batch.
struct Table<'a> {
    plan: &'a Plan,
    text: &'a str,
    records: Records<'a>,
    columns: Vec<Column<'a>>,
    tally: Tally,
    /// Row by row, as many values as there are columns.
    fields: Vec<Field>,
    lines: Vec<u64>,
    /// Records so far, where places are records.
    places: u64,
    batch_rows: usize,
    rows: u64,
    dropped: u64,
    /// The newest record was empty, or named another table.
    after_gap: bool,
}

impl<'a> Table<'a> {
    fn new(plan: &'a Plan, text: &'a str, tally: Tally) -> Self {
        let width = plan.columns.len().max(1);
        Self {
            plan,
            text,
            records: Records::new(text.as_bytes(), &plan.grammar),
            columns: plan.columns.iter().map(Column::new).collect(),
            tally,
            fields: Vec::new(),
            lines: Vec::new(),
            places: 0,
            batch_rows: BATCH_ROWS.min(BATCH_CELLS / width).max(1),
            rows: 0,
            dropped: 0,
            after_gap: false,
        }
    }

    /// Leaves out what stands above the table, and the header.
    fn skip_top(&mut self) {
        self.skip_above();
        let mut left = self.plan.header_rows;
        while left > 0 {
            let Some(record) = self.next() else {
                break;
            };
            let shown = self.shown(&record);
            match shown.trim().is_empty() {
                true => self.tell(FindingKind::Empty, &record),
                false if is_ruled(shown.as_bytes()) => self.tell(FindingKind::DroppedRow, &record),
                false => left -= 1,
            }
        }
        self.fields.clear();
        if !self.plan.places.count_header() {
            self.places = 0;
        }
    }

    fn skip_above(&mut self) {
        let lines = self.plan.skip_above;
        if self.plan.places.by_record() {
            while self.records.lines() < lines
                && let Some(record) = self.next()
            {
                self.tell(FindingKind::LeftOut, &record);
            }
            return;
        }
        for (i, line) in self.text.lines().take(lines as usize).enumerate() {
            self.tally
                .add(FindingKind::LeftOut, None, i as u64 + 1, line);
        }
        self.records.skip_lines(lines);
    }

    /// Adds the values of the next record to `fields`.
    fn next(&mut self) -> Option<Record> {
        let mut record = self.records.next(&mut self.fields)?;
        if self.plan.places.by_record() {
            self.places += 1;
            record.line = self.places;
        }
        Some(record)
    }

    fn read_all(&mut self) {
        loop {
            let begin = self.fields.len();
            let Some(record) = self.next() else {
                break;
            };
            if self.is_dropped(begin, &record) {
                self.fields.truncate(begin);
                self.dropped += 1;
                continue;
            }
            if self.is_left_out(begin, &record) {
                self.fields.truncate(begin);
                self.dropped += 1;
                continue;
            }
            self.fit(begin, &record);
            self.lines.push(record.line);
            if self.lines.len() == self.batch_rows {
                self.flush();
            }
        }
        self.flush();
    }

    fn shown(&self, record: &Record) -> &'a str {
        &self.text[record.start..record.end]
    }

    /// Whether a record is no row: empty, a ruled line, the header again, a total that is left out.
    fn is_dropped(&mut self, begin: usize, record: &Record) -> bool {
        let bytes = &self.text.as_bytes()[record.start..record.end];
        let are_meant = self.plan.keep_empty_rows || self.plan.places.are_meant();
        let kind = match bytes.first().copied() {
            None if are_meant => return false,
            None => FindingKind::Empty,
            Some(b'-' | b'=' | b'_' | b'+' | b'|' | b'*' | b'#' | SEPARATOR) if is_ruled(bytes) => {
                FindingKind::DroppedRow
            }
            _ if headers::repeats(&self.plan.header, bytes, self.plan.columns.len()) => {
                match self.after_gap {
                    true => FindingKind::NextTable,
                    false => FindingKind::DroppedRow,
                }
            }
            // Two empty values may be a row all the same; more are what spreadsheets leave.
            _ if !are_meant && record.values != 2 && self.is_empty(begin) => FindingKind::Empty,
            _ if self.names_next(begin, record) => FindingKind::NextTable,
            _ if self.sums_up(begin) => FindingKind::Total,
            _ => {
                self.after_gap = false;
                return false;
            }
        };
        self.after_gap = matches!(kind, FindingKind::Empty | FindingKind::NextTable);
        self.tell(kind, record);
        kind != FindingKind::Total || self.plan.leave_out_totals
    }

    /// Whether the newest row stands alone above the header of another table.
    fn names_next(&self, begin: usize, record: &Record) -> bool {
        let (plan, text) = (self.plan, self.text.as_bytes());
        let columns = plan.columns.len();
        if columns < 2 || !(self.after_gap || record.values < plan.width()) {
            return false;
        }
        let values = self.fields[begin..].iter();
        let filled = values.filter(|field| !field.raw(text).trim_ascii().is_empty());
        filled.count() < 2
            && next_table::follows(&text[record.end..], &plan.header, columns, &plan.grammar)
    }

    /// Whether the first value of the newest row says that it sums up others.
    fn sums_up(&self, begin: usize) -> bool {
        let values = self.fields[begin..].iter();
        let mut values = values.map(|field| field.raw(self.text.as_bytes()).trim_ascii());
        let first = values.find(|value| !value.is_empty());
        first.is_some_and(|first| std::str::from_utf8(first).is_ok_and(totals::says))
    }

    fn is_empty(&self, begin: usize) -> bool {
        let text = self.text.as_bytes();
        let mut values = self.fields.get(begin..).unwrap_or_default().iter();
        values.all(|field| field.raw(text).trim_ascii().is_empty())
    }

    /// Whether a row is left out for how many values it has; that is told.
    fn is_left_out(&mut self, begin: usize, record: &Record) -> bool {
        let kind = match () {
            () if self.plan.leave_out_short && self.is_short(begin, record) => FindingKind::Short,
            () if self.plan.leave_out_surplus && self.has_surplus(begin) => FindingKind::Surplus,
            () => return false,
        };
        self.tell(kind, record);
        true
    }

    /// Whether the newest row has fewer values than columns; one that is kept without any is merely empty.
    fn is_short(&self, begin: usize, record: &Record) -> bool {
        record.values < self.plan.width() && !(self.plan.keep_empty_rows && self.is_empty(begin))
    }

    fn has_surplus(&self, begin: usize) -> bool {
        !self.is_empty(begin + self.plan.width())
    }

    /// Brings the newest row to the table's width and tells what that took.
    fn fit(&mut self, begin: usize, record: &Record) {
        let width = self.plan.width();
        if record.stray_quote {
            self.tell(FindingKind::Quote, record);
        }
        if record.crossed {
            self.tell(FindingKind::Crossed, record);
        }
        if self.is_short(begin, record) {
            self.tell(FindingKind::Short, record);
        }
        if record.values > width {
            let full = self.has_surplus(begin);
            let rest = self.fields[begin + width].to_end(record);
            if full {
                self.tell(FindingKind::Surplus, record);
            }
            self.fields.truncate(begin + width);
            if self.plan.keep_surplus {
                self.fields.push(if full { rest } else { Field::default() });
            }
        }
        self.fields
            .resize(begin + self.plan.columns.len(), Field::default());
    }

    fn tell(&mut self, kind: FindingKind, record: &Record) {
        let shown = self.plan.normal.as_written(self.shown(record));
        self.tally.add(kind, None, record.line, &shown);
    }

    fn flush(&mut self) {
        let width = self.columns.len();
        let grammar = &self.plan.grammar;
        for (i, column) in self.columns.iter_mut().enumerate() {
            let fields = self.fields.iter().skip(i).step_by(width);
            let values = fields.map(|field| field.value(self.text, grammar));
            let lines = self.lines.iter().copied();
            column.append(values.zip(lines), &mut self.tally);
        }
        self.rows += self.lines.len() as u64;
        self.fields.clear();
        self.lines.clear();
    }

    fn finish(self, damaged: u64) -> Parsed {
        let finished = self.columns.into_iter().map(Column::finish);
        let (arrays, counts) = finished.unzip();
        Parsed {
            arrays,
            rows: self.rows,
            lines: match self.plan.places.by_record() {
                true => self.places,
                false => self.records.lines(),
            },
            counts,
            tally: self.tally,
            dropped: self.dropped,
            damaged,
        }
    }
}
