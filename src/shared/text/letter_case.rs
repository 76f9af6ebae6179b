//! Letter cases of any script. A page asks the browser, which has the tables already: std's would be
//! 8 KB of its first load.

use crate::shared::json::IN_A_PAGE;
use js_sys::JsString;

/// As [`str::to_lowercase`].
pub fn lowercase(text: &str) -> String {
    if IN_A_PAGE {
        JsString::from(text).to_lower_case().into()
    } else {
        text.to_lowercase()
    }
}

/// As [`str::to_uppercase`].
pub fn uppercase(text: &str) -> String {
    if IN_A_PAGE {
        JsString::from(text).to_upper_case().into()
    } else {
        text.to_uppercase()
    }
}
