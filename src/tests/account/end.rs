//! The end of an account: what goes, what stays, and under which name.

use super::{html, lines, says, sent, sign_in, stored};
use crate::support::{TestApp, Visitor, ask, join, on_each_database};
use tandem::{
    server::db,
    shared::{
        ids::{Cid, SessionId},
        protocol::*,
        session::{SOMEONE, people::Rename},
    },
};
use uuid::Uuid;

struct End {
    app: TestApp,
    ada: Visitor,
    grace: Visitor,
    alone: SessionId,
    shared: SessionId,
}

/// Lovelace with a session of her own and one with Grace; both have spoken there.
async fn before_the_end(url: String) -> End {
    let app = TestApp::with(|config| config.database_url = Some(url)).await;
    let (ada, grace) = (app.visitor("Lovelace").await, app.visitor("Grace").await);
    let (alone, shared) = (ada.create_session().await, ada.create_session().await);
    grace.navigate(&format!("/session/{shared}")).await;
    let socket = ada.socket().await;
    says(&socket, alone, "to myself").await;
    says(&socket, shared, "hers").await;
    says(&grace.socket().await, shared, "theirs").await;
    End {
        app,
        ada,
        grace,
        alone,
        shared,
    }
}

async fn end_of(end: &End, words: &str) {
    let page = html(&end.ada, "/account/delete").await;
    assert!(page.contains("Grace is its creator then"), "{page}");
    let wrong = [("current", "wrong horse"), ("words", words)];
    let (status, _, page) = sent(&end.ada, "/api/account/delete", &wrong).await;
    assert_eq!(status, 400);
    assert!(page.contains(r#"role="alert""#), "{page}");
    let right = [("current", "correct horse"), ("words", words)];
    let (status, to, _) = sent(&end.ada, "/api/account/delete", &right).await;
    assert_eq!((status, to.as_str()), (303, "/"));
    assert_eq!(end.ada.form("/api/my_sessions", &[]).await.status(), 401);
    let gone = sign_in(&end.app, "Lovelace", "correct horse").await;
    assert_eq!(gone.err().unwrap(), 401);
    let of_alone = end.grace.navigate(&format!("/session/{}", end.alone)).await;
    assert_eq!(of_alone.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_said_stays_as_said_by_someone_who_left() {
    on_each_database(async |database| {
        let end = before_the_end(database.url).await;
        let socket = end.grace.socket().await;
        join(&socket, end.shared).await.unwrap();
        end_of(&end, "stay").await;
        // What a tab that was there hears, or asks for when it missed it.
        let missed = Sync { after: 4, max: 100 }.in_session(end.shared);
        let heard = ask(&socket, missed).await.unwrap().events;
        let left = serde_json::to_value(heard.last().unwrap()).unwrap();
        assert_eq!(left["kind"], "left");
        assert_eq!(left["person"]["name"], SOMEONE);
        let state = stored(&end.app, end.shared).await;
        assert_eq!(
            lines(&state),
            [
                format!("{SOMEONE} joined"),
                "Grace joined".into(),
                format!("{SOMEONE}: hers"),
                "Grace: theirs".into(),
                "Somebody deleted their account. Grace leads this session now".into(),
            ]
        );
        // Grace leads it; the link lets nobody in.
        let title = "Hers".into();
        let rename = Rename { title }.once_in_session(end.shared, Cid(Uuid::new_v4()));
        assert!(ask(&socket, rename).await.is_ok());
        let noor = end.app.visitor("Noor").await;
        let closed = noor.navigate(&format!("/session/{}", end.shared)).await;
        assert_eq!(closed.status(), 403);
        // The name is free; who takes it is somebody else.
        let next = end.app.visitor("Lovelace").await;
        assert_eq!(
            next.navigate(&format!("/session/{}", end.shared))
                .await
                .status(),
            403
        );
        let page = html(&end.grace, &format!("/session/{}", end.shared)).await;
        assert!(
            page.contains(SOMEONE) && !page.contains("Lovelace joined"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_said_goes_when_they_choose_so() {
    on_each_database(async |database| {
        let end = before_the_end(database.url).await;
        end_of(&end, "go").await;
        let state = stored(&end.app, end.shared).await;
        let deleted = format!("{SOMEONE} deleted a message");
        assert!(lines(&state).contains(&deleted), "{:?}", lines(&state));
        assert!(lines(&state).contains(&"Grace: theirs".to_owned()));
        let events = db::streams::since(&end.app.db, end.shared.into(), 0, 1_000)
            .await
            .unwrap();
        let all = serde_json::to_string(&events).unwrap();
        assert!(!all.contains("Lovelace"), "{all}");
    })
    .await;
}
