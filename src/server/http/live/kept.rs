//! How much of a live data set is kept, between the two fields of a form and what is written down.

use crate::server::engine::Keep;
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    live_page::{Kept, KeptUnit},
};

const MEGABYTE: u64 = 1_000_000;
/// Less is not worth a file.
const LEAST_BYTES: u64 = 100_000;

/// Refuses what could not be kept.
pub fn check(keep: Keep) -> Result<(), ApiError> {
    match keep {
        Keep::Rows(0) | Keep::Days(0) => Err(malformed("“keep” should be 1 or more.".into())),
        Keep::Bytes(bytes) if bytes < LEAST_BYTES => Err(malformed(format!(
            "“keep” should be {LEAST_BYTES} bytes or more."
        ))),
        _ => Ok(()),
    }
}

/// What the two fields say.
pub fn read(kept: &Kept) -> Result<Keep, ApiError> {
    let count = kept.count.trim().replace([',', '\u{a0}', ' '], "");
    let count = |most: u64| match count.parse() {
        Ok(count) if (1..=most).contains(&count) => Ok(count),
        _ => Err(malformed(
            "Say how many are kept: a whole number, 1 or more.".into(),
        )),
    };
    Ok(match kept.unit {
        KeptUnit::All => Keep::All,
        KeptUnit::Rows => Keep::Rows(count(u64::MAX)?),
        KeptUnit::Megabytes => Keep::Bytes(count(u64::MAX / MEGABYTE)? * MEGABYTE),
        KeptUnit::Days => Keep::Days(count(u64::from(u32::MAX))? as u32),
    })
}

/// What the two fields show.
pub fn shown(keep: Keep) -> Kept {
    let (unit, count) = match keep {
        Keep::All => return Kept::default(),
        Keep::Rows(rows) => (KeptUnit::Rows, rows),
        Keep::Bytes(bytes) => (KeptUnit::Megabytes, bytes.div_ceil(MEGABYTE)),
        Keep::Days(days) => (KeptUnit::Days, u64::from(days)),
    };
    Kept {
        unit,
        count: count.to_string(),
    }
}

fn malformed(sentence: String) -> ApiError {
    ApiError::new(ErrorCode::RequestMalformed, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_say_what_is_kept() {
        let fields = |unit, count: &str| Kept {
            unit,
            count: count.into(),
        };
        for (unit, count, keep) in [
            (KeptUnit::All, "", Keep::All),
            (KeptUnit::Rows, "1000", Keep::Rows(1_000)),
            (KeptUnit::Megabytes, "3", Keep::Bytes(3_000_000)),
            (KeptUnit::Days, "7", Keep::Days(7)),
        ] {
            assert_eq!(read(&fields(unit, count)), Ok(keep));
            assert_eq!(shown(keep), fields(unit, count));
            assert_eq!(check(keep), Ok(()));
        }
        assert_eq!(
            read(&fields(KeptUnit::Rows, " 10,000 ")),
            Ok(Keep::Rows(10_000))
        );
        for wrong in ["", "0", "-1", "many", "1.5"] {
            assert!(read(&fields(KeptUnit::Days, wrong)).is_err(), "{wrong}");
        }
    }
}
