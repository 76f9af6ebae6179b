//! What an edit or a deletion takes out of the events before it. The database does the same to its rows,
//! by a trigger.

use super::{MessageDeleted, MessageEdited, ReceiveMessage, Redacted};
use crate::shared::{
    ids::EventId,
    stream::{Event, Fact},
};

/// Leaves in `earlier` no words that `later` changed or took away.
pub fn redact(earlier: &mut Event, later: &Event) {
    let Some((message, now)) = change(&later.fact) else {
        return;
    };
    let is_the_message = earlier.id == message;
    match &mut earlier.fact {
        Fact::ReceiveMessage(said) if is_the_message => match now {
            Some(now) => {
                said.redacted = Some(Redacted::Edited);
                now.clone_into(&mut said.text);
            }
            None => {
                *said = ReceiveMessage {
                    text: String::new(),
                    reply_to: None,
                    about: None,
                    mentions: Vec::new(),
                    redacted: Some(Redacted::Deleted),
                    thread: None,
                    seen: None,
                };
            }
        },
        Fact::MessageEdited(edited) if edited.message_id == message => {
            edited.redacted = Some(now.map_or(Redacted::Deleted, |_| Redacted::Edited));
            now.unwrap_or_default().clone_into(&mut edited.text);
        }
        _ => {}
    }
}

/// Which message, and what it says from now on; no words when it is deleted.
fn change(fact: &Fact) -> Option<(EventId, Option<&str>)> {
    match fact {
        Fact::MessageDeleted(MessageDeleted { message_id }) => Some((*message_id, None)),
        Fact::MessageEdited(MessageEdited {
            message_id,
            text,
            redacted,
        }) => {
            let is_deleted = *redacted == Some(Redacted::Deleted);
            Some((*message_id, (!is_deleted).then_some(text)))
        }
        _ => None,
    }
}
