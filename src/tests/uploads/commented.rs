//! Comments on a data set, over real sockets: who may, how much they keep, and what becomes of it.

use super::{removed::SECRET, *};
use tandem::shared::{
    anchor::Anchor,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{Cid, EventId},
    protocol::{Durable, SendMessageOk},
    session::{
        StreamState,
        chat::{ResolveThread, Seen, SendMessage},
    },
};
use uuid::Uuid;

impl Fixture {
    /// Says something of a place, with the value that stood there.
    pub(super) async fn comment(
        &self,
        by: &Visitor,
        about: Anchor,
        value: &str,
    ) -> Result<SendMessageOk, ApiError> {
        let seen = Seen {
            value: Some(value.into()),
            ..Seen::default()
        };
        let comment = SendMessage {
            text: "a typing error?".into(),
            reply_to: None,
            about: Some(about),
            seen: Some(Box::new(seen)),
        };
        let socket = by.socket().await;
        let comment = comment.once_in_session(self.session, Cid(Uuid::new_v4()));
        ask(&socket, comment).await
    }

    async fn resolve(&self, by: &Visitor, message_id: EventId) -> Result<(), ApiError> {
        let resolve = ResolveThread {
            message_id,
            resolved: true,
        };
        let socket = by.socket().await;
        let resolve = resolve.once_in_session(self.session, Cid(Uuid::new_v4()));
        ask(&socket, resolve).await.map(|_| ())
    }

    /// As who comes now finds the session.
    async fn found(&self) -> StreamState {
        let join = Join {
            after: None,
            last: None,
            epoch: None,
        };
        let socket = self.grace.socket().await;
        let joined = ask(&socket, join.in_session(self.session)).await.unwrap();
        *joined.snapshot.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_speak_of_a_cell_and_a_third_does_not() {
    let fixture = Fixture::new().await;
    let file = "animal,legs\nzebra,4\nlion,5\n";
    let (_, answer) = fixture.upload(&fixture.ada, "animals.csv", file).await;
    let dataset = added(&answer);
    let cell = |row| Anchor::Cell {
        dataset,
        row,
        column: 1,
    };
    let refused = fixture.comment(&fixture.noor, cell(1), "5").await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::SessionRefused);
    let refused = fixture
        .comment(&fixture.ada, cell(1), &"x".repeat(1_001))
        .await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::ViewDoesNotFit);

    let said = fixture.comment(&fixture.ada, cell(1), "5").await.unwrap();
    // Of a row that is not there any more.
    let stale = fixture.comment(&fixture.ada, cell(7), SECRET).await;
    let refused = fixture.resolve(&fixture.noor, said.id).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::SessionRefused);
    fixture.resolve(&fixture.grace, said.id).await.unwrap();

    let state = fixture.found().await;
    let thread = state.thread(said.id).unwrap();
    assert_eq!(
        (thread.about, &thread.seen.dataset_id),
        (cell(1), &Some(dataset))
    );
    assert_eq!(thread.resolved_by.as_ref().unwrap().name, "Grace");
    let stale = state.thread(stale.unwrap().id).unwrap();
    assert_eq!(stale.about, cell(7));
    assert!(stale.resolved_by.is_none() && !state.has(stale.about));
}
