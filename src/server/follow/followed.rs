//! One run that follows: when it is computed again, and when the log gets a checkpoint of it. It reads no clock.

use crate::server::{engine::Reads, streams::Frame};
use crate::shared::{
    analysis::Spec,
    chart::Marks,
    dataset::Dataset,
    session::{Run, runs::AsOf},
};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// A run is computed again at most this often, where new rows cost no more than themselves,
const MERGED: Duration = Duration::from_millis(250);
/// where all rows are read again,
const EVERY: Duration = Duration::from_secs(1);
/// and all runs of a session together take at most one part in so many of the time.
const PART: u32 = 4;
/// When a worker was wanted otherwise.
const BUSY: Duration = Duration::from_millis(250);
/// When it could not be computed.
const FAILED: Duration = Duration::from_secs(10);
/// Rows have ceased when none came for this long; it is doubled each time,
const QUIET: Duration = Duration::from_secs(5);
/// up to this, which is also how long the log waits at most.
const CHECKPOINT: Duration = Duration::from_secs(600);

pub struct Followed {
    pub run: Run,
    pub dataset: Dataset,
    /// What was told last.
    frame: Option<Arc<Frame>>,
    /// What the last answer is of.
    as_of: Option<AsOf>,
    /// When the answer is another although no row came, in Unix milliseconds: the last period of its chart is over.
    over_at: Option<i64>,
    /// Not computed before this.
    pub next: Instant,
    /// When it was told last.
    told: Instant,
    /// When the log got it last.
    kept: Instant,
    /// How many rows had come by what the log has.
    logged: Option<i64>,
    is_kept: bool,
    quiet: Duration,
}

impl Followed {
    pub fn new(run: Run, dataset: Dataset, now: Instant) -> Self {
        Self {
            as_of: run.as_of,
            // What the log has of it may say that its last period is not over.
            over_at: matches!(run.spec, Spec::TimeSeries(_)).then_some(0),
            logged: run.as_of.map(|as_of| as_of.head),
            run,
            dataset,
            frame: None,
            next: now,
            told: now,
            kept: now,
            is_kept: true,
            quiet: QUIET,
        }
    }

    /// Whether there is more to be said at `now_ms`, of so many rows that ever came, than was told.
    pub fn is_behind(&self, head: i64, now_ms: i64) -> bool {
        let is_over = self.over_at.is_some_and(|at| at <= now_ms);
        is_over || self.as_of.is_none_or(|as_of| as_of.head != head)
    }

    /// How long until there is more to be said although no row comes.
    pub fn over_in(&self, now_ms: i64) -> Option<Duration> {
        let left = self.over_at? - now_ms;
        Some(Duration::from_millis(left.max(0).unsigned_abs()))
    }

    /// It was computed in `took`, as one of so many runs.
    pub fn computed(
        &mut self,
        frame: Arc<Frame>,
        over_at: Option<i64>,
        reads: Reads,
        took: Duration,
        runs: usize,
        now: Instant,
    ) {
        let least = match reads {
            Reads::New => MERGED,
            Reads::All => EVERY,
        };
        self.rest(least, took, runs, now);
        self.is_kept = self.logged == Some(frame.as_of.head);
        self.as_of = Some(frame.as_of);
        self.over_at = over_at;
        self.frame = Some(frame);
        self.told = now;
    }

    /// It took so long, and there is no answer of these rows.
    pub fn failed(&mut self, took: Duration, runs: usize, now: Instant) {
        self.rest(FAILED, took, runs, now);
    }

    /// A worker was wanted otherwise.
    pub fn put_off(&mut self, now: Instant) {
        self.next = now + BUSY;
    }

    /// What took long rests long, so that all of them together take their part of the time.
    fn rest(&mut self, least: Duration, took: Duration, runs: usize, now: Instant) {
        let period = took * PART * u32::try_from(runs).unwrap_or(u32::MAX);
        self.next = now + period.max(least).saturating_sub(took);
    }

    /// When the log is to get what was told, if it lacks that.
    pub fn checkpoint_at(&self, is_behind: bool) -> Option<Instant> {
        let latest = self.kept + CHECKPOINT;
        let at = match is_behind {
            true => latest,
            false => latest.min(self.told + self.quiet),
        };
        (!self.is_kept).then_some(at)
    }

    /// What the log lacks.
    pub fn unkept(&self) -> Option<Arc<Frame>> {
        self.frame.clone().filter(|_| !self.is_kept)
    }

    /// The log has what was told, or will not take it.
    pub fn kept(&mut self, now: Instant) {
        self.kept = now;
        self.is_kept = true;
        self.logged = self.as_of.map(|as_of| as_of.head);
        self.quiet = (self.quiet * 2).min(CHECKPOINT);
    }
}

/// When the period ends that a chart says is not over, in Unix milliseconds.
pub fn over_at(marks: &Marks) -> Option<i64> {
    let Marks::Line {
        period,
        starts,
        offsets,
        running: Some(_),
        ..
    } = marks
    else {
        return None;
    };
    let start = starts.last()?;
    let offset = offsets.last().unwrap_or(&0);
    let end = period.next(period.begin(start + offset)) - offset;
    Some(end.saturating_mul(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        analysis::{Num, Output, Table},
        chart::{Axis, Chart},
        period::Period,
        session::testing::{Story, ada, mean_wind},
    };

    fn followed(now: Instant) -> Followed {
        let (mut story, dataset_id) = Story::with_weather();
        let run_id = story.asks(&ada(), dataset_id, mean_wind());
        let run = story.state.run(run_id).unwrap().clone();
        let dataset = story.state.dataset(dataset_id).unwrap().clone();
        Followed::new(run, dataset, now)
    }

    fn line(running: Option<&str>) -> Marks {
        Marks::Line {
            period: Period::Minute,
            starts: vec![0, 60],
            offsets: Vec::new(),
            values: vec![Some(Num(60.0)), Some(Num(20.0))],
            series: Vec::new(),
            running: running.map(str::to_owned),
        }
    }

    fn frame(head: i64) -> Arc<Frame> {
        let output = Output {
            summary: String::new(),
            table: Table {
                columns: Vec::new(),
                rows: Vec::new(),
                total_rows: 0,
            },
            chart: Chart {
                title: String::new(),
                subtitle: String::new(),
                x: Axis::default(),
                y: Axis::default(),
                marks: line(None),
            },
        };
        let rows = head;
        Arc::new(Frame::new(output, AsOf { at: 0, rows, head }).unwrap())
    }

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    #[test]
    fn it_takes_a_quarter_of_the_time_at_most() {
        let now = Instant::now();
        let mut one = followed(now);
        for (took, runs, rests) in [
            (0.0, 1, 1.0),
            (0.25, 1, 0.75),
            (2.0, 1, 6.0),
            (2.0, 3, 22.0),
        ] {
            one.computed(frame(1), None, Reads::All, seconds(took), runs, now);
            assert_eq!(one.next, now + seconds(rests), "{took} s of {runs}");
        }
        one.computed(frame(1), None, Reads::New, seconds(0.01), 1, now);
        assert_eq!(one.next, now + seconds(0.24));
        one.failed(seconds(1.0), 1, now);
        assert_eq!(one.next, now + seconds(9.0));
    }

    #[test]
    fn the_log_gets_it_when_rows_cease_and_does_not_grow_with_the_clock() {
        let mut now = Instant::now();
        let mut one = followed(now);
        assert_eq!(one.checkpoint_at(false), None);
        one.computed(frame(1), None, Reads::All, seconds(0.1), 1, now);
        assert_eq!(one.checkpoint_at(false), Some(now + QUIET));
        assert_eq!(one.checkpoint_at(true), Some(now + CHECKPOINT));
        // A row each 20 s, for a day.
        let mut checkpoints = 0;
        for row in 0..24 * 60 * 3 {
            one.computed(frame(row), None, Reads::All, seconds(0.1), 1, now);
            if one
                .checkpoint_at(false)
                .is_some_and(|at| at <= now + seconds(20.0))
            {
                one.kept(now);
                checkpoints += 1;
            }
            now += seconds(20.0);
        }
        assert!((100..200).contains(&checkpoints), "{checkpoints}");
        one.kept(now);
        assert!(one.unkept().is_none());
    }

    #[test]
    fn a_period_that_ends_is_told_although_no_row_comes() {
        let now = Instant::now();
        let mut one = followed(now);
        assert!(one.is_behind(0, 0));
        assert_eq!(over_at(&line(None)), None);
        let over = over_at(&line(Some("20 of 60 s")));
        assert_eq!(over, Some(120_000));
        one.computed(frame(7), over, Reads::New, seconds(0.1), 1, now);
        assert!(!one.is_behind(7, 119_999) && one.is_behind(7, 120_000));
        assert!(one.is_behind(8, 0));
        assert_eq!(one.over_in(119_000), Some(seconds(1.0)));
    }
}
