//! What people were told while they looked elsewhere.

use super::{
    Database,
    entities::{event, notification as table},
    now_ms,
    streams::from_row as event_of,
};
use crate::server::error::ServerError;
use crate::shared::{
    ids::{EventId, PersonId},
    protocol::{Notification, NotificationKind},
    stream::Fact,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement, Value, sea_query::Expr,
};
use uuid::Uuid;

/// What a notification has of a message.
pub struct Quote {
    pub message: EventId,
    /// The sentence without the message's words, for when they have changed meanwhile.
    pub without: String,
}

/// A message as its row says it now.
pub struct Words {
    pub text: String,
    row: String,
}

/// Tells a person of something; told before, it takes the place of what was said then, unread. False
/// when the message that it quotes had been changed or deleted by then: its words are not stored.
pub async fn put(
    db: &Database,
    person: PersonId,
    about: &str,
    notification: &Notification,
    quote: Option<&Quote>,
) -> Result<bool, ServerError> {
    let put = format!(
        "INSERT INTO notifications (id, person_id, about, kind, link, at, message_id, text) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, \
         CASE WHEN {} LIKE '%\"redacted\":%' THEN $8 ELSE $9 END) \
         ON CONFLICT (person_id, about) DO UPDATE SET id = excluded.id, kind = excluded.kind, \
         link = excluded.link, at = excluded.at, message_id = excluded.message_id, \
         text = excluded.text, read_at = NULL RETURNING text = $9 AS quoted",
        row_of("$7", db)
    );
    let without = quote.map_or(&notification.text, |quote| &quote.without);
    let values: [Value; 9] = [
        notification.id.into(),
        person.0.into(),
        about.into(),
        name(notification.kind).into(),
        notification.link.as_str().into(),
        notification.at.into(),
        quote.map(|quote| quote.message.0).into(),
        without.as_str().into(),
        notification.text.as_str().into(),
    ];
    let put = Statement::from_sql_and_values(db.write.get_database_backend(), put, values);
    let stored = db.write.query_one_raw(put).await?;
    Ok(match stored {
        Some(row) => row.try_get("", "quoted")?,
        None => true,
    })
}

/// What the log has of a message, in SQL. On PostgreSQL nobody changes it before this commits.
fn row_of(message: &str, db: &Database) -> String {
    let lock = match db.write.get_database_backend() {
        DbBackend::Postgres => " FOR SHARE",
        _ => "",
    };
    format!("(SELECT data FROM events WHERE id = {message} AND kind = 'receive_message'{lock})")
}

/// Who has a notification with words of this message.
pub async fn told_of(db: &Database, message: EventId) -> Result<Vec<PersonId>, ServerError> {
    let rows = table::Entity::find()
        .filter(table::Column::MessageId.eq(message.0))
        .all(&db.read)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| PersonId(row.person_id))
        .collect())
}

/// What a message says now; none when it is deleted.
pub async fn words_of(db: &Database, message: EventId) -> Result<Option<Words>, ServerError> {
    let row = event::Entity::find()
        .filter(event::Column::Id.eq(message.0))
        // In these words, for which there is an index.
        .filter(Expr::cust("kind = 'receive_message'"))
        .one(&db.read)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let data = row.data.clone();
    Ok(match event_of(row)?.fact {
        Fact::ReceiveMessage(said) if !said.is_deleted() => Some(Words {
            text: said.text,
            row: data,
        }),
        _ => None,
    })
}

/// Puts the words of now into the notifications of a message, unless they are old by then.
pub async fn reword(
    db: &Database,
    message: EventId,
    words: &Words,
    direct: String,
    mention: String,
) -> Result<(), ServerError> {
    let reword = format!(
        "UPDATE notifications SET text = CASE kind WHEN 'direct' THEN $1 ELSE $2 END \
         WHERE message_id = $3 AND {} = $4",
        row_of("$3", db)
    );
    let values: [Value; 4] = [
        direct.into(),
        mention.into(),
        message.0.into(),
        words.row.as_str().into(),
    ];
    let reword = Statement::from_sql_and_values(db.write.get_database_backend(), reword, values);
    db.write.execute_raw(reword).await?;
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

const KINDS: [(NotificationKind, &str); 6] = [
    (NotificationKind::Mention, "mention"),
    (NotificationKind::Direct, "direct"),
    (NotificationKind::AccessRequest, "access_request"),
    (NotificationKind::AccessAnswer, "access_answer"),
    (NotificationKind::RunFinished, "run_finished"),
    (NotificationKind::RuleSpoke, "rule_spoke"),
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
