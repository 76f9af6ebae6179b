//! Deleted is deleted: what is taken back is in no row and in nothing that is sent from then on.

use crate::{
    streams::{empty_stream, says},
    support::{on_each_database, person},
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Statement, Value as Bound};
use tandem::{
    server::db::{
        Database, notifications,
        streams::{self, Append},
    },
    shared::{
        anchor::Anchor,
        ids::{Cid, DatasetId, EventId, StreamId},
        protocol::{Notification, NotificationKind},
        session::chat::{MessageDeleted, MessageEdited, ReceiveMessage, Seen, redact},
        stream::{Event, Fact},
        view::{Filter, Test, View},
    },
};
use uuid::Uuid;

/// Texts that look like the fields around them.
const ODD: [&str; 6] = [
    "secret-a",
    "secret-b \"quoted\" \\ back\\\\slashed \\\"",
    r#"secret-c","text":"x","message_id":"00000000-0000-0000-0000-000000000001","v":1}"#,
    "secret-d \u{0} zero \n line \u{2028} 🌉 \u{1F468}\u{200D}\u{1F469}",
    r#"secret-e {"redacted":"deleted"} \u0000 \"redacted\":"#,
    r#""mentions":[1,2],"reply_to":"00000000-0000-0000-0000-000000000002"secret-f"#,
];

fn fact(stream: StreamId, n: i64, fact: Fact) -> Event {
    Event {
        fact,
        ..says(stream, n, 1, "", Some(Cid(Uuid::new_v4())))
    }
}

fn edited(stream: StreamId, n: i64, message_id: EventId, text: &str) -> Event {
    let text = text.to_owned();
    let edit = Fact::MessageEdited(MessageEdited {
        message_id,
        text,
        redacted: None,
    });
    fact(stream, n, edit)
}

fn deleted(stream: StreamId, n: i64, message_id: EventId) -> Event {
    fact(
        stream,
        n,
        Fact::MessageDeleted(MessageDeleted { message_id }),
    )
}

/// What somebody saw, with texts that look like the fields around them.
fn odd_view() -> Seen {
    let odd = r#"},"text":"x" \"text\":\" \ \u0000 🌉"#.to_owned();
    let key = Filter {
        column: "text".into(),
        test: Test::Contains(format!("{odd}\\")),
    };
    Seen {
        dataset_id: Some(DatasetId(Uuid::new_v4())),
        view: View {
            find: odd.clone(),
            ..View::default()
        },
        marked: vec![0, 4, 1, 1],
        column: Some("\u{0}".into()),
        value: Some(odd.clone()),
        key: Some(key),
        around: vec![odd, String::new()],
        as_of: None,
    }
}

/// A message that answers one, edited three times, another edited once, a third one deleted.
fn story(stream: StreamId) -> Vec<Event> {
    let first = says(stream, 1, 1, ODD[0], None);
    let mut second = says(stream, 2, 1, ODD[1], Some(Cid(Uuid::new_v4())));
    if let Fact::ReceiveMessage(ReceiveMessage {
        reply_to,
        about,
        mentions,
        thread,
        seen,
        ..
    }) = &mut second.fact
    {
        *reply_to = Some(first.id);
        *about = Some(Anchor::Cell {
            dataset: DatasetId(Uuid::new_v4()),
            row: 17,
            column: 2,
        });
        *mentions = vec![person(2).id, person(3).id];
        *thread = Some(first.id);
        *seen = Some(Box::new(odd_view()));
    }
    let third = says(stream, 3, 2, ODD[5], None);
    let (one, two, three) = (first.id, second.id, third.id);
    vec![
        first,
        second,
        third,
        edited(stream, 4, two, ODD[2]),
        edited(stream, 5, one, ODD[3]),
        edited(stream, 6, two, ODD[3]),
        deleted(stream, 7, three),
        edited(stream, 8, two, ODD[4]),
    ]
}

/// As the rules say it must be stored.
fn redacted(events: &[Event]) -> Vec<Event> {
    let mut stored: Vec<Event> = Vec::new();
    for event in events {
        stored.iter_mut().for_each(|earlier| redact(earlier, event));
        stored.push(event.clone());
    }
    stored
}

async fn append(db: &Database, events: &[Event]) {
    let (stream, head) = (events[0].stream, events[0].n - 1);
    let appended = streams::append(db, stream, head, events).await.unwrap();
    assert_eq!(appended, Append::Committed);
}

async fn log(db: &Database, stream: StreamId) -> Vec<Event> {
    streams::since(db, stream, 0, 1_000).await.unwrap()
}

async fn is_stored(db: &Database, words: &str) -> bool {
    let json = serde_json::to_string(words).unwrap();
    let within = json.trim_matches('"').to_owned();
    let mut found = 0;
    for table in [
        "SELECT data AS words FROM events",
        "SELECT data AS words FROM snapshots",
        "SELECT text AS words FROM notifications",
    ] {
        let rows = Statement::from_string(db.read.get_database_backend(), table);
        for row in db.read.query_all_raw(rows).await.unwrap() {
            let stored: String = row.try_get("", "words").unwrap();
            found += usize::from(stored.contains(&within) || stored.contains(words));
        }
    }
    found > 0
}

#[tokio::test]
async fn the_rows_are_as_the_rules_say_one_by_one_and_all_at_once() {
    on_each_database(|test| async move {
        let db = &test.db;
        let (one_by_one, at_once) = (empty_stream(db).await, empty_stream(db).await);
        let untouched = empty_stream(db).await;
        let bystander = says(untouched, 1, 1, "stays", None);
        append(db, std::slice::from_ref(&bystander)).await;
        for events in story(one_by_one).chunks(1) {
            append(db, events).await;
        }
        let events = story(at_once);
        append(db, &events).await;
        assert_eq!(log(db, at_once).await, redacted(&events));
        let kept = log(db, one_by_one).await;
        let same = |events: &[Event]| -> Vec<String> {
            let facts = events.iter().map(|event| match &event.fact {
                Fact::ReceiveMessage(ReceiveMessage { text, redacted, .. })
                | Fact::MessageEdited(MessageEdited { text, redacted, .. }) => {
                    format!("{text} {redacted:?}")
                }
                other => other.name().to_owned(),
            });
            facts.collect()
        };
        assert_eq!(same(&kept), same(&redacted(&events)));
        let numbers: Vec<i64> = kept.iter().map(|event| event.n).collect();
        assert_eq!(numbers, (1..=8).collect::<Vec<_>>());
        for gone in [ODD[0], ODD[1], ODD[2], ODD[5]] {
            assert!(!is_stored(db, gone).await, "{gone}");
        }
        // And when the rest goes too, none of it is left.
        for stream in [one_by_one, at_once] {
            let message = log(db, stream).await[1].id;
            append(db, &[deleted(stream, 9, message)]).await;
        }
        assert!(!is_stored(db, ODD[4]).await);
        assert!(is_stored(db, ODD[3]).await, "the first message stands");
        assert_eq!(log(db, untouched).await, [bystander]);
        // A repeated command is answered without the words.
        let (by, cid) = (events[1].by.id, events[1].cid.unwrap());
        let dup = streams::find_cid(db, at_once, by, cid).await.unwrap();
        assert_eq!(dup.unwrap().fact, log(db, at_once).await[1].fact);
    })
    .await;
}

#[tokio::test]
async fn a_snapshot_goes_only_when_the_words_stood_in_it() {
    on_each_database(|test| async move {
        let db = &test.db;
        let stream = empty_stream(db).await;
        let events = story(stream);
        append(db, &events[..2]).await;
        streams::save_snapshot(db, stream, 1, "{\"text\":\"old\"}".into())
            .await
            .unwrap();
        let none = streams::snapshot(db, stream).await.unwrap();
        assert_eq!(none, None, "not one that is behind the log");
        streams::save_snapshot(db, stream, 2, ODD[1].into())
            .await
            .unwrap();
        append(db, &events[2..3]).await;
        append(db, &[deleted(stream, 4, events[2].id)]).await;
        let kept = streams::snapshot(db, stream).await.unwrap();
        assert_eq!(kept, Some((2, ODD[1].into())), "the third was not in it");
        append(db, &[edited(stream, 5, events[1].id, "new")]).await;
        assert_eq!(streams::snapshot(db, stream).await.unwrap(), None);
    })
    .await;
}

async fn tell(db: &Database, kind: NotificationKind, about: String, message: EventId, text: &str) {
    let notification = Notification {
        id: Uuid::new_v4(),
        kind,
        text: text.into(),
        link: "/messages".into(),
        at: 1,
        read: false,
    };
    let quote = notifications::Quote {
        message,
        without: "told too late".into(),
    };
    notifications::put(db, person(2).id, &about, &notification, Some(&quote))
        .await
        .unwrap();
}

async fn told(db: &Database) -> Vec<String> {
    let newest = notifications::newest(db, person(2).id, 50).await.unwrap();
    let mut texts: Vec<String> = newest.into_iter().map(|one| one.text).collect();
    texts.sort();
    texts
}

#[tokio::test]
async fn a_notification_loses_the_words_in_the_same_commit() {
    on_each_database(|test| async move {
        let db = &test.db;
        let stream = empty_stream(db).await;
        let said: Vec<Event> = (1..=3)
            .map(|n| says(stream, n, 1, &format!("secret-{n}"), None))
            .collect();
        append(db, &said).await;
        let by = &said[0].by.name;
        let (mention, direct) = (NotificationKind::Mention, NotificationKind::Direct);
        let about = format!("mention:{}", said[0].id);
        tell(db, mention, about, said[0].id, "M: secret-1").await;
        let about = format!("direct:{stream}");
        tell(db, direct, about, said[1].id, "A: secret-2").await;
        assert_eq!(told(db).await, ["A: secret-2", "M: secret-1"]);
        append(db, &[deleted(stream, 4, said[1].id)]).await;
        append(db, &[edited(stream, 5, said[0].id, "other")]).await;
        let changed = [
            format!("{by} changed a message that mentioned you"),
            format!("{by} deleted a message"),
        ];
        assert_eq!(told(db).await, changed);
        // The message was deleted before its notification came to be written.
        append(db, &[deleted(stream, 6, said[2].id)]).await;
        let about = format!("mention:{}", said[2].id);
        tell(db, mention, about, said[2].id, "M: secret-3").await;
        assert!(told(db).await.contains(&"told too late".to_owned()));
        assert!(!is_stored(db, "secret-").await);
    })
    .await;
}

async fn take_back_to(db: &Database, step: &str) {
    let done = Migrator::get_applied_migrations(&db.write).await.unwrap();
    let later = done.iter().skip_while(|done| done.name() != step).count();
    Migrator::down(&db.write, Some(later as u32)).await.unwrap();
}

/// A notification as it was stored before it knew its message.
async fn told_before(db: &Database, kind: &str, about: String, text: &str) {
    let sql = "INSERT INTO notifications (id, person_id, about, kind, text, link, at) \
               VALUES ($1, 2, $2, $3, $4, '/', 1)";
    let values: [Bound; 4] = [
        Uuid::new_v4().into(),
        about.into(),
        kind.into(),
        text.into(),
    ];
    let statement = Statement::from_sql_and_values(db.write.get_database_backend(), sql, values);
    db.write.execute_raw(statement).await.unwrap();
}

#[tokio::test]
async fn what_was_deleted_before_is_taken_out_by_the_migration() {
    on_each_database(|test| async move {
        let db = &test.db;
        take_back_to(db, "m0010_redaction").await;
        let (stream, direct) = (empty_stream(db).await, empty_stream(db).await);
        let other = empty_stream(db).await;
        let mut events = story(stream);
        events.push(deleted(stream, 9, events[1].id));
        append(db, &events).await;
        assert_eq!(log(db, stream).await, events);
        assert!(is_stored(db, ODD[1]).await);
        streams::save_snapshot(db, stream, 9, "{}".into())
            .await
            .unwrap();
        let said = [
            says(direct, 1, 1, "secret-g", None),
            says(direct, 2, 1, "still here", None),
        ];
        append(db, &said).await;
        append(db, &[deleted(direct, 3, said[0].id)]).await;
        append(db, &[says(other, 1, 1, "still here too", None)]).await;
        let by = &said[0].by.name;
        told_before(
            db,
            "direct",
            format!("direct:{direct}"),
            &format!("{by}: secret-g"),
        )
        .await;
        told_before(
            db,
            "direct",
            format!("direct:{other}"),
            &format!("{by}: still here too"),
        )
        .await;
        let about = format!("mention:{}", events[2].id);
        told_before(
            db,
            "mention",
            about,
            &format!("{by} mentioned you in lobby: {}", ODD[5]),
        )
        .await;

        Migrator::up(&db.write, None).await.unwrap();
        assert_eq!(log(db, stream).await, redacted(&events));
        let kept = streams::snapshot(db, stream).await.unwrap();
        assert!(kept.is_some(), "it was made when all was deleted");
        let author = &events[8].by.name;
        assert_eq!(
            told(db).await,
            [
                format!("{author} deleted a message that mentioned you"),
                format!("{by} wrote to you"),
                format!("{by}: still here too"),
            ]
        );
        for gone in [ODD[0], ODD[1], ODD[2], ODD[4], ODD[5], "secret-g"] {
            assert!(!is_stored(db, gone).await, "{gone}");
        }
        // What it found is taken out when it is deleted later on.
        append(db, &[deleted(other, 2, log(db, other).await[0].id)]).await;
        assert!(!is_stored(db, "still here too").await);
    })
    .await;
}
