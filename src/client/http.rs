//! Small HTTP requests from the page: JSON in, JSON or an [`ApiError`] out.

use super::served::address;
use crate::shared::{api_error::ApiError, error_code::ErrorCode, json};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, Request, RequestInit, Response};

/// Fetches `url`, a path of Tandem.
pub async fn get_json<T: DeserializeOwned>(url: &str) -> Result<T, ApiError> {
    let (status, text) = fetch("GET", url).await?;
    read(status, &text)
}

/// Posts an empty body to `url`.
pub async fn post_json<T: DeserializeOwned>(url: &str) -> Result<T, ApiError> {
    let (status, text) = fetch("POST", url).await?;
    read(status, &text)
}

/// Whether anything answers at Tandem's address.
pub async fn server_answers() -> bool {
    fetch("GET", "/healthz").await.is_ok()
}

/// Status and body of an answer, whatever the status says; `client/offline` when there is none.
pub(super) async fn fetch(method: &str, url: &str) -> Result<(u16, String), ApiError> {
    try_fetch(method, url).await.map_err(|_| offline())
}

/// Reads what an answer means: its JSON, or the error that it carries.
pub(super) fn read<T: DeserializeOwned>(status: u16, text: &str) -> Result<T, ApiError> {
    if !(200..300).contains(&status) {
        return Err(read_error(status, text));
    }
    json::read_text(text).map_err(|_| {
        ApiError::new(
            ErrorCode::ProtocolUnreadable,
            "The server's answer could not be read. Reload the page.",
        )
    })
}

/// The error in an answer's body; from a proxy that knows nothing of ours, one made from the status.
pub(super) fn read_error(status: u16, text: &str) -> ApiError {
    json::read_text(text).unwrap_or_else(|_| match status {
        401 => ApiError::new(ErrorCode::AuthRequired, "Sign in to go on."),
        413 => ApiError::new(
            ErrorCode::RequestTooLarge,
            "This is too large for the server.",
        ),
        429 => ApiError::new(
            ErrorCode::RateLimited,
            "Too much at once. Try again in a moment.",
        ),
        500.. => ApiError::new(
            ErrorCode::ServerUnavailable,
            "The server has trouble. Try again in a moment.",
        ),
        _ => ApiError::new(ErrorCode::RequestRefused, "The server did not accept this."),
    })
}

/// What a request fails with that no server answers.
pub fn offline() -> ApiError {
    ApiError::new(
        ErrorCode::ClientOffline,
        "The server cannot be reached. Check the connection and try again.",
    )
}

async fn try_fetch(method: &str, url: &str) -> Result<(u16, String), JsValue> {
    let headers = Headers::new()?;
    headers.set("Accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method(method);
    init.set_headers(&headers);
    let request = Request::new_with_str_and_init(&address(url), &init)?;
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_request(&request))
        .await?
        .dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn error_of_the_server_is_passed_on_as_it_stands() {
        let body = r#"{"code":"dataset/too-large","message":"At most 50 MB."}"#;
        assert_eq!(
            read::<Value>(413, body),
            Err(ApiError::new(ErrorCode::DatasetTooLarge, "At most 50 MB."))
        );
    }

    #[test]
    fn page_of_a_proxy_becomes_a_sentence() {
        let error = read::<Value>(502, "<html>Bad gateway</html>").unwrap_err();
        assert_eq!(error.code, "server/unavailable");
    }

    #[test]
    fn answer_is_read() {
        assert_eq!(
            read::<Value>(200, r#"{"rows":3}"#),
            Ok(json!({ "rows": 3 }))
        );
        assert_eq!(
            read::<Value>(200, "<html>").unwrap_err().code,
            "protocol/unreadable"
        );
    }
}
