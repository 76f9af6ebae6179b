//! What killed servers leave in the data folder is swept at the next start; what others that share the
//! folder are taking in is not.

use crate::{
    streams::empty_stream,
    support::{on_each_database, person},
};
use std::fs::{self, File};
use tandem::{
    server::{
        config::Config,
        db::{
            Database,
            datasets::{self, DatasetRow},
            streams::{self, Append},
        },
        folder::{lock_part, sweep},
    },
    shared::{
        ids::{DatasetId, EventId, SessionId, StreamId},
        session::datasets::{DatasetStatus, DatasetUpdate},
        stream::{Event, Fact},
    },
};
use uuid::Uuid;

fn folder() -> (tempfile::TempDir, Config) {
    let data = tempfile::tempdir().unwrap();
    let config = Config::on_this_machine(data.path().into());
    for folder in [config.uploads_dir(), config.datasets_dir()] {
        fs::create_dir_all(folder).unwrap();
    }
    (data, config)
}

fn names(config: &Config) -> Vec<String> {
    let folders = [config.uploads_dir(), config.datasets_dir()];
    let files = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A data set as far as an upload had come: its files, and perhaps its row.
async fn begun(db: &Database, config: &Config, session: Option<StreamId>) -> DatasetId {
    let id = DatasetId(Uuid::new_v4());
    for file in [config.part(id), config.original(id), config.parquet(id)] {
        fs::write(file, "a\n1\n").unwrap();
    }
    if let Some(StreamId(session)) = session {
        let row = DatasetRow {
            id,
            session: SessionId(session),
            name: "a".into(),
            file_name: "a.csv".into(),
            content_hash: "hash".into(),
            bytes: 4,
            rows: 1,
            columns: vec![],
            live: false,
        };
        datasets::insert(db, &row).await.unwrap();
    }
    id
}

async fn told(db: &Database, stream: StreamId, dataset_id: DatasetId) {
    let fact = Fact::DatasetUpdate(DatasetUpdate {
        dataset_id,
        name: "a".into(),
        status: DatasetStatus::Ready,
        rows: 1,
        columns: vec![],
        version: 1,
        bytes: 4,
        notes: vec![],
        content: String::new(),
        about: String::new(),
        live: false,
        sample: None,
    });
    let event = Event {
        stream,
        n: 1,
        id: EventId(Uuid::new_v4()),
        at: 1,
        by: person(1),
        cid: None,
        fact,
    };
    let appended = streams::append(db, stream, 0, &[event]).await.unwrap();
    assert_eq!(appended, Append::Committed);
}

#[tokio::test]
async fn an_upload_that_was_cut_by_a_kill_leaves_nothing_wherever_it_was() {
    on_each_database(|test| async move {
        let (_data, config) = folder();
        let stream = empty_stream(&test.db).await;
        let nameless = config.datasets_dir().join("half.unfinished");
        fs::write(&nameless, "half").unwrap();
        for ending in ["trial-source", "trial", "unfinished"] {
            let of_trial = config.parquet(DatasetId(Uuid::new_v4()));
            fs::write(of_trial.with_extension(ending), "half").unwrap();
        }
        let arriving = DatasetId(Uuid::new_v4());
        fs::write(config.part(arriving), "a").unwrap();
        let reading = begun(&test.db, &config, None).await;
        fs::write(config.parquet(reading).with_extension("unfinished"), "half").unwrap();
        let stored = begun(&test.db, &config, Some(stream)).await;
        let whole = begun(&test.db, &config, Some(stream)).await;
        told(&test.db, stream, whole).await;
        let views = [whole, stored].map(|id| config.views(id));
        for folder in &views {
            fs::create_dir_all(folder).unwrap();
            for name in ["a.rows", "a.1.unfinished", "b.export"] {
                fs::write(folder.join(name), "half").unwrap();
            }
        }
        let held = File::create_new(views[0].join("c.export")).unwrap();
        assert!(lock_part(&held));

        sweep(&config, &test.db).await.unwrap();
        let mut expected = [whole.to_string(), format!("{whole}.parquet")];
        expected.sort();
        assert_eq!(names(&config), expected);
        assert_eq!(datasets::get(&test.db, stored).await.unwrap(), None);
        assert!(datasets::get(&test.db, whole).await.unwrap().is_some());
        assert!(!views[1].exists());
        let left = fs::read_dir(&views[0]).unwrap();
        let mut left: Vec<_> = left.map(|file| file.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["a.rows", "c.export"]);
    })
    .await;
}

#[tokio::test]
async fn what_another_server_is_taking_in_is_left_alone() {
    on_each_database(|test| async move {
        let (_data, config) = folder();
        let id = DatasetId(Uuid::new_v4());
        let part = File::create_new(config.part(id)).unwrap();
        assert!(lock_part(&part));
        let unfinished = config.parquet(id).with_extension("unfinished");
        fs::write(&unfinished, "half").unwrap();
        let both = names(&config);
        sweep(&config, &test.db).await.unwrap();
        assert_eq!(names(&config), both);
        // It is killed.
        drop(part);
        sweep(&config, &test.db).await.unwrap();
        assert_eq!(names(&config), Vec::<String>::new());
    })
    .await;
}
