//! Where words stand: no two of them overlap, none leaves the canvas or lies on a mark, and the labels of
//! an axis differ.

use super::{
    words::{check_bars, check_words},
    *,
};
use proptest::prelude::*;

/// Of a plot on a narrow phone, on a usual one, and on a desk.
const WIDTHS: [u32; 3] = [320, 360, 1_280];

fn check_charts(charts: &[Chart]) {
    for chart in charts {
        for width in [320, 1_280] {
            check_words(chart, width);
        }
    }
}

/// Names as files have them, and worse.
const NAMES: [&str; 12] = [
    "rain",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte",
    "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧",
    "e\u{301}\u{323}e\u{301}\u{323}e\u{301}\u{323}e\u{301}\u{323}e\u{301}\u{323}e\u{301}\u{323}e\u{301}\u{323}",
    "الرياح القوية من الجهة الغربية في المساء وفي الصباح الباكر",
    "東京都千代田区霞が関一丁目二番三号中央合同庁舎第四号館",
    "",
    "(missing)",
    "🇩🇪🇫🇷🇮🇹🇪🇸🇵🇱🇩🇪🇫🇷🇮🇹🇪🇸🇵🇱🇩🇪🇫🇷🇮🇹🇪🇸🇵🇱",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "क्षेत्रक्षेत्रक्षेत्रक्षेत्रक्षेत्रक्षेत्रक्षेत्र",
    "ЩЖШЮЩЖШЮЩЖШЮЩЖШЮЩЖШЮЩЖШЮЩЖШЮЩЖШЮ",
];

/// Values of every size, sign and kind.
const VALUES: [f64; 18] = [
    0.0,
    1.0,
    -1.0,
    3.67,
    -7.5,
    1e300,
    -1e300,
    1e-300,
    -1e-300,
    123_456.789,
    -999_999.123_4,
    1e6,
    -1.5e9,
    1e15,
    -2.5e-7,
    100.0,
    f64::INFINITY,
    f64::NAN,
];

#[test]
fn words_of_bars_stay_apart() {
    let all = |values: &dyn Fn(usize) -> f64, count: usize| {
        let labels = (0..count).map(|i| NAMES[i % NAMES.len()].to_owned());
        chart(Marks::Bars {
            labels: labels.collect(),
            values: (0..count).map(|i| Num(values(i))).collect(),
        })
    };
    for width in WIDTHS {
        for count in [1, 2, 4, 12, 40] {
            for values in [
                &|i: usize| VALUES[i % VALUES.len()],
                &|i| VALUES[(i * 7 + 5) % VALUES.len()],
                &|i| -(i as f64) - 0.123_4,
                &|_| 5.0,
                &|_| -5.0,
                &|_| 0.0,
                &|i| if i % 2 == 0 { 1e300 } else { -1e300 },
                &|i| 1e-300 * i as f64,
                &|i| -999_999.123_4 + i as f64 * 37_000.1,
            ] as [&dyn Fn(usize) -> f64; 9]
            {
                check_bars(&all(values, count), width);
            }
        }
    }
}

#[test]
fn words_of_upright_bars_stay_apart() {
    let years = |count: usize, value: &dyn Fn(usize) -> f64| {
        let labels = (0..count).map(|i| (1980 + i).to_string()).collect();
        let values = (0..count).map(|i| Num(value(i))).collect();
        chart(Marks::Bars { labels, values })
    };
    for width in WIDTHS {
        for count in [2, 3, 12, 31, 40] {
            for value in [
                &|i: usize| i as f64 - 3.5,
                &|i| -(i as f64) * 1e6 - 0.5,
                &|_| -7.0,
                &|i| 1e300 * (i as f64 / 40.0),
                &|i| -1e-300 * (i as f64 + 1.0),
                &|i| 1e9 + i as f64 * 1e-4,
            ] as [&dyn Fn(usize) -> f64; 6]
            {
                let words = check_bars(&years(count, value), width);
                assert!(
                    words
                        .iter()
                        .filter(|one| one.text.starts_with(['1', '2']))
                        .count()
                        >= 2
                );
            }
        }
    }
}

#[test]
fn a_bar_that_leaves_no_room_has_its_value_across_zero_or_none() {
    let both = bars(&[
        ("a station of the north", 1e-300),
        ("a station of the south", -1.23e300),
    ]);
    let words = check_bars(&both, 320);
    assert!(
        words.iter().any(|one| one.text.contains("1.23")),
        "{words:?}"
    );
    for width in [160, 180, 200, 240] {
        check_bars(&both, width);
    }
}

#[test]
fn short_names_below_each_other_differ() {
    let long = "Rathausplatz, lower platform of the underground, exit ";
    let names: Vec<String> = ["A", "B", "C"].map(|exit| format!("{long}{exit}")).into();
    let rows: Vec<(&str, f64)> = names.iter().map(|name| (name.as_str(), 2.0)).collect();
    for width in WIDTHS {
        let words = check_bars(&bars(&rows), width);
        let mut shown: Vec<_> = words
            .iter()
            .filter(|one| one.class == "tick")
            .map(|one| &one.text)
            .collect();
        shown.sort();
        shown.dedup();
        assert_eq!(shown.len(), 3, "{words:?}");
    }
}

#[test]
fn words_of_histograms_stay_apart_and_edges_differ() {
    let even = |low: f64, step: f64, count: usize| {
        let edges: Vec<f64> = (0..=count).map(|i| low + step * i as f64).collect();
        let counts: Vec<u64> = (0..count as u64).map(|i| i * i * 37 % 1_009).collect();
        histogram(&edges, &counts)
    };
    let charts = [
        even(0.0, 2.5, 4),
        even(30.0, 2.5, 12),
        even(172.0, 0.5, 118),
        even(-1e300, 2e299, 10),
        even(0.0, 1e-300, 10),
        even(1e6, 1e-3, 10),
        even(1e6, 1e-7, 8),
        even(-7e-9, 1e-9, 14),
        even(123_456_789.0, 1.0, 9),
        even(-0.5, 1.0, 1),
        histogram(&[4.5, 5.5], &[3]),
        histogram(&[1e15, 1e15 + 0.25], &[3]),
        histogram(&[0.0, 1.0, 2.0], &[u64::MAX / 2, 1]),
        histogram(&[-1e300, 1e300], &[0]),
    ];
    check_charts(&charts);
    for chart in &charts {
        let headings: Vec<String> = draw(chart, 320)
            .targets
            .into_iter()
            .map(|target| target.heading)
            .collect();
        for heading in &headings {
            let (from, to) = heading.split_once(" to ").unwrap();
            assert_ne!(from, to);
        }
    }
}

/// Points in a corner of each kind, and the line that ends there.
fn clouds() -> Vec<Chart> {
    let mut charts = Vec::new();
    for (x, y) in [
        (1.0, 1.0),
        (1e300, 1.0),
        (1e-300, 1e300),
        (1e9, 1e-4),
        (7.0, -3e6),
    ] {
        for slope in [-1.0, 0.0, 1.0] {
            let at = |i: usize| (i as f64 / 20.0, 0.5 + slope * (i as f64 / 20.0 - 0.5));
            let points: Vec<[f64; 2]> = (0..=20).map(|i| [at(i).0 * x, at(i).1 * y]).collect();
            let line = fit(slope * y / x, y * (0.5 - slope * 0.5), 0.0, x);
            charts.push(scatter(&points, line));
        }
    }
    let close: Vec<[f64; 2]> = (0..9)
        .map(|i| [1e6 + i as f64 * 1e-3, 5e8 + i as f64 * 1e-2])
        .collect();
    charts.push(scatter(&close, fit(10.0, 5e8 - 1e7, 1e6, 1e6 + 8e-3)));
    charts.push(scatter(&[[3.0, 3.0]], None));
    charts.push(scatter(&[[3.0, 3.0], [3.0, 3.0]], fit(0.0, 3.0, 2.0, 4.0)));
    charts
}

#[test]
fn how_well_a_line_fits_stands_on_no_point() {
    let mut told = 0;
    for chart in clouds() {
        for width in [160, 200, 320, 700, 1_240] {
            let (picture, words) = check_words(&chart, width);
            let r2 = words.iter().filter(|one| one.text.starts_with("R²"));
            for one in r2 {
                told += 1;
                for point in &picture.targets {
                    let dot = [
                        point.x,
                        point.y,
                        point.x + point.width,
                        point.y + point.height,
                    ];
                    assert!(!one.overlaps(dot), "{one:?} on {dot:?}");
                }
            }
        }
    }
    assert!(told >= 50, "{told}");
}

#[test]
fn words_of_dense_clouds_stay_apart() {
    let bin = |i: u64| {
        let (x, y) = ((i % 60) as f64, (i / 60) as f64 * 1e6);
        Bin {
            x0: x,
            x1: x + 1.0,
            y0: y,
            y1: y + 1e6,
            count: i * 97 + 1,
        }
    };
    for line in [None, fit(1e6, 0.0, 0.0, 60.0)] {
        let dense = chart(Marks::Scatter {
            points: vec![],
            bins: (0..300).map(bin).collect(),
            line,
        });
        for width in [160, 200, 320, 1_240] {
            let (_, words) = check_words(&dense, width);
            let has_r2 = words.iter().any(|one| one.text.starts_with("R²"));
            assert_eq!(has_r2, line.is_some(), "{width}");
        }
    }
}

/// Numbers of every magnitude.
fn any_value() -> impl Strategy<Value = f64> {
    (-999..=999_i32, -300..=297_i32)
        .prop_map(|(digits, power)| f64::from(digits) * 10_f64.powi(power))
}

fn any_name() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "W",
        "i",
        " ",
        "é",
        "e\u{301}",
        "東",
        "👩‍👩‍👧",
        "الر",
        "क्ष",
        "🇩🇪",
        "1",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn words_of_any_bars_stay_apart(
        rows in prop::collection::vec((any_name(), any_value()), 1..40),
        width in 260..1_400_u32,
    ) {
        let rows: Vec<(&str, f64)> = rows.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        check_bars(&bars(&rows), width);
    }

    #[test]
    fn words_of_any_cloud_stay_apart(
        rows in prop::collection::vec((any_value(), any_value()), 1..12),
        width in 260..1_400_u32,
    ) {
        let points: Vec<[f64; 2]> = rows.iter().map(|(x, y)| [*x, *y]).collect();
        check_words(&scatter(&points, None), width);
    }
}
