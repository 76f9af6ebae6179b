//! Deleted is deleted: what takes a message's words away takes them out of every row that has them.
//!
//! The log stays append-only in its numbers. When `message_edited` or `message_deleted` is inserted,
//! in the same statement and so in the same commit:
//! - the message and its earlier edits get the new words, or none, and say so (`"redacted"`);
//! - a snapshot that was taken while the old words stood goes;
//! - notifications that quote the message say only that it was changed.
//!
//! A redacted row keeps the fields that are named here and no others.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let quoted = Table::alter()
            .table("notifications")
            .add_column(ColumnDef::new("message_id").uuid().null())
            .to_owned();
        manager.alter_table(quoted).await?;
        match manager.get_database_backend() {
            DbBackend::Sqlite => run(manager, &sqlite_up()).await,
            _ => run(manager, &POSTGRES_UP.map(String::from)).await,
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Sqlite => run(manager, &SQLITE_DOWN.map(String::from)).await?,
            _ => run(manager, &POSTGRES_DOWN.map(String::from)).await?,
        }
        let quoted = Table::alter()
            .table("notifications")
            .drop_column("message_id")
            .to_owned();
        manager.alter_table(quoted).await
    }
}

async fn run(manager: &SchemaManager<'_>, statements: &[String]) -> Result<(), DbErr> {
    for sql in statements {
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}

/// What happens for each row of `table` that changes a message: to the log itself, and once to a list
/// of what was changed before. A plus sign keeps SQLite from walking the whole stream.
pub(crate) fn sqlite_trigger(table: &str, when: &str) -> String {
    const MESSAGE: &str = "unhex(replace(json_extract(NEW.data, '$.message_id'), '-', ''))";
    format!(
        "CREATE TRIGGER {table}_redact AFTER {when} ON {table} \
         WHEN NEW.kind IN ('message_edited', 'message_deleted') BEGIN \
         DELETE FROM snapshots WHERE stream_id = NEW.stream_id AND n < NEW.n AND n >= \
             (SELECT n FROM events WHERE id = {MESSAGE} AND kind = 'receive_message'); \
         UPDATE events SET data = CASE NEW.kind \
             WHEN 'message_deleted' THEN '{{\"redacted\":\"deleted\",\"text\":\"\",\"v\":1}}' \
             ELSE json_patch('{{}}', json_object( \
                 'about', json_extract(data, '$.about'), \
                 'mentions', json_extract(data, '$.mentions'), \
                 'redacted', 'edited', \
                 'reply_to', json_extract(data, '$.reply_to'), \
                 'text', json(NEW.data -> '$.text'), \
                 'v', 1)) END \
             WHERE id = {MESSAGE} AND kind = 'receive_message' \
             AND +stream_id = NEW.stream_id AND +n < NEW.n; \
         UPDATE events SET data = CASE NEW.kind \
             WHEN 'message_deleted' THEN json_object( \
                 'message_id', json_extract(NEW.data, '$.message_id'), \
                 'redacted', 'deleted', 'text', '', 'v', 1) \
             ELSE json_set(NEW.data, '$.redacted', 'edited') END \
             WHERE json_extract(data, '$.message_id') = json_extract(NEW.data, '$.message_id') \
             AND kind = 'message_edited' AND +stream_id = NEW.stream_id AND +n < NEW.n; \
         UPDATE notifications SET text = NEW.by_name \
             || CASE NEW.kind WHEN 'message_deleted' THEN ' deleted a message' \
                ELSE ' changed a message' END \
             || CASE kind WHEN 'mention' THEN ' that mentioned you' ELSE '' END \
             WHERE message_id = {MESSAGE}; \
         END"
    )
}

/// The trigger, and the same done for what was changed before there was one.
fn sqlite_up() -> Vec<String> {
    let plain = [
        "CREATE INDEX events_messages ON events (id) WHERE kind = 'receive_message'",
        "CREATE INDEX events_edits ON events (json_extract(data, '$.message_id')) \
         WHERE kind = 'message_edited'",
        "CREATE INDEX notifications_messages ON notifications (message_id) \
         WHERE message_id IS NOT NULL",
        "UPDATE notifications SET message_id = unhex(replace(substr(about, 9), '-', '')) \
         WHERE about LIKE 'mention:%'",
        "CREATE TABLE changed_before AS SELECT stream_id, n, kind, by_name, data FROM events \
         WHERE kind IN ('message_edited', 'message_deleted') ORDER BY stream_id, n",
    ];
    let redo = [
        "UPDATE changed_before SET n = n",
        "DROP TABLE changed_before",
        "UPDATE notifications SET message_id = (SELECT id FROM events \
         WHERE stream_id = unhex(replace(substr(notifications.about, 8), '-', '')) \
         AND kind = 'receive_message' AND notifications.text = \
         by_name || ': ' || substr(json_extract(data, '$.text'), 1, 90) \
         ORDER BY n DESC LIMIT 1) WHERE about LIKE 'direct:%'",
        "UPDATE notifications SET text = \
         substr(text, 1, max(0, instr(text, ': ') - 1)) || ' wrote to you' \
         WHERE about LIKE 'direct:%' AND message_id IS NULL",
    ];
    let mut statements: Vec<String> = plain.map(String::from).to_vec();
    statements.push(sqlite_trigger("events", "INSERT"));
    statements.push(sqlite_trigger("changed_before", "UPDATE"));
    statements.extend(redo.map(String::from));
    statements
}

const SQLITE_DOWN: [&str; 4] = [
    "DROP TRIGGER events_redact",
    "DROP INDEX events_messages",
    "DROP INDEX events_edits",
    "DROP INDEX notifications_messages",
];

/// JSON is taken apart as text: PostgreSQL reads none that has a zero byte in a string. A quote inside
/// a string is written `\"`, so that what looks like a field here is one.
pub(crate) const POSTGRES_REDACT: &str = r#"CREATE FUNCTION redact_message(place uuid, number bigint, what text, said text, who text)
       RETURNS void LANGUAGE plpgsql AS $body$
       DECLARE
           named text := substring(said from '"message_id":"([0-9a-f-]{36})"');
           message uuid := named::uuid;
           words text := substring(said from '"text":("(?:[^"\\]|\\.)*")');
       BEGIN
           DELETE FROM snapshots WHERE stream_id = place AND n < number AND n >=
               (SELECT n FROM events WHERE id = message AND kind = 'receive_message');
           UPDATE events SET data = CASE what
               WHEN 'message_deleted' THEN '{"redacted":"deleted","text":"","v":1}'
               ELSE concat('{"redacted":"edited","text":', words,
                   ',"about":' || substring(data from '"about":("[0-9a-f-]{36}")'),
                   ',"mentions":' || substring(data from '"mentions":(\[[0-9,]*\])'),
                   ',"reply_to":' || substring(data from '"reply_to":("[0-9a-f-]{36}")'),
                   ',"v":1}') END
               WHERE id = message AND kind = 'receive_message'
               AND stream_id = place AND n < number;
           UPDATE events SET data = concat('{"message_id":"', named, '","redacted":"',
               CASE what WHEN 'message_deleted' THEN 'deleted","text":""'
                   ELSE 'edited","text":' || words END, ',"v":1}')
               WHERE substring(data from '"message_id":"([0-9a-f-]{36})"') = named
               AND kind = 'message_edited' AND stream_id = place AND n < number;
           UPDATE notifications SET text = concat(who,
               CASE what WHEN 'message_deleted' THEN ' deleted a message'
                   ELSE ' changed a message' END,
               CASE kind WHEN 'mention' THEN ' that mentioned you' END)
               WHERE message_id = message;
       END $body$"#;

const POSTGRES_UP: [&str; 10] = [
    "CREATE INDEX events_messages ON events (id) WHERE kind = 'receive_message'",
    r#"CREATE INDEX events_edits ON events (substring(data from '"message_id":"([0-9a-f-]{36})"'))
       WHERE kind = 'message_edited'"#,
    "CREATE INDEX notifications_messages ON notifications (message_id) \
     WHERE message_id IS NOT NULL",
    "UPDATE notifications SET message_id = substr(about, 9)::uuid \
     WHERE about ~ '^mention:[0-9a-f-]{36}$'",
    POSTGRES_REDACT,
    "CREATE FUNCTION events_redact() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN \
     PERFORM redact_message(NEW.stream_id, NEW.n, NEW.kind, NEW.data, NEW.by_name); \
     RETURN NULL; END $body$",
    "CREATE TRIGGER events_redact AFTER INSERT ON events FOR EACH ROW \
     WHEN (NEW.kind IN ('message_edited', 'message_deleted')) EXECUTE FUNCTION events_redact()",
    "DO $body$ DECLARE past record; BEGIN \
     FOR past IN SELECT stream_id, n, kind, by_name, data FROM events \
         WHERE kind IN ('message_edited', 'message_deleted') ORDER BY stream_id, n LOOP \
         PERFORM redact_message(past.stream_id, past.n, past.kind, past.data, past.by_name); \
     END LOOP; END $body$",
    r"UPDATE notifications SET message_id = (SELECT id FROM events
       WHERE stream_id = substr(notifications.about, 8)::uuid AND kind = 'receive_message'
       AND notifications.text = by_name || ': ' || CASE WHEN data LIKE '%\\u0000%' THEN NULL
           ELSE left(data::json ->> 'text', 90) END
       ORDER BY n DESC LIMIT 1) WHERE about ~ '^direct:[0-9a-f-]{36}$'",
    "UPDATE notifications SET text = \
     left(text, greatest(0, position(': ' in text) - 1)) || ' wrote to you' \
     WHERE about LIKE 'direct:%' AND message_id IS NULL",
];

const POSTGRES_DOWN: [&str; 6] = [
    "DROP TRIGGER events_redact ON events",
    "DROP FUNCTION events_redact()",
    "DROP FUNCTION redact_message(uuid, bigint, text, text, text)",
    "DROP INDEX events_messages",
    "DROP INDEX events_edits",
    "DROP INDEX notifications_messages",
];
