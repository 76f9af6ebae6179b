//! Beyond the two seats: asking to be let in, letting in, taking out; and the creator's other rights.
//!
//! Who may come stands in a row, who is in stands in the log. The row is written first: a crash in
//! between leaves a door open that the next visit goes through, or one closed that stays closed.

use super::{Access, News, Published, Sessions, Submitted, ask::Ask, unknown};
use crate::server::{
    db::{
        self,
        access::{Standing, asking, set, standing},
        sessions::SessionRow,
    },
    error::ServerError,
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{Cid, DatasetId, PersonId, SessionId},
    protocol::{AskingUpdated, SessionDeleted},
    session::{Command, Rejection},
};

impl Sessions {
    /// Someone who was refused asks for access. Asking twice is asking once.
    pub async fn ask_access(&self, session: SessionId, person: &Person) -> Result<(), ApiError> {
        match self.access(session, person).await? {
            Access::Unknown => return Err(unknown()),
            Access::Member | Access::SeatFree => return Ok(()),
            Access::Refused => {}
        }
        let row = self.row(session).await?;
        let known = standing(&self.0.db, session, person.id).await?;
        if known == Some(Standing::Asking) {
            return Ok(());
        }
        if known == Some(Standing::Removed) && row.seats(person.id) {
            // The row keeps that they were removed; what is new is that they ask.
            set(
                &self.0.db,
                session,
                person.id,
                Some(Standing::RemovedAsking),
            )
            .await?;
        } else {
            set(&self.0.db, session, person.id, Some(Standing::Asking)).await?;
        }
        self.0.desk.tell(News::Asked {
            session,
            title: row.title,
            creator: row.user1,
            person: person.clone(),
        });
        self.tell_asking(session, row.user1).await
    }

    /// Takes the question back.
    pub async fn withdraw(&self, session: SessionId, person: &Person) -> Result<(), ApiError> {
        let back = match standing(&self.0.db, session, person.id).await? {
            Some(Standing::Asking) => None,
            Some(Standing::RemovedAsking) => Some(Standing::Removed),
            _ => return Ok(()),
        };
        set(&self.0.db, session, person.id, back).await?;
        let creator = self.row(session).await?.user1;
        self.tell_asking(session, creator).await
    }

    /// Whether the person waits for an answer.
    pub async fn asks(&self, session: SessionId, person: PersonId) -> Result<bool, ServerError> {
        let standing = standing(&self.0.db, session, person).await?;
        Ok(matches!(
            standing,
            Some(Standing::Asking | Standing::RemovedAsking)
        ))
    }

    /// Who waits to be let in. For the creator only.
    pub async fn asking(&self, session: SessionId, by: &Person) -> Result<Vec<Person>, ApiError> {
        self.check_creator(session, by).await?;
        Ok(asking(&self.0.db, session).await?)
    }

    /// Lets somebody in who asked: as a guest, or back on their own seat.
    pub async fn admit(
        &self,
        session: SessionId,
        by: &Person,
        cid: Cid,
        person_id: PersonId,
    ) -> Result<Submitted, ApiError> {
        let row = self.check_creator(session, by).await?;
        let waiting = asking(&self.0.db, session).await?;
        let person = waiting.into_iter().find(|person| person.id == person_id);
        let person = person.ok_or(Rejection::UnknownPerson)?;
        let kept = if row.seats(person.id) {
            None
        } else {
            Some(Standing::Guest)
        };
        set(&self.0.db, session, person.id, kept).await?;
        let admit = Command::Admit {
            person: person.clone(),
        };
        let submitted = self.submit(session, by, Some(cid), admit).await?;
        self.answer(session, row, person.id, true).await?;
        Ok(submitted)
    }

    /// Says no to somebody who asked. They may ask again.
    pub async fn decline(
        &self,
        session: SessionId,
        by: &Person,
        person_id: PersonId,
    ) -> Result<(), ApiError> {
        let row = self.check_creator(session, by).await?;
        let kept = match standing(&self.0.db, session, person_id).await? {
            Some(Standing::Asking) => Standing::Declined,
            Some(Standing::RemovedAsking) => Standing::Removed,
            _ => return Err(Rejection::UnknownPerson.into()),
        };
        set(&self.0.db, session, person_id, Some(kept)).await?;
        self.answer(session, row, person_id, false).await
    }

    /// Takes somebody out; their sockets hear nothing more from then on.
    pub async fn remove(
        &self,
        session: SessionId,
        by: &Person,
        cid: Cid,
        person_id: PersonId,
    ) -> Result<Submitted, ApiError> {
        let row = self.check_creator(session, by).await?;
        if row.user1 == person_id {
            return Err(Rejection::CreatorStays.into());
        }
        let is_member =
            move |state: &crate::shared::session::SessionState| state.is_member(person_id);
        if self.read(session, by.id, is_member).await? {
            set(&self.0.db, session, person_id, Some(Standing::Removed)).await?;
        }
        self.submit(session, by, Some(cid), Command::Remove { person_id })
            .await
    }

    pub async fn rename(
        &self,
        session: SessionId,
        by: &Person,
        cid: Cid,
        title: String,
    ) -> Result<Submitted, ApiError> {
        let rename = Command::Rename {
            title: title.clone(),
        };
        let submitted = self.submit(session, by, Some(cid), rename).await?;
        db::sessions::rename(&self.0.db, session, title.trim()).await?;
        Ok(submitted)
    }

    pub async fn archive(
        &self,
        session: SessionId,
        by: &Person,
        cid: Cid,
        on: bool,
    ) -> Result<Submitted, ApiError> {
        let archive = Command::Archive { on };
        let submitted = self.submit(session, by, Some(cid), archive).await?;
        let at = on.then_some(submitted.event.at);
        db::sessions::set_archived(&self.0.db, session, at).await?;
        Ok(submitted)
    }

    /// Deletes a session with everything in it; `title` must be its own. Returns its data sets, whose
    /// files are then nobody's.
    pub async fn delete(
        &self,
        session: SessionId,
        by: &Person,
        title: &str,
    ) -> Result<Vec<DatasetId>, ApiError> {
        self.check_creator(session, by).await?;
        let own = self
            .read(session, by.id, |state| state.title.clone())
            .await?;
        if own.trim() != title.trim() {
            let sentence = "Say the session’s own name to delete it.";
            return Err(ApiError::new("session/title", sentence));
        }
        let datasets = db::sessions::delete(&self.0.db, session).await?;
        if let Some(task) = self.running(session.into()) {
            // It may have ended by itself meanwhile.
            let _ = task.send(Ask::End).await;
        }
        let deleted = SessionDeleted {
            session_uuid: session,
        };
        self.0
            .publisher
            .publish(session.into(), Published::Deleted(&deleted));
        Ok(datasets)
    }

    async fn answer(
        &self,
        session: SessionId,
        row: SessionRow,
        person: PersonId,
        admitted: bool,
    ) -> Result<(), ApiError> {
        self.0.desk.tell(News::Answered {
            session,
            person,
            admitted,
        });
        self.tell_asking(session, row.user1).await
    }

    async fn tell_asking(&self, session: SessionId, creator: PersonId) -> Result<(), ApiError> {
        let update = AskingUpdated {
            session_uuid: session,
            people: asking(&self.0.db, session).await?,
        };
        self.0
            .publisher
            .publish(session.into(), Published::Asking(creator, &update));
        Ok(())
    }

    async fn row(&self, session: SessionId) -> Result<SessionRow, ApiError> {
        let row = db::sessions::find(&self.0.db, session).await?;
        row.ok_or_else(unknown)
    }

    async fn check_creator(&self, session: SessionId, by: &Person) -> Result<SessionRow, ApiError> {
        // Strangers hear the same as everywhere; members, that it is not theirs to decide.
        self.read(session, by.id, |_| ()).await?;
        let row = self.row(session).await?;
        if row.user1 == by.id {
            Ok(row)
        } else {
            Err(Rejection::NotTheCreator.into())
        }
    }
}
