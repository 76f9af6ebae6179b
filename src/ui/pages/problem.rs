//! Why signing in or up was refused: the `problem` of the address as a sentence in its place.

use crate::shared::{account::Unsuitable, error_code::ErrorCode};
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
            problem: query("problem").map(|code| Problem::of(&code.as_str().into())),
        }
    }

    /// The sentence for `place`, if the problem is there.
    pub fn at(&self, place: Place) -> Option<String> {
        let problem = self.problem.as_ref()?;
        (problem.place == place).then(|| problem.sentence.clone())
    }
}

impl Problem {
    fn of(code: &ErrorCode) -> Self {
        let (place, sentence) = match code {
            ErrorCode::AccountName => (Place::Name, Unsuitable::Name.to_string()),
            ErrorCode::AccountTaken => (
                Place::Name,
                "That name is taken, or one that looks like it. Choose another.".to_owned(),
            ),
            ErrorCode::AccountPasswordLength => {
                (Place::Password, Unsuitable::PasswordLength.to_string())
            }
            ErrorCode::AccountPasswordCommon => {
                (Place::Password, Unsuitable::PasswordCommon.to_string())
            }
            ErrorCode::AccountPasswordName => {
                (Place::Password, Unsuitable::PasswordName.to_string())
            }
            code => (Place::Form, form_sentence(code).to_owned()),
        };
        Self { place, sentence }
    }
}

fn form_sentence(code: &ErrorCode) -> &'static str {
    match code {
        ErrorCode::AuthWrong => "That name and password do not belong together.",
        ErrorCode::AuthWait => "Too many tries in a row. Wait a minute, then try again.",
        ErrorCode::AuthExpired => "You were signed out after a long time. Sign in again.",
        ErrorCode::AuthRequired => {
            "You were signed out, in another tab or on another device. Sign in to go on where you were."
        }
        ErrorCode::AuthHttps => "You were not signed in: that needs https.",
        ErrorCode::AccountClosed => {
            "Accounts here are made by whoever runs this server. Ask them for one."
        }
        ErrorCode::AccountByInvitation => "Accounts here are made by invitation. Ask for a link.",
        ErrorCode::AccountInvitationUsed => {
            "This invitation was used, or its time is over. Ask for another one."
        }
        ErrorCode::AccountDisabled => {
            "This account was closed by whoever runs this server. Ask them."
        }
        ErrorCode::RequestCrossSite => "This form was sent from another site. Send it from here.",
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
            assert_eq!(Problem::of(&code.into()).place, place, "{code}");
        }
    }

    #[test]
    fn an_unknown_code_never_reaches_the_page() {
        let sentence = Problem::of(&"<b>never</b>".into()).sentence;
        assert_eq!(
            sentence,
            "The server could not do this. Try again in a moment."
        );
    }
}
