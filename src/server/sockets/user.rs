//! Namespace `/user`: the signed-in person, the same on all their tabs.

use super::{SocketContext, connection::Connection, handlers::Handlers, queue::refuse_unknown};
use crate::server::auth::Login;
use crate::shared::{api_error::ApiError, ids::PersonId, protocol::*};
use socketioxide::extract::SocketRef;
use std::sync::Arc;

/// Socket.IO room of all tabs of a person.
pub fn tabs_of(person: PersonId) -> String {
    format!("person:{person}")
}

pub async fn connected(socket: SocketRef) {
    let Some(connection) = socket.extensions.get::<Connection>() else {
        return;
    };
    connection
        .app()
        .online
        .set(&connection.me, connection.id, Presence::Active);
    if !socket.connected() {
        socket.leave_all();
        connection
            .app()
            .online
            .remove(connection.me.id, connection.id);
    }
    let notifications = &connection.app().notifications;
    if let Err(error) = notifications.tell_all_unread(&connection.me).await {
        tracing::error!(%error.message, "unread messages not counted");
    }
}

pub fn listen(context: &Arc<SocketContext>, socket: &SocketRef, login: Login) {
    let queue = context.queue(login.person.id);
    let connection = Connection::new(context, socket, login, USER_NAMESPACE);
    socket.extensions.insert(connection.clone());
    // Before the client hears that it is connected: from then on it misses nothing.
    socket.join(tabs_of(connection.me.id));
    Handlers::new(socket, &queue, &connection)
        .on(read)
        .on(set_status)
        .on(notifications)
        .on(read_notifications);
    refuse_unknown(socket);
    socket.on_disconnect(move || async move {
        connection
            .app()
            .online
            .remove(connection.me.id, connection.id);
    });
}

async fn read(connection: Connection, event: Read) -> Result<Noted, ApiError> {
    let notifications = &connection.app().notifications;
    notifications
        .read_up_to(&connection.me, event.stream, event.n)
        .await?;
    Ok(Noted {})
}

async fn set_status(connection: Connection, event: SetStatus) -> Result<Noted, ApiError> {
    connection
        .app()
        .online
        .set(&connection.me, connection.id, event.state);
    Ok(Noted {})
}

async fn notifications(
    connection: Connection,
    _: Notifications,
) -> Result<NotificationsOk, ApiError> {
    let notifications = connection
        .app()
        .notifications
        .newest(connection.me.id)
        .await?;
    let epoch = connection.app().streams.epoch().await?;
    Ok(NotificationsOk {
        notifications,
        epoch: Some(epoch.id),
        copied_at: epoch.copied_at,
    })
}

async fn read_notifications(
    connection: Connection,
    event: ReadNotifications,
) -> Result<Noted, ApiError> {
    connection
        .app()
        .notifications
        .mark_read(connection.me.id, event.ids)
        .await?;
    Ok(Noted {})
}
