//! What the log keeps of a data set that was taken away, on each kind of database.

use crate::{
    streams::{empty_stream, says},
    support::on_each_database,
};
use tandem::{
    server::db::{
        datasets::{self, DatasetRow},
        outputs, removed_datasets,
        streams::{self, Append},
    },
    shared::{
        analysis::{Profile, Spec},
        anchor::Anchor,
        dataset::{Column, ColumnType},
        ids::{DatasetId, RunId, SessionId, StreamId},
        session::{
            chat::{ReceiveMessage, Seen},
            datasets::{DatasetRemoved, DatasetStatus, DatasetUpdate},
            runs::{AnalysisUpdate, RunStatus},
        },
        stream::{Event, Fact},
    },
};
use uuid::Uuid;

const SECRET: &str = "zebra \u{0} \"secret\"";

fn added(dataset_id: DatasetId) -> Fact {
    let column = Column {
        name: SECRET.into(),
        column_type: ColumnType::Text,
        nulls: 0,
    };
    Fact::DatasetUpdate(DatasetUpdate {
        dataset_id,
        name: "animals".into(),
        status: DatasetStatus::Ready,
        rows: 3,
        columns: vec![column],
        version: 1,
        bytes: 4,
        notes: vec![SECRET.into()],
        about: String::new(),
        live: false,
        sample: None,
        content: "zebra".into(),
    })
}

fn failed(dataset_id: DatasetId) -> Fact {
    Fact::AnalysisUpdate(AnalysisUpdate {
        run_id: RunId(Uuid::from_u128(1)),
        dataset_id,
        spec: Spec::Profile(Profile {}),
        status: RunStatus::Failed,
        output: None,
        output_url: Some("/somewhere".into()),
        error: Some(SECRET.into()),
        elapsed_ms: 1,
        as_of: None,
    })
}

/// A comment that quotes it.
fn commented(dataset_id: DatasetId) -> Fact {
    let seen = Seen {
        dataset_id: Some(dataset_id),
        value: Some(SECRET.into()),
        ..Seen::default()
    };
    Fact::ReceiveMessage(ReceiveMessage {
        text: "a typing error?".into(),
        reply_to: None,
        about: Some(Anchor::Dataset(dataset_id)),
        mentions: Vec::new(),
        redacted: None,
        thread: None,
        seen: Some(Box::new(seen)),
    })
}

fn row(id: DatasetId, StreamId(session): StreamId) -> DatasetRow {
    DatasetRow {
        id,
        session: SessionId(session),
        name: "animals".into(),
        file_name: "animals.csv".into(),
        content_hash: "hash".into(),
        bytes: 4,
        rows: 3,
        columns: vec![],
        live: false,
    }
}

#[tokio::test]
async fn the_log_loses_what_was_taken_away_and_keeps_the_rest() {
    on_each_database(|test| async move {
        let db = &test.db;
        let stream = empty_stream(db).await;
        let (gone, stays) = (DatasetId(Uuid::new_v4()), DatasetId(Uuid::new_v4()));
        for id in [gone, stays] {
            datasets::insert(db, &row(id, stream)).await.unwrap();
        }
        let facts = [
            added(gone),
            added(stays),
            failed(gone),
            failed(stays),
            commented(gone),
            commented(stays),
        ];
        let removal = Fact::DatasetRemoved(DatasetRemoved { dataset_id: gone });
        let events: Vec<Event> = (1..)
            .zip(facts.into_iter().chain([removal]))
            .map(|(n, fact)| Event {
                fact,
                ..says(stream, n, 1, "", None)
            })
            .collect();
        let appended = streams::append(db, stream, 0, &events[..6]).await.unwrap();
        assert_eq!(appended, Append::Committed);
        assert_eq!(removed_datasets::uncleared(db).await.unwrap(), []);
        streams::save_snapshot(db, stream, 6, "{}".into())
            .await
            .unwrap();
        streams::append(db, stream, 6, &events[6..]).await.unwrap();

        let found = removed_datasets::uncleared(db).await.unwrap();
        assert_eq!(found, [(events[6].clone(), gone)]);
        let told = removed_datasets::told_of(db, &events[6], gone)
            .await
            .unwrap();
        assert_eq!(told, [0, 2, 4].map(|n: usize| events[n].clone()));
        removed_datasets::take_out(db, &events[6], told)
            .await
            .unwrap();
        let kept = streams::since(db, stream, 0, 10).await.unwrap();
        let text = |n: usize| serde_json::to_string(&kept[n]).unwrap();
        for n in [0, 2, 4] {
            assert!(!text(n).contains("zebra"), "{}", text(n));
            assert!(!text(n).contains("somewhere"), "{}", text(n));
        }
        assert_eq!(
            [1, 3, 5, 6].map(|n: usize| &kept[n]),
            [1, 3, 5, 6].map(|n: usize| &events[n])
        );
        assert!(text(4).contains("a typing error?"), "{}", text(4));
        assert_eq!(streams::snapshot(db, stream).await.unwrap(), None);

        datasets::mark_cleared(db, gone).await.unwrap();
        assert_eq!(removed_datasets::uncleared(db).await.unwrap(), []);
        assert_eq!(datasets::in_use(db).await.unwrap(), [stays]);
        let kept = datasets::get(db, gone).await.unwrap().unwrap();
        assert_eq!((kept.name.as_str(), kept.bytes), ("animals", 0));
    })
    .await;
}

#[tokio::test]
async fn outputs_go_with_the_last_data_set_of_their_content() {
    on_each_database(|test| async move {
        let db = &test.db;
        let stream = empty_stream(db).await;
        let (one, other) = (DatasetId(Uuid::new_v4()), DatasetId(Uuid::new_v4()));
        for id in [one, other] {
            datasets::insert(db, &row(id, stream)).await.unwrap();
        }
        let found = datasets::other_of_content(db, "hash", one).await;
        assert_eq!(found.unwrap(), Some(other));
        datasets::mark_cleared(db, one).await.unwrap();
        let found = datasets::other_of_content(db, "hash", other).await;
        assert_eq!(found.unwrap(), None);
        for (key, content) in [("a", "hash"), ("b", "older"), ("c", "other")] {
            outputs::put(db, key, content, "{}".into()).await.unwrap();
        }
        outputs::remove_of(db, "hash", vec!["b".into()])
            .await
            .unwrap();
        let mut left = Vec::new();
        for key in ["a", "b", "c"] {
            left.push(outputs::get(db, key).await.unwrap().is_some());
        }
        assert_eq!(left, [false, false, true]);
    })
    .await;
}
