//! Which buckets are drawn, and which lines: as many as a chart can show, the newest of them where rows still come.

use super::{buckets::Buckets, lines::Lines, measured::Answer, times::Times};
use crate::analyses::{TimeSeries, unsuitable};
use crate::server::worker::words;
use crate::shared::{
    analysis::AnalysisError,
    period::{self, Period},
    text::isolated,
};
use datafusion::common::DataFusionError;

/// So many the automatic bucket gives at most.
const USUAL: usize = 200;
/// More are not drawn, of all lines together.
const MOST: usize = 5_000;

pub struct Drawn {
    pub buckets: Buckets,
    pub lines: Lines,
    /// Whether there are buckets before these that were asked for.
    pub is_cut: bool,
}

/// `is_live`: whether rows still come. Then the newest are drawn of too many; else that is refused.
pub async fn drawn(
    times: &Times<'_>,
    spec: &TimeSeries,
    has_clock: bool,
    is_live: bool,
) -> Result<Drawn, AnalysisError> {
    let mut frequent = Frequent {
        times,
        is_split: spec.series.is_some(),
        known: None,
    };
    let period = match spec.bucket {
        Some(period) => period,
        None => automatic(&mut frequent, has_clock).await?,
    };
    // How many buckets there may be follows from the lines, and the lines from the rows in them.
    let newest = |most| Buckets::newest(period, times.zone, times.first, times.last, most);
    let lines = frequent.lines(&newest(MOST)).await?;
    let buckets = newest(MOST / lines.count());
    let first = buckets.starts.first();
    let is_cut = first.is_some_and(|start| *start > times.first);
    if is_cut && !is_live {
        return Err(too_many(times, spec, lines, period));
    }
    let lines = frequent.lines(&buckets).await?.clone();
    Ok(Drawn {
        buckets,
        lines,
        is_cut,
    })
}

/// The lines of the rows in some buckets, asked for once where they begin at the same moment.
struct Frequent<'a> {
    times: &'a Times<'a>,
    is_split: bool,
    known: Option<(Option<i64>, Lines)>,
}

impl Frequent<'_> {
    async fn lines(&mut self, buckets: &Buckets) -> Result<&Lines, DataFusionError> {
        let since = self.times.since(buckets);
        let known = match self.known.take().filter(|(known, _)| *known == since) {
            Some(known) => known,
            None if self.is_split => (since, Lines::of(self.times.by_value(since).await?).await?),
            None => (since, Lines::default()),
        };
        Ok(&self.known.insert(known).1)
    }
}

fn of(times: &Times<'_>, period: Period, most: usize) -> Option<Buckets> {
    Buckets::new(period, times.zone, times.first, times.last, most)
}

/// The shortest bucket that gives few enough and stands beside its neighbours; where times are weeks apart, days would
/// be dots without a line.
async fn automatic(
    frequent: &mut Frequent<'_>,
    has_clock: bool,
) -> Result<Period, DataFusionError> {
    let times = frequent.times;
    let candidates: Vec<Buckets> = Period::ALL
        .into_iter()
        .filter(|period| has_clock || !period.is_within_a_day())
        .filter_map(|period| of(times, period, USUAL))
        .collect();
    let Some(shortest) = candidates.first() else {
        return Ok(Period::Year);
    };
    let lines = frequent.lines(shortest).await?;
    let with_rows = times.by_bucket(shortest, lines, None).await?;
    let joined = candidates.iter().find(|one| are_joined(one, &with_rows));
    Ok(joined.unwrap_or(shortest).period)
}

fn too_many(times: &Times<'_>, spec: &TimeSeries, lines: &Lines, period: Period) -> AnalysisError {
    let most = MOST / lines.count();
    let coarser = Period::ALL.into_iter().filter(|one| *one > period);
    let fitting = coarser
        .filter(|one| of(times, *one, most).is_some())
        .map(Period::word)
        .next();
    let time = isolated(&spec.time);
    let [from, to] = [times.first, times.last].map(|moment| {
        let local = moment.saturating_add(times.zone.offset(moment));
        period::date(local)
    });
    let word = period.word();
    let most = words::integer(most as i64);
    let of_lines = match lines.count() {
        1 => String::new(),
        several => format!(" for each of {several} series"),
    };
    let told = format!("From {from} to {to}, {time} has more than {most} {word}s{of_lines}");
    unsuitable(match fitting {
        Some(fitting) => format!("{told}. Choose the bucket “{fitting}”."),
        None => format!("{told}, which is more than a chart can show."),
    })
}

/// Whether most of the buckets with rows stand beside another of their line. Different times in one bucket are
/// no line either.
fn are_joined(buckets: &Buckets, with_rows: &[Answer]) -> bool {
    // The first bucket of a line does not follow the last one of the line before it.
    let place = |one: &Answer| one.line * (buckets.starts.len() + 1) + buckets.at(one.start);
    let mut places: Vec<usize> = with_rows.iter().map(place).collect();
    places.dedup();
    let alone = (0..places.len()).filter(|&at| {
        let has_left = at > 0 && places[at - 1] + 1 == places[at];
        let has_right = places.get(at + 1) == Some(&(places[at] + 1));
        !has_left && !has_right
    });
    with_rows.len() == 1 || alone.count() * 2 <= places.len()
}
