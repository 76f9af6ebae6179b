//! At a session's door: who asks, who is let in, who is taken out. Seats stay what they are.
//!
//! The log is told first and the row in `session_people` after it. When the server stops between
//! the two, [`Sessions::reconcile_access`] makes the row say what the log says.

use super::{Access, NotifyEvent, Streams, Submitted, unknown};
use crate::server::{
    bus::Audience,
    db::{self, access::AccessState},
    error::ServerError,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{Cid, PersonId, SessionId},
    protocol::{Admit, AskingUpdated},
    session::{
        Command, Rejection,
        people::{Archive, LetIn, Remove, Rename},
    },
    stream::StreamKind,
};

impl Streams {
    /// Asks the creator to be let in. Who is refused may ask, once at a time, also after a no.
    pub async fn ask_access(&self, session: SessionId, person: &Person) -> Result<(), ApiError> {
        match self.access(session, person).await? {
            Access::Unknown => return Err(unknown()),
            // The session's page lets them in, or offers the seat.
            Access::Member | Access::SeatFree => return Ok(()),
            Access::Refused => {}
        }
        if !db::access::ask(&self.0.db, session, person.id).await? {
            return Ok(());
        }
        self.tell_creator(session).await?;
        let Some(row) = db::sessions::find(&self.0.db, session).await? else {
            return Err(unknown());
        };
        self.0.notifier.tell(NotifyEvent::Asked {
            session,
            title: row.title,
            creator: row.user1,
            person: person.clone(),
        });
        Ok(())
    }

    /// Takes one's own request back.
    pub async fn withdraw(&self, session: SessionId, person: &Person) -> Result<(), ApiError> {
        let Some(row) = db::sessions::find(&self.0.db, session).await? else {
            return Err(unknown());
        };
        // A seated person who is asking was removed earlier; withdrawing restores that.
        let before = row.seats(person.id).then_some(AccessState::Removed);
        if db::access::answer(&self.0.db, session, person.id, before).await? {
            self.tell_creator(session).await?;
        }
        Ok(())
    }

    /// Whether the person waits for an answer.
    pub async fn asks(&self, session: SessionId, person: PersonId) -> Result<bool, ServerError> {
        let standing = db::access::standing(&self.0.db, session, person).await?;
        Ok(standing == Some(AccessState::Asking))
    }

    /// Who waits to be let in, first come first. For the creator only.
    pub async fn asking(&self, session: SessionId, by: &Person) -> Result<Vec<Person>, ApiError> {
        self.check_creator(session, by).await?;
        self.waiting(session).await
    }

    /// Lets somebody in who asks for it. For the creator only.
    pub async fn admit(
        &self,
        session: SessionId,
        by: &Person,
        cid: Cid,
        admit: Admit,
    ) -> Result<Submitted, ApiError> {
        self.check_creator(session, by).await?;
        let person = admit.person_id;
        let submitted = match self.known(session, by, cid).await? {
            Some(known) => known,
            None => {
                let guest = self.asker(session, person).await?;
                let let_in = LetIn { person: guest };
                self.submit(session, by, Some(cid), let_in).await?
            }
        };
        if self.asks(session, person).await? && self.is_in(session, person).await? {
            self.record_admitted(session, person).await?;
            self.tell_answer(session, person, true);
        }
        Ok(submitted)
    }

    /// Says no to somebody who asks. For the creator only. They may ask again.
    pub async fn decline(
        &self,
        session: SessionId,
        by: &Person,
        person: PersonId,
    ) -> Result<(), ApiError> {
        self.check_creator(session, by).await?;
        let no = Some(AccessState::Declined);
        if !db::access::answer(&self.0.db, session, person, no).await? {
            return Err(Rejection::UnknownPerson.into());
        }
        self.tell_creator(session).await?;
        self.tell_answer(session, person, false);
        Ok(())
    }

    /// Takes somebody out, on every tab. For the creator only. A seat stays theirs but opens nothing.
    pub async fn remove(
        &self,
        session: SessionId,
        by: &Person,
        cid: Cid,
        remove: Remove,
    ) -> Result<Submitted, ApiError> {
        self.check_creator(session, by).await?;
        let person_id = remove.person_id;
        let submitted = self.once(session, by, cid, remove).await?;
        if !self.is_in(session, person_id).await? {
            self.record_removed(session, person_id).await?;
        }
        Ok(submitted)
    }

    /// Gives the session another name. For the creator only.
    pub async fn rename(
        &self,
        session: SessionId,
        by: &Person,
        cid: Cid,
        rename: Rename,
    ) -> Result<Submitted, ApiError> {
        let submitted = self.once(session, by, cid, rename).await?;
        // As it is called now: this may be an old command, sent again.
        let title = self
            .read(session, by.id, |state| state.people.title.clone())
            .await?;
        db::sessions::rename(&self.0.db, session, &title).await?;
        Ok(submitted)
    }

    /// Puts the session away (`on`), or takes it out again. For the creator only.
    pub async fn archive(
        &self,
        session: SessionId,
        by: &Person,
        cid: Cid,
        archive: Archive,
    ) -> Result<Submitted, ApiError> {
        let submitted = self.once(session, by, cid, archive).await?;
        let archived = self
            .read(session, by.id, |state| state.people.archived)
            .await?;
        let at = archived.then_some(submitted.event.at);
        db::sessions::set_archived(&self.0.db, session, at).await?;
        Ok(submitted)
    }

    /// What the rows call `access`, checked against the log: a guest or a seated person whom the log
    /// does not have was removed just before the server stopped; one who asks and whom it has was
    /// let in.
    pub(super) async fn reconcile_access(
        &self,
        session: SessionId,
        person: PersonId,
        access: Access,
    ) -> Result<Access, ServerError> {
        let is_in = match access {
            Access::Member => self.is_in(session, person).await?,
            Access::Refused if self.asks(session, person).await? => {
                self.is_in(session, person).await?
            }
            _ => return Ok(access),
        };
        match (access, is_in) {
            (Access::Member, false) => {
                self.record_removed(session, person).await?;
                Ok(Access::Refused)
            }
            (Access::Refused, true) => {
                self.record_admitted(session, person).await?;
                Ok(Access::Member)
            }
            _ => Ok(access),
        }
    }

    async fn record_admitted(
        &self,
        session: SessionId,
        person: PersonId,
    ) -> Result<(), ServerError> {
        let row = db::sessions::find(&self.0.db, session).await?;
        // Their own seat says enough.
        let seated = row.is_some_and(|row| row.seats(person));
        let standing = (!seated).then_some(AccessState::Guest);
        db::access::answer(&self.0.db, session, person, standing).await?;
        self.tell_creator(session).await
    }

    async fn record_removed(
        &self,
        session: SessionId,
        person: PersonId,
    ) -> Result<(), ServerError> {
        let standing = db::access::standing(&self.0.db, session, person).await?;
        if matches!(standing, None | Some(AccessState::Guest)) {
            let removed = Some(AccessState::Removed);
            db::access::set(&self.0.db, session, person, removed).await?;
        }
        Ok(())
    }

    /// Submits a command unless it was stored before: the state has gone on since, and may refuse now
    /// what it took then.
    async fn once(
        &self,
        session: SessionId,
        by: &Person,
        cid: Cid,
        command: impl Into<Command>,
    ) -> Result<Submitted, ApiError> {
        match self.known(session, by, cid).await? {
            Some(known) => Ok(known),
            None => self.submit(session, by, Some(cid), command).await,
        }
    }

    /// What became of a command that was stored before.
    async fn known(
        &self,
        session: SessionId,
        by: &Person,
        cid: Cid,
    ) -> Result<Option<Submitted>, ServerError> {
        let event = db::streams::find_cid(&self.0.db, session.into(), by.id, cid).await?;
        Ok(event.map(|event| Submitted { event, dup: true }))
    }

    /// The person, when they ask to be let in.
    async fn asker(&self, session: SessionId, person: PersonId) -> Result<Person, ApiError> {
        let asks = self.asks(session, person).await?;
        let found = match asks {
            true => db::people::by_id(&self.0.db, person).await?,
            false => None,
        };
        found.ok_or_else(|| {
            let sentence = "That person does not ask to be let in, or not any more.";
            ApiError::new(ErrorCode::PersonUnknown, sentence)
        })
    }

    async fn check_creator(&self, session: SessionId, by: &Person) -> Result<(), ApiError> {
        let id = by.id;
        let creates = self.read(session, id, move |state| state.is_creator(id));
        match creates.await? {
            true => Ok(()),
            false => Err(Rejection::NotTheCreator.into()),
        }
    }

    async fn is_in(&self, session: SessionId, person: PersonId) -> Result<bool, ServerError> {
        match self.read(session, person, |_| ()).await {
            Ok(()) => Ok(true),
            Err(refusal) if refusal.code == Rejection::NotAMember.code() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Those who ask and are not in yet.
    async fn waiting(&self, session: SessionId) -> Result<Vec<Person>, ApiError> {
        let mut people = Vec::new();
        for person in db::access::asking(&self.0.db, session).await? {
            if !self.is_in(session, person.id).await? {
                people.push(person);
            }
        }
        Ok(people)
    }

    async fn tell_creator(&self, session: SessionId) -> Result<(), ServerError> {
        let Some(row) = db::sessions::find(&self.0.db, session).await? else {
            return Ok(());
        };
        let asking = AskingUpdated {
            session_uuid: session,
            people: self.waiting(session).await?,
        };
        let to = Audience::Member(StreamKind::Session, session.into(), row.user1);
        self.0.bus.send(to, &asking);
        Ok(())
    }

    fn tell_answer(&self, session: SessionId, person: PersonId, admitted: bool) {
        self.0.notifier.tell(NotifyEvent::Answered {
            session,
            person,
            admitted,
        });
    }
}
