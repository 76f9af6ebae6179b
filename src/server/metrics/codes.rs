//! The labels of refused commands: every code that there is, and one for what has none.

use crate::shared::error_code::ErrorCode;

/// The codes in their order, then "other".
pub const CODES: [&str; ErrorCode::ALL.len() + 1] = {
    let mut labels = ["other"; ErrorCode::ALL.len() + 1];
    // A `for` cannot run in a constant.
    let mut place = 0;
    while place < ErrorCode::ALL.len() {
        labels[place] = ErrorCode::ALL[place].as_str();
        place += 1;
    }
    labels
};
