//! Looking at a stream for the server's own work.

use super::{Streams, request::StreamRequest};
use crate::shared::{api_error::ApiError, ids::StreamId, session::StreamState};
use tokio::sync::oneshot;

impl Streams {
    /// Reads from the current state, whoever is a member.
    pub async fn peek<T: Send + 'static>(
        &self,
        stream: impl Into<StreamId>,
        look: impl FnOnce(&StreamState) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let (reply, answer) = oneshot::channel();
        let ask = StreamRequest::Read(Box::new(move |state: Result<&StreamState, ApiError>| {
            // The asker may have gone; then nobody needs the answer.
            let _ = reply.send(state.map(look));
        }));
        self.answered(stream.into(), ask, answer).await
    }
}
