//! What requests and answers of the protocol say in their headers.

use crate::server::http::file_name::file_name;
use crate::shared::{api_error::ApiError, dataset::AddAs, error_code::ErrorCode, ids::DatasetId};
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE},
};
use std::time::{Duration, UNIX_EPOCH};

use super::super::in_flight::Upload;

pub const DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");
/// SHA-256, in hex, of the bytes before the offset.
pub const BEFORE: HeaderName = HeaderName::from_static("tandem-before");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const DATASET: HeaderName = HeaderName::from_static("tandem-dataset");
const PIECE: &str = "application/offset+octet-stream";

/// How far an upload has come, for its sender.
pub struct Asked {
    /// That are here.
    pub bytes: u64,
    pub length: u64,
    /// In ms since 1970; none once it is a data set.
    pub expires_ms: Option<i64>,
    /// What is kept of what its announcement said; none once it is a data set.
    pub metadata: Option<String>,
}

impl Asked {
    pub fn of(upload: &Upload, bytes: u64) -> Self {
        Self {
            bytes,
            length: upload.total(),
            expires_ms: Some(upload.expires_ms()),
            metadata: Some(metadata_of(upload)),
        }
    }
}

/// As [`metadata`] reads it.
fn metadata_of(upload: &Upload) -> String {
    let name = STANDARD.encode(upload.progress().name);
    match upload.kind().add_as() {
        AddAs::Version => format!("filename {name}"),
        add_as => format!("filename {name},as {}", STANDARD.encode(add_as.word())),
    }
}

/// An answer that says how much is here, and what it became.
pub fn answer(status: StatusCode, asked: &Asked, kept: Option<DatasetId>) -> Response {
    let mut response = status.into_response();
    say(&mut response, asked);
    let dataset = kept.and_then(|id| HeaderValue::try_from(id.to_string()).ok());
    if let Some(dataset) = dataset {
        response.headers_mut().insert(DATASET, dataset);
    }
    response
}

/// A refusal that says how much is here.
pub fn refuse_at(refusal: ApiError, upload: &Upload, bytes: Option<u64>) -> Response {
    let mut response = refusal.into_response();
    if let Some(bytes) = bytes {
        say(&mut response, &Asked::of(upload, bytes));
    }
    response
}

pub fn wrong_offset(asked: &Asked) -> Response {
    let sentence = format!(
        "{} bytes of this file are here: go on from there.",
        asked.bytes
    );
    let mut response = ApiError::new(ErrorCode::UploadOffset, sentence).into_response();
    say(&mut response, asked);
    response
}

fn say(response: &mut Response, asked: &Asked) {
    let headers = response.headers_mut();
    headers.insert(OFFSET, asked.bytes.into());
    headers.insert(LENGTH, asked.length.into());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let expires = asked.expires_ms.map(date);
    if let Some(Ok(expires)) = expires.map(HeaderValue::try_from) {
        headers.insert(EXPIRES, expires);
    }
    let metadata = asked.metadata.as_deref().map(HeaderValue::try_from);
    if let Some(Ok(metadata)) = metadata {
        headers.insert(METADATA, metadata);
    }
}

/// As HTTP writes dates.
fn date(ms: i64) -> String {
    // 9999 is the last year that the form has.
    const LAST_MS: i64 = 253_402_300_799_000;
    let since = Duration::from_millis(ms.clamp(0, LAST_MS) as u64);
    httpdate::fmt_http_date(UNIX_EPOCH + since)
}

/// Whether the body is a piece of a file.
pub fn check_is_piece(headers: &HeaderMap) -> Result<(), ApiError> {
    let kind = headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()?.split(';').next());
    match kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(PIECE)) {
        true => Ok(()),
        false => {
            let sentence = format!("A piece of a file is sent with Content-Type: {PIECE}.");
            Err(ApiError::new(ErrorCode::RequestMediaType, sentence))
        }
    }
}

/// Bytes that the whole file has.
pub fn length(headers: &HeaderMap) -> Result<u64, ApiError> {
    number(headers, &LENGTH)
}

/// Bytes before the piece.
pub fn offset(headers: &HeaderMap) -> Result<u64, ApiError> {
    number(headers, &OFFSET)
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, ApiError> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    let digits = value.filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
    // Sizes are added up, and stored as numbers with a sign.
    let number = digits.and_then(|digits| digits.parse().ok());
    number
        .filter(|number| *number <= i64::MAX as u64 / 4)
        .ok_or_else(|| malformed(&format!("{name} should be a number of bytes.")))
}

/// A piece that is announced to go beyond the file.
pub fn too_long(headers: &HeaderMap, upload: &Upload, here: u64) -> Option<Response> {
    let length = headers.get(CONTENT_LENGTH);
    let length: u64 = length.and_then(|length| length.to_str().ok()?.parse().ok())?;
    if here.saturating_add(length) <= upload.total() {
        return None;
    }
    let refusal = super::super::incoming::too_long(upload.total());
    Some(refuse_at(refusal, upload, Some(here)))
}

/// The file's name, made fit to be shown, and what it is where that is taken.
pub fn metadata(headers: &HeaderMap) -> Result<(String, AddAs), ApiError> {
    let said = headers.get(METADATA).and_then(|said| said.to_str().ok());
    let value = |key: &str| {
        let mut pairs = said.unwrap_or_default().split(',');
        let found = pairs.find_map(|pair| {
            let (name, value) = pair.trim().split_once(' ')?;
            (name == key).then_some(value.trim())
        })?;
        String::from_utf8(STANDARD.decode(found).ok()?).ok()
    };
    let name = value("filename").ok_or_else(|| {
        malformed("Upload-Metadata should have filename and the file's name in base64.")
    })?;
    Ok((file_name(&name), AddAs::said(value("as").as_deref())))
}

fn malformed(sentence: &str) -> ApiError {
    ApiError::new(ErrorCode::RequestMalformed, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_read_from_base64_and_made_fit() {
        for (said, expected) in [
            ("filename cmFpbi5jc3Y=", Some(("rain.csv", AddAs::Version))),
            (
                "filename cmFpbi5jc3Y=,as b3du",
                Some(("rain.csv", AddAs::Own)),
            ),
            (
                "filename cmFpbi5jc3Y=,as cm93cw==",
                Some(("rain.csv", AddAs::Rows)),
            ),
            (
                "as dmVyc2lvbg==, filename cmFpbi5jc3Y=",
                Some(("rain.csv", AddAs::Version)),
            ),
            (
                "is_secret,filename Li4vLi4vcmFpbi5jc3Y=",
                Some(("rain.csv", AddAs::Version)),
            ),
            ("filename rain.csv", None),
            ("filename", None),
            ("name cmFpbi5jc3Y=", None),
            ("filename /w==", None),
        ] {
            let headers = HeaderMap::from_iter([(METADATA, said.parse().unwrap())]);
            let read = metadata(&headers).ok();
            let expected = expected.map(|(name, add_as)| (name.to_owned(), add_as));
            assert_eq!(read, expected, "{said}");
        }
        assert!(metadata(&HeaderMap::new()).is_err());
    }

    #[test]
    fn a_length_is_digits_and_fits_a_disk() {
        let read = |value: &str| {
            let headers = HeaderMap::from_iter([(LENGTH, value.parse().unwrap())]);
            length(&headers).ok()
        };
        assert_eq!((read("0"), read("30000000")), (Some(0), Some(30_000_000)));
        for wrong in ["", "-1", "+1", "1.5", "many", "99999999999999999999"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(read(&u64::MAX.to_string()), None);
    }

    #[test]
    fn dates_are_written_as_http_has_them() {
        assert_eq!(date(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert!(date(i64::MAX).contains("9999"));
    }
}
