//! Several lines over time: each with its colour, its dashes and its name, and none of it outside the picture.

use super::{
    words::{Words, check_words},
    *,
};
use crate::shared::{chart::Series, period::Period};
use proptest::prelude::*;

const NEW_YEAR: i64 = 1_704_067_200;

/// A line for each name, each over the same days.
pub fn days(lines: &[(&str, &[Option<f64>])]) -> Chart {
    let count = lines.iter().map(|(_, values)| values.len()).max();
    let starts = (0..count.unwrap_or(0) as i64).map(|day| NEW_YEAR + day * 86_400);
    let series = lines.iter().map(|(name, values)| Series {
        name: (*name).into(),
        values: values.iter().map(|value| value.map(Num)).collect(),
    });
    chart(Marks::Line {
        period: Period::Day,
        starts: starts.collect(),
        offsets: Vec::new(),
        values: Vec::new(),
        series: series.collect(),
        running: None,
    })
}

/// Three cities over a week, two of them with a gap.
pub fn three() -> Chart {
    days(&[
        (
            "Bergen",
            &[Some(4.0), Some(5.0), None, Some(3.0), Some(2.0)],
        ),
        (
            "Oslo",
            &[Some(-1.0), Some(-2.0), Some(0.0), Some(1.0), Some(-3.0)],
        ),
        ("(missing)", &[None, Some(8.0), None, Some(7.0), Some(7.5)]),
    ])
}

/// How many pieces of a line are drawn in a colour beside the one in the legend, and with which dashes.
fn drawn(picture: &Picture, color: &str) -> (usize, Option<String>) {
    let stroke = format!("stroke=\"var({color})\"");
    let groups = picture.svg.split("<g ").skip(1);
    let own: Vec<&str> = groups.filter(|group| group.contains(&stroke)).collect();
    let paths: usize = own.iter().map(|group| group.matches("<path").count()).sum();
    let dashes = own[0].split_once("stroke-dasharray=\"");
    let dashes = dashes.map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
    (paths - 1, dashes)
}

fn legend(words: &[Words]) -> Vec<&Words> {
    let ticks = words.iter().filter(|one| one.class == "tick");
    ticks.filter(|one| one.text.contains("Line")).collect()
}

#[test]
fn each_line_has_a_color_dashes_and_a_name() {
    let picture = every_width(&three());
    assert_eq!(drawn(&picture, "--series-1"), (2, None));
    assert_eq!(drawn(&picture, "--series-2"), (1, Some("8 3".into())));
    assert_eq!(drawn(&picture, "--series-3"), (1, Some("2 2".into())));
    // What stands alone is a dot of its line's colour.
    assert_eq!(picture.svg.matches("<circle").count(), 1);
    for name in [">Bergen<", ">Oslo<", ">(missing)<"] {
        assert_eq!(picture.svg.matches(name).count(), 1, "{name}");
    }
    let alone = draw(&days(&[("Oslo", &[Some(1.0), Some(2.0)])]), 386);
    assert!(alone.svg.contains(">Oslo<"));
}

#[test]
fn marks_say_whose_they_are_and_follow_each_other_in_time() {
    let chart = three();
    let picture = draw(&chart, 386);
    let headings = picture.targets.iter().map(|target| &target.heading[..]);
    let expected = [
        "Bergen, 1 Jan 2024",
        "Oslo, 1 Jan 2024",
        "Bergen, 2 Jan 2024",
        "Oslo, 2 Jan 2024",
        "(missing), 2 Jan 2024",
        "Oslo, 3 Jan 2024",
    ];
    assert_eq!(headings.take(6).collect::<Vec<_>>(), expected);
    assert_eq!(picture.targets.len(), 12);
    assert_eq!(
        picture.targets[3].spoken,
        "Oslo, 2 Jan 2024, wind −2, 4 of 12"
    );
    for (index, target) in (0..).zip(&picture.targets) {
        assert_eq!(
            mark::name(&chart.marks, index).as_ref(),
            Some(&target.heading)
        );
    }
    assert_eq!(mark::name(&chart.marks, 12), None);
    let arabic = draw(&days(&[("الرياح", &[Some(1.0)])]), 386);
    let heading = "\u{2068}الرياح\u{2069}, 1 Jan 2024";
    assert_eq!(arabic.targets[0].heading, heading);
}

#[test]
fn a_pointer_finds_the_time_first_and_then_the_line() {
    let picture = draw(&three(), 386);
    for (index, target) in picture.targets.iter().enumerate() {
        let middle = (
            target.x + target.width / 2.0,
            target.y + target.height / 2.0,
        );
        assert_eq!(picture.target_at(middle.0, middle.1), Some(index));
    }
    let bergen = &picture.targets[0];
    assert_eq!(picture.target_at(bergen.x, 0.0), Some(0));
    assert_eq!(picture.target_at(bergen.x, 1_000.0), Some(1));
}

#[test]
fn a_mark_stays_the_same_when_later_ones_come() {
    let (mut longer, before) = (three(), three());
    if let Marks::Line { starts, series, .. } = &mut longer.marks {
        starts.push(NEW_YEAR + 5 * 86_400);
        for line in series {
            line.values.push(Some(Num(1.0)));
        }
    }
    for index in 0..12 {
        let names = [&longer, &before].map(|chart| mark::name(&chart.marks, index));
        assert_eq!(names[0], names[1]);
    }
}

#[test]
fn a_period_that_is_not_over_ends_every_line() {
    let mut running = three();
    if let Marks::Line { running, .. } = &mut running.marks {
        *running = Some("20 of 60 s".into());
    }
    let picture = draw(&running, 386);
    assert_eq!(picture.svg.matches("<circle").count(), 1 + 3);
    let so_far = picture
        .targets
        .iter()
        .filter(|target| target.rows.len() == 2);
    assert_eq!(so_far.count(), 3);
}

const LONG: &str = "Line of the measuring stations on the northern shore, since ";

#[test]
fn long_names_are_cut_in_the_legend_and_whole_in_the_marks() {
    let names = [
        format!("{LONG}1901"),
        format!("{LONG}1902"),
        "Line 東京都千代田区霞が関一丁目二番三号中央合同庁舎第四号館、屋上の観測所、北側"
            .to_owned(),
        format!("Line {}", "👩\u{200d}👩\u{200d}👧".repeat(60)),
        format!("Line {}", "الرياح القوية من الجهة الغربية ".repeat(3)),
        String::new(),
    ];
    let lines: Vec<(&str, &[Option<f64>])> = names
        .iter()
        .map(|name| (name.as_str(), &[Some(1.0), Some(2.0)][..]))
        .collect();
    for width in [160, 240, 320, 386, 640, 1_280, 2_000] {
        let (picture, words) = check_words(&days(&lines), width);
        let legend = legend(&words);
        assert_eq!(legend.len(), 5, "{legend:?}");
        if width < 640 {
            assert!(legend[0].text.ends_with("1901") && legend[1].text.ends_with("1902"));
            assert!(legend[0].text.contains('…'), "{legend:?}");
        }
        assert_eq!(
            picture.targets[0].heading,
            format!("{LONG}1901, 1 Jan 2024")
        );
    }
}

#[test]
fn hostile_lines_are_drawn_without_harm() {
    let mut uneven = three();
    if let Marks::Line { starts, series, .. } = &mut uneven.marks {
        *starts = vec![i64::MAX, i64::MIN];
        for name in ["d", "e", "f", "g", "h"] {
            let values = vec![Some(Num(f64::NAN)), Some(Num(1e300)), None];
            let name = name.into();
            series.push(Series { name, values });
        }
    }
    let none: &[Option<f64>] = &[];
    for chart in [
        uneven,
        days(&[("a", none)]),
        days(&[("a", &[None]), ("b", &[None])]),
    ] {
        for width in [160, 386, 1_000] {
            let picture = draw(&chart, width);
            assert!(!picture.svg.contains("NaN") && !picture.svg.contains("inf"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn words_of_lines_stay_apart(
        names in prop::collection::vec(crate::shared::text::hostile::text(), 1..7),
        value in prop::num::f64::NORMAL,
        width in 160_u32..1_400,
    ) {
        let values = [Some(value), None, Some(-1.0), Some(2.5)];
        let lines: Vec<(&str, &[Option<f64>])> = names.iter().map(|name| (name.as_str(), &values[..])).collect();
        check_words(&days(&lines), width);
    }
}
