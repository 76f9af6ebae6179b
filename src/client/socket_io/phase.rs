//! Where a connection stands, and when that has to change by itself.

use super::{link::Link, notice::Notice};

pub enum Phase {
    /// Not started, closed or refused: only [`super::step::Input::RetryNow`] leads on.
    Closed,
    Waiting {
        until: i64,
    },
    Dialing {
        deadline: i64,
    },
    /// The transport is open, the namespace not joined yet; `link` once Engine.IO has said hello.
    /// `early` is what a server told everyone in the namespace before it confirmed ours.
    Joining {
        deadline: i64,
        link: Option<Link>,
        early: Vec<Notice>,
    },
    Connected {
        since: i64,
        link: Link,
    },
}

impl Phase {
    pub fn deadline(&self) -> Option<i64> {
        match self {
            Self::Closed => None,
            Self::Waiting { until } => Some(*until),
            Self::Dialing { deadline } | Self::Joining { deadline, .. } => Some(*deadline),
            Self::Connected { link, .. } => Some(link.dead_at()),
        }
    }

    /// An attempt at which the server has not said a word over the WebSocket.
    pub fn hears_nothing(&self) -> bool {
        matches!(
            self,
            Self::Dialing { .. } | Self::Joining { link: None, .. }
        )
    }
}
