//! Numbers as they come in events, looked at before anything counts with them.

use serde_json::{Number, Value};

/// Integers beyond it are not the same number in every language: 2^53 - 1.
const LARGEST: i64 = 9_007_199_254_740_991;

/// Fields that count events, in any event. None of them goes below zero.
const COUNTS: [&str; 4] = ["after", "before", "max", "n"];

/// Refuses integers that are out of range, however deep they stand. The error names the field.
pub fn check(event: &Value) -> Result<(), String> {
    for (name, value) in event.as_object().into_iter().flatten() {
        check_within(name, value)?;
        let is_count = COUNTS.contains(&name.as_str());
        if is_count && value.as_number().is_some_and(|n| !fits(n, 0)) {
            return Err(format!("“{name}” is a whole number from 0 to {LARGEST}"));
        }
    }
    Ok(())
}

fn check_within(name: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::Number(number) if !number.is_f64() && !fits(number, -LARGEST) => Err(format!(
            "“{name}” is a whole number from -{LARGEST} to {LARGEST}"
        )),
        Value::Array(values) => values.iter().try_for_each(|one| check_within(name, one)),
        Value::Object(fields) => fields
            .iter()
            .try_for_each(|(name, one)| check_within(name, one)),
        _ => Ok(()),
    }
}

fn fits(number: &Number, least: i64) -> bool {
    number
        .as_i64()
        .is_some_and(|n| (least..=LARGEST).contains(&n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn integers_stay_where_every_language_can_count() {
        for fine in [
            json!({ "after": 0, "max": 100 }),
            json!({ "after": LARGEST }),
            json!({ "after": null }),
            json!({ "person_id": -LARGEST }),
            json!({ "at": { "x": 0.5, "y": -1.5 } }),
            json!({ "text": "9223372036854775807" }),
        ] {
            assert_eq!(check(&fine), Ok(()), "{fine}");
        }
        for (wrong, field) in [
            (json!({ "after": -1 }), "after"),
            (json!({ "after": i64::MIN }), "after"),
            (json!({ "before": i64::MAX }), "before"),
            (json!({ "max": 1.5 }), "max"),
            (json!({ "n": 1e30 }), "n"),
            (json!({ "n": u64::MAX }), "n"),
            (json!({ "person_id": LARGEST + 1 }), "person_id"),
            (json!({ "spec": { "bins": [i64::MIN] } }), "bins"),
        ] {
            let why = check(&wrong).unwrap_err();
            assert!(why.starts_with(&format!("“{field}” ")), "{wrong}: {why}");
        }
    }
}
