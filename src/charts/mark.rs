//! One mark of a chart in words, for messages about it.

use super::number::{apart, value};
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(name(&bars, 1).as_deref(), Some("Gentoo"));
        assert_eq!(name(&histogram, 1).as_deref(), Some("3,500 to 4,000"));
        assert_eq!(name(&scatter, 0).as_deref(), Some("190, 3,650"));
        for marks in [bars, histogram, scatter] {
            assert_eq!(name(&marks, 2), None);
        }
    }
}
