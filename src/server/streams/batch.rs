//! Commands that came together and are committed together, in order, with one sync to disk.

use super::{Submitted, live_stream::LiveStream, request::Reply};
use crate::server::{
    db::{self, now_ms, streams::Append},
    error::ServerError,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{Cid, EventId, PersonId},
    session::{Command, SOMEONE, Stamp, decide},
    stream::Event,
};
use uuid::Uuid;

/// How often a batch is decided anew when another writer was first.
const MAX_TRIES: usize = 5;

#[derive(Default)]
pub struct Batch {
    wishes: Vec<Wish>,
    events: Vec<Event>,
}

struct Wish {
    by: Person,
    cid: Option<Cid>,
    command: Command,
    reply: Option<Reply>,
}

impl Wish {
    fn answer(self, result: Result<Submitted, ApiError>) {
        if let Some(reply) = self.reply {
            // The asker may have gone; the event stands all the same.
            let _ = reply.send(result);
        }
    }
}

impl Batch {
    /// Decides a command against the state as it will be after those before it.
    pub fn add(
        &mut self,
        live: &mut LiveStream,
        by: Person,
        cid: Option<Cid>,
        command: Command,
        reply: Option<Reply>,
    ) {
        let wish = Wish {
            by,
            cid,
            command,
            reply,
        };
        if live.unsure.is_some() {
            return wish.answer(Err(live.streams.not_now()));
        }
        if let Some(known) = wish.cid.and_then(|cid| live.recent.find(wish.by.id, cid)) {
            let event = known.clone();
            return wish.answer(Ok(Submitted { event, dup: true }));
        }
        match event_for(live, &wish) {
            Ok(event) => {
                live.apply_ahead(&event);
                self.events.push(event);
                self.wishes.push(wish);
            }
            Err(rejection) => wish.answer(Err(rejection)),
        }
    }

    /// Appends, then announces and answers. Whatever fails is answered and taken back.
    pub async fn commit(&mut self, live: &mut LiveStream) {
        if self.events.is_empty() {
            return;
        }
        let events = std::mem::take(&mut self.events);
        let wishes = std::mem::take(&mut self.wishes);
        let head = events[0].n - 1;
        let stream = live.place.stream;
        let db = live.streams.0.db.clone();
        match db::streams::append(&db, stream, head, &events).await {
            Ok(Append::Committed) => {
                for (wish, event) in wishes.into_iter().zip(events) {
                    live.announce(&event);
                    wish.answer(Ok(Submitted { event, dup: false }));
                }
            }
            Ok(Append::HeadMoved | Append::CidTaken) => commit_each(live, head, wishes).await,
            Err(error) => {
                // Answered first: reading back may take as long again.
                let refusal = ApiError::from(error);
                for wish in wishes {
                    wish.answer(Err(refusal.clone()));
                }
                live.unsure = Some(head);
                // When this fails too, the next question begins with it.
                let _ = live.settle().await;
            }
        }
    }
}

fn event_for(live: &LiveStream, wish: &Wish) -> Result<Event, ApiError> {
    let stamp = Stamp {
        id: Uuid::new_v4(),
        at: now_ms(),
    };
    let by = author(live, wish);
    let fact = decide(&live.state, &by, wish.command.clone(), stamp)?;
    Ok(Event {
        stream: live.place.stream,
        n: live.state.head + 1,
        id: EventId(stamp.id),
        at: stamp.at,
        by: match wish.command {
            Command::Depart(_) => nobody(by.id),
            _ => by,
        },
        cid: wish.cid,
        fact,
    })
}

/// Under the name that the stream knows: a connection may be older than a new one.
fn author(live: &LiveStream, wish: &Wish) -> Person {
    let known = match wish.command {
        Command::TakeName(_) | Command::Depart(_) => None,
        _ => live.state.member(wish.by.id),
    };
    known.map_or_else(|| wish.by.clone(), |member| member.person.clone())
}

fn nobody(id: PersonId) -> Person {
    Person {
        id,
        name: SOMEONE.into(),
    }
}

/// The slow way, when the log moved or a command is stored already: catch up and decide again.
async fn commit_each(live: &mut LiveStream, committed: i64, wishes: Vec<Wish>) {
    live.unsure = Some(committed);
    if let Err(error) = live.settle().await {
        let refusal = ApiError::from(error);
        for wish in wishes {
            wish.answer(Err(refusal.clone()));
        }
        return;
    }
    for wish in wishes {
        let result = retry(live, &wish)
            .await
            .unwrap_or_else(|error| Err(error.into()));
        wish.answer(result);
    }
}

async fn retry(
    live: &mut LiveStream,
    wish: &Wish,
) -> Result<Result<Submitted, ApiError>, ServerError> {
    let db = live.streams.0.db.clone();
    let stream = live.place.stream;
    for _ in 0..MAX_TRIES {
        if let Some(cid) = wish.cid
            && let Some(event) = db::streams::find_cid(&db, stream, wish.by.id, cid).await?
        {
            return Ok(Ok(Submitted { event, dup: true }));
        }
        let event = match event_for(live, wish) {
            Ok(event) => event,
            Err(rejection) => return Ok(Err(rejection)),
        };
        let head = event.n - 1;
        live.unsure = Some(head);
        let append = db::streams::append(&db, stream, head, std::slice::from_ref(&event));
        if append.await? == Append::Committed {
            live.unsure = None;
            live.apply_ahead(&event);
            live.announce(&event);
            return Ok(Ok(Submitted { event, dup: false }));
        }
        live.settle().await?;
    }
    Ok(Err(live.streams.not_now()))
}
