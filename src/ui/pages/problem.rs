//! Why signing in or up was refused: the `problem` of the address as a sentence in its place.

use crate::shared::account::Unsuitable;
use crate::ui::navigation::query;

/// What the server sent back to the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// The name as it was typed.
    pub name: String,
    pub problem: Option<Problem>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub place: Place,
    pub sentence: String,
}

/// Where the sentence belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Name,
    Password,
    Form,
}

impl Returned {
    pub fn in_address() -> Self {
        Self {
            name: query("name").unwrap_or_default(),
            problem: query("problem").map(|code| Problem::of(&code)),
        }
    }

    /// The sentence for `place`, if the problem is there.
    pub fn at(&self, place: Place) -> Option<String> {
        let problem = self.problem.as_ref()?;
        (problem.place == place).then(|| problem.sentence.clone())
    }
}

impl Problem {
    fn of(code: &str) -> Self {
        let (place, sentence) = match code {
            "account/name" => (Place::Name, Unsuitable::Name.to_string()),
            "account/taken" => (
                Place::Name,
                "That name is taken, or one that looks like it. Choose another.".to_owned(),
            ),
            "account/password-length" => (Place::Password, Unsuitable::PasswordLength.to_string()),
            "account/password-common" => (Place::Password, Unsuitable::PasswordCommon.to_string()),
            "account/password-name" => (Place::Password, Unsuitable::PasswordName.to_string()),
            code => (Place::Form, form_sentence(code).to_owned()),
        };
        Self { place, sentence }
    }
}

fn form_sentence(code: &str) -> &'static str {
    match code {
        "auth/wrong" => "That name and password do not belong together.",
        "auth/wait" => "Too many tries in a row. Wait a minute, then try again.",
        "auth/expired" => "You were signed out after a long time. Sign in again.",
        "auth/https" => "You were not signed in: that needs https.",
        "account/closed" => "Accounts here are made by whoever runs this server. Ask them for one.",
        "account/by-invitation" => "Accounts here are made by invitation. Ask for a link.",
        "account/invitation-used" => {
            "This invitation was used, or its time is over. Ask for another one."
        }
        "account/disabled" => "This account was closed by whoever runs this server. Ask them.",
        "request/cross-site" => "This form was sent from another site. Send it from here.",
        _ => "The server could not do this. Try again in a moment.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_stands_where_it_can_be_mended() {
        for (code, place) in [
            ("auth/wrong", Place::Form),
            ("auth/wait", Place::Form),
            ("account/name", Place::Name),
            ("account/taken", Place::Name),
            ("account/password-length", Place::Password),
            ("account/password-common", Place::Password),
            ("account/password-name", Place::Password),
            ("never/heard-of", Place::Form),
        ] {
            assert_eq!(Problem::of(code).place, place, "{code}");
        }
    }

    #[test]
    fn an_unknown_code_never_reaches_the_page() {
        let sentence = Problem::of("<b>never</b>").sentence;
        assert_eq!(
            sentence,
            "The server could not do this. Try again in a moment."
        );
    }
}
