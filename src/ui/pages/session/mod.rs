//! `/session/<uuid>`: complete from the server, taken over by the browser, then live.
//!
//! The page takes the parts of [`Live`] and hands its parts to components as values and callbacks.

pub mod browser;
mod canvas;
pub mod chat_panel;
mod comments;
mod contents;
pub mod conversation;
mod found_again;
pub mod keys;
mod notes_panel;
mod previews;
mod runs;
#[cfg(test)]
mod tests;
mod together;

use super::{deleted::Deleted, offered::Offered, refused::Refused, unknown::Unknown};
use crate::client::uploads::SENDING;
use crate::shared::{
    account::Person, anchor::Anchor, ids::EpochId, protocol::Part, session::StreamState,
};
use crate::ui::owned::owned;
use crate::ui::{
    api::{Failure, SessionPage},
    components::{
        announcer::read_out,
        bell::Bell,
        grid::COLUMN_MENU,
        manage::Manage,
        session_bar::SessionBar,
        shortcuts::{Shortcut, Shortcuts},
        shown::Shown,
        tab_bar::TabBar,
        together_bar::{TogetherBar, stage_class},
        waiting::Waiting,
    },
    lean::{effect, memo},
    live::{Courier, How, Live, News},
};
use browser::{accept_drops, apply_accent, chat_is_shown, show_run};
use canvas::Canvas;
use chat_panel::ChatPanel;
use contents::Contents;
use found_again::find_again;
use leptos::prelude::*;
use leptos_meta::Title;
use notes_panel::NotesPanel;
use together::below_faces;

/// What stands at the address of a session that is not open to whoever asks.
pub fn closed(page: Result<SessionPage, Failure>, session_uuid: String) -> AnyView {
    match page {
        Ok(SessionPage::Offered) => view! { <Offered session_uuid/> }.into_any(),
        Ok(SessionPage::Refused { asked }) => view! { <Refused session_uuid asked/> }.into_any(),
        Ok(SessionPage::Deleted { by, by_me }) => view! { <Deleted by by_me/> }.into_any(),
        Ok(SessionPage::Unknown) => view! { <Unknown/> }.into_any(),
        // The server function has already sent the visitor to the login page; an open one is a workspace.
        Ok(SessionPage::SignedOut | SessionPage::Open { .. }) => ().into_any(),
        Err(failure) => view! {
            <main class="page">
                <h1>"This session cannot be shown right now"</h1>
                <p role="alert">{failure.0.message}</p>
                <a class="btn" href="">"Try again"</a>
            </main>
        }
        .into_any(),
    }
}

#[component]
pub fn Workspace(me: Person, state: StreamState, read: i64, epoch: EpochId) -> impl IntoView {
    let courier = Courier::new(me.id, Some(state.stream));
    let live = Live::new(me.clone(), state, read, epoch);
    let Live {
        view: stream,
        actions,
        connection,
        pointers,
        together,
        ..
    } = live;
    let view = together.part;
    let note = RwSignal::new(String::new());
    // Beside the canvas stands the one of the two that was looked at last.
    let panel = Memo::new(move |last: Option<&Part>| match view.get() {
        shown @ (Part::Chat | Part::Notes) => shown,
        _ => last.copied().unwrap_or(Part::Chat),
    });
    let dropping = RwSignal::new(false);
    let news = News::new();
    let color = stream.color_of(&me);
    effect(move || {
        connection.start();
        news.start();
        courier.start();
        pointers.watch_mouse();
        together.watch_input();
        accept_drops(actions, dropping);
        apply_accent(color);
        COLUMN_MENU.prefetch();
        SENDING.prefetch();
    });
    // Beside the runs where there is room; on a phone only when it is chosen.
    effect(move || {
        view.get();
        request_animation_frame(move || stream.looks_at_chat(chat_is_shown()));
    });
    stream.tell_read(news);
    connection.tell_presence(news);
    let asked = memo(move || {
        let run_id = actions.last_asked().get()?;
        stream.run_ids().read().contains(&run_id).then_some(run_id)
    });
    effect(move || {
        if let Some(run_id) = asked.get() {
            request_animation_frame(move || show_run(run_id));
        }
    });
    effect(move || {
        if let Ok(Anchor::Words { note: page, .. }) = stream.words_sought.read().parse() {
            note.set(page.to_string());
            view.set(Part::Notes);
        }
    });
    find_again(stream);
    read_out(connection);
    let on_talk = Callback::new(move |of| {
        view.set(Part::Chat);
        comments::talk(live, of);
    });
    let is_creator = stream.is_creator();
    let title = stream.title();
    let (title_now, title_at_first) = (owned(move |()| title.get()), title.get_untracked());
    view! {
        <Title text=move || title_now(()).unwrap_or_else(|| title_at_first.clone())/>
        <div class=format!("workspace me-{color}") data-view=move || view.get().name() data-panel=move || panel.get().name()>
            <a class="skip" href="#runs">"Skip to runs"</a>
            <a class="skip" href="#chat">"Skip to chat"</a>
            <SessionBar
                title
                badge=stream.badge()
                people=stream.people()
                peek=below_faces(live)
                pointers_shown=pointers.shown()
                on_try=move |()| connection.try_now()
                on_pointers=move |()| pointers.switch()
            >
                <Shown when=move || is_creator.get()>
                    <Manage stream actions asking=connection.asking()/>
                </Shown>
                <Waiting elsewhere=courier.elsewhere()/>
                <Bell news/>
            </SessionBar>
            <TogetherBar
                together
                people=stream.people()
                on_stop_presenting=move |()| _ = actions.present(false)
            />
            <Contents stream actions view dropping note/>
            <main class=move || stage_class(together)>
                <Canvas stream actions pointers=pointers.remote() together on_talk/>
                <ChatPanel live view/>
                <NotesPanel live view note on_talk/>
            </main>
            <Shortcuts
                keys=Shortcut::IN_A_SESSION
                on_press=move |shortcut| {
                    together.end(How::Stopped);
                    keys::pressed(stream, view, shortcut);
                }
            />
            <TabBar view unread=stream.unread() on_view=move |next| view.set(next)/>
        </div>
    }
}
