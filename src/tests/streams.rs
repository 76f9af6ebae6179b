//! Streams: numbers without gaps under concurrency, one event a command, on both databases.

use crate::support::{on_each_database, person};
use tandem::shared::session::chat::ReceiveMessage;
use tandem::{
    server::db::{
        Database,
        sessions::{self, SessionRow},
        streams::{self, Append},
    },
    shared::{
        ids::{Cid, EventId, SessionId, StreamId},
        stream::{Event, Fact},
    },
};
use uuid::Uuid;

pub async fn empty_stream(db: &Database) -> StreamId {
    let session = SessionId(Uuid::new_v4());
    let row = SessionRow {
        session,
        title: "Log".into(),
        user1: person(1).id,
        user2: None,
        created_at: 1,
        archived_at: None,
    };
    sessions::create(db, &row).await.unwrap();
    session.into()
}

pub fn says(stream: StreamId, n: i64, by: i64, text: &str, cid: Option<Cid>) -> Event {
    Event {
        stream,
        n,
        id: EventId(Uuid::new_v4()),
        at: n,
        by: person(by),
        cid,
        fact: Fact::ReceiveMessage(ReceiveMessage {
            text: text.into(),
            reply_to: None,
            about: None,
            mentions: vec![],
            redacted: None,
            thread: None,
            seen: None,
        }),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_at_once_make_one_log_without_gaps() {
    on_each_database(|test| async move {
        let stream = empty_stream(&test.db).await;
        let writers = (1..=8).map(|writer| {
            let db = test.db.clone();
            tokio::spawn(async move {
                let mut head = 0;
                for i in 0..25 {
                    loop {
                        let text = format!("{writer}-{i}");
                        let event = says(stream, head + 1, writer, &text, None);
                        if streams::append(&db, stream, head, &[event]).await.unwrap()
                            == Append::Committed
                        {
                            break;
                        }
                        head = streams::heads(&db, &[stream]).await.unwrap()[0].1;
                    }
                    head += 1;
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let log = streams::since(&test.db, stream, 0, 1_000).await.unwrap();
        let numbers: Vec<i64> = log.iter().map(|event| event.n).collect();
        assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
        for writer in 1..=8 {
            let mine = log.iter().filter(|event| event.by == person(writer));
            let texts: Vec<_> = mine.map(|event| text(event).to_owned()).collect();
            let expected: Vec<_> = (0..25).map(|i| format!("{writer}-{i}")).collect();
            assert_eq!(texts, expected, "each writer's own order");
        }
    })
    .await;
}

pub fn text(event: &Event) -> &str {
    match &event.fact {
        Fact::ReceiveMessage(ReceiveMessage { text, .. }) => text,
        other => panic!("not a message: {other:?}"),
    }
}

#[tokio::test]
async fn a_command_is_stored_once_and_a_stale_head_never() {
    on_each_database(|test| async move {
        let stream = empty_stream(&test.db).await;
        let once = Cid(Uuid::new_v4());
        let cid = Some(once);
        let first = says(stream, 1, 1, "once", cid);
        let append = |head: i64, event: Event| {
            let db = test.db.clone();
            async move { streams::append(&db, stream, head, &[event]).await.unwrap() }
        };
        assert_eq!(append(0, first.clone()).await, Append::Committed);
        assert_eq!(
            append(1, says(stream, 2, 1, "again", cid)).await,
            Append::CidTaken
        );
        assert_eq!(
            append(0, says(stream, 1, 2, "late", None)).await,
            Append::HeadMoved
        );
        // The same id from another person is another command.
        assert_eq!(
            append(1, says(stream, 2, 2, "mine", cid)).await,
            Append::Committed
        );
        let found = streams::find_cid(&test.db, stream, person(1).id, once)
            .await
            .unwrap();
        assert_eq!(found, Some(first));
        assert_eq!(
            streams::since(&test.db, stream, 1, 10).await.unwrap().len(),
            1
        );
    })
    .await;
}
