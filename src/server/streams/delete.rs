//! The end of a session, decided and carried out by its own task, so that nothing comes after it.

use super::{NotifyEvent, Streams, live_stream::LiveStream, request::StreamRequest};
use crate::server::{bus::Audience, db};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{PersonId, SessionId},
    protocol::SessionDeleted,
    session::Rejection,
    stream::StreamKind,
    text,
};
use tokio::sync::oneshot;

impl Streams {
    /// Deletes a session for everyone. Its creator only, who names it. What is left over of its data
    /// sets is for [`crate::server::orphaned_files`].
    pub async fn delete(
        &self,
        session: SessionId,
        by: &Person,
        title: &str,
    ) -> Result<(), ApiError> {
        let (reply, answer) = oneshot::channel();
        let ask = StreamRequest::Delete {
            by: by.id,
            title: title.to_owned(),
            reply,
        };
        self.answered(session.into(), ask, answer).await
    }
}

impl LiveStream {
    pub(super) async fn delete(&mut self, by: PersonId, title: &str) -> Result<(), ApiError> {
        if !self.state.is_member(by) {
            return Err(Rejection::NotAMember.into());
        }
        if self.place.kind != StreamKind::Session {
            return Err(Rejection::NotHere.into());
        }
        if !self.state.is_creator(by) {
            return Err(Rejection::NotTheCreator.into());
        }
        if text::clean(title) != text::clean(&self.state.people.title) {
            let sentence = "That is not the name of this session. Nothing was deleted.";
            return Err(ApiError::new(ErrorCode::SessionTitle, sentence));
        }
        let session_uuid = SessionId(self.place.stream.0);
        db::sessions::delete(&self.streams.0.db, session_uuid, by).await?;
        self.runs.stop_all();
        let members = self
            .state
            .people
            .members
            .iter()
            .map(|member| member.person.id);
        self.streams.0.notifier.tell(NotifyEvent::Gone {
            members: members.collect(),
        });
        let (bus, stream) = (&self.streams.0.bus, self.place.stream);
        let to = Audience::Stream(StreamKind::Session, stream);
        bus.send(to, &SessionDeleted { session_uuid });
        bus.cut_off(StreamKind::Session, stream, None);
        Ok(())
    }
}
