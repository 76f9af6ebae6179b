//! How far a place's clock is ahead of UTC, by the zone database that Arrow brings.

use datafusion::arrow::{
    array::types::TimestampSecondType, temporal_conversions::as_datetime_with_timezone,
};

/// Zones changed between these years only, as far as the database says.
const CHANGES: (i64, i64) = (-5_364_662_400, 7_258_118_400); // 1800 to 2200
const DAY: i64 = 86_400;

/// Seconds ahead of UTC at a moment, both in seconds.
pub struct Zone(Option<Box<dyn Fn(i64) -> i64 + Send + Sync>>);

/// A stretch of time in which the clock is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub begin: i64,
    pub offset: i64,
}

impl Zone {
    pub fn utc() -> Self {
        Self(None)
    }

    /// A name of the IANA database, or an offset like `+05:30`.
    pub fn named(name: &str) -> Option<Self> {
        let zone = name.parse().ok()?;
        Some(Self(Some(Box::new(move |moment| {
            let local = as_datetime_with_timezone::<TimestampSecondType>(moment, zone);
            // Beyond the years that a calendar has here, clocks show UTC.
            local.map_or(0, |local| {
                local.naive_local().and_utc().timestamp() - moment
            })
        }))))
    }

    pub fn offset(&self, moment: i64) -> i64 {
        self.0.as_ref().map_or(0, |offset| offset(moment))
    }

    /// The stretches from one moment to another, the first of which begins at `from`.
    pub fn stretches(&self, from: i64, to: i64) -> Vec<Stretch> {
        let mut stretches = vec![Stretch {
            begin: from,
            offset: self.offset(from),
        }];
        if self.0.is_none() {
            return stretches;
        }
        let (mut at, end) = (from.max(CHANGES.0), to.min(CHANGES.1));
        let mut offset = stretches[0].offset;
        while at < end {
            let next = end.min(at + DAY);
            if self.offset(next) == offset {
                at = next;
                continue;
            }
            at = self.change(at, next, offset);
            offset = self.offset(at);
            stretches.push(Stretch { begin: at, offset });
        }
        stretches
    }

    /// The first moment after `before`, and not after `after`, with another offset than `offset`.
    fn change(&self, mut before: i64, mut after: i64, offset: i64) -> i64 {
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if self.offset(middle) == offset {
                before = middle;
            } else {
                after = middle;
            }
        }
        after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_time_is_a_stretch() {
        // 2024 in Berlin: 31 March 01:00 UTC to 27 October 01:00 UTC.
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let stretches = berlin.stretches(1_704_067_200, 1_735_689_600);
        let expected = [
            (1_704_067_200, 3_600),
            (1_711_846_800, 7_200),
            (1_729_990_800, 3_600),
        ];
        assert_eq!(
            stretches,
            expected.map(|(begin, offset)| Stretch { begin, offset })
        );
    }

    #[test]
    fn names_offsets_and_nothing_else_are_zones() {
        assert_eq!(Zone::named("Asia/Kolkata").unwrap().offset(0), 19_800);
        assert_eq!(Zone::named("-03:30").unwrap().offset(0), -12_600);
        for name in ["", "Mars/Olympus", "Berlin", "+99:99", "x'; drop"] {
            assert!(Zone::named(name).is_none(), "{name}");
        }
    }
}
