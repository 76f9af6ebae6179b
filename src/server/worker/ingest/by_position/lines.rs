//! Lines as patterns of ink and blanks.

use super::super::{
    positions::{Measure, Starts, signs},
    ruled::is_ruled,
};

/// So many lines tell the columns.
const MOST: usize = 500;
/// Longer lines are prose.
const MAX_SIGNS: usize = 4_000;

/// A line that shows something.
pub struct Line<'a> {
    /// Counted from 1.
    pub number: u64,
    pub text: &'a str,
    /// An empty line stands before it.
    pub apart: bool,
    /// It is drawn and not written.
    pub drawn: bool,
    /// Whether something is seen at each position, up to the last one where it is.
    pub ink: Vec<bool>,
    /// What a position counts.
    pub measure: Measure,
}

pub fn lines(text: &str, measure: Measure) -> Vec<Line<'_>> {
    let (mut lines, mut apart, mut number) = (Vec::new(), false, 0);
    // A return alone ends a line, too.
    for line in text.split('\n').flat_map(|line| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        line.split('\r')
    }) {
        number += 1;
        if lines.len() == MOST {
            break;
        }
        if line.trim().is_empty() {
            apart = true;
            continue;
        }
        let mut ink = Vec::new();
        for (_, position, blank) in signs(line.as_bytes(), measure).take(MAX_SIGNS) {
            if !blank {
                ink.resize(position, false);
                ink.push(true);
            }
        }
        lines.push(Line {
            number,
            text: line,
            apart,
            drawn: is_ruled(line.as_bytes()),
            ink,
            measure,
        });
        apart = false;
    }
    lines
}

impl Line<'_> {
    pub fn has_ink(&self, position: usize) -> bool {
        self.ink.get(position).copied().unwrap_or_default()
    }

    /// Whether there is ink anywhere between two positions.
    pub fn has_ink_in(&self, (from, to): (usize, usize)) -> bool {
        let end = to.min(self.ink.len());
        from < end && self.ink[from..end].contains(&true)
    }

    /// The first and the last position with ink between two.
    pub fn inked(&self, (from, to): (usize, usize)) -> Option<(usize, usize)> {
        let end = to.min(self.ink.len());
        let ink = |at: &usize| self.has_ink(*at);
        Some(((from..end).find(ink)?, (from..end).rev().find(ink)?))
    }

    pub fn is_crossed(&self, starts: &Starts) -> bool {
        starts.cut(self.text.as_bytes(), |_| ())
    }

    /// Whether two words stand further apart than words do.
    pub fn has_gap(&self) -> bool {
        self.text.trim().contains("  ") || self.text.trim().contains('\t')
    }

    /// Where the parts of a drawn line begin, if it has several: `----- --- -----`.
    pub fn rule(&self) -> Option<Starts> {
        let draws = |sign: char| matches!(sign, '-' | '=' | ' ');
        if !self.drawn || !self.text.chars().all(draws) {
            return None;
        }
        let begins = (1..self.ink.len()).filter(|at| self.ink[*at] && !self.ink[at - 1]);
        let indent = usize::from(!self.has_ink(0));
        let begins: Vec<u32> = begins
            .skip(indent)
            .filter_map(|at| u32::try_from(at + 1).ok())
            .collect();
        (!begins.is_empty()).then(|| Starts::new(&begins).measured(self.measure))
    }
}
