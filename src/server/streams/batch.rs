//! Commands that came together and are committed together, in order, with one sync to disk.

use super::{Submitted, request::Reply, task::StreamTask};
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
        task: &mut StreamTask,
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
        if task.unsure.is_some() {
            return wish.answer(Err(task.streams.not_now()));
        }
        if let Some(known) = wish.cid.and_then(|cid| task.recent.find(wish.by.id, cid)) {
            let event = known.clone();
            return wish.answer(Ok(Submitted { event, dup: true }));
        }
        match event_for(task, &wish) {
            Ok(event) => {
                task.apply_ahead(&event);
                self.events.push(event);
                self.wishes.push(wish);
            }
            Err(rejection) => wish.answer(Err(rejection)),
        }
    }

    /// Appends, then announces and answers. Whatever fails is answered and taken back.
    pub async fn commit(&mut self, task: &mut StreamTask) {
        if self.events.is_empty() {
            return;
        }
        let events = std::mem::take(&mut self.events);
        let wishes = std::mem::take(&mut self.wishes);
        let head = events[0].n - 1;
        let stream = task.place.stream;
        let db = task.streams.0.db.clone();
        match db::streams::append(&db, stream, head, &events).await {
            Ok(Append::Committed) => {
                for (wish, event) in wishes.into_iter().zip(events) {
                    task.announce(&event);
                    wish.answer(Ok(Submitted { event, dup: false }));
                }
            }
            Ok(Append::HeadMoved | Append::CidTaken) => commit_each(task, head, wishes).await,
            Err(error) => {
                // Answered first: reading back may take as long again.
                let refusal = ApiError::from(error);
                for wish in wishes {
                    wish.answer(Err(refusal.clone()));
                }
                task.unsure = Some(head);
                // When this fails too, the next question begins with it.
                let _ = task.settle().await;
            }
        }
    }
}

fn event_for(task: &StreamTask, wish: &Wish) -> Result<Event, ApiError> {
    let stamp = Stamp {
        id: Uuid::new_v4(),
        at: now_ms(),
    };
    let by = author(task, wish);
    let fact = decide(&task.state, &by, wish.command.clone(), stamp)?;
    Ok(Event {
        stream: task.place.stream,
        n: task.state.head + 1,
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
fn author(task: &StreamTask, wish: &Wish) -> Person {
    let known = match wish.command {
        Command::TakeName(_) | Command::Depart(_) => None,
        _ => task.state.member(wish.by.id),
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
async fn commit_each(task: &mut StreamTask, committed: i64, wishes: Vec<Wish>) {
    task.unsure = Some(committed);
    if let Err(error) = task.settle().await {
        let refusal = ApiError::from(error);
        for wish in wishes {
            wish.answer(Err(refusal.clone()));
        }
        return;
    }
    for wish in wishes {
        let result = retry(task, &wish)
            .await
            .unwrap_or_else(|error| Err(error.into()));
        wish.answer(result);
    }
}

async fn retry(
    task: &mut StreamTask,
    wish: &Wish,
) -> Result<Result<Submitted, ApiError>, ServerError> {
    let db = task.streams.0.db.clone();
    let stream = task.place.stream;
    for _ in 0..MAX_TRIES {
        if let Some(cid) = wish.cid
            && let Some(event) = db::streams::find_cid(&db, stream, wish.by.id, cid).await?
        {
            return Ok(Ok(Submitted { event, dup: true }));
        }
        let event = match event_for(task, wish) {
            Ok(event) => event,
            Err(rejection) => return Ok(Err(rejection)),
        };
        let head = event.n - 1;
        task.unsure = Some(head);
        let append = db::streams::append(&db, stream, head, std::slice::from_ref(&event));
        if append.await? == Append::Committed {
            task.unsure = None;
            task.apply_ahead(&event);
            task.announce(&event);
            return Ok(Ok(Submitted { event, dup: false }));
        }
        task.settle().await?;
    }
    Ok(Err(task.streams.not_now()))
}
