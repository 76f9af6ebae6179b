//! One live session, or room, as its page sees it, in six parts.
//!
//! [`StreamView`] is what is read, and needs no connection. [`Actions`] is what the reader can ask for,
//! [`Connection`] brings what happened and who is here, [`Pointers`], [`Together`] and [`Composing`] are what their
//! names say. All are created while rendering, on the server too, and are then only data: the connection is opened
//! by [`Connection::start`], which the page calls in an Effect, so never on the server.

pub mod actions;
pub mod composing;
pub mod connection;
pub mod pointers;
pub mod together;
pub mod view;

mod courier;
mod fresh;
mod news;

pub use actions::{Actions, UPLOAD_INPUT, Upload, UploadAct, UploadKey, UploadState};
pub use composing::{
    Act, Composing, ComposingMode, Draft, complete_mention, mention_candidates, mention_prefix,
};
pub use connection::{Badge, BadgeState, Blocked, Connection, NOTE, StartedAnew, tell_note};
pub use courier::{Courier, WaitingElsewhere};
pub use fresh::keep_fresh;
pub use news::{News, others};
pub use pointers::{POINTER_LAYER, Pointers, RemotePointer};
pub use together::{How, Sight, Tie, Together};
pub use view::{
    Appended, AppendsTo, Leap, Line, LineBody, LineKey, LinePage, Mark, MessageLine,
    MessageSubject, PersonHere, Quoted, ReactionChip, Sought, StreamView, Talk, Way, Whereabouts,
    typing_words,
};

use crate::shared::{account::Person, ids::EpochId, session::StreamState};
use connection::Handles;

/// The six together: copy it into closures.
#[derive(Clone, Copy)]
pub struct Live {
    pub view: StreamView,
    pub actions: Actions,
    pub connection: Connection,
    pub pointers: Pointers,
    pub together: Together,
    pub composing: Composing,
}

impl Live {
    /// `read`: the last number that the reader had read. `epoch`: as the page was told it with its state.
    pub fn new(me: Person, state: StreamState, read: i64, epoch: EpochId) -> Self {
        let view = StreamView::new(me, state, read);
        let handles = Handles::default();
        let actions = Actions::new(view, handles);
        let pointers = Pointers::new(view, handles);
        let together = Together::new(view, handles);
        let composing = Composing::new(view, actions);
        let parts = (actions, pointers, together, composing);
        let connection = Connection::new(view, parts, handles, epoch);
        Self {
            view,
            actions,
            connection,
            pointers,
            together,
            composing,
        }
    }
}
