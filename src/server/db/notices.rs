//! What people were told while they looked elsewhere.

use super::{Database, entities::notification as table, now_ms};
use crate::server::error::ServerError;
use crate::shared::{
    ids::PersonId,
    protocol::{Notification, NotificationKind},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

/// Tells a person of something; told before, it takes the place of what was said then, unread.
pub async fn put(
    db: &Database,
    person: PersonId,
    about: &str,
    notification: &Notification,
) -> Result<(), ServerError> {
    let row = table::ActiveModel {
        id: Set(notification.id),
        person_id: Set(person.0),
        about: Set(about.to_owned()),
        kind: Set(name(notification.kind).to_owned()),
        text: Set(notification.text.clone()),
        link: Set(notification.link.clone()),
        at: Set(notification.at),
        read_at: Set(None),
    };
    use table::Column::{About, At, Id, Kind, Link, PersonId, ReadAt, Text};
    let replace = OnConflict::columns([PersonId, About])
        .update_columns([Id, Kind, Text, Link, At, ReadAt])
        .to_owned();
    table::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

/// Up to `max`, newest first.
pub async fn newest(
    db: &Database,
    person: PersonId,
    max: u64,
) -> Result<Vec<Notification>, ServerError> {
    let rows = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .order_by_desc(table::Column::At)
        .limit(max)
        .all(&db.read)
        .await?;
    Ok(rows.into_iter().filter_map(from_row).collect())
}

/// Marks as read those of `ids` that were not, or all; returns which.
pub async fn mark_read(
    db: &Database,
    person: PersonId,
    ids: Vec<Uuid>,
) -> Result<Vec<Uuid>, ServerError> {
    let mut unread = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .filter(table::Column::ReadAt.is_null());
    if !ids.is_empty() {
        unread = unread.filter(table::Column::Id.is_in(ids));
    }
    let ids: Vec<Uuid> = unread
        .all(&db.read)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    table::Entity::update_many()
        .col_expr(table::Column::ReadAt, Expr::value(now_ms()))
        .filter(table::Column::Id.is_in(ids.iter().copied()))
        .exec(&db.write)
        .await?;
    Ok(ids)
}

fn from_row(row: table::Model) -> Option<Notification> {
    Some(Notification {
        id: row.id,
        kind: named(&row.kind)?,
        text: row.text,
        link: row.link,
        at: row.at,
        read: row.read_at.is_some(),
    })
}

const KINDS: [(NotificationKind, &str); 5] = [
    (NotificationKind::Mention, "mention"),
    (NotificationKind::Direct, "direct"),
    (NotificationKind::AccessRequest, "access_request"),
    (NotificationKind::AccessAnswer, "access_answer"),
    (NotificationKind::RunFinished, "run_finished"),
];

fn name(kind: NotificationKind) -> &'static str {
    let known = KINDS.iter().find(|(known, _)| *known == kind);
    known.map_or("", |(_, name)| *name)
}

fn named(name: &str) -> Option<NotificationKind> {
    KINDS
        .iter()
        .find(|(_, known)| *known == name)
        .map(|(kind, _)| *kind)
}
