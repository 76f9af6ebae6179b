//! Where people look: told to those who follow or peek, under names that the server sets, and while they are here.

use crate::support::{Fixture, Visitor, ask, join};
use serde_json::{Value, json};
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{
        ids::{PersonId, SessionId},
        protocol::*,
    },
};

/// A socket in the session, and whose it is.
async fn enter(visitor: &Visitor, session: SessionId) -> (NativeSocket, PersonId) {
    let socket = visitor.socket().await;
    let joined = join(&socket, session).await.unwrap();
    (socket, joined.me.id)
}

fn look(session_uuid: SessionId, card: Option<&str>, watches: Option<PersonId>) -> Look {
    let at = card.map(|card| json!({ "part": "runs", "card": card, "share": 0.5 }));
    Look {
        session_uuid,
        at: at.map(|at| serde_json::from_value(at).unwrap()),
        watches,
        rests_ms: 0,
    }
}

async fn heard(socket: &NativeSocket) -> Looking {
    let looking = socket.next_event(Looking::NAME).await.unwrap();
    serde_json::from_value(looking).unwrap()
}

/// The name of the card that is looked at.
fn card(looking: &Looking) -> Option<String> {
    let at = looking.at.as_ref()?;
    Some(at.card.as_ref()?.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_is_told_and_nobody_else() {
    let two = Fixture::new().await;
    let session = two.session;
    let (ada, ada_id) = enter(&two.ada, session).await;
    let (grace, grace_id) = enter(&two.grace, session).await;
    // Before anybody wants to know it, and after.
    ask(&ada, look(session, Some("run-1"), None)).await.unwrap();
    ask(&grace, look(session, None, Some(ada_id)))
        .await
        .unwrap();
    let wanted = heard(&ada).await;
    assert_eq!((wanted.user.id, wanted.watches_you), (grace_id, true));
    assert_eq!(wanted.at, None);
    assert_eq!(card(&heard(&grace).await).as_deref(), Some("run-1"));
    ask(&ada, look(session, Some("run-2"), None)).await.unwrap();
    let told = heard(&grace).await;
    assert_eq!((told.user.name.as_str(), told.watches_you), ("Ada", false));
    assert_eq!(card(&told).as_deref(), Some("run-2"));
    // Grace looks elsewhere: Ada, who follows nobody, hears only that she is not followed.
    ask(&grace, look(session, Some("run-9"), None))
        .await
        .unwrap();
    let ended = heard(&ada).await;
    assert_eq!((ended.watches_you, ended.at), (false, None));
    // What was told before is forgotten with the last who wanted it.
    ask(&grace, look(session, None, Some(ada_id)))
        .await
        .unwrap();
    assert_eq!(card(&heard(&grace).await), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tab_used_last_counts_and_goes_with_its_socket() {
    let two = Fixture::new().await;
    let session = two.session;
    let (grace, _) = enter(&two.grace, session).await;
    let (used, ada_id) = enter(&two.ada, session).await;
    let (rests, _) = enter(&two.ada, session).await;
    ask(&grace, look(session, None, Some(ada_id)))
        .await
        .unwrap();
    heard(&grace).await;
    for tab in [&used, &rests] {
        assert!(heard(tab).await.watches_you);
    }
    let mut older = look(session, Some("run-old"), None);
    older.rests_ms = 60_000;
    ask(&used, look(session, Some("run-new"), None))
        .await
        .unwrap();
    assert_eq!(card(&heard(&grace).await).as_deref(), Some("run-new"));
    ask(&rests, older).await.unwrap();
    assert_eq!(card(&heard(&grace).await).as_deref(), Some("run-new"));
    used.close();
    assert_eq!(card(&heard(&grace).await).as_deref(), Some("run-old"));
    rests.close();
    assert_eq!(card(&heard(&grace).await), None);
    // Who comes back is told that somebody follows them.
    let (back, _) = enter(&two.ada, session).await;
    assert!(heard(&back).await.watches_you);
    grace.close();
    assert!(!heard(&back).await.watches_you);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_follow_each_other_are_told_no_echo() {
    let two = Fixture::new().await;
    let session = two.session;
    let (ada, ada_id) = enter(&two.ada, session).await;
    let (grace, grace_id) = enter(&two.grace, session).await;
    ask(&ada, look(session, None, Some(grace_id)))
        .await
        .unwrap();
    assert!(heard(&grace).await.watches_you);
    assert_eq!(heard(&ada).await.at, None);
    ask(&grace, look(session, None, Some(ada_id)))
        .await
        .unwrap();
    let (to_ada, to_grace) = (heard(&ada).await, heard(&grace).await);
    assert!(to_ada.watches_you && to_grace.watches_you);
    assert_eq!((to_ada.at, to_grace.at), (None, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_no_ones_who_is_not_there_and_says_not_whose_it_is() {
    let two = Fixture::new().await;
    let session = two.session;
    let (ada, ada_id) = enter(&two.ada, session).await;
    let noor = two.noor.socket().await;
    let refused = ask(&noor, look(session, None, Some(ada_id))).await;
    assert_eq!(refused.unwrap_err().code, "session/refused");
    let forged =
        json!({ "session_uuid": session, "at": null, "watches": null, "rests_ms": 0, "user": 1 });
    let answer: Result<Value, _> = ada.emit(Look::NAME, forged).await;
    assert_eq!(answer.unwrap_err().code, "request/malformed");
    for at in [
        json!({ "part": "runs", "share": 1e300 }),
        json!({ "part": "runs", "card": "x".repeat(65) }),
        json!({ "part": "sky" }),
    ] {
        let event = json!({ "session_uuid": session, "at": at, "watches": null, "rests_ms": 0 });
        let answer: Result<Value, _> = ada.emit(Look::NAME, event).await;
        assert_eq!(answer.unwrap_err().code, "request/malformed", "{at}");
    }
    // Following oneself, or nobody who is there, is nothing.
    for watches in [ada_id, PersonId(4_000)] {
        ask(&ada, look(session, None, Some(watches))).await.unwrap();
    }
}
