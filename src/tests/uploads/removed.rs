//! A data set that was taken away is gone: from the disk, from its addresses and from what the log keeps.

use super::*;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tandem::{
    analyses::TopValues,
    server::db,
    shared::{
        analysis::Spec,
        anchor::Anchor,
        api_error::ApiError,
        error_code::ErrorCode,
        ids::{Cid, RunId},
        protocol::{Durable, JoinOk, Stored},
        session::{
            datasets::{DescribeDataset, RemoveDataset},
            runs::{RunAnalysis, RunStatus},
        },
    },
};
use tokio::time::sleep;
use uuid::Uuid;

pub(super) const SECRET: &str = "zebra-secret";

impl Fixture {
    async fn state(&self, by: &Visitor) -> JoinOk {
        let join = Join {
            after: None,
            last: None,
            epoch: None,
        };
        let socket = by.socket().await;
        ask(&socket, join.in_session(self.session)).await.unwrap()
    }

    pub(super) async fn remove(
        &self,
        by: &Visitor,
        dataset_id: DatasetId,
    ) -> Result<Stored, ApiError> {
        let socket = by.socket().await;
        let removal = RemoveDataset { dataset_id };
        let cid = Cid(Uuid::new_v4());
        ask(&socket, removal.once_in_session(self.session, cid)).await
    }

    async fn describe(
        &self,
        by: &Visitor,
        dataset_id: DatasetId,
        name: &str,
        about: &str,
    ) -> Result<Stored, ApiError> {
        let command = DescribeDataset {
            dataset_id,
            name: name.into(),
            about: about.into(),
        };
        let socket = by.socket().await;
        let cid = Cid(Uuid::new_v4());
        ask(&socket, command.once_in_session(self.session, cid)).await
    }

    /// Runs an analysis to its end.
    async fn run(&self, by: &Visitor, dataset_id: DatasetId) -> RunId {
        let spec = Spec::TopValues(TopValues {
            column: "animal".into(),
            n: None,
        });
        let command = RunAnalysis { dataset_id, spec };
        let socket = by.socket().await;
        let command = command.once_in_session(self.session, Cid(Uuid::new_v4()));
        let run_id = ask(&socket, command).await.unwrap().run_id;
        let ended = async {
            loop {
                let snapshot = self.state(by).await.snapshot.unwrap();
                let run = snapshot.run(run_id).unwrap();
                if !run.status.is_open() {
                    assert_eq!(run.status, RunStatus::Done, "{:?}", run.error);
                    return;
                }
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, ended).await.unwrap();
        run_id
    }

    async fn is_stored(&self, words: &str) -> bool {
        let db = &self.app.db;
        for table in [
            "SELECT data AS words FROM events",
            "SELECT data AS words FROM snapshots",
            "SELECT data AS words FROM outputs",
            "SELECT columns || file_name AS words FROM datasets",
        ] {
            let rows = Statement::from_string(db.read.get_database_backend(), table);
            for row in db.read.query_all_raw(rows).await.unwrap() {
                let stored: String = row.try_get("", "words").unwrap();
                if stored.contains(words) {
                    return true;
                }
            }
        }
        false
    }

    async fn is_cleared(&self) {
        let cleared = async {
            while !self.files().is_empty() || self.is_stored(SECRET).await {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, cleared).await.unwrap();
    }
}

fn animals() -> String {
    format!("animal,{SECRET}-column\n{SECRET},1\nlion,2\n{SECRET},3\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_a_data_set_that_was_taken_away() {
    let fixture = Fixture::new().await;
    let (_, answer) = fixture
        .upload(&fixture.grace, "animals.csv", animals())
        .await;
    let id = added(&answer);
    fixture.run(&fixture.ada, id).await;
    let described = fixture.describe(&fixture.grace, id, "beasts", SECRET);
    described.await.unwrap();
    fixture.run(&fixture.ada, id).await;
    let described = fixture.describe(&fixture.grace, id, "animals", SECRET);
    described.await.unwrap();
    let place = Anchor::Dataset(id);
    fixture.comment(&fixture.ada, place, SECRET).await.unwrap();
    let run = fixture.run(&fixture.ada, id).await;
    assert!(fixture.is_stored(SECRET).await);
    fixture.remove(&fixture.grace, id).await.unwrap();

    let rows = format!("/api/datasets/{id}/rows");
    let output = format!("/api/sessions/{}/runs/{run}/output", fixture.session);
    for address in [&rows, &output] {
        let (status, refused) = send(&fixture.ada, Method::GET, address, "").await;
        assert_eq!((status, &refused["code"]), (410, &json!("dataset/removed")));
        assert_eq!(refused["message"], "Grace removed animals.");
    }
    assert_eq!(send(&fixture.noor, Method::GET, &rows, "").await.0, 404);
    fixture.is_cleared().await;
    let bytes = db::datasets::bytes_in_session(&fixture.app.db, fixture.session).await;
    assert_eq!(bytes.unwrap(), 0);

    let state = fixture.state(&fixture.ada).await.snapshot.unwrap();
    assert_eq!(
        state.datasets[0].removed().unwrap(),
        "Grace removed animals"
    );
    assert_eq!(state.run(run).unwrap().output, None);
    let again = fixture.remove(&fixture.grace, id).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::DatasetRemoved);
    // And the same file again is read anew.
    let (status, answer) = fixture.upload(&fixture.ada, "animals.csv", animals()).await;
    assert_eq!(status, 200, "{answer}");
    fixture.run(&fixture.ada, added(&answer)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_added_it_may_take_it_away_and_the_creator() {
    let fixture = Fixture::new().await;
    let (_, answer) = fixture.upload(&fixture.ada, "animals.csv", animals()).await;
    let of_ada = added(&answer);
    let refused = fixture.remove(&fixture.grace, of_ada).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::DatasetNotYours);
    let outside = fixture.remove(&fixture.noor, of_ada).await.unwrap_err();
    assert_eq!(outside.code, ErrorCode::SessionRefused);
    let (_, answer) = fixture.upload(&fixture.grace, "birds.csv", animals()).await;
    let of_grace = added(&answer);
    assert_eq!(fixture.files().len(), 4);
    fixture.remove(&fixture.ada, of_grace).await.unwrap();
    let gone = async {
        while fixture.files().len() > 2 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, gone).await.unwrap();
    // What was made of the same content elsewhere stands.
    let rows = format!("/api/datasets/{of_ada}/rows");
    assert_eq!(send(&fixture.grace, Method::GET, &rows, "").await.0, 200);
    fixture.run(&fixture.grace, of_ada).await;
}
