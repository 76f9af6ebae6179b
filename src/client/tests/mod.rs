//! What the outbox promises.

mod outbox;
