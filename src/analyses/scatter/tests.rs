//! Answers that other programs computed, and the edges.

use crate::analyses::testing::*;

const KNOWN: &str = include_str!("known.json");

#[test]
fn lines_agree_with_scipy() {
    let fixture = Fixture::penguins();
    for question in &known(KNOWN) {
        let (x, y) = (
            question["x"].as_str().unwrap(),
            question["y"].as_str().unwrap(),
        );
        let output = fixture.ask(scatter(x, y));
        let measures = [(0, "n"), (2, "slope"), (4, "r2"), (5, "r")];
        for (row, key) in measures {
            same(
                &output.table.rows[row][1],
                &question[key],
                &format!("{key} of {y} on {x}"),
            );
        }
        let intercept = cells::value(&output.table.rows[3][1]).unwrap();
        let expected = question["intercept"].as_f64().unwrap();
        assert!(
            (intercept - expected).abs() <= 1e-9 * expected.abs().max(1.0),
            "{y} on {x}"
        );
        let Marks::Scatter { points, bins, line } = output.chart.marks else {
            panic!()
        };
        assert_eq!(
            (points.len() as u64, bins.len()),
            (question["n"].as_u64().unwrap(), 0)
        );
        assert!(line.is_some_and(|line| (0.0..=1.0).contains(&line.r2)));
    }
}

#[test]
fn line_needs_spread_in_x() {
    let fixture = Fixture::new(b"x,y\n3,1\n3,2\n");
    let output = fixture.ask(scatter("x", "y"));
    assert_eq!(
        output.summary,
        "All values of x are 3, so no line can be drawn."
    );
    let Marks::Scatter { points, line, .. } = output.chart.marks else {
        panic!()
    };
    assert_eq!((points.len(), line), (2, None));
    let level = fixture.ask(scatter("y", "x"));
    assert_eq!(level.summary, "x does not change with y (2 rows).");
    assert_eq!(
        level.table.rows[5][1],
        Cell::Null,
        "no correlation without spread"
    );
}

#[test]
fn many_points_become_density_bins() {
    let rows: String = (0..6000)
        .map(|i| format!("{},{}\n", i % 100, i % 77))
        .collect();
    let output = Fixture::new(format!("x,y\n{rows}").as_bytes()).ask(scatter("x", "y"));
    let Marks::Scatter { points, bins, .. } = output.chart.marks else {
        panic!()
    };
    assert!(points.is_empty() && bins.len() <= 2400);
    assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), 6000);
    assert!(bins.iter().all(|bin| bin.x0 < bin.x1 && bin.x1 <= 100.0));
    // Each bin holds two whole numbers one way and two the other.
    let is_even = |edge: f64| edge % 2.0 == 0.0;
    assert!(
        bins.iter()
            .all(|bin| is_even(bin.x0) && is_even(bin.y0) && bin.x1 - bin.x0 == 2.0)
    );
    let first = bins.iter().find(|bin| (bin.x0, bin.y0) == (0.0, 0.0));
    let expected = (0..6000).filter(|i| i % 100 < 2 && i % 77 < 2).count();
    assert_eq!(first.map(|bin| bin.count), Some(expected as u64));
}

#[test]
fn extreme_numbers_are_drawn() {
    let rows = "-1.7e308,5e-324\n1.7e308,1e-323\n0,0\n".repeat(2000);
    let fixture = Fixture::new(format!("x,y\n{rows}").as_bytes());
    for column in ["x", "y"] {
        let Marks::Histogram { edges, counts } = fixture.ask(histogram(column, None)).chart.marks
        else {
            panic!()
        };
        assert!(edges.iter().all(|edge| edge.is_finite()), "{edges:?}");
        assert_eq!(counts.iter().sum::<u64>(), 6000);
    }
    let output = fixture.ask(scatter("x", "y"));
    let Marks::Scatter { bins, line, .. } = output.chart.marks else {
        panic!()
    };
    assert_eq!(
        (bins.iter().map(|bin| bin.count).sum::<u64>(), line),
        (6000, None)
    );
    assert_eq!(
        output.summary,
        "The values of x and y are too large to fit a line."
    );
    let again = fixture.ask(group_by("y", Aggregate::Sum, Some("x")));
    serde_json::to_string(&again).unwrap();
}
