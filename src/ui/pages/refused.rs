//! 403: the session is closed to the visitor. Says nothing of it, and lets them ask.

use super::solo::Solo;
use crate::shared::{account::Person, protocol::NotificationKind};
use crate::ui::element::ElementChild;
use crate::ui::{live::News, reactive::Effect};
use leptos::prelude::*;

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
    let (action, words) = if asked {
        ("/api/withdraw_access", "Take it back")
    } else {
        ("/api/ask_access", "Request access")
    };
    if asked {
        wait_for_answer(format!("/session/{session_uuid}"));
    }
    view! {
        <Solo
            title="Not open to you"
            heading="This session is not open to you"
            lede
            person
        >
            <form method="post" action=action>
                <input type="hidden" name="session_uuid" value=session_uuid/>
                <button class="btn primary" type="submit">{words}</button>
            </form>
            <a class="btn" href="/">"My sessions"</a>
        </Solo>
    }
}

/// Comes back to the address when the creator has answered.
fn wait_for_answer(address: String) {
    let news = News::new();
    Effect::new(move |_| news.start());
    Effect::new(move |_| {
        let answer = news.latest().get();
        let is_it = |notification: &crate::shared::protocol::Notification| {
            notification.kind == NotificationKind::AccessAnswer && notification.link == address
        };
        if answer.as_ref().is_some_and(is_it) {
            let _ = location().reload();
        }
    });
}
