//! Data at the edges: names, sizes, gaps, extremes.

use super::*;

#[test]
fn column_names_are_never_parsed() {
    let names = [
        "a.b",
        "Größe in cm",
        "select \"x\"\" from t; --",
        "count(*)",
        "A",
        "a",
    ];
    let header: Vec<String> = names
        .iter()
        .map(|name| format!("\"{}\"", name.replace('"', "\"\"")))
        .collect();
    let csv = format!("{}\n1,2,3,4,5,x\n2,3,4,5,6,y\n", header.join(","));
    let bench = Bench::new(csv.as_bytes());
    assert_eq!(
        bench
            .dataset
            .columns
            .iter()
            .map(|c| c.name.as_str())
            .collect::<Vec<_>>(),
        names
    );
    bench.ask(Spec::Profile(Profile {}));
    for name in &names[..5] {
        let output = bench.ask(group_by("a", Aggregate::Sum, Some(name)));
        assert_eq!(output.table.total_rows, 2, "{name}");
        assert_eq!(
            bench.ask(histogram(name, None)).table.total_rows,
            1,
            "{name}"
        );
        bench.ask(scatter(name, "A"));
    }
}

#[test]
fn sum_of_large_integers_does_not_wrap() {
    let max = i64::MAX;
    let bench = Bench::new(format!("k,v\na,{max}\na,{max}\nb,1\n").as_bytes());
    let output = bench.ask(group_by("k", Aggregate::Sum, Some("v")));
    let sum = Cell::Text((2 * i128::from(max)).to_string());
    assert_eq!(
        (&output.table.rows[0][3], &output.table.rows[1][3]),
        (&sum, &Cell::Int(1))
    );
    assert_eq!(output.table.rows[0][7], Cell::Text(max.to_string()));
}

#[test]
fn missing_keys_and_values_are_shown() {
    let bench = Bench::new(b"k,v\n,1\na,\na,\nb,2\n");
    let output = bench.ask(group_by("k", Aggregate::Mean, Some("v")));
    let keys: Vec<_> = output
        .table
        .rows
        .iter()
        .map(|row| cells::label(&row[0]))
        .collect();
    assert_eq!(keys, ["b", "null", "a"], "groups without a value come last");
    let Marks::Bars { labels, .. } = output.chart.marks else {
        panic!()
    };
    assert_eq!(labels, ["b", "null"]);
}

#[test]
fn many_groups_are_cut_and_counted() {
    let rows: String = (0..1000).map(|i| format!("k{i},{i}\n")).collect();
    let output =
        Bench::new(format!("k,v\n{rows}").as_bytes()).ask(group_by("k", Aggregate::Max, Some("v")));
    assert_eq!(
        (output.table.rows.len(), output.table.total_rows),
        (200, 1000)
    );
    assert_eq!(
        output.chart.subtitle,
        "The first 40 of 1,000 groups, 1,000 rows"
    );
    let Marks::Bars { labels, values } = output.chart.marks else {
        panic!()
    };
    assert_eq!(
        (labels.len(), values[0], &*labels[0]),
        (40, Num(999.0), "k999")
    );
}

#[test]
fn equal_values_give_one_bin() {
    let bench = Bench::new(b"v,w\n5,a\n5,b\n5,c\n");
    for bins in [None, Some(50)] {
        let output = bench.ask(histogram("v", bins));
        let marks = Marks::Histogram {
            edges: vec![4.5, 5.5],
            counts: vec![3],
        };
        assert_eq!(output.chart.marks, marks);
        assert_eq!(output.summary, "All 3 values of v are 5.");
    }
}

#[test]
fn infinite_values_are_left_out_of_pictures() {
    let bench = Bench::new(b"v,w\n1.5,1\ninf,2\n-inf,3\n2.5,4\nNaN,5\n");
    let output = bench.ask(histogram("v", Some(2)));
    assert_eq!(
        output.chart.marks,
        Marks::Histogram {
            edges: vec![1.5, 2.0, 2.5],
            counts: vec![1, 1]
        }
    );
    assert!(
        output.summary.ends_with("; 3 rows have no value."),
        "{}",
        output.summary
    );
    let output = bench.ask(scatter("v", "w"));
    assert_eq!(output.table.rows[0][1], Cell::Int(2));
}

#[test]
fn column_without_values_is_refused_with_a_sentence() {
    let inf = Bench::new(b"v,w\ninf,1\ninf,2\n");
    let error = inf.try_ask(histogram("v", None)).unwrap_err();
    assert_eq!(error.message, "“v” holds no numbers to count.");
    let error = inf.try_ask(scatter("v", "w")).unwrap_err();
    assert_eq!(error.message, "No row has both “v” and “w”.");
    let error = inf.try_ask(histogram("x", None)).unwrap_err();
    assert_eq!(error.kind, AnalysisErrorKind::Unsuitable);
}

#[test]
fn line_needs_spread_in_x() {
    let bench = Bench::new(b"x,y\n3,1\n3,2\n");
    let output = bench.ask(scatter("x", "y"));
    assert_eq!(
        output.summary,
        "All values of x are 3, so no line can be drawn."
    );
    let Marks::Scatter { points, line, .. } = output.chart.marks else {
        panic!()
    };
    assert_eq!((points.len(), line), (2, None));
    let level = bench.ask(scatter("y", "x"));
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
    let output = Bench::new(format!("x,y\n{rows}").as_bytes()).ask(scatter("x", "y"));
    let Marks::Scatter { points, bins, .. } = output.chart.marks else {
        panic!()
    };
    assert!(points.is_empty() && bins.len() <= 2400);
    assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), 6000);
    assert!(
        bins.iter()
            .all(|bin| bin.x0 < bin.x1 && bin.x1 <= 99.0 + 1e-9)
    );
}

#[test]
fn extreme_numbers_are_drawn() {
    let rows = "-1.7e308,5e-324\n1.7e308,1e-323\n0,0\n".repeat(2000);
    let bench = Bench::new(format!("x,y\n{rows}").as_bytes());
    for column in ["x", "y"] {
        let Marks::Histogram { edges, counts } = bench.ask(histogram(column, None)).chart.marks
        else {
            panic!()
        };
        assert!(edges.iter().all(|edge| edge.is_finite()), "{edges:?}");
        assert_eq!(counts.iter().sum::<u64>(), 6000);
    }
    let output = bench.ask(scatter("x", "y"));
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
    let again = bench.ask(group_by("y", Aggregate::Sum, Some("x")));
    serde_json::to_string(&again).unwrap();
}

#[test]
fn profile_knows_every_type() {
    let bench = Bench::new(
        b"flag,day,moment,word\ntrue,2026-01-01,2026-01-01T10:00:00Z,b\nfalse,2026-03-01,2026-01-02 10:00,a\n,,,\n",
    );
    let rows = bench.ask(Spec::Profile(Profile {})).table.rows;
    let text = |text: &str| Cell::Text(text.into());
    let spans: Vec<_> = rows
        .iter()
        .map(|row| (row[5].clone(), row[6].clone()))
        .collect();
    assert_eq!(spans[0], (Cell::Bool(false), Cell::Bool(true)));
    assert_eq!(spans[1], (text("2026-01-01"), text("2026-03-01")));
    assert_eq!(
        spans[2],
        (text("2026-01-01T10:00:00"), text("2026-01-02T10:00:00"))
    );
    assert_eq!(spans[3], (text("a"), text("b")));
    assert!(
        rows.iter()
            .all(|row| row[3] == Cell::Int(1) && row.len() == 10)
    );
}

#[test]
fn warm_columns_answer_like_cold_ones() {
    let bench = Bench::penguins();
    let first = bench.ask(scatter("bill_length_mm", "bill_depth_mm"));
    bench.ask(group_by("species", Aggregate::Mean, Some("bill_length_mm")));
    assert_eq!(bench.ask(scatter("bill_length_mm", "bill_depth_mm")), first);
}
