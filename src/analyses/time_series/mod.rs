//! Time series: one value for each bucket of time, and the line through them; or several lines, one for each of the
//! most frequent values of a column.

#[cfg(feature = "ssr")]
mod compute;
#[cfg(test)]
mod tests;
mod window;

pub use window::Last;

use super::{
    Aggregate, Analysis, Field, Form, Picture, Suits, group_by::WORDS, has_column, has_time,
    unsuitable,
};
use crate::shared::{
    analysis::AnalysisError,
    dataset::{ColumnType, Dataset},
    period::Period,
    text::isolated,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One aggregate of each bucket of time; a bucket without values is a gap.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeSeries {
    /// A column of dates or times.
    pub time: String,
    /// None means the shortest that gives at most some 200 points and joins them.
    #[serde(default)]
    pub bucket: Option<Period>,
    /// In which buckets begin: `Europe/Berlin`, `+05:30`; none means UTC. Dates have no zone.
    #[serde(default)]
    pub zone: Option<String>,
    pub aggregate: Aggregate,
    /// The numeric column to aggregate; none for a count.
    #[serde(default)]
    pub measure: Option<String>,
    /// A column: each of its 6 most frequent values has a line of its own. None means one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Only the buckets that have a moment of that long before the newest time; none means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Last>,
}

const AUTOMATIC: &str = "automatic";

const BUCKETS: &[&str] = &[
    AUTOMATIC,
    Period::Second.word(),
    Period::Minute.word(),
    Period::Hour.word(),
    Period::Day.word(),
    Period::Week.word(),
    Period::Month.word(),
    Period::Quarter.word(),
    Period::Year.word(),
];

const USUAL_ZONE: &str = "UTC";
/// The longest name in the zone database has 30 characters.
const LONGEST_ZONE: usize = 40;

impl Analysis for TimeSeries {
    const NAME: &'static str = "time_series";
    const LABEL: &'static str = "Time series";
    const PICTURE: Picture = Picture::Line;
    const VERSION: u32 = 2;
    const FIELDS: &'static [Field] = &[
        Field::column("time", "Time", Suits::Times),
        Field::choice("bucket", "Bucket", BUCKETS),
        Field::text("zone", "Time zone", USUAL_ZONE),
        Field::choice("aggregate", "Aggregate", WORDS),
        Field::column("measure", "Of", Suits::Numbers).unless("aggregate", Aggregate::Count.word()),
        Field::optional_column("series", "Series", Suits::Groups),
        Field::choice("last", "Last", window::WORDS),
    ];

    fn from_form(form: &Form<'_>) -> Self {
        let aggregate = Aggregate::from_word(&form.text("aggregate"));
        let bucket = form.text("bucket");
        let zone = form.text("zone");
        let zone = Some(zone.trim()).filter(|zone| !zone.is_empty() && *zone != USUAL_ZONE);
        Self {
            time: form.text("time"),
            bucket: Period::ALL.into_iter().find(|one| one.word() == bucket),
            zone: zone.map(str::to_owned),
            aggregate,
            measure: (aggregate != Aggregate::Count).then(|| form.text("measure")),
            series: Some(form.text("series")).filter(|name| !name.is_empty()),
            last: Last::from_word(&form.text("last")),
        }
    }

    fn fits(&self, dataset: &Dataset) -> Result<(), AnalysisError> {
        has_time(dataset, &self.time)?;
        let day = Period::Day.seconds();
        let has_short_bucket = self.bucket.is_some_and(Period::is_within_a_day);
        let has_short_span = self.last.is_some_and(|last| last.seconds() < day);
        if (has_short_bucket || has_short_span) && !self.has_clock(dataset) {
            let time = isolated(&self.time);
            let advice = match has_short_bucket {
                true => "Choose a bucket of a day or more.",
                false => "Choose the last day or more.",
            };
            return Err(unsuitable(format!(
                "“{time}” holds days without a time. {advice}"
            )));
        }
        if let Some(zone) = &self.zone
            && zone.chars().count() > LONGEST_ZONE
        {
            return Err(no_such_zone(zone));
        }
        if let Some(series) = &self.series {
            has_column(dataset, series)?;
        }
        self.aggregate.fits(self.measure.as_deref(), dataset)
    }

    fn title(&self, _: &str) -> String {
        let what = self.aggregate.title(self.measure.as_deref());
        let time = isolated(&self.time);
        let mut over = match self.bucket {
            Some(bucket) => format!("{what} by {} of {time}", bucket.word()),
            None => format!("{what} over {time}"),
        };
        if let Some(series) = &self.series {
            over += &format!(" for each {}", isolated(series));
        }
        if let Some(last) = self.last {
            over += &format!(", last {}", last.word());
        }
        match &self.zone {
            Some(zone) => format!("{over}, {}", isolated(zone)),
            None => over,
        }
    }
}

impl TimeSeries {
    /// Whether its times have an hour, and so a zone.
    fn has_clock(&self, dataset: &Dataset) -> bool {
        let column = dataset.column(&self.time);
        column.is_some_and(|column| column.column_type == ColumnType::DateTime)
    }
}

fn no_such_zone(zone: &str) -> AnalysisError {
    unsuitable(format!(
        "There is no time zone “{}”. Write one like Europe/Berlin, or an offset like +05:30.",
        isolated(&zone.chars().take(LONGEST_ZONE).collect::<String>())
    ))
}
