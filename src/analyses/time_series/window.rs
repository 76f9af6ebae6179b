//! How far a time series goes back from its newest row.

use crate::shared::period::Period;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A span of time that ends with the newest time of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Last {
    #[serde(rename = "5_min")]
    FiveMinutes,
    #[serde(rename = "15_min")]
    FifteenMinutes,
    #[serde(rename = "1_h")]
    Hour,
    #[serde(rename = "6_h")]
    SixHours,
    #[serde(rename = "1_day")]
    Day,
    #[serde(rename = "7_days")]
    SevenDays,
    #[serde(rename = "30_days")]
    ThirtyDays,
    #[serde(rename = "90_days")]
    NinetyDays,
    #[serde(rename = "365_days")]
    Year,
}

/// All there is.
const ALL: &str = "all";

pub const WORDS: &[&str] = &[
    ALL,
    Last::FiveMinutes.word(),
    Last::FifteenMinutes.word(),
    Last::Hour.word(),
    Last::SixHours.word(),
    Last::Day.word(),
    Last::SevenDays.word(),
    Last::ThirtyDays.word(),
    Last::NinetyDays.word(),
    Last::Year.word(),
];

impl Last {
    pub const ALL: [Self; 9] = [
        Self::FiveMinutes,
        Self::FifteenMinutes,
        Self::Hour,
        Self::SixHours,
        Self::Day,
        Self::SevenDays,
        Self::ThirtyDays,
        Self::NinetyDays,
        Self::Year,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::FiveMinutes => "5 min",
            Self::FifteenMinutes => "15 min",
            Self::Hour => "1 h",
            Self::SixHours => "6 h",
            Self::Day => "1 day",
            Self::SevenDays => "7 days",
            Self::ThirtyDays => "30 days",
            Self::NinetyDays => "90 days",
            Self::Year => "365 days",
        }
    }

    /// None for a word that stands for all.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    pub const fn seconds(self) -> i64 {
        const DAY: i64 = Period::Day.seconds();
        match self {
            Self::FiveMinutes => 300,
            Self::FifteenMinutes => 900,
            Self::Hour => 3_600,
            Self::SixHours => 21_600,
            Self::Day => DAY,
            Self::SevenDays => 7 * DAY,
            Self::ThirtyDays => 30 * DAY,
            Self::NinetyDays => 90 * DAY,
            Self::Year => 365 * DAY,
        }
    }
}
