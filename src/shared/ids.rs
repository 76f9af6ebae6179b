//! Identifiers, each its own type, so that a run's id cannot stand where a data set's belongs.

use super::json::transparent;
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[doc = $doc:literal])* $name:ident) => {
        transparent! {
            $(#[doc = $doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(Uuid);
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

uuid_id!(
    /// A session, as it stands in its link `/session/<uuid>`.
    SessionId
);
uuid_id!(
    /// One ordered log. A session's stream has the session's own uuid.
    StreamId
);
uuid_id!(
    /// One event; for a message it is also the message's id.
    EventId
);
uuid_id!(
    /// One history of a database: a copy that is restored goes on as another.
    EpochId
);
uuid_id!(
    /// The sender's own id for a command: sent twice, stored once.
    Cid
);
uuid_id!(
    /// A data set of a session.
    DatasetId
);
uuid_id!(
    /// One execution of a spec.
    RunId
);
uuid_id!(
    /// A rule of a live data set.
    RuleId
);
uuid_id!(
    /// A page of a session's notes. Two sessions may have one of the same id; they are two pages.
    NoteId
);

impl From<SessionId> for StreamId {
    fn from(session: SessionId) -> Self {
        Self(session.0)
    }
}

transparent! {
    /// A person's account number.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct PersonId(i64);
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
