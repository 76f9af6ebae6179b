//! What holds for every picture: safe markup, one mark a value, targets on their marks.

mod hostile;
mod layout;
mod line;
mod lines;
mod still;
mod words;

use super::*;
use crate::shared::{
    analysis::Num,
    chart::{Axis, Bin, FittedLine},
};

fn chart(marks: Marks) -> Chart {
    let axis = |label: &str| Axis {
        label: label.into(),
    };
    Chart {
        title: String::new(),
        subtitle: String::new(),
        x: axis("across"),
        y: axis("wind"),
        marks,
    }
}

fn bars(rows: &[(&str, f64)]) -> Chart {
    chart(Marks::Bars {
        labels: rows.iter().map(|row| row.0.to_owned()).collect(),
        values: rows.iter().map(|row| Num(row.1)).collect(),
    })
}

fn histogram(edges: &[f64], counts: &[u64]) -> Chart {
    chart(Marks::Histogram {
        edges: edges.into(),
        counts: counts.into(),
    })
}

fn scatter(points: &[[f64; 2]], line: Option<FittedLine>) -> Chart {
    chart(Marks::Scatter {
        points: points.into(),
        bins: vec![],
        line,
    })
}

fn fit(slope: f64, intercept: f64, x0: f64, x1: f64) -> Option<FittedLine> {
    Some(FittedLine {
        slope,
        intercept,
        r2: 0.76,
        x0,
        x1,
    })
}

/// Marks of the first series: bars are paths, points are circles.
fn marks(picture: &Picture) -> usize {
    let groups = picture
        .svg
        .split("<g ")
        .filter(|group| group.starts_with("class=\"mark\""));
    groups
        .map(|group| group.matches("<path").count() + group.matches("<circle").count())
        .sum()
}

/// The invariants of every picture.
fn sound(chart: &Chart, width: u32) -> Picture {
    let picture = draw(chart, width);
    let Picture { svg, .. } = &picture;
    assert_eq!(
        picture,
        draw(chart, width),
        "the same input gives the same picture"
    );
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    for absent in ["style=", "NaN\"", "inf", "<script", "#000", "rgb("] {
        assert!(!svg.contains(absent), "{absent} in {svg}");
    }
    assert_eq!(svg.matches("<g ").count(), svg.matches("</g>").count());
    assert!(svg.contains(&format!(
        "viewBox=\"0 0 {} {}\"",
        picture.width, picture.height
    )));
    for target in &picture.targets {
        let edges = [
            target.x,
            target.y,
            target.x + target.width,
            target.y + target.height,
        ];
        let (w, h) = (
            f64::from(picture.width) + 3.0,
            f64::from(picture.height) + 3.0,
        );
        let inside = edges.iter().all(|edge| *edge >= -3.0);
        assert!(inside && edges[2] <= w && edges[3] <= h, "{target:?}");
        assert!(target.width > 0.0 && target.height > 0.0, "{target:?}");
        assert!(!target.spoken.is_empty());
    }
    picture
}

fn every_width(chart: &Chart) -> Picture {
    for width in [0, 280, 700, 5_000] {
        sound(chart, width);
    }
    sound(chart, 386)
}

#[test]
fn every_value_has_its_bar_and_its_target() {
    let picture = every_width(&bars(&[
        ("snow", 4.41),
        ("rain", 3.67),
        ("sun", 2.96),
        ("drizzle", 2.37),
        ("fog", 2.48),
    ]));
    assert_eq!(
        (marks(&picture), picture.targets.len(), picture.along),
        (5, 5, Along::Y)
    );
    assert!(picture.svg.contains(">4.41<") && picture.svg.contains(">drizzle<"));
    assert_eq!(picture.targets[1].spoken, "rain, wind 3.67, 2 of 5");
    assert_eq!(
        picture.targets[1].rows,
        [("wind".to_owned(), "3.67".to_owned())]
    );
    assert!(picture.targets[0].width > picture.targets[3].width);
}

#[test]
fn what_has_an_order_stands_upright() {
    let months = bars(&[
        ("Jan", 117.0),
        ("Feb", 105.0),
        ("Mar", 151.0),
        ("Apr", 94.0),
        ("May", 52.0),
    ]);
    let picture = every_width(&months);
    assert_eq!((picture.along, picture.height), (Along::X, 231));
    assert!(picture.svg.contains(">200<") && picture.svg.contains(">May<"));
    let shuffled = bars(&[
        ("Feb", 105.0),
        ("Jan", 117.0),
        ("Mar", 151.0),
        ("May", 94.0),
        ("Apr", 52.0),
    ]);
    assert_eq!(draw(&shuffled, 386).along, Along::Y);
}

#[test]
fn upright_names_never_touch() {
    let names: Vec<String> = (1985..2025).map(|year| year.to_string()).collect();
    let years: Vec<(&str, f64)> = names.iter().map(|name| (name.as_str(), 3.0)).collect();
    let picture = every_width(&bars(&years));
    assert_eq!((picture.along, marks(&picture)), (Along::X, 40));
    let shown = names
        .iter()
        .filter(|name| picture.svg.contains(&format!(">{name}<")))
        .count();
    assert!((5..=10).contains(&shown), "{shown}");
}

#[test]
fn bars_below_zero_leave_the_other_way() {
    let picture = every_width(&bars(&[
        ("profit of the north", 12.0),
        ("profit of the south", -7.5),
    ]));
    let [north, south] = &picture.targets[..] else {
        panic!()
    };
    assert!(
        (south.x + south.width - north.x).abs() < 0.2,
        "they meet at zero"
    );
    assert!(picture.svg.contains(">−7.5<"));
    let upright = every_width(&bars(&[("2011", 12.0), ("2012", -7.5)]));
    assert!((upright.targets[0].y + upright.targets[0].height - upright.targets[1].y).abs() < 0.2);
}

#[test]
fn what_is_no_number_has_no_bar_but_is_told() {
    let picture = every_width(&bars(&[
        ("a", f64::NAN),
        ("b", f64::INFINITY),
        ("c", 1.0),
        ("d", 0.0),
        ("e", -0.0),
    ]));
    assert_eq!((marks(&picture), picture.targets.len()), (1, 5));
    assert!(picture.svg.contains(">NaN<") && picture.svg.contains(">∞<"));
}

#[test]
fn extreme_charts_are_drawn() {
    let long = "x".repeat(4_000);
    let many: Vec<(&str, f64)> = vec![(&long, 1e308); 40];
    for chart in [
        bars(&[]),
        bars(&[("only", 0.0)]),
        bars(&[("one", 1e308), ("two", -1e308)]),
        bars(&[("1", 1e-300), ("2", 1e-310), ("3", f64::MIN_POSITIVE)]),
        bars(&many),
        bars(&[("", 5e-324), ("\u{0}\u{1f}", 1.0)]),
        histogram(&[], &[]),
        histogram(&[1.0], &[]),
        histogram(&[0.0, 1.0, f64::NAN, 3.0], &[1, u64::MAX, 3]),
        histogram(&[5.0, 5.0], &[3]),
        histogram(&[1e15, 1e15 + 0.25], &[3]),
        histogram(&[-1e308, 1e308], &[0]),
        scatter(&[], None),
        scatter(
            &[[f64::NAN, 1.0], [1.0, f64::INFINITY]],
            fit(f64::NAN, 0.0, 0.0, 1.0),
        ),
        scatter(&[[3.0, 3.0]], fit(0.0, 3.0, 3.0, 3.0)),
        scatter(
            &[[-1e308, 1e308], [1e308, -1e308]],
            fit(-1.0, 0.0, -1e308, 1e308),
        ),
        scatter(
            &[[1e-300, 7.0], [2e-300, 7.0]],
            fit(1e300, -1e300, 0.0, 1.0),
        ),
    ] {
        every_width(&chart);
    }
}

#[test]
fn empty_charts_say_so() {
    for chart in [bars(&[]), histogram(&[], &[]), scatter(&[], None)] {
        let picture = every_width(&chart);
        assert!(picture.targets.is_empty() && picture.svg.contains(">No values<"));
    }
}

#[test]
fn names_cannot_become_markup() {
    let mut hostile = bars(&[
        ("</text><script>alert('1')</script>", 3.0),
        ("a & \"b\" <c>", 2.0),
    ]);
    hostile.y.label = "<b onload=x>".into();
    let picture = every_width(&hostile);
    assert!(picture.svg.contains("a &amp; &quot;b&quot; &lt;c&gt;"));
    assert!(!picture.svg.contains("<script") && !picture.svg.contains("<b "));
    assert_eq!(picture.targets[1].heading, "a & \"b\" <c>");
}

#[test]
fn long_names_are_cut_in_the_picture_and_whole_in_the_target() {
    let long = "Thunderstorm with heavy hail and strong gusts from the west";
    let picture = every_width(&bars(&[(long, 3.0), ("sun", 2.0)]));
    assert!(
        !picture.svg.contains(long)
            && picture.svg.contains("Thunderstorm")
            && picture.svg.contains('…')
    );
    assert_eq!(picture.targets[0].heading, long);
}

#[test]
fn classes_touch_and_tell_their_range() {
    let picture = every_width(&histogram(&[0.0, 2.5, 5.0, 7.5, 10.0], &[12, 0, 30, 8]));
    assert_eq!(
        (marks(&picture), picture.targets.len(), picture.along),
        (3, 4, Along::X)
    );
    assert_eq!(picture.targets[2].heading, "5.0 to 7.5");
    assert_eq!(
        picture.targets[2].spoken,
        "across 5.0 to 7.5, wind 30, 3 of 4"
    );
    assert_eq!(
        picture.targets[2].rows[1],
        ("share".to_owned(), "60%".to_owned())
    );
    for pair in picture.targets.windows(2) {
        assert!((pair[0].x + pair[0].width - pair[1].x).abs() < 0.2);
    }
    for edge in [">0.0<", ">2.5<", ">10.0<"] {
        assert!(picture.svg.contains(edge), "{edge}");
    }
}

#[test]
fn points_and_their_line_are_drawn() {
    let points = [
        [181.0, 3_750.0],
        [186.0, 3_800.0],
        [195.0, 3_250.0],
        [f64::NAN, 1.0],
    ];
    let picture = every_width(&scatter(&points, fit(-40.0, 11_000.0, 181.0, 195.0)));
    assert_eq!(
        (marks(&picture), picture.targets.len(), picture.along),
        (3, 3, Along::Both)
    );
    assert!(picture.svg.contains(">R² 0.76<") && picture.svg.contains("stroke-dasharray=\"4 3\""));
    assert_eq!(picture.targets[0].spoken, "across 181, wind 3,750, 1 of 3");
}

#[test]
fn dense_clouds_are_cells_by_count() {
    let bin = |x: f64, count| Bin {
        x0: x,
        x1: x + 1.0,
        y0: 0.0,
        y1: 1.0,
        count,
    };
    let bins = vec![bin(0.0, 1), bin(1.0, 240), bin(2.0, 0)];
    let picture = every_width(&chart(Marks::Scatter {
        points: vec![[9.0, 9.0]],
        bins,
        line: None,
    }));
    assert_eq!(picture.targets.len(), 2);
    assert!(picture.svg.contains("var(--seq-1)") && picture.svg.contains("240 rows"));
    assert_eq!(picture.targets[1].heading, "240 rows");
}

#[test]
fn a_pointer_finds_the_bar_of_its_column() {
    let picture = draw(&bars(&[("2011", 1.0), ("2012", 100.0), ("2013", 1.0)]), 386);
    let centre = |index: usize| picture.targets[index].x + picture.targets[index].width / 2.0;
    assert_eq!(
        picture.target_at(centre(0), 25.0),
        Some(0),
        "far above a short bar"
    );
    assert_eq!(picture.target_at(centre(2), 25.0), Some(2));
    let cloud = draw(&scatter(&[[0.0, 0.0], [10.0, 10.0]], None), 386);
    assert_eq!(
        cloud.target_at(cloud.targets[1].x - 4.0, cloud.targets[1].y),
        Some(1)
    );
    assert_eq!(cloud.target_at(190.0, 100.0), None, "nothing is near");
    assert_eq!(draw(&bars(&[]), 386).target_at(5.0, 5.0), None);
}

/// The scales that a drawing carries.
fn scales(picture: &Picture) -> Scales {
    let (_, rest) = picture.svg.split_once("data-plane=\"").unwrap();
    let (written, _) = rest.split_once('"').unwrap();
    let numbers = written.split(' ').map(|number| number.parse().unwrap());
    Scales::from_numbers(&numbers.collect::<Vec<f64>>()).unwrap()
}

/// Whether `(x, y)` lies `(left, top)` pixels into the picture.
fn lies_at(picture: &Picture, (x, y): (f64, f64), (left, top): (f64, f64)) -> bool {
    let (across, down) = scales(picture).place_of(x, y).unwrap();
    let (across, down) = (
        across * f64::from(picture.width),
        down * f64::from(picture.height),
    );
    (across - left).abs() < 0.3 && (down - top).abs() < 0.3
}

#[test]
fn the_plane_of_a_drawing_says_where_its_values_lie() {
    for width in [240, 386, 1_000] {
        let cloud = draw(&scatter(&[[-5.0, 200.0], [10.0, 900.0]], None), width);
        let middle = |target: &Target| (target.x + 2.5, target.y + 2.5);
        assert!(lies_at(&cloud, (-5.0, 200.0), middle(&cloud.targets[0])));
        assert!(lies_at(&cloud, (10.0, 900.0), middle(&cloud.targets[1])));
        let counts = draw(&histogram(&[0.0, 10.0, 20.0], &[3, 7]), width);
        let second = &counts.targets[1];
        assert!(lies_at(&counts, (10.0, 7.0), (second.x, second.y)));
    }
}

#[test]
fn categories_are_counted_alike_in_upright_and_lying_bars() {
    let upright = draw(&bars(&[("2011", 1.0), ("2012", 100.0)]), 386);
    let second = &upright.targets[1];
    assert!(lies_at(
        &upright,
        (1.5, 100.0),
        (second.x + second.width / 2.0, second.y)
    ));
    let lying = draw(&bars(&[("rain", 1.0), ("drizzle", 100.0)]), 386);
    let second = &lying.targets[1];
    let end = (second.x + second.width, second.y + second.height / 2.0);
    assert!(scales(&lying).turned && lies_at(&lying, (1.5, 100.0), end));
}
