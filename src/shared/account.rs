//! What everyone may know of a person, and the rules for names and passwords.

use super::{ids::PersonId, text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A person as others see them: the number and the name they chose.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
}

/// Why a name or password cannot be taken; the sentence is for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsuitable {
    #[error("Choose a name of 2 to 32 letters, digits, dots, dashes or underscores.")]
    Name,
    #[error("A password has 8 to 128 characters.")]
    PasswordLength,
    #[error("That password is among the first that anyone would try. Choose another.")]
    PasswordCommon,
    #[error(
        "That password is your name, or nearly. It is the first that anyone would try. Choose another."
    )]
    PasswordName,
}

/// Whether a name of a person may hold `c`.
pub fn in_name(c: char) -> bool {
    c.is_alphanumeric() && text::is_seen(c) || matches!(c, '.' | '-' | '_')
}

/// The name in the form it is stored in: trimmed, 2 to 32 letters, digits, `.`, `-` or `_`.
pub fn username(typed: &str) -> Result<&str, Unsuitable> {
    let name = typed.trim();
    let length = name.chars().count();
    if (2..=32).contains(&length) && name.chars().all(in_name) {
        Ok(name)
    } else {
        Err(Unsuitable::Name)
    }
}

/// Refuses passwords outside 8 to 128 characters. Which of the others are too common, the server knows.
pub fn password(typed: &str) -> Result<&str, Unsuitable> {
    match typed.chars().count() {
        8..=128 => Ok(typed),
        _ => Err(Unsuitable::PasswordLength),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_short() {
        assert_eq!(username("  Ada "), Ok("Ada"));
        assert_eq!(username("Zoë-2"), Ok("Zoë-2"));
        for bad in [
            "",
            "a",
            "two words",
            "<script>",
            "\u{3164}\u{3164}",
            "ada\u{115f}",
            "ad\u{200b}a",
            &"x".repeat(33),
        ] {
            assert_eq!(username(bad), Err(Unsuitable::Name), "{bad}");
        }
    }

    #[test]
    fn passwords_have_8_to_128_characters() {
        for refused in ["", "seven77", &"x".repeat(129)] {
            assert_eq!(password(refused), Err(Unsuitable::PasswordLength));
        }
        for taken in ["correct horse", "ключ море", &"x".repeat(128)] {
            assert_eq!(password(taken), Ok(taken));
        }
    }
}
