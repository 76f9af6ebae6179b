//! One mark of a chart in words, for messages about it.

use super::{
    line,
    number::{apart, value},
    time::Times,
};
use crate::shared::chart::Marks;

/// "Gentoo", "3,500 to 4,000", "190, 3,650". None when there is no such mark.
pub fn name(marks: &Marks, mark: u32) -> Option<String> {
    let index = mark as usize;
    match marks {
        Marks::Bars { labels, .. } => labels.get(index).cloned(),
        Marks::Histogram { edges, .. } => {
            let from = edges.get(index)?;
            let to = edges.get(index + 1)?;
            Some(apart(&[*from, *to]).join(" to "))
        }
        Marks::Scatter { points, .. } => {
            let [x, y] = points.get(index)?;
            Some(format!("{}, {}", value(*x), value(*y)))
        }
        Marks::Line {
            period,
            starts,
            offsets,
            values,
            ..
        } => {
            let times = Times {
                period: *period,
                starts,
                offsets,
            };
            // A gap is no mark.
            let point = line::points(&times, values).nth(index)?;
            Some(times.name(point.index))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{analysis::Num, period::Period};

    #[test]
    fn a_mark_is_named_by_what_it_stands_for() {
        let bars = Marks::Bars {
            labels: vec!["Adelie".into(), "Gentoo".into()],
            values: Vec::new(),
        };
        let histogram = Marks::Histogram {
            edges: vec![3_000.0, 3_500.0, 4_000.0],
            counts: vec![2, 5],
        };
        let scatter = Marks::Scatter {
            points: vec![[190.0, 3_650.0]],
            bins: Vec::new(),
            line: None,
        };
        let line = Marks::Line {
            period: Period::Month,
            starts: vec![1_704_067_200, 1_706_745_600, 1_709_251_200],
            offsets: Vec::new(),
            values: vec![Some(Num(1.0)), None, Some(Num(2.0))],
            running: None,
        };
        assert_eq!(name(&line, 1).as_deref(), Some("Mar 2024"));
        assert_eq!(name(&bars, 1).as_deref(), Some("Gentoo"));
        assert_eq!(name(&histogram, 1).as_deref(), Some("3,500 to 4,000"));
        assert_eq!(name(&scatter, 0).as_deref(), Some("190, 3,650"));
        for marks in [bars, histogram, scatter, line] {
            assert_eq!(name(&marks, 2), None);
        }
    }
}
