//! The people of the table: who is what to one session.

use super::events::Places;
use crate::support::{TestApp, Visitor, ask};
use tandem::shared::{
    ids::{Cid, SessionId},
    protocol::{Admit, Asking, Durable as _},
    session::people::Remove,
};
use uuid::Uuid;

pub struct Cast {
    _app: TestApp,
    pub places: Places,
    /// In the order of the columns.
    pub people: [Visitor; 6],
}

impl Cast {
    /// Has the creator announce a file; answers the upload's id.
    pub async fn announce(&self) -> String {
        let path = format!("/api/sessions/{}/uploads", self.places.session);
        let creator = &self.people[3];
        let answer = creator
            .request(reqwest::Method::POST, &path)
            .header("tus-resumable", "1.0.0")
            .header("upload-length", "10")
            .header("upload-metadata", "filename cmFpbi5jc3Y=")
            .send();
        let answer = answer.await.unwrap();
        let address = answer.headers()["location"].to_str().unwrap();
        address.strip_prefix("/api/uploads/").unwrap().to_owned()
    }
}

pub async fn cast() -> Cast {
    let app = TestApp::start().await;
    let creator = app.visitor("Ada").await;
    let second = app.visitor("Grace").await;
    let stranger = app.visitor("Noor").await;
    let removed = app.visitor("Linus").await;
    let elsewhere = app.visitor("Mary").await;
    let session = creator.create_session().await;
    elsewhere.create_session().await;
    let address = format!("/session/{session}");
    assert_eq!(second.navigate(&address).await.status(), 200);
    let_in_and_remove(&creator, &removed, session).await;
    assert_eq!(removed.navigate(&address).await.status(), 403);
    let opened = creator.form("/api/open_direct", &[("name", "Grace")]).await;
    let address = opened.headers()["location"].to_str().unwrap();
    let direct = address.strip_prefix("/messages/").unwrap().to_owned();
    let anonymous = Visitor::anonymous(app.addr);
    Cast {
        _app: app,
        places: Places { session, direct },
        people: [anonymous, stranger, second, creator, removed, elsewhere],
    }
}

async fn let_in_and_remove(creator: &Visitor, guest: &Visitor, session_uuid: SessionId) {
    let uuid = session_uuid.to_string();
    guest
        .form("/api/ask_access", &[("session_uuid", &uuid)])
        .await;
    let socket = creator.socket().await;
    let asking = ask(&socket, Asking { session_uuid }).await.unwrap();
    let person_id = asking.people[0].id;
    let cid = || Cid(Uuid::new_v4());
    let admit = Admit { person_id }.once_in_session(session_uuid, cid());
    ask(&socket, admit).await.unwrap();
    let remove = Remove { person_id }.once_in_session(session_uuid, cid());
    ask(&socket, remove).await.unwrap();
}
