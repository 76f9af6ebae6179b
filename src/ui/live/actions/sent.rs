//! A message that was acked before its event came in.

use crate::shared::ids::{Cid, EventId};

#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub cid: Cid,
    pub n: i64,
    pub id: EventId,
    pub at: i64,
    pub text: String,
}
