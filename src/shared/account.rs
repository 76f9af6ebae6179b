//! What everyone may know of a person, and the rules for names and passwords.

use super::{ids::PersonId, letters::lower, text};
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
}

/// The name in the form it is stored in: trimmed, 2 to 32 letters, digits, `.`, `-` or `_`.
pub fn username(typed: &str) -> Result<&str, Unsuitable> {
    let name = typed.trim();
    let allowed = |c: char| c.is_alphanumeric() && text::is_seen(c) || matches!(c, '.' | '-' | '_');
    let length = name.chars().count();
    if (2..=32).contains(&length) && name.chars().all(allowed) {
        Ok(name)
    } else {
        Err(Unsuitable::Name)
    }
}

/// Refuses passwords outside 8 to 128 characters and those on the short list of common ones.
pub fn password<'a>(typed: &'a str, name: &str) -> Result<&'a str, Unsuitable> {
    if !(8..=128).contains(&typed.chars().count()) {
        return Err(Unsuitable::PasswordLength);
    }
    let lowered = lower(typed);
    let repeats = typed.chars().all(|c| typed.starts_with(c));
    if repeats || lowered == lower(name) || COMMON.contains(&lowered.as_str()) {
        return Err(Unsuitable::PasswordCommon);
    }
    Ok(typed)
}

/// The passwords of eight or more characters that head every published list of leaked ones.
const COMMON: [&str; 40] = [
    "12345678",
    "123456789",
    "1234567890",
    "password",
    "password1",
    "password12",
    "password123",
    "qwertyui",
    "qwertyuiop",
    "qwerty123",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "trustno1",
    "welcome1",
    "welcome123",
    "letmein1",
    "admin123",
    "administrator",
    "abcd1234",
    "abc12345",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "starwars",
    "whatever",
    "computer",
    "michelle",
    "jennifer",
    "asdfghjk",
    "asdfghjkl",
    "zaq12wsx",
    "changeme",
    "87654321",
];

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
    fn weak_passwords_are_refused() {
        assert_eq!(password("seven77", "ada"), Err(Unsuitable::PasswordLength));
        assert_eq!(
            password(&"x".repeat(129), "ada"),
            Err(Unsuitable::PasswordLength)
        );
        for common in ["Password1", "aaaaaaaa", "lovelace"] {
            assert_eq!(
                password(common, "Lovelace"),
                Err(Unsuitable::PasswordCommon)
            );
        }
        assert_eq!(password("correct horse", "ada"), Ok("correct horse"));
    }
}
