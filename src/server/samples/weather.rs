//! What the built-in source sends: three weather stations, made up. The same second of the same source gives the
//! same rows, at whichever rate they come.

use crate::shared::{civil::civil, dataset::ColumnType};
use std::f64::consts::TAU;
use std::fmt::Write;

/// What its data set is called.
pub const NAME: &str = "weather stations";
pub const COLUMNS: [(&str, ColumnType); 5] = [
    ("time", ColumnType::DateTime),
    ("station", ColumnType::Text),
    ("temperature", ColumnType::Number),
    ("humidity", ColumnType::Number),
    ("wind", ColumnType::Number),
];
/// Rows come in so many parts of a second.
pub const PARTS: i64 = 4;
pub const PART_MS: i64 = 1_000 / PARTS;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// A station with its mean temperature in °C and its mean wind in m/s.
const STATIONS: [(&str, f64, f64); 3] = [
    ("Harbour", 9.0, 6.5),
    ("Old town", 11.5, 2.5),
    ("Hilltop", 5.5, 9.0),
];

/// The rows of one part of a second, counted from 1970, as CSV; empty where none has its time in it.
pub fn rows(seed: u64, rate: i64, part: i64) -> String {
    let (second, part) = (part.div_euclid(PARTS), part.rem_euclid(PARTS));
    let first = |part: i64| (part * rate + PARTS - 1) / PARTS;
    let mut csv = String::new();
    for place in first(part)..first(part + 1) {
        if csv.is_empty() {
            let names = COLUMNS.map(|(name, _)| name);
            csv = format!("{}\n", names.join(","));
        }
        let at = second * 1_000 + place * 1_000 / rate;
        let station = (second * rate + place).rem_euclid(STATIONS.len() as i64) as usize;
        // Nothing that is written into a text can fail.
        let _ = writeln!(csv, "{}", row(seed, at, station));
    }
    csv
}

fn row(seed: u64, at: i64, station: usize) -> String {
    let (name, mild, windy) = STATIONS[station];
    let noise = |of: u64| noise(seed ^ (of << 8) ^ station as u64, at);
    let wave = |period_ms: i64| {
        let phase = (seed % 1_000) as f64 / 1_000.0 + station as f64 / 3.0;
        (TAU * (at.rem_euclid(period_ms) as f64 / period_ms as f64 + phase)).sin()
    };
    let warmer = 4.0 * wave(DAY_MS) + 1.2 * wave(7 * 60_000) + 0.3 * noise(1);
    let humidity = (72.0 - 4.0 * warmer + 2.0 * noise(2)).clamp(15.0, 100.0);
    let wind = (windy * (1.0 + 0.4 * wave(90_000)) + 0.8 * noise(3)).max(0.0);
    let temperature = mild + warmer;
    format!(
        "{},{name},{temperature:.2},{humidity:.1},{wind:.2}",
        written(at)
    )
}

/// "2026-03-01T12:30:00.250Z"
fn written(at: i64) -> String {
    let (year, month, day) = civil(at.div_euclid(DAY_MS));
    let (seconds, ms) = (at.rem_euclid(DAY_MS) / 1_000, at.rem_euclid(1_000));
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

/// From -1 to 1, by no pattern. SplitMix64, Sebastiano Vigna.
fn noise(seed: u64, at: i64) -> f64 {
    let mut z = seed.wrapping_add((at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    (z >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::datasets::RATES;

    /// A second in 2026, in parts.
    const PART: i64 = 1_772_368_200 * PARTS;

    fn second(seed: u64, rate: i64, from: i64) -> Vec<String> {
        let parts = (from..from + PARTS).map(|part| rows(seed, rate, part));
        let lines =
            parts.flat_map(|csv| csv.lines().skip(1).map(str::to_owned).collect::<Vec<_>>());
        lines.collect()
    }

    #[test]
    fn a_second_has_as_many_rows_as_were_asked_for_each_in_its_part() {
        for rate in RATES {
            let lines = second(7, rate, PART);
            assert_eq!(lines.len() as i64, rate);
            assert!(lines.is_sorted(), "{lines:?}");
            for (part, ends) in (0..PARTS).zip([250, 500, 750, 1_000]) {
                for line in rows(7, rate, PART + part).lines().skip(1) {
                    let ms: i64 = line[20..23].parse().unwrap();
                    assert!((ends - 250..ends).contains(&ms), "{part}: {line}");
                }
            }
        }
    }

    #[test]
    fn the_same_second_of_the_same_source_is_the_same() {
        let once = second(7, 100, PART);
        assert_eq!(once, second(7, 100, PART));
        assert_ne!(once, second(8, 100, PART));
        assert_ne!(once, second(7, 100, PART + PARTS));
        // A slower source leaves rows out.
        let begins = |lines: &[String]| lines[0].split(',').next().map(str::to_owned);
        assert_eq!(begins(&once), begins(&second(7, 10, PART)));
    }

    #[test]
    fn values_are_such_as_stations_have() {
        let lines = (0..600).flat_map(|n| second(3, 10, PART + n * PARTS));
        for line in lines {
            let values: Vec<&str> = line.split(',').collect();
            assert!(values[0].starts_with("2026-03-01T12:"), "{line}");
            assert!(STATIONS.iter().any(|(name, ..)| *name == values[1]));
            let [temperature, humidity, wind] =
                [2, 3, 4].map(|at| values[at].parse::<f64>().unwrap());
            assert!((-5.0..20.0).contains(&temperature), "{line}");
            assert!((15.0..=100.0).contains(&humidity), "{line}");
            assert!((0.0..20.0).contains(&wind), "{line}");
        }
    }
}
