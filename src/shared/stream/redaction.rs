//! What an edit or a deletion takes out of the events before it. The database does the same to its rows,
//! by a trigger.

use super::{Event, Fact, Redacted};
use crate::shared::ids::EventId;

/// Leaves in `earlier` no words that `later` changed or took away.
pub fn redact(earlier: &mut Event, later: &Event) {
    let Some((message, now)) = change(&later.fact) else {
        return;
    };
    let is_the_message = earlier.id == message;
    match (&mut earlier.fact, now) {
        (Fact::ReceiveMessage { text, redacted, .. }, Some(now)) if is_the_message => {
            *redacted = Some(Redacted::Edited);
            now.clone_into(text);
        }
        (fact @ Fact::ReceiveMessage { .. }, None) if is_the_message => {
            *fact = Fact::ReceiveMessage {
                text: String::new(),
                reply_to: None,
                about: None,
                mentions: Vec::new(),
                redacted: Some(Redacted::Deleted),
            };
        }
        (
            Fact::MessageEdited {
                message_id,
                text,
                redacted,
            },
            now,
        ) if *message_id == message => {
            *redacted = Some(now.map_or(Redacted::Deleted, |_| Redacted::Edited));
            now.unwrap_or_default().clone_into(text);
        }
        _ => {}
    }
}

/// Which message, and what it says from now on; no words when it is deleted.
fn change(fact: &Fact) -> Option<(EventId, Option<&str>)> {
    match fact {
        Fact::MessageEdited {
            message_id,
            redacted: Some(Redacted::Deleted),
            ..
        }
        | Fact::MessageDeleted { message_id } => Some((*message_id, None)),
        Fact::MessageEdited {
            message_id, text, ..
        } => Some((*message_id, Some(text))),
        _ => None,
    }
}
