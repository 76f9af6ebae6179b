//! Why something was refused, for programs: one list of every code, with its text on the wire, the
//! HTTP status that says the same, and whether the refusal may pass by itself.

use schemars::{JsonSchema, r#gen::SchemaGenerator, schema::Schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;
use std::fmt;

macro_rules! error_codes {
    ($($variant:ident = $text:literal, $status:literal, $retryable:literal;)*) => {
        /// Travels as its text, `subject/reason`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum ErrorCode {
            $(#[doc = $text] $variant,)*
            /// A code that this version does not know: that of a newer server, as it came.
            Unknown(Box<str>),
        }

        impl ErrorCode {
            /// Every known code, in the order of the texts.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The text on the wire.
            pub const fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }

            /// The HTTP status that says the same.
            pub fn status(&self) -> u16 {
                match self {
                    $(Self::$variant => $status,)*
                    Self::Unknown(_) if self.subject() == "server" => 500,
                    Self::Unknown(_) => 400,
                }
            }

            /// Whether the network, a limit or a fault of the server stood in the way, and not what was
            /// asked: that passes by itself, so the same may be asked again.
            pub fn is_retryable(&self) -> bool {
                match self {
                    $(Self::$variant => $retryable,)*
                    Self::Unknown(_) => ["client", "rate", "server"].contains(&self.subject()),
                }
            }
        }
    };
}

// Variant = text on the wire, HTTP status, may be retried.
error_codes! {
    AccountByInvitation = "account/by-invitation", 403, false;
    AccountClosed = "account/closed", 403, false;
    AccountDisabled = "account/disabled", 403, false;
    AccountInvitationUsed = "account/invitation-used", 403, false;
    AccountName = "account/name", 400, false;
    AccountPasswordCommon = "account/password-common", 400, false;
    AccountPasswordLength = "account/password-length", 400, false;
    AccountPasswordName = "account/password-name", 400, false;
    AccountPasswordWrong = "account/password-wrong", 400, false;
    AccountTaken = "account/taken", 400, false;
    AuthCookieOnly = "auth/cookie-only", 403, false;
    AuthExpired = "auth/expired", 401, false;
    AuthHttps = "auth/https", 400, false;
    AuthRequired = "auth/required", 401, false;
    AuthWait = "auth/wait", 429, false;
    AuthWrong = "auth/wrong", 401, false;
    ChatEmpty = "chat/empty", 400, false;
    ChatReaction = "chat/reaction", 400, false;
    ChatTooLong = "chat/too-long", 400, false;
    ClientAddress = "client/address", 400, true;
    ClientBusy = "client/busy", 400, true;
    ClientCancelled = "client/cancelled", 400, true;
    ClientOffline = "client/offline", 400, true;
    ClientTimeout = "client/timeout", 400, true;
    DatasetAbout = "dataset/about", 400, false;
    DatasetHasNewer = "dataset/has-newer", 409, false;
    DatasetKeyTaken = "dataset/key-taken", 409, false;
    DatasetMisfit = "dataset/misfit", 422, false;
    DatasetName = "dataset/name", 400, false;
    DatasetNameTaken = "dataset/name-taken", 400, false;
    DatasetNotLive = "dataset/not-live", 409, false;
    DatasetNotYours = "dataset/not-yours", 403, false;
    DatasetRemoved = "dataset/removed", 410, false;
    DatasetSampleRuns = "dataset/sample-runs", 409, false;
    DatasetTooLarge = "dataset/too-large", 413, false;
    DatasetUnchanged = "dataset/unchanged", 400, false;
    DatasetUnknown = "dataset/unknown", 404, false;
    DatasetUnreadable = "dataset/unreadable", 422, false;
    MessageNotYours = "message/not-yours", 400, false;
    MessageUnknown = "message/unknown", 404, false;
    NoteBehind = "note/behind", 409, false;
    NoteIsThere = "note/is-there", 409, false;
    NoteMalformed = "note/malformed", 400, false;
    NoteNotYours = "note/not-yours", 403, false;
    NoteRemoved = "note/removed", 410, false;
    NoteTooLong = "note/too-long", 413, false;
    NoteTooMany = "note/too-many", 400, false;
    NoteUnchanged = "note/unchanged", 400, false;
    NoteUnknown = "note/unknown", 404, false;
    PersonUnknown = "person/unknown", 404, false;
    PersonYourself = "person/yourself", 400, false;
    ProtocolUnreadable = "protocol/unreadable", 400, false;
    RateLimited = "rate/limited", 429, true;
    RequestCrossSite = "request/cross-site", 403, false;
    RequestMalformed = "request/malformed", 400, false;
    RequestMediaType = "request/media-type", 415, false;
    RequestMethod = "request/method", 405, false;
    RequestNotHere = "request/not-here", 400, false;
    RequestRefused = "request/refused", 400, false;
    RequestTooLarge = "request/too-large", 413, false;
    RequestTooSlow = "request/too-slow", 408, false;
    RequestUnknownEvent = "request/unknown-event", 400, false;
    RequestUnknownMethod = "request/unknown-method", 501, false;
    RequestUpgrade = "request/upgrade", 426, false;
    RoomName = "room/name", 400, false;
    RoomTaken = "room/taken", 400, false;
    RoomUnknown = "room/unknown", 400, false;
    RuleTooMany = "rule/too-many", 409, false;
    RuleUnknown = "rule/unknown", 404, false;
    RuleUnsuitable = "rule/unsuitable", 422, false;
    RunEnded = "run/ended", 400, false;
    RunTooMany = "run/too-many", 400, false;
    RunUnknown = "run/unknown", 404, false;
    RunUnsuitable = "run/unsuitable", 400, false;
    ServerDisk = "server/disk", 503, true;
    ServerDiskFull = "server/disk-full", 507, true;
    ServerFailed = "server/failed", 500, true;
    ServerFull = "server/full", 507, true;
    ServerOlder = "server/older", 500, true;
    ServerUnavailable = "server/unavailable", 503, true;
    SessionArchived = "session/archived", 400, false;
    SessionCreatorStays = "session/creator-stays", 400, false;
    SessionNotCreator = "session/not-creator", 403, false;
    SessionNotTheTwo = "session/not-the-two", 403, false;
    SessionPresents = "session/presents", 400, false;
    SessionRefused = "session/refused", 403, false;
    SessionTitle = "session/title", 400, false;
    SessionUnknown = "session/unknown", 404, false;
    SocketRefused = "socket/refused", 400, false;
    TokenDays = "token/days", 400, false;
    TokenName = "token/name", 400, false;
    TokenTooMany = "token/too-many", 400, false;
    TokenUnknown = "token/unknown", 404, false;
    UploadCancelled = "upload/cancelled", 410, false;
    UploadChanged = "upload/changed", 409, false;
    UploadOffset = "upload/offset", 409, false;
    UploadTakenOver = "upload/taken-over", 409, false;
    UploadTooLong = "upload/too-long", 413, false;
    UploadTooMany = "upload/too-many", 400, false;
    UploadUnknown = "upload/unknown", 404, false;
    UploadVersion = "upload/version", 412, false;
    ViewDoesNotFit = "view/does-not-fit", 400, false;
    ViewIsShown = "view/is-shown", 409, false;
}

impl ErrorCode {
    /// Whether the login is what is wrong.
    pub fn is_auth(&self) -> bool {
        self.subject() == "auth"
    }

    /// Whether the client itself says so, because nothing came from the server.
    pub fn is_client(&self) -> bool {
        self.subject() == "client"
    }

    /// Whether it is about the session that was asked for.
    pub fn is_session(&self) -> bool {
        self.subject() == "session"
    }

    /// The part before the slash. A newer server's code has one too, and is judged by it.
    fn subject(&self) -> &str {
        let parts = self.as_str().split_once('/');
        parts.map_or("", |(subject, _)| subject)
    }
}

impl From<&str> for ErrorCode {
    /// Looks the text up: a `match` over texts would weigh more in a page than this list.
    fn from(text: &str) -> Self {
        let known = Self::ALL.iter().find(|code| code.as_str() == text);
        known.map_or_else(|| Self::Unknown(text.into()), Self::clone)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq<str> for ErrorCode {
    fn eq(&self, text: &str) -> bool {
        self.as_str() == text
    }
}

impl PartialEq<&str> for ErrorCode {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == *text
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ErrorCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::from(text.as_str()))
    }
}

impl JsonSchema for ErrorCode {
    fn schema_name() -> String {
        "ErrorCode".to_owned()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let forms = Self::ALL.iter().map(|code| {
            let again = if code.is_retryable() {
                " It may pass: try again."
            } else {
                ""
            };
            let meaning = format!("HTTP status {}.{again}", code.status());
            json!({ "description": meaning, "enum": [code] })
        });
        let schema = json!({
            "description": "Why something was refused, as `subject/reason`. A newer server may have \
                            more of them.",
            "oneOf": forms.collect::<Vec<_>>(),
        });
        serde_json::from_value(schema).expect("this is a schema")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::json;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_read_as_it_is_written() {
        for code in ErrorCode::ALL {
            let written = serde_json::to_value(code).unwrap();
            assert_eq!(written, code.as_str());
            assert_eq!(
                serde_json::from_value::<ErrorCode>(written.clone()).unwrap(),
                *code
            );
            assert_eq!(json::read::<ErrorCode>(written).unwrap(), *code);
        }
    }

    #[test]
    fn the_code_of_a_newer_server_keeps_its_text_and_is_judged_by_its_subject() {
        for (text, status, is_retryable) in [
            ("server/on-fire", 500, true),
            ("rate/paused", 400, true),
            ("auth/second-factor", 400, false),
            ("never/heard-of", 400, false),
            ("", 400, false),
        ] {
            let code: ErrorCode = serde_json::from_value(text.into()).unwrap();
            assert_eq!(code, ErrorCode::Unknown(text.into()));
            assert_eq!(
                (code.status(), code.is_retryable()),
                (status, is_retryable),
                "{text}"
            );
            assert_eq!(serde_json::to_value(&code).unwrap(), text);
        }
        assert!(ErrorCode::from("auth/second-factor").is_auth());
    }

    #[test]
    fn a_code_that_is_no_text_is_refused() {
        assert!(serde_json::from_value::<ErrorCode>(serde_json::json!(1)).is_err());
    }

    #[test]
    fn codes_stand_in_order_and_each_once() {
        let texts: Vec<_> = ErrorCode::ALL.iter().map(ErrorCode::as_str).collect();
        let once: BTreeSet<_> = texts.iter().copied().collect();
        assert!(once.into_iter().eq(texts));
    }

    /// So that a page that does not know a code yet does with it what it will do once it does.
    #[test]
    fn a_known_code_may_be_retried_when_its_subject_says_so() {
        for code in ErrorCode::ALL {
            let unknown = ErrorCode::Unknown(code.as_str().into());
            assert_eq!(code.is_retryable(), unknown.is_retryable(), "{code}");
        }
    }
}
