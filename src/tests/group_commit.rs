//! Group commit: what many streams append at once is committed together, and each gets its own answer.

use crate::{
    streams::{empty_stream, says},
    support::on_each_database,
};
use futures_util::{FutureExt, future};
use tandem::{
    server::{
        db::{
            Database,
            streams::{self, Append},
        },
        error::ServerError,
    },
    shared::{
        ids::{Cid, StreamId},
        stream::Event,
    },
};
use uuid::Uuid;

/// One more than a group holds.
const STREAMS: usize = 65;

async fn empty_streams(db: &Database) -> Vec<StreamId> {
    let mut streams = Vec::with_capacity(STREAMS);
    for _ in 0..STREAMS {
        streams.push(empty_stream(db).await);
    }
    streams
}

async fn append(db: &Database, head: i64, event: Event) -> Result<Append, ServerError> {
    streams::append(db, event.stream, head, &[event]).await
}

async fn texts(db: &Database, stream: StreamId) -> Vec<(i64, String)> {
    let log = streams::since(db, stream, 0, 1_000).await.unwrap();
    log.iter()
        .map(|event| (event.n, super::streams::text(event).to_owned()))
        .collect()
}

#[tokio::test]
async fn those_that_fail_leave_the_rest_of_their_group_unharmed() {
    on_each_database(|test| async move {
        let db = &test.db;
        let streams = empty_streams(db).await;
        let cid = Some(Cid(Uuid::new_v4()));
        for &stream in &streams {
            let first = says(stream, 1, 1, "first", cid);
            assert_eq!(append(db, 0, first).await.unwrap(), Append::Committed);
        }
        let asked = streams
            .iter()
            .enumerate()
            .map(|(at, &stream)| match at % 8 {
                3 => append(db, 1, says(stream, 2, 1, "first", cid)),
                5 => append(db, 0, says(stream, 1, 2, "late", None)),
                _ => append(db, 1, says(stream, 2, 2, "second", cid)),
            });
        let answers = future::join_all(asked).await;
        for (at, (answer, &stream)) in answers.into_iter().zip(&streams).enumerate() {
            let expected = match at % 8 {
                3 => Append::CidTaken,
                5 => Append::HeadMoved,
                _ => Append::Committed,
            };
            assert_eq!(answer.unwrap(), expected);
            let head = if expected == Append::Committed { 2 } else { 1 };
            let heads = streams::heads(db, &[stream]).await.unwrap();
            assert_eq!(heads, [(stream, head)]);
            let stored = [(1, "first".to_owned()), (2, "second".to_owned())];
            assert_eq!(texts(db, stream).await, stored[..head as usize]);
        }
    })
    .await;
}

#[tokio::test]
async fn one_of_several_events_that_is_stored_already_keeps_all_of_them_out() {
    on_each_database(|test| async move {
        let db = &test.db;
        let stream = empty_stream(db).await;
        let cid = Some(Cid(Uuid::new_v4()));
        let first = says(stream, 1, 1, "first", cid);
        assert_eq!(append(db, 0, first).await.unwrap(), Append::Committed);
        let several = [
            says(stream, 2, 1, "new", None),
            says(stream, 3, 1, "first", cid),
        ];
        let answer = streams::append(db, stream, 1, &several).await.unwrap();
        assert_eq!(answer, Append::CidTaken);
        assert_eq!(texts(db, stream).await, [(1, "first".into())]);
        let answer = streams::append(db, stream, 1, &several[..1]).await.unwrap();
        assert_eq!(answer, Append::Committed);
    })
    .await;
}

#[tokio::test]
async fn what_one_stream_hands_over_at_once_is_stored_in_order() {
    on_each_database(|test| async move {
        let db = &test.db;
        let stream = empty_stream(db).await;
        let events = (1..=100).map(|n| append(db, n - 1, says(stream, n, 1, &n.to_string(), None)));
        for answer in future::join_all(events).await {
            assert_eq!(answer.unwrap(), Append::Committed);
        }
        let expected: Vec<_> = (1..=100).map(|n| (n, n.to_string())).collect();
        assert_eq!(texts(db, stream).await, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_over_one_database_make_one_log_of_each_stream() {
    on_each_database(|test| async move {
        let db = test.db;
        let streams: Vec<_> = empty_streams(&db).await.into_iter().take(12).collect();
        let servers = [db.clone(), Database::open(&test.url).await.unwrap()];
        let writers = servers.iter().zip([1, 2]).flat_map(|(server, by)| {
            let writer = move |stream: &StreamId| tokio::spawn(write(server.clone(), *stream, by));
            streams.iter().map(writer)
        });
        for writer in future::join_all(writers).await {
            writer.unwrap();
        }
        for &stream in &streams {
            let log = texts(&db, stream).await;
            let numbers: Vec<i64> = log.iter().map(|(n, _)| *n).collect();
            assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
        }
    })
    .await;
}

/// Appends ten events, each as soon as it is the next one.
async fn write(db: Database, stream: StreamId, by: i64) {
    let mut head = 0;
    for i in 0..10 {
        while append(&db, head, says(stream, head + 1, by, &i.to_string(), None))
            .await
            .unwrap()
            != Append::Committed
        {
            head = streams::heads(&db, &[stream]).await.unwrap()[0].1;
        }
        head += 1;
    }
}

#[tokio::test]
async fn closing_commits_what_was_handed_over_and_refuses_the_rest() {
    on_each_database(|test| async move {
        let db = &test.db;
        let streams = empty_streams(db).await;
        let asked = streams
            .iter()
            .map(|&stream| append(db, 0, says(stream, 1, 1, "last", None)));
        let (answers, ()) = future::join(future::join_all(asked), db.close_log()).await;
        for answer in answers {
            assert_eq!(answer.unwrap(), Append::Committed);
        }
        let late = says(streams[0], 2, 1, "late", None);
        assert!(append(db, 1, late).await.is_err());
        for &stream in &streams {
            assert_eq!(texts(db, stream).await, [(1, "last".into())]);
        }
        // Closing again finds nothing to do.
        db.close_log().await;
    })
    .await;
}

#[tokio::test]
async fn an_append_whose_asker_goes_away_is_carried_out() {
    on_each_database(|test| async move {
        let db = &test.db;
        let stream = empty_stream(db).await;
        let event = says(stream, 1, 1, "alone", None);
        assert!(append(db, 0, event).now_or_never().is_none());
        db.close_log().await;
        assert_eq!(texts(db, stream).await, [(1, "alone".into())]);
    })
    .await;
}
