//! The people whom most stories over HTTP are about.

use super::{TestApp, Visitor, ask};
use tandem::{
    client::socket_io::native::NativeSocket,
    server::config::Config,
    shared::{
        dataset::Dataset,
        ids::SessionId,
        protocol::{Body as _, Join},
    },
};

/// Ada and Grace in a session, Noor outside.
pub struct Fixture {
    pub app: TestApp,
    pub session: SessionId,
    pub ada: Visitor,
    pub grace: Visitor,
    pub noor: Visitor,
}

impl Fixture {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let app = TestApp::with(change).await;
        let (ada, grace) = (app.visitor("Ada").await, app.visitor("Grace").await);
        let noor = app.visitor("Noor").await;
        let session = ada.create_session().await;
        let address = format!("/session/{session}");
        assert_eq!(grace.navigate(&address).await.status(), 200);
        assert_eq!(noor.navigate(&address).await.status(), 403);
        Self {
            app,
            session,
            ada,
            grace,
            noor,
        }
    }

    /// Someone's socket in the session, and the data sets that it was shown.
    pub async fn enter(&self, visitor: &Visitor) -> (NativeSocket, Vec<Dataset>) {
        let socket = visitor.socket().await;
        let datasets = enter(&socket, self.session).await;
        (socket, datasets)
    }
}

/// Joins; answers the data sets that whoever comes now finds.
pub async fn enter(socket: &NativeSocket, session: SessionId) -> Vec<Dataset> {
    let join = Join {
        after: None,
        last: None,
        epoch: None,
    };
    let joined = ask(socket, join.in_session(session)).await.unwrap();
    joined.snapshot.unwrap().datasets
}
