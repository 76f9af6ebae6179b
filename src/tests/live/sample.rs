//! The live sample: its rows come to both while somebody is there, at the rate that either person sets.

use super::*;
use crate::support::{enter, free_address, start};
use std::collections::BTreeSet;
use tandem::{client::socket_io::native::NativeSocket, shared::dataset::Sample};

impl Fixture {
    /// Asks for one; answers its data set.
    async fn begin_sample(&self, by: &Visitor) -> DatasetId {
        let path = format!("/api/sessions/{}/live/sample", self.session);
        let (status, begun) = answer(by.request(Method::POST, &path)).await;
        assert_eq!(status, 200, "{begun}");
        begun["dataset_id"].as_str().unwrap().parse().unwrap()
    }
}

async fn set(by: &Visitor, id: DatasetId, rate: i64, on: bool) -> (u16, Value) {
    let path = format!("/api/datasets/{id}/sample?rate={rate}&on={on}");
    answer(by.request(Method::POST, &path)).await
}

async fn hears_set(socket: &NativeSocket) -> Value {
    let next = timeout(PATIENCE, socket.next_event("sample_set"));
    next.await.unwrap().unwrap()
}

/// Waits until so many have come.
async fn hears_more(socket: &NativeSocket, than: i64) -> i64 {
    loop {
        let told = hears(socket).await;
        if told.head > than {
            return told.head;
        }
    }
}

/// The time in each row.
async fn times(by: &Visitor, id: DatasetId) -> Vec<String> {
    let (total, _) = page(by, id).await;
    let mut times = Vec::new();
    for offset in (0..total).step_by(500) {
        let path = format!("/api/datasets/{id}/rows?limit=500&offset={offset}&columns=0");
        let (status, page) = answer(by.request(Method::GET, &path)).await;
        assert_eq!(status, 200, "{page}");
        let rows = page["rows"].as_array().unwrap();
        times.extend(rows.iter().map(|row| row[0].to_string()));
    }
    times
}

fn assert_none_doubled(times: &[String]) {
    let different: BTreeSet<_> = times.iter().collect();
    assert_eq!(different.len(), times.len());
    assert!(times.is_sorted(), "{times:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_to_both_until_one_of_them_stops_it() {
    let fixture = Fixture::new().await;
    let (ada, _) = fixture.enter(&fixture.ada).await;
    let (grace, _) = fixture.enter(&fixture.grace).await;
    let id = fixture.begin_sample(&fixture.ada).await;
    for socket in [&ada, &grace] {
        hears_more(socket, 5).await;
    }
    let (status, answered) = set(&fixture.grace, id, 1_000, true).await;
    assert_eq!(status, 200, "{answered}");
    let told = hears_set(&ada).await;
    assert_eq!((&told["rate"], &told["on"]), (&json!(1_000), &json!(true)));
    hears_more(&ada, 500).await;
    assert_eq!(set(&fixture.grace, id, 1_000, false).await.0, 200);
    let stopped = hears_set(&grace).await;
    assert_eq!(stopped["on"], true, "the rate came first");
    assert_eq!(hears_set(&grace).await["on"], false);
    // Whoever comes late knows who stopped it.
    let (_, datasets) = fixture.enter(&fixture.grace).await;
    let sample: Sample = *datasets[0].sample.clone().unwrap();
    assert_eq!((sample.on, sample.rate), (false, 1_000));
    assert_eq!(sample.by.name, "Grace");
    assert_eq!(datasets[0].name, "weather stations");
    assert_none_doubled(&times(&fixture.ada, id).await);
    let (status, answered) = set(&fixture.ada, id, 7, true).await;
    assert_eq!(status, 400, "{answered}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_while_nobody_is_there() {
    let fixture = Fixture::new().await;
    let id = fixture.begin_sample(&fixture.ada).await;
    assert_eq!(page(&fixture.ada, id).await.0, 0);
    let (grace, datasets) = fixture.enter(&fixture.grace).await;
    assert!(datasets[0].sample.as_ref().unwrap().on);
    hears_more(&grace, 0).await;
    // A session has one at a time.
    let path = format!("/api/sessions/{}/live/sample", fixture.session);
    let (status, second) = answer(fixture.grace.request(Method::POST, &path)).await;
    assert_eq!(
        (status, &second["code"]),
        (409, &json!("dataset/sample-runs"))
    );
    assert!(page(&fixture.grace, id).await.0 > 0);
    let left = std::fs::read_dir(fixture.app.config.live_dir()).unwrap();
    assert_eq!(left.count(), 1, "nothing is left of the second");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_ask_for_the_same() {
    let fixture = Fixture::new().await;
    let session = format!("/session/{}", fixture.session);
    let send = async |path: String| {
        let request = fixture.ada.request(Method::POST, &path);
        let answer = request.header("accept", "text/html").send().await.unwrap();
        let to = answer.headers().get("location").cloned();
        (
            answer.status().as_u16(),
            to.unwrap().to_str().unwrap().to_owned(),
        )
    };
    let begun = send(format!("/api/sessions/{}/live/sample", fixture.session)).await;
    assert_eq!(begun, (303, session.clone()));
    let (_, datasets) = fixture.enter(&fixture.grace).await;
    let id = datasets[0].dataset_id;
    let shown = fixture.ada.navigate(&session).await.text().await.unwrap();
    assert!(shown.contains("started the sample source"), "{shown}");
    let stopped = send(format!("/api/datasets/{id}/sample?rate=10&on=false")).await;
    assert_eq!(stopped, (303, session));
    let (_, datasets) = fixture.enter(&fixture.grace).await;
    assert!(!datasets[0].sample.as_ref().unwrap().on);
    // One that programs send rows to has no source.
    let sensors = fixture.sensors().await;
    assert_eq!(set(&fixture.ada, sensors, 10, true).await.0, 400);
    assert_eq!(set(&fixture.noor, sensors, 10, true).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stops_where_there_is_no_room_and_says_so() {
    let fixture = Fixture::with(|config| config.max_session = 20).await;
    let (ada, _) = fixture.enter(&fixture.ada).await;
    fixture.begin_sample(&fixture.ada).await;
    let told = hears_set(&ada).await;
    assert_eq!(
        (&told["on"], &told["by"]["name"]),
        (&json!(false), &json!("Ada"))
    );
    let why = told["why"].as_str().unwrap();
    assert!(why.starts_with("This session is full"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_comes_back_goes_on_and_doubles_nothing() {
    let data = tempfile::tempdir().unwrap();
    let addr = free_address();
    let mut server = start(addr, data.path()).await;
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    let path = format!("/api/sessions/{session}/live/sample");
    let (status, begun) = answer(ada.request(Method::POST, &path)).await;
    assert_eq!(status, 200, "{begun}");
    let id: DatasetId = begun["dataset_id"].as_str().unwrap().parse().unwrap();
    assert_eq!(set(&ada, id, 100, true).await.0, 200);
    let mut head = 0;
    for _ in 0..3 {
        let socket = ada.socket().await;
        let datasets = enter(&socket, session).await;
        assert!(datasets[0].sample.as_ref().unwrap().on);
        head = hears_more(&socket, head + 60).await;
        server.kill().await.unwrap();
        server = start(addr, data.path()).await;
    }
    let kept = times(&ada, id).await;
    assert!(kept.len() as i64 >= head, "{} of {head}", kept.len());
    assert_none_doubled(&kept);
}
