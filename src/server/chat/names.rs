//! What a room may be called.

use crate::shared::{account::in_name, api_error::ApiError, error_code::ErrorCode};

/// The name in the form it is stored in: 2 to 40 letters, digits, dots, dashes, underscores, and
/// spaces between them. What looks like a uuid would be taken for an address.
pub fn room_name(typed: &str) -> Result<&str, ApiError> {
    let name = typed.trim();
    let allowed = |c: char| in_name(c) || c == ' ';
    let length = name.chars().count();
    let is_address = name.parse::<uuid::Uuid>().is_ok();
    if (2..=40).contains(&length) && name.chars().all(allowed) && !is_address {
        return Ok(name);
    }
    let sentence =
        "Name the room with 2 to 40 letters, digits, spaces, dots, dashes or underscores.";
    Err(ApiError::new(ErrorCode::RoomName, sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        assert_eq!(room_name(" data club "), Ok("data club"));
        for bad in [
            "",
            "x",
            "a/b",
            "<b>",
            "\u{3164}\u{3164}",
            "data\u{202e}club",
            "data\u{200b}club",
            "00000000-0000-4000-8000-000000000000",
        ] {
            assert_eq!(room_name(bad).unwrap_err().code, "room/name", "{bad}");
        }
    }
}
