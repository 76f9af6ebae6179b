//! Why rows are not taken, as an answer to whoever sent them.

use crate::server::{
    db::Trouble,
    engine::{Refusal, Unwritten},
};
use crate::shared::{api_error::ApiError, error_code::ErrorCode};

pub fn misfit(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::Misfit(misfit) => {
            let code = match misfit.malformed {
                true => ErrorCode::RequestMalformed,
                false => ErrorCode::DatasetMisfit,
            };
            let sentence = format!("{} Nothing was stored.", misfit.sentence);
            ApiError::new(code, sentence).at(misfit.place, misfit.column)
        }
        Refusal::KeyOfOthers => {
            let sentence = "Other rows were sent with this key before. Nothing was stored: give \
                            these a key of their own.";
            ApiError::new(ErrorCode::DatasetKeyTaken, sentence)
        }
    }
}

pub fn unwritten(why: Unwritten) -> ApiError {
    match why {
        Unwritten::Gone => no_such(),
        Unwritten::DiskFull => Trouble::DiskFull.into(),
        Unwritten::Failed(error) => {
            tracing::error!(error, "rows not written");
            Trouble::DiskFails.into()
        }
    }
}

pub fn no_such() -> ApiError {
    let sentence = "There is no live data set here any more.";
    ApiError::new(ErrorCode::DatasetRemoved, sentence)
}

pub fn not_now() -> ApiError {
    let sentence = "The rows of this data set cannot be reached now. Try again.";
    ApiError::new(ErrorCode::ServerUnavailable, sentence).retry_after(1_000)
}

pub fn full(quota: u64) -> ApiError {
    let most = quota / 1_000_000;
    let sentence = format!("This session is full: what is in it may take up {most} MB in all.");
    ApiError::new(ErrorCode::ServerFull, sentence)
}
