//! One mark of a chart in words, for messages about it.

use super::{
    line::Lines,
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
            series,
            ..
        } => {
            let times = Times {
                period: *period,
                starts,
                offsets,
            };
            let lines = Lines {
                times,
                values,
                series,
            };
            // A gap is no mark.
            let point = lines.points().nth(index)?;
            Some(lines.name(point))
        }
    }
}

/// Between the names of the first mark and the last of several.
const TO: &str = " … ";

/// "February 2024 … May 2024": those from one mark to another, in whichever order; one mark by its name.
pub fn range(marks: &Marks, one: u32, other: u32) -> Option<String> {
    let first = name(marks, one.min(other))?;
    if one == other {
        return Some(first);
    }
    Some(format!("{first}{TO}{}", name(marks, one.max(other))?))
}

/// Which marks a [range](range) names; a mark's own name comes first. None where they are not in the chart.
pub fn find(marks: &Marks, named: &str) -> Option<(usize, usize)> {
    let all: Vec<String> = (0..).map_while(|mark| name(marks, mark)).collect();
    let at = |name: &str| all.iter().position(|one| one == name);
    if let Some(mark) = at(named) {
        return Some((mark, mark));
    }
    let mut splits = named.match_indices(TO);
    splits.find_map(|(split, _)| at(&named[..split]).zip(at(&named[split + TO.len()..])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{analysis::Num, chart::Series, period::Period};

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
            series: Vec::new(),
            running: None,
        };
        let mut lines = line.clone();
        if let Marks::Line { values, series, .. } = &mut lines {
            let values = std::mem::take(values);
            let name = "Oslo".into();
            series.push(Series { name, values });
        }
        assert_eq!(name(&lines, 1).as_deref(), Some("Oslo, Mar 2024"));
        assert_eq!(name(&line, 1).as_deref(), Some("Mar 2024"));
        assert_eq!(name(&bars, 1).as_deref(), Some("Gentoo"));
        assert_eq!(name(&histogram, 1).as_deref(), Some("3,500 to 4,000"));
        assert_eq!(name(&scatter, 0).as_deref(), Some("190, 3,650"));
        for marks in [bars, histogram, scatter, line, lines] {
            assert_eq!(name(&marks, 2), None);
        }
    }

    #[test]
    fn several_are_named_by_their_ends_and_found_by_them() {
        let bars = |labels: &[&str]| Marks::Bars {
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
            values: Vec::new(),
        };
        let months = bars(&["Feb", "Mar", "Apr", "May"]);
        assert_eq!(range(&months, 2, 0).as_deref(), Some("Feb … Apr"));
        assert_eq!(range(&months, 1, 1).as_deref(), Some("Mar"));
        assert_eq!(range(&months, 1, 4), None);
        assert_eq!(find(&months, "Feb … Apr"), Some((0, 2)));
        assert_eq!(
            find(&bars(&["May", "Apr", "Feb"]), "Feb … Apr"),
            Some((2, 1))
        );
        assert_eq!(find(&months, "Feb … June"), None);
        // A name may look like a range, and be part of one.
        let odd = bars(&["a", "a … b", "b", "c"]);
        assert_eq!(find(&odd, "a … b"), Some((1, 1)));
        assert_eq!(find(&odd, "a … b … c"), Some((1, 3)));
    }
}
