//! The task of a page that somebody has open: what is asked of it is answered in order, what comes together is stored
//! together.

use super::{
    Inner, history, mentions,
    open::{Group, OpenPage, Reply},
    refused, sync,
};
use crate::server::{
    caught::{caught, failed},
    db::{self, notes::NotePlace},
};
use crate::shared::{account::Person, api_error::ApiError, session::StreamState};
use std::{sync::Arc, time::Duration};
use tokio::{sync::mpsc, time::timeout};

/// Asks that may wait for one page.
const MAILBOX: usize = 256;
/// Asks that are answered together.
const MAX_GROUP: usize = 64;
/// After this long without a question the page leaves memory.
const IDLE: Duration = Duration::from_secs(60);

pub enum Ask {
    /// For who has what a state vector says.
    Open(Vec<u8>, Reply<Opened>),
    /// An update.
    Edit(Person, Vec<u8>, Reply<i64>),
    Read(Reply<Written>),
    /// The text, in the place of the one that stood here after update `base`, or that stands here now.
    Write {
        by: Person,
        base: Option<i64>,
        text: String,
        reply: Reply<i64>,
    },
    /// Nothing is to be left of it.
    Remove(Reply<()>),
}

/// A page for who opens it.
#[derive(Debug)]
pub struct Opened {
    pub n: i64,
    /// Step 2, then step 1.
    pub message: Vec<u8>,
}

/// What stands on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Number of the last update.
    pub n: i64,
    pub text: String,
}

impl Ask {
    fn refuse(self, refusal: ApiError) {
        // Whoever asked may have gone.
        match self {
            Self::Open(_, reply) => drop(reply.send(Err(refusal))),
            Self::Edit(_, _, reply) | Self::Write { reply, .. } => drop(reply.send(Err(refusal))),
            Self::Read(reply) => drop(reply.send(Err(refusal))),
            Self::Remove(reply) => drop(reply.send(Err(refusal))),
        }
    }
}

/// Whether the page in memory is what is stored.
enum Then {
    GoOn,
    LoadAnew,
    Gone,
}

pub fn start(inner: Arc<Inner>, place: NotePlace) -> mpsc::Sender<Ask> {
    let (sender, mailbox) = mpsc::channel(MAILBOX);
    tokio::spawn(async move {
        serve(&inner, place, mailbox).await;
        inner.forget(place);
    });
    sender
}

async fn serve(inner: &Inner, place: NotePlace, mut mailbox: mpsc::Receiver<Ask>) {
    let mut asks = Vec::with_capacity(MAX_GROUP);
    let mut open: Option<OpenPage> = None;
    loop {
        let pauses = open.as_ref().is_some_and(OpenPage::is_unsettled);
        let patience = if pauses { mentions::PAUSE } else { IDLE };
        match timeout(patience, mailbox.recv_many(&mut asks, MAX_GROUP)).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(_) if pauses => {
                if let Some(page) = &mut open {
                    page.settle(inner).await;
                }
                continue;
            }
            Err(_) => {
                // From here on askers start a new task; what came in between is still served.
                mailbox.close();
                continue;
            }
        }
        let page = match open.take() {
            Some(page) => Ok(page),
            None => load(inner, place).await,
        };
        let mut page = match page {
            Ok(page) => page,
            Err(refusal) => {
                asks.drain(..).for_each(|ask| ask.refuse(refusal.clone()));
                continue;
            }
        };
        match caught(answer(inner, &mut page, &mut asks)).await {
            Some(Then::GoOn) => open = Some(page),
            Some(Then::LoadAnew) => {}
            Some(Then::Gone) => mailbox.close(),
            None => {
                tracing::error!(note = %place.note, "the task of a page of notes panicked and loads it anew")
            }
        }
        // Those that are left were behind something that failed.
        asks.drain(..).for_each(|ask| ask.refuse(failed()));
    }
}

/// A page that was taken away has nothing to load, and never will have.
async fn load(inner: &Inner, place: NotePlace) -> Result<OpenPage, ApiError> {
    let here = move |state: &StreamState| state.note_here(place.note).map(drop);
    inner.streams.peek(place.session, here).await??;
    Ok(OpenPage::load(inner, place).await?)
}

async fn answer(inner: &Inner, page: &mut OpenPage, asks: &mut Vec<Ask>) -> Then {
    let mut group = Group::default();
    for ask in asks.drain(..) {
        let ask = match ask {
            Ask::Edit(by, update, reply) => {
                page.add(&mut group, by, &update, reply);
                continue;
            }
            other => other,
        };
        if let Err(refusal) = page.commit(inner, std::mem::take(&mut group)).await {
            ask.refuse(refusal);
            return Then::LoadAnew;
        }
        match ask {
            Ask::Edit(..) => {}
            Ask::Open(vector, reply) => {
                let opened = page.page.since(&vector).map(|lacking| Opened {
                    n: page.n,
                    message: sync::answer(&lacking, &page.page.state_vector()),
                });
                let _ = reply.send(opened.map_err(ApiError::from));
            }
            Ask::Read(reply) => {
                let (n, text) = (page.n, page.page.text());
                let _ = reply.send(Ok(Written { n, text }));
            }
            Ask::Write {
                by,
                base,
                text,
                reply,
            } => match written(inner, page, base, &text).await {
                Ok(Some(update)) => page.add(&mut group, by, &update, reply),
                Ok(None) => drop(reply.send(Ok(page.n))),
                Err(refusal) => drop(reply.send(Err(refusal))),
            },
            Ask::Remove(reply) => {
                let removed = db::notes::remove(&inner.db, page.place).await;
                let then = match removed {
                    Ok(_) => Then::Gone,
                    Err(_) => Then::LoadAnew,
                };
                let _ = reply.send(removed.map(drop).map_err(ApiError::from));
                return then;
            }
        }
    }
    match page.commit(inner, group).await {
        Ok(()) => Then::GoOn,
        Err(_) => Then::LoadAnew,
    }
}

/// The update that puts a text in the place of what its author saw. It is made on the page as it was then, so that what
/// others wrote since stays.
async fn written(
    inner: &Inner,
    page: &OpenPage,
    base: Option<i64>,
    text: &str,
) -> Result<Option<Vec<u8>>, ApiError> {
    // A door of plain text: other line ends come in only here.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let base = base.unwrap_or(page.n);
    let then = match base == page.n {
        true => Some(page.copy()?),
        false => history::page_at(&inner.db, page.place, base).await?,
    };
    Ok(then.ok_or_else(refused::too_old)?.write(&text))
}
