//! A line over time: what it joins, where it breaks, and how much of it is drawn.

use super::*;
use crate::shared::period::Period;

const NEW_YEAR: i64 = 1_704_067_200;

fn days(values: &[Option<f64>]) -> Chart {
    let starts = (0..values.len() as i64).map(|day| NEW_YEAR + day * 86_400);
    chart(Marks::Line {
        period: Period::Day,
        starts: starts.collect(),
        offsets: Vec::new(),
        values: values.iter().map(|value| value.map(Num)).collect(),
        series: Vec::new(),
        running: None,
    })
}

/// The lines that are drawn in the colour of the series.
fn lines(picture: &Picture) -> Vec<&str> {
    let groups = picture.svg.split("<g ").skip(1);
    let of_series = groups.filter(|group| group.contains("stroke=\"var(--series-1)\""));
    of_series
        .flat_map(|group| group.split("<path d=\"").skip(1))
        .map(|path| path.split('"').next().unwrap_or_default())
        .collect()
}

#[test]
fn a_gap_breaks_the_line_and_a_lone_value_is_a_dot() {
    let picture = draw(
        &days(&[
            Some(1.0),
            Some(2.0),
            None,
            Some(3.0),
            None,
            Some(0.0),
            Some(1.0),
        ]),
        386,
    );
    assert_eq!(lines(&picture).len(), 2, "{}", picture.svg);
    assert_eq!(picture.svg.matches("<circle").count(), 1);
    assert_eq!(picture.targets.len(), 5);
    assert_eq!(picture.targets[2].heading, "4 Jan 2024");
    assert_eq!(picture.targets[2].spoken, "4 Jan 2024, wind 3, 3 of 5");
    let found = picture.target_at(picture.targets[2].x, 0.0);
    assert_eq!(found, Some(2));
}

#[test]
fn one_value_is_a_dot_and_none_is_said() {
    let picture = draw(&days(&[Some(4.5)]), 386);
    assert_eq!((lines(&picture).len(), picture.targets.len()), (0, 1));
    assert!(picture.svg.contains("<circle") && picture.svg.contains(">1 Jan 2024<"));
    for none in [days(&[]), days(&[None, None]), days(&[Some(f64::NAN)])] {
        let picture = draw(&none, 386);
        assert!(picture.svg.contains("No values") && picture.targets.is_empty());
    }
}

#[test]
fn points_in_one_pixel_column_are_its_extremes() {
    let values: Vec<Option<f64>> = (0..5_000)
        .map(|i| Some(f64::from(i * 37 % 1_001)))
        .collect();
    let picture = draw(&days(&values), 386);
    let [line] = lines(&picture)[..] else {
        panic!("one line")
    };
    let corners = line.matches([' ', 'L']).count();
    assert!(line.len() < 386 * 4 * 14 && corners > 386, "{}", line.len());
    assert_eq!(picture.targets.len(), 5_000);
}

#[test]
fn hostile_times_and_values_are_drawn_without_harm() {
    for value in [0.0, -0.0, 1e300, -1e300, 1e-300, f64::INFINITY, 12.5] {
        for width in [160, 320, 386, 1_000] {
            let picture = draw(&days(&[Some(value), Some(-1.0), None, Some(value)]), width);
            assert!(!picture.svg.contains("NaN") && !picture.svg.contains("inf"));
        }
    }
    for starts in [vec![5, 5], vec![9, 1], vec![i64::MIN, i64::MAX], vec![1]] {
        let marks = Marks::Line {
            period: Period::Year,
            starts,
            offsets: vec![i64::MAX],
            values: vec![Some(Num(1.0)); 3],
            series: Vec::new(),
            running: Some(String::new()),
        };
        draw(&chart(marks), 386);
    }
}

#[test]
fn an_hour_that_comes_twice_says_which_it_is() {
    let marks = Marks::Line {
        period: Period::Hour,
        starts: vec![1_729_983_600, 1_729_987_200, 1_729_990_800],
        offsets: vec![7_200, 7_200, 3_600],
        values: vec![Some(Num(1.0)); 3],
        series: Vec::new(),
        running: None,
    };
    let picture = draw(&chart(marks), 386);
    let headings = picture.targets.iter().map(|target| target.heading.as_str());
    let expected = [
        "27 Oct 2024, 01:00",
        "27 Oct 2024, 02:00 (+02:00)",
        "27 Oct 2024, 02:00 (+01:00)",
    ];
    assert_eq!(headings.collect::<Vec<_>>(), expected);
}

#[test]
fn a_period_that_is_not_over_is_drawn_apart_and_said() {
    let mut running = days(&[Some(60.0), Some(60.0), Some(20.0)]);
    let whole = draw(&running, 386);
    if let Marks::Line { running, .. } = &mut running.marks {
        *running = Some("20 of 60 s".into());
    }
    let picture = draw(&running, 386);
    assert!(picture.svg.contains("stroke-dasharray") && !whole.svg.contains("stroke-dasharray"));
    assert_eq!(picture.svg.matches("<circle").count(), 1);
    let [.., before, last] = &picture.targets[..] else {
        panic!("three marks")
    };
    let expected = [("wind", "20"), ("so far", "20 of 60 s")];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(last.rows, expected);
    assert_eq!(
        last.spoken,
        "3 Jan 2024, wind 20, 20 of 60 s so far, 3 of 3"
    );
    assert_eq!(before.rows.len(), 1);
}
