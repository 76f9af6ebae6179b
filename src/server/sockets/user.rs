//! Namespace `/user`: the signed-in person, the same on all their tabs.

use super::{Doors, queue::refuse_unknown, tab::Tab};
use crate::server::auth::Login;
use crate::shared::{api_error::ApiError, ids::PersonId, protocol::*};
use socketioxide::extract::SocketRef;
use std::sync::Arc;

/// Socket.IO room of all tabs of a person.
pub fn tabs_of(person: PersonId) -> String {
    format!("person:{person}")
}

pub async fn connected(socket: SocketRef) {
    let Some(tab) = socket.extensions.get::<Tab>() else {
        return;
    };
    tab.doors.app.online.set(&tab.me, tab.id, Presence::Active);
    if !socket.connected() {
        socket.leave_all();
        tab.doors.app.online.remove(tab.me.id, tab.id);
    }
    match tab.doors.app.notices.unread(&tab.me).await {
        // Lost for a full buffer: counts come again with each message.
        Ok(unread) => _ = socket.emit(Unread::NAME, &Unread(unread)),
        Err(error) => tracing::error!(%error.message, "unread messages not counted"),
    }
}

pub fn listen(doors: &Arc<Doors>, socket: &SocketRef, login: Login) {
    let queue = doors.queue(login.person.id);
    let tab = Tab::new(doors, socket, login, USER_NAMESPACE);
    socket.extensions.insert(tab.clone());
    // Before the client hears that it is connected: from then on it misses nothing.
    socket.join(tabs_of(tab.me.id));
    macro_rules! on {
        ($($handler:ident),*) => {$(
            let listener = tab.clone();
            queue.on(socket, move |event| $handler(listener.clone(), event));
        )*};
    }
    on!(read, set_status, notifications, read_notifications);
    refuse_unknown(socket);
    socket.on_disconnect(move || async move {
        tab.doors.app.online.remove(tab.me.id, tab.id);
    });
}

async fn read(tab: Tab, event: Read) -> Result<Noted, ApiError> {
    let notices = &tab.doors.app.notices;
    notices.read_up_to(&tab.me, event.stream, event.n).await?;
    Ok(Noted {})
}

async fn set_status(tab: Tab, event: SetStatus) -> Result<Noted, ApiError> {
    tab.doors.app.online.set(&tab.me, tab.id, event.state);
    Ok(Noted {})
}

async fn notifications(tab: Tab, _: Notifications) -> Result<NotificationsOk, ApiError> {
    let notifications = tab.doors.app.notices.newest(tab.me.id).await?;
    let epoch = tab.doors.app.sessions.epoch().await?;
    Ok(NotificationsOk {
        notifications,
        epoch: Some(epoch.id),
        copied_at: epoch.copied_at,
    })
}

async fn read_notifications(tab: Tab, event: ReadNotifications) -> Result<Noted, ApiError> {
    tab.doors
        .app
        .notices
        .mark_read(tab.me.id, event.ids)
        .await?;
    Ok(Noted {})
}
