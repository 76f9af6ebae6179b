//! How the door stands to somebody who has no account yet.

use serde::{Deserialize, Serialize};

/// What the page for new accounts shows. On an empty server it also tells how the first is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Door {
    /// Everybody may come in.
    Open,
    /// The same, and nobody has come in yet.
    FirstOpen,
    /// By a link that is good.
    Invited,
    /// By a link that was used, or whose time is over.
    UsedUp,
    /// By a link only, and there is none in the address.
    ByInvitation,
    FirstByInvitation,
    /// Accounts are made by whoever runs the server.
    Closed,
    FirstClosed,
}

impl Door {
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::FirstOpen | Self::Invited)
    }
}
