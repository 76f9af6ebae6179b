//! Letters in one case. A page asks the browser, which has the tables of all scripts already: std's
//! would add 30 KB to it. Both follow Unicode's default mapping.

use super::json::IN_A_PAGE;
use js_sys::JsString;

pub fn lower(text: &str) -> String {
    if IN_A_PAGE {
        JsString::from(text).to_lower_case().into()
    } else {
        text.to_lowercase()
    }
}

pub fn upper(text: &str) -> String {
    if IN_A_PAGE {
        JsString::from(text).to_upper_case().into()
    } else {
        text.to_uppercase()
    }
}
