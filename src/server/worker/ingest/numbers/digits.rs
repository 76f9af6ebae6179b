//! Whether all digits of a number are kept.

use super::Number;
use crate::shared::reading::DecimalMark;

/// Whether digits behind the decimal mark are lost: a double has 17 that count, with an eighteenth that nobody misses,
/// and may be what programs write as more.
pub fn is_shortened(text: &str, mark: DecimalMark, number: Number) -> bool {
    // Nearly all have fewer.
    if text.len() <= 18 {
        return false;
    }
    let decimal = match mark {
        DecimalMark::Point => '.',
        DecimalMark::Comma => ',',
    };
    let (Number::Real(value), Some((whole, fraction))) = (number, text.split_once(decimal)) else {
        return false;
    };
    let digits = [whole, fraction].concat();
    let counting = digits.trim_start_matches('0').trim_end_matches('0');
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain || counting.len() <= 18 {
        return false;
    }
    let places = fraction.len();
    format!("{:.places$}", value.abs()) != format!("{whole:0>1}.{fraction}")
}
