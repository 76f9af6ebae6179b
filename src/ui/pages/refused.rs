//! 403: both seats are taken, or the visitor was taken out. Says nothing of the session, lets them
//! ask to be let in, and waits for the answer.

use super::solo::Solo;
use crate::{
    client::{Notice, Socket},
    shared::{
        account::Person,
        protocol::{Notification, Signal, USER_NAMESPACE},
    },
    ui::{
        api::{SessionPage, open_session},
        reactive::Effect,
    },
};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub fn Refused(
    #[prop(into)] session_uuid: String,
    /// The visitor waits for an answer.
    asked: bool,
    #[prop(optional_no_strip)] person: Option<Person>,
) -> impl IntoView {
    let (lede, action, button, class) = if asked {
        (ASKED, "/api/withdraw_access", "Take it back", "btn")
    } else {
        (REFUSED, "/api/ask_access", "Request access", "btn primary")
    };
    if asked {
        let session_uuid = session_uuid.clone();
        Effect::new(move |_| wait_for_an_answer(session_uuid.clone()));
    }
    view! {
        <Solo title="Not open to you" heading="This session is not open to you" lede person>
            <form method="post" action=action>
                <input type="hidden" name="session_uuid" value=session_uuid/>
                <button class=class type="submit">{button}</button>
            </form>
            <a class="btn quiet" href="/">"My sessions"</a>
        </Solo>
    }
}

const REFUSED: &str = "The link works, but both seats are taken. The people inside can let you in.";
const ASKED: &str =
    "You have asked to be let in. This page opens by itself when the answer is yes.";

/// Looks again on each connection, as the answer may have come before it, and when told of an answer.
fn wait_for_an_answer(session_uuid: String) {
    let socket = Socket::connect(USER_NAMESPACE, move |notice| match notice {
        Notice::Connected => look_again(session_uuid.clone()),
        Notice::Event { name, data }
            if name == Notification::NAME && data["kind"] == "access_answer" =>
        {
            look_again(session_uuid.clone());
        }
        _ => {}
    });
    let socket = StoredValue::new_local(socket);
    on_cleanup(move || {
        socket.try_with_value(Socket::close);
    });
}

fn look_again(session_uuid: String) {
    spawn_local(async move {
        let page = open_session(session_uuid).await;
        let answered = page.is_ok_and(|page| !matches!(page, SessionPage::Refused { asked: true }));
        if answered {
            // The server's own page is the session, or says that it is not open.
            let _ = location().reload();
        }
    });
}
