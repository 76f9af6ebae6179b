//! Whether what one rule speaks of is so, from what came and when. Pure: the caller brings the time.

use crate::server::engine::Numbers;
use crate::shared::session::rules::{CALM_MS, Condition, RuleOf};
use std::collections::{BTreeSet, VecDeque};

/// What came is kept in about so many parts of the time that a rule looks at, so that a long time takes no more room.
const PARTS: i64 = 2_000;
/// A rule tells of new values so often at most, and of so many at once.
const QUIET_MS: i64 = 10_000;
const MOST_VALUES: usize = 100;
/// As much of a value as is kept in the log.
const VALUE_CHARS: usize = 200;

pub struct Evaluator {
    condition: Condition,
    /// Nothing is known of what came before.
    started: i64,
    /// None while none came.
    last_row: Option<i64>,
    parts: VecDeque<Part>,
    /// It has been so since then, or has not.
    since: Option<i64>,
    calm: Option<i64>,
    /// The values that the column had; none where there are too many to tell new ones.
    known: Option<BTreeSet<String>>,
    fresh: Vec<String>,
    told_at: i64,
}

/// What came at about one moment.
struct Part {
    at: i64,
    rows: u64,
    numbers: Numbers,
}

/// What is to be said.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    pub fires: bool,
    pub value: Option<f64>,
    pub values: Vec<String>,
}

impl Evaluator {
    /// From `now` on. `known` are the values that its column has.
    pub fn new(condition: Condition, now: i64, known: Option<BTreeSet<String>>) -> Self {
        Self {
            condition,
            started: now,
            last_row: None,
            parts: VecDeque::new(),
            since: None,
            calm: None,
            known,
            fresh: Vec::new(),
            told_at: now - QUIET_MS,
        }
    }

    /// Rows came, with these numbers in the rule's column.
    pub fn take(&mut self, at: i64, rows: u64, numbers: Numbers) {
        if rows == 0 {
            return;
        }
        self.last_row = Some(at);
        if !self.condition.of.is_measured() {
            return;
        }
        let apart = self.over_ms() / PARTS;
        match self.parts.back_mut() {
            Some(last) if at - last.at < apart => {
                last.rows += rows;
                last.numbers.add(numbers);
            }
            _ => self.parts.push_back(Part { at, rows, numbers }),
        }
    }

    /// Rows came, with these values in the rule's column; none where there are too many.
    pub fn take_values(&mut self, values: Option<BTreeSet<String>>) {
        let (Some(values), Some(known)) = (values, &mut self.known) else {
            self.known = None;
            return;
        };
        for value in values {
            if !known.contains(&value) {
                self.fresh.push(value.chars().take(VALUE_CHARS).collect());
                known.insert(value);
            }
        }
    }

    /// What is to be said of a rule that fired and has not cleared, or has not fired, and told these values.
    pub fn look(&mut self, now: i64, firing: bool, told: &[String]) -> Option<Spoken> {
        match self.condition.of {
            RuleOf::NewValue => self.new_values(now, told),
            RuleOf::Silence => self.silence(now, firing),
            _ => self.measured(now, firing),
        }
    }

    fn silence(&self, now: i64, firing: bool) -> Option<Spoken> {
        let since = match self.last_row {
            // It fired before the server started, and goes on to be so.
            None if firing => return None,
            last_row => last_row.unwrap_or(self.started),
        };
        let holds = now - since >= self.condition.for_s * 1_000;
        (holds != firing).then_some(Spoken {
            fires: holds,
            value: None,
            values: Vec::new(),
        })
    }

    fn measured(&mut self, now: i64, firing: bool) -> Option<Spoken> {
        let begins = now - self.over_ms();
        while self.parts.front().is_some_and(|part| part.at <= begins) {
            self.parts.pop_front();
        }
        // Of a time that is not whole nothing can be said.
        if begins < self.started {
            return None;
        }
        let value = self.value();
        let holds = value.is_some_and(|value| match self.condition.below {
            true => value < self.condition.bound,
            false => value > self.condition.bound,
        });
        let (begun, ended) = match holds {
            true => (&mut self.since, &mut self.calm),
            false => (&mut self.calm, &mut self.since),
        };
        *ended = None;
        let lasted = now - *begun.get_or_insert(now);
        let enough = match holds {
            true => self.condition.for_s * 1_000,
            false => CALM_MS,
        };
        (holds != firing && lasted >= enough).then_some(Spoken {
            fires: holds,
            value,
            values: Vec::new(),
        })
    }

    /// None where nothing came that it could be of.
    fn value(&self) -> Option<f64> {
        let (mut rows, mut numbers) = (0, Numbers::default());
        for part in &self.parts {
            rows += part.rows;
            numbers.add(part.numbers);
        }
        let some = (numbers.count > 0).then_some(numbers);
        match self.condition.of {
            RuleOf::Count => Some(rows as f64),
            RuleOf::Sum => Some(numbers.sum),
            RuleOf::Mean => some.map(|numbers| numbers.sum / numbers.count as f64),
            RuleOf::Min => some.map(|numbers| numbers.min),
            RuleOf::Max => some.map(|numbers| numbers.max),
            RuleOf::Silence | RuleOf::NewValue => None,
        }
    }

    fn new_values(&mut self, now: i64, told: &[String]) -> Option<Spoken> {
        self.fresh.retain(|value| !told.contains(value));
        if self.fresh.is_empty() || now - self.told_at < QUIET_MS {
            return None;
        }
        self.told_at = now;
        self.fresh.truncate(MOST_VALUES);
        Some(Spoken {
            fires: true,
            value: None,
            values: self.fresh.clone(),
        })
    }

    fn over_ms(&self) -> i64 {
        self.condition.over_s * 1_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_ALARMS: &str = include_str!("two-alarms.csv");

    fn mean_above_ten() -> Condition {
        Condition {
            of: RuleOf::Mean,
            column: Some("x".into()),
            over_s: 10,
            bound: 10.0,
            for_s: 5,
            ..Condition::default()
        }
    }

    /// A rule with what it said when, in seconds.
    struct Told {
        evaluator: Evaluator,
        firing: bool,
        told: Vec<String>,
        lines: Vec<(i64, Spoken)>,
    }

    impl Told {
        fn of(condition: Condition) -> Self {
            Self {
                evaluator: Evaluator::new(condition, 0, Some(BTreeSet::new())),
                firing: false,
                told: Vec::new(),
                lines: Vec::new(),
            }
        }

        fn look(&mut self, second: i64) {
            let spoken = self.evaluator.look(second * 1_000, self.firing, &self.told);
            if let Some(spoken) = spoken {
                self.firing = spoken.fires && spoken.values.is_empty();
                self.told.extend_from_slice(&spoken.values);
                self.lines.push((second, spoken));
            }
        }

        fn row(&mut self, second: i64, x: f64) {
            let mut numbers = Numbers::default();
            numbers.take(x);
            self.evaluator.take(second * 1_000, 1, numbers);
            self.look(second);
        }

        fn when(&self) -> Vec<(i64, bool)> {
            let lines = self.lines.iter();
            lines
                .map(|(second, spoken)| (*second, spoken.fires))
                .collect()
        }
    }

    #[test]
    fn it_fires_and_clears_twice_and_says_nothing_of_what_wavers() {
        let mut rule = Told::of(mean_above_ten());
        let rows = TWO_ALARMS.lines().skip(1);
        let mut last = 0;
        for row in rows {
            let (second, x) = row.split_once(',').unwrap();
            last = second.parse().unwrap();
            rule.row(last, x.parse().unwrap());
        }
        for more in 1..=120 {
            rule.row(last + more, if more % 2 == 0 { 9.5 } else { 10.5 });
        }
        // What has fired clears once it was not so for a second.
        assert_eq!(
            rule.when(),
            [(29, true), (48, false), (69, true), (88, false)]
        );
        assert_eq!(rule.lines[0].1.value, Some(18.5));
    }

    #[test]
    fn of_a_time_that_is_not_whole_nothing_is_said() {
        let few = Condition {
            of: RuleOf::Count,
            over_s: 60,
            below: true,
            bound: 50.0,
            ..Condition::default()
        };
        let mut rule = Told::of(few);
        (1..=200).for_each(|second| rule.row(second, 0.0));
        assert_eq!(rule.when(), []);
        (201..=260).for_each(|second| rule.look(second));
        assert_eq!(rule.when(), [(211, true)]);
        assert_eq!(rule.lines[0].1.value, Some(49.0));
        // One that fired before a restart does not fire again.
        let mut again = Told::of(rule.evaluator.condition);
        again.firing = true;
        (1..=100).for_each(|second| again.look(second));
        assert_eq!(again.when(), []);
    }

    #[test]
    fn rows_that_stop_are_told_and_those_that_come_back() {
        let mut rule = Told::of(Condition {
            of: RuleOf::Silence,
            for_s: 60,
            ..Condition::default()
        });
        (1..=100).for_each(|second| rule.row(second, 1.0));
        (101..=300).for_each(|second| rule.look(second));
        rule.row(301, 1.0);
        assert_eq!(rule.when(), [(160, true), (301, false)]);
        // After a restart what fired clears with a row, not before.
        let mut again = Told::of(rule.evaluator.condition);
        again.firing = true;
        (1..=100).for_each(|second| again.look(second));
        again.row(101, 1.0);
        assert_eq!(again.when(), [(101, false)]);
    }

    #[test]
    fn a_value_is_new_once() {
        let mut rule = Told::of(Condition {
            of: RuleOf::NewValue,
            column: Some("city".into()),
            ..Condition::default()
        });
        let values = |all: &[&str]| Some(all.iter().map(|one| (*one).to_owned()).collect());
        rule.evaluator = Evaluator::new(rule.evaluator.condition, 0, values(&["Oslo"]));
        rule.evaluator.take_values(values(&["Oslo", "Rome"]));
        rule.look(1);
        rule.evaluator.take_values(values(&["Rome", "Bonn"]));
        rule.evaluator.take_values(values(&["Kiel"]));
        (2..=30).for_each(|second| rule.look(second));
        let told: Vec<_> = rule
            .lines
            .iter()
            .map(|(s, one)| (*s, one.values.join(" ")))
            .collect();
        assert_eq!(told, [(1, "Rome".into()), (11, "Bonn Kiel".into())]);
        // Of too many nothing is said.
        rule.evaluator.take_values(None);
        rule.evaluator.take_values(values(&["Turin"]));
        rule.look(60);
        assert_eq!(rule.lines.len(), 2);
    }

    #[test]
    fn a_long_time_takes_no_more_room() {
        let mut rule = Told::of(Condition {
            over_s: 24 * 60 * 60,
            ..mean_above_ten()
        });
        (0..100_000).for_each(|second| rule.row(second, 20.0));
        assert!(rule.evaluator.parts.len() <= PARTS as usize + 1);
        assert_eq!(rule.when(), [(86_405, true)]);
    }
}
