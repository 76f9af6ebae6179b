//! What a run came to, as it is told and kept.

use crate::shared::{
    analysis::Output,
    ids::{RunId, SessionId},
    session::runs::AsOf,
};

/// Outputs up to this size travel inside an event; larger ones are fetched by their url.
const MAX_INLINE_BYTES: usize = 48 * 1024;

#[derive(Clone, Debug)]
pub struct Frame {
    pub as_of: AsOf,
    /// The output's JSON.
    pub json: String,
    /// The output, when small enough to travel in an event.
    pub output: Option<Box<Output>>,
}

impl Frame {
    /// Fails where the output cannot be written.
    pub fn new(output: Output, as_of: AsOf) -> Result<Self, serde_json::Error> {
        let json = serde_json::to_string(&output)?;
        let output = inline(output, json.len());
        Ok(Self {
            as_of,
            json,
            output,
        })
    }
}

/// The output, unless it is too large to travel in an event.
pub fn inline(output: Output, bytes: usize) -> Option<Box<Output>> {
    (bytes <= MAX_INLINE_BYTES).then(|| Box::new(output))
}

/// Where the output of a run is fetched.
pub fn output_url(session: SessionId, run_id: RunId) -> String {
    format!("/api/sessions/{session}/runs/{run_id}/output")
}
