//! 403: the session is closed to the visitor. Says nothing of it, and lets them ask.

use super::solo::Solo;
use crate::client::{Notice, Socket};
use crate::shared::{
    account::Person,
    protocol::{Notification, Signal as _, USER_NAMESPACE},
    route::Route,
};
use crate::ui::api::SessionPage;
use crate::ui::lean::effect;
use crate::ui::live::Blocked;
use crate::ui::navigation::url;
use crate::ui::navigation::{self, Page};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub fn Refused(
    session_uuid: String,
    /// The visitor waits for an answer.
    asked: bool,
    #[prop(optional_no_strip)] person: Option<Person>,
) -> impl IntoView {
    let lede = if asked {
        "You have asked to be let in. This page opens by itself when somebody says yes."
    } else {
        "The link works, but both seats are taken. The people inside can let you in."
    };
    let (action, class, words) = if asked {
        ("/api/withdraw_access", "btn", "Withdraw request")
    } else {
        ("/api/ask_access", "btn primary", "Request access")
    };
    if asked {
        let session_uuid = session_uuid.clone();
        effect(move || wait_for_answer(session_uuid.clone()));
    }
    view! {
        <Solo
            title="Not open to you"
            heading="This session is not open to you"
            lede
            person
        >
            <form method="post" action=url(action)>
                <input type="hidden" name="session_uuid" value=session_uuid/>
                <button class=class type="submit">{words}</button>
            </form>
            <a class="btn" href=url("/")>"My sessions"</a>
        </Solo>
    }
}

/// Looks again on each connection, as the answer may have come before it, and when told of an answer.
fn wait_for_answer(session_uuid: String) {
    let blocked = Blocked::here();
    let socket = Socket::connect(USER_NAMESPACE, move |notice| match notice {
        Notice::Connected => {
            blocked.set(false);
            look_again(session_uuid.clone());
        }
        Notice::Blocked(is) => blocked.set(is),
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
        let page = navigation::ask(&Route::session(&session_uuid).to_string()).await;
        let waits = |page| {
            matches!(
                page,
                Page::Session(Ok(SessionPage::Refused { asked: true }), _)
            )
        };
        let answered = page.is_ok_and(|page| !waits(page));
        if answered {
            // The server's own page is the session, or says that it is not open.
            let _ = location().reload();
        }
    });
}
