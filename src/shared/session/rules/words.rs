//! Rules in words.

use super::{Condition, LiveRule, RuleOf};
use crate::shared::text::isolated;

/// New values that are told by name at once.
const MOST_NAMED: usize = 5;
/// As much of a value as is told.
const VALUE_CHARS: usize = 60;

/// "mean of wind over 1 minute above 10 for 30 s"
pub fn condition(condition: &Condition) -> String {
    let column = condition.column.as_deref().map(isolated);
    let column = column.unwrap_or_default();
    let what = match condition.of {
        RuleOf::Silence => return format!("no rows for {}", span(condition.for_s)),
        RuleOf::NewValue => return format!("a value never seen in {column}"),
        RuleOf::Count => "count".to_owned(),
        RuleOf::Mean => format!("mean of {column}"),
        RuleOf::Sum => format!("sum of {column}"),
        RuleOf::Min => format!("lowest {column}"),
        RuleOf::Max => format!("highest {column}"),
    };
    let side = if condition.below { "below" } else { "above" };
    let lasts = match condition.for_s {
        0 => String::new(),
        seconds => format!(" for {}", span(seconds)),
    };
    let (over, bound) = (span(condition.over_s), condition.bound);
    format!("{what} over {over} {side} {bound}{lasts}")
}

/// "30 s", "1 minute", "90 s", "2 hours"
pub fn span(seconds: i64) -> String {
    let (count, unit) = match seconds {
        s if s > 0 && s % 3_600 == 0 => (s / 3_600, "hour"),
        s if s > 0 && s % 60 == 0 => (s / 60, "minute"),
        s => return format!("{s} s"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

pub fn made(title: &str, of: &Condition) -> String {
    format!("’s new rule for {title}: {}", condition(of))
}

/// Without the name of whoever made it: people change theirs.
pub fn removed(title: &str, rule: &LiveRule) -> String {
    format!(
        " removed a rule for {title}: {}",
        condition(&rule.condition)
    )
}

/// "’s rule for wind fired: mean of speed over 10 s above 10 for 5 s (18.5)"
pub fn spoke(
    title: &str,
    rule: &LiveRule,
    fires: bool,
    value: Option<f64>,
    values: &[String],
) -> String {
    let did = if fires { "fired" } else { "cleared" };
    let values = match value {
        Some(value) => format!(" ({})", rounded(value)),
        None => named(values),
    };
    format!(
        "’s rule for {title} {did}: {}{values}",
        condition(&rule.condition)
    )
}

/// With four digits, which say enough of a mean.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let digits = 3 - value.abs().log10().floor() as i32;
    match digits {
        ..=0 => value.round(),
        digits => {
            let scale = 10_f64.powi(digits.min(15));
            (value * scale).round() / scale
        }
    }
}

/// ": “Oslo”, “Rome” and 3 more"
fn named(values: &[String]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let first = values.iter().take(MOST_NAMED).map(|value| {
        let short: String = value.chars().take(VALUE_CHARS).collect();
        format!("“{}”", isolated(&short))
    });
    let first = first.collect::<Vec<_>>().join(", ");
    match values.len().saturating_sub(MOST_NAMED) {
        0 => format!(": {first}"),
        more => format!(": {first} and {more} more"),
    }
}
