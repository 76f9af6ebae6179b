//! Time zones: what the clocks of a place showed, as a time in UTC.
//!
//! Clocks are put forward and back, so there are times that they never show, and times that they show twice.

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _};
use chrono_tz::TZ_VARIANTS;
pub use chrono_tz::Tz;

/// How often the clocks of a zone showed a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hour {
    Once,
    /// They were put forward over it; it is counted on from the clock before.
    Skipped,
    /// They were put back behind it; the earlier is meant.
    Repeated,
}

/// The longest time that clocks were ever put forward: a day, at the date line.
const LONGEST_GAP_HOURS: i64 = 24;

/// The zone of a name in the IANA database, in letters of any case.
pub fn named(name: &str) -> Option<Tz> {
    let mut zones = TZ_VARIANTS.iter();
    zones
        .find(|zone| zone.name().eq_ignore_ascii_case(name))
        .copied()
}

/// The names of zones that people choose from: those of places, and UTC.
pub fn names() -> Vec<&'static str> {
    let is_place = |name: &&str| {
        *name == "UTC"
            || name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("US/")
    };
    let names = TZ_VARIANTS.iter().map(|zone| zone.name());
    names.filter(is_place).collect()
}

/// What clocks show, in microseconds since 1970, as a time in UTC; none where no calendar reaches.
pub fn to_utc(shown: i64, zone: Tz) -> Option<(i64, Hour)> {
    let local = DateTime::from_timestamp_micros(shown)?.naive_utc();
    let (seconds, hour) = match offset(local, zone) {
        MappedLocalTime::Single(offset) => (offset, Hour::Once),
        MappedLocalTime::Ambiguous(earlier, _) => (earlier, Hour::Repeated),
        MappedLocalTime::None => {
            let mut before = (1..=LONGEST_GAP_HOURS)
                .filter_map(|hours| local.checked_sub_signed(TimeDelta::hours(hours)));
            let before = before.find_map(|before| offset(before, zone).latest());
            (before?, Hour::Skipped)
        }
    };
    Some((shown.checked_sub(i64::from(seconds) * 1_000_000)?, hour))
}

/// Seconds ahead of UTC.
fn offset(local: NaiveDateTime, zone: Tz) -> MappedLocalTime<i32> {
    let offset = zone.offset_from_local_datetime(&local);
    offset.map(|offset| offset.fix().local_minus_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(zone: &str, shown: &str, utc: &str, hour: Hour) {
        let micros = |text: &str| {
            let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
            time.and_utc().timestamp_micros()
        };
        let found = to_utc(micros(shown), named(zone).unwrap());
        assert_eq!(found, Some((micros(utc), hour)), "{shown} in {zone}");
    }

    #[test]
    fn clocks_are_put_forward_and_back() {
        check(
            "Europe/Berlin",
            "2024-01-15 12:00",
            "2024-01-15 11:00",
            Hour::Once,
        );
        check(
            "europe/berlin",
            "2024-07-15 12:00",
            "2024-07-15 10:00",
            Hour::Once,
        );
        check(
            "Europe/Berlin",
            "2024-03-31 01:59",
            "2024-03-31 00:59",
            Hour::Once,
        );
        // What is 3:30 by the clock after it.
        check(
            "Europe/Berlin",
            "2024-03-31 02:30",
            "2024-03-31 01:30",
            Hour::Skipped,
        );
        check(
            "Europe/Berlin",
            "2024-03-31 03:00",
            "2024-03-31 01:00",
            Hour::Once,
        );
        check(
            "Europe/Berlin",
            "2024-10-27 02:30",
            "2024-10-27 00:30",
            Hour::Repeated,
        );
        check(
            "Europe/Berlin",
            "2024-10-27 03:00",
            "2024-10-27 02:00",
            Hour::Once,
        );
        check(
            "Asia/Kolkata",
            "2024-10-27 02:30",
            "2024-10-26 21:00",
            Hour::Once,
        );
        // A whole day that Samoa never had.
        check(
            "Pacific/Apia",
            "2011-12-30 12:00",
            "2011-12-30 22:00",
            Hour::Skipped,
        );
    }

    #[test]
    fn names_are_those_of_places() {
        let names = names();
        for name in ["Europe/Berlin", "America/Argentina/Ushuaia", "UTC"] {
            assert!(names.contains(&name), "{name}");
        }
        assert!(!names.contains(&"Etc/GMT+5") && !names.contains(&"EST"));
        assert_eq!(named("Europe/Atlantis"), None);
    }
}
