//! Forms as they have to be, at the door: their kind, their size and their letters, before anything reads
//! them. What is not a form is refused with 400 or 413 and a sentence.

use super::{
    file_name::size,
    notes::is_of_page,
    uploads::{discard, tus::is_upload},
};
use crate::server::notes;
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use http::{
    HeaderMap, Method,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};

/// No form of the pages comes near, but those that hold a page of notes.
const LARGEST: usize = 64_000;
const FORM: &str = "application/x-www-form-urlencoded";

/// Stands before every route that takes a form, and before every server function.
pub async fn forms(request: Request, next: Next) -> Response {
    if request.method() != Method::POST || is_no_form(request.uri().path()) {
        return next.run(request).await;
    }
    let largest = match is_of_page(request.uri().path()) {
        true => notes::MAX_SENT_BYTES,
        false => LARGEST,
    };
    let (parts, body) = request.into_parts();
    let mut body = body.into_data_stream();
    let mut form = Vec::new();
    let mut fits = announced(&parts.headers).is_none_or(|bytes| bytes <= largest as u64);
    while fits && let Some(piece) = body.next().await {
        // Cut off: nobody hears the answer.
        let Ok(piece) = piece else {
            return malformed().into_response();
        };
        form.extend_from_slice(&piece);
        fits = form.len() <= largest;
    }
    if !fits {
        // Programs hear an answer only once they have sent everything.
        discard(body);
        return too_large(largest).into_response();
    }
    let good = is_form(&parts.headers) && is_text(&form) && has_names(&form);
    if !form.is_empty() && !good {
        return malformed().into_response();
    }
    next.run(Request::from_parts(parts, Body::from(form))).await
}

/// Files, rows and pages of notes have limits of their own, and are what they are.
fn is_no_form(path: &str) -> bool {
    let below = |folder| {
        let below = path
            .strip_prefix(folder)
            .map(|below: &str| below.split('/'));
        below.and_then(|mut below| below.nth(1))
    };
    let of_session = matches!(
        below("/api/sessions/"),
        Some("datasets" | "uploads" | "live" | "notes")
    );
    of_session || below("/api/datasets/") == Some("rows") || is_upload(path)
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM))
}

/// Whether each escape has two digits, and all of it is text.
fn is_text(form: &[u8]) -> bool {
    let mut plain = Vec::with_capacity(form.len());
    let mut rest = form;
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                let (Some(high), Some(low)) = (digit(high), digit(low)) else {
                    return false;
                };
                plain.push((high * 16 + low) as u8);
                rest = after;
            }
            (b'%', _) => return false,
            (byte, _) => plain.push(*byte),
        }
    }
    std::str::from_utf8(&plain).is_ok()
}

/// Whether its fields are named as fields are: JSON that says it is a form is one long name.
fn has_names(form: &[u8]) -> bool {
    let named = |field: &[u8]| {
        let name = field.split(|byte| *byte == b'=').next().unwrap_or_default();
        let in_a_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.[]%+".contains(byte);
        name.iter().all(in_a_name)
    };
    form.split(|byte| *byte == b'&').all(named)
}

fn too_large(largest: usize) -> ApiError {
    let largest = size(largest as u64);
    let sentence = format!("This form is over {largest}, the most that is taken here.");
    ApiError::new(ErrorCode::RequestTooLarge, sentence)
}

fn malformed() -> ApiError {
    let sentence = "The server did not understand this request: it is not a form in UTF-8.";
    ApiError::new(ErrorCode::RequestMalformed, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_names() {
        for good in ["", "a=b", "a=b&", "a&b=c", "user_name=%7B%22&x[0]=a\"{b"] {
            assert!(has_names(good.as_bytes()), "{good}");
        }
        for bad in [r#"{"title":"x"}"#, r#"{"a":"b=c"}"#, "<a>=b", "a=b&{}"] {
            assert!(!has_names(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn only_text_is_a_form() {
        for good in ["", "a=b", "a=%C3%A9&b=+", "name=größe", "a=%00"] {
            assert!(is_text(good.as_bytes()), "{good}");
        }
        for bad in [
            &b"a=%"[..],
            b"a=%4",
            b"a=%zz",
            b"a=%ff",
            b"a=\xff",
            b"a=%C3",
            b"a=%+1",
        ] {
            assert!(!is_text(bad), "{bad:?}");
        }
    }

    #[test]
    fn files_are_no_forms() {
        assert!(is_no_form("/api/sessions/1/datasets"));
        assert!(is_no_form("/api/sessions/1/datasets/sample"));
        assert!(is_no_form("/api/sessions/1/live"));
        assert!(is_no_form("/api/sessions/1/notes/2"));
        assert!(!is_no_form("/session/1/notes/2"));
        assert!(is_no_form("/api/datasets/1/rows"));
        assert!(is_no_form("/api/uploads/1"));
        assert!(!is_no_form("/api/datasets/1/reading"));
        assert!(!is_no_form("/api/create_session"));
        assert!(!is_no_form("/api/sessions/1/runs"));
    }
}
