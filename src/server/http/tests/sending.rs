//! Files on their way in: what is kept, what is refused, what is left behind.

use super::*;

#[tokio::test]
async fn an_uploaded_file_becomes_a_data_set_of_its_session() {
    let house = House::new(|_| {}).await;
    let (status, answer) = house.upload("my%20weather.csv", "a\n1\n", grace()).await;
    assert_eq!(status, 200, "{answer}");
    let id: DatasetId = answer["dataset_id"].as_str().unwrap().parse().unwrap();
    let row = db::datasets::get(&house.app.db, id).await.unwrap().unwrap();
    assert_eq!(
        (row.name.as_str(), row.bytes, row.rows),
        ("my weather", 4, 1)
    );
    assert_eq!(
        db::datasets::bytes_in_session(&house.app.db, house.session)
            .await
            .unwrap(),
        4
    );
    assert_eq!(fs::read(house.app.config.original(id)).unwrap(), b"a\n1\n");
    assert!(house.app.config.parquet(id).exists());
    assert_eq!(
        house.files().len(),
        2,
        "no part is left: {:?}",
        house.files()
    );
    let state = house
        .app
        .sessions
        .snapshot(house.session, &ada())
        .await
        .unwrap();
    let dataset = state.dataset(id).unwrap();
    assert_eq!(
        (dataset.name.as_str(), &dataset.by),
        ("my weather", &grace())
    );
    let phases: Vec<_> = house
        .heard
        .0
        .lock()
        .unwrap()
        .iter()
        .map(|told| told.phase)
        .collect();
    assert_eq!(
        phases,
        [
            UploadPhase::Receiving,
            UploadPhase::Reading,
            UploadPhase::Done
        ]
    );
}

#[tokio::test]
async fn the_sample_comes_like_any_file() {
    let house = House::new(|_| {}).await;
    let url = format!("{}/sample", house.datasets());
    let (status, _) = house
        .send(Request::post(url).body(Body::empty()).unwrap(), Some(ada()))
        .await;
    assert_eq!(status, 200);
    let state = house
        .app
        .sessions
        .snapshot(house.session, &grace())
        .await
        .unwrap();
    assert_eq!(state.datasets[0].name, "penguins");
}

#[tokio::test]
async fn a_stranger_cannot_tell_a_session_from_none() {
    let house = House::new(|_| {}).await;
    let (status, refused) = house.upload("x.csv", "a\n1\n", noor()).await;
    assert_eq!(status, 404);
    let nowhere = "/api/sessions/00000000-0000-4000-8000-000000000000/datasets?name=x.csv";
    let request = Request::post(nowhere).body(Body::from("a\n1\n")).unwrap();
    assert_eq!(
        house.send(request, Some(noor())).await,
        (StatusCode::NOT_FOUND, refused.clone())
    );
    let request = Request::post("/api/sessions/x/datasets")
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        house.send(request, Some(noor())).await,
        (StatusCode::NOT_FOUND, refused)
    );
    let request = Request::post(house.datasets())
        .body(Body::from("a\n1\n"))
        .unwrap();
    let (status, answer) = house.send(request, None).await;
    assert_eq!(
        (status.as_u16(), answer["code"].as_str()),
        (401, Some("auth/required"))
    );
    assert!(house.files().is_empty());
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_with_both_sizes() {
    let house = House::new(|config| config.max_upload = 1_000).await;
    let sentence = "weather.csv is over 1 kB. This server takes up to 1 kB.";
    // Found out while it arrives, and beforehand when its length was told.
    let (status, answer) = house.upload("weather.csv", "x".repeat(1_001), ada()).await;
    assert_eq!(
        (status.as_u16(), answer["message"].as_str()),
        (413, Some(sentence))
    );
    assert_eq!(house.last_heard().error.as_deref(), Some(sentence));
    let request = Request::post(format!("{}?name=weather.csv", house.datasets()));
    let request = request
        .header(CONTENT_LENGTH, 1_001)
        .body(Body::empty())
        .unwrap();
    let (status, answer) = house.send(request, Some(ada())).await;
    assert_eq!(
        (status.as_u16(), answer["message"].as_str()),
        (413, Some(sentence))
    );
    assert!(house.files().is_empty());
    assert_eq!(
        house.upload("fits.csv", "x".repeat(1_000), ada()).await.0,
        200
    );
}

#[tokio::test]
async fn a_session_takes_no_more_than_its_share() {
    let house = House::new(|config| config.max_session = 10).await;
    assert_eq!(house.upload("one.csv", "123456", ada()).await.0, 200);
    let (status, answer) = house.upload("two.csv", "123456", grace()).await;
    assert_eq!(
        (status.as_u16(), answer["code"].as_str()),
        (507, Some("server/full"))
    );
    assert_eq!(house.files().len(), 2);
    assert_eq!(house.upload("three.csv", "1234", grace()).await.0, 200);
}

#[tokio::test]
async fn a_cut_upload_leaves_nothing_behind() {
    let house = House::new(|_| {}).await;
    let pieces = [
        Ok(Bytes::from("a\n1")),
        Err(io::Error::other("connection lost")),
    ];
    let body = Body::from_stream(stream::iter(pieces));
    let (status, _) = house.upload("weather.csv", body, ada()).await;
    assert_eq!(status, 400);
    assert!(house.files().is_empty(), "{:?}", house.files());
    let told = house.last_heard();
    assert_eq!(
        (told.phase, told.name.as_str()),
        (UploadPhase::Failed, "weather.csv")
    );
    assert_eq!(
        told.error.as_deref(),
        Some("The file did not arrive whole.")
    );
}

#[tokio::test]
async fn an_upload_given_up_midway_leaves_nothing_behind() {
    let house = House::new(|_| {}).await;
    let started = stream::iter([Ok::<_, io::Error>(Bytes::from("a\n1"))]);
    let body = Body::from_stream(futures_util::StreamExt::chain(started, stream::pending()));
    let uploading = house.upload("weather.csv", body, ada());
    // Dropped while it waits for more, as when the browser's tab closes.
    let given_up = tokio::time::timeout(std::time::Duration::from_millis(300), uploading).await;
    assert!(given_up.is_err());
    assert!(house.files().is_empty(), "{:?}", house.files());
    assert_eq!(house.last_heard().phase, UploadPhase::Failed);
}

#[tokio::test]
async fn a_file_that_is_no_table_is_refused_in_words() {
    let house = House::new(|_| {}).await;
    let (status, answer) = house.upload("notes.csv", "broken", ada()).await;
    assert_eq!(status, 422);
    assert_eq!(
        answer,
        json!({ "code": "dataset/unreadable", "message": "notes.csv is not a table." })
    );
    assert!(house.files().is_empty());
    let state = house
        .app
        .sessions
        .snapshot(house.session, &ada())
        .await
        .unwrap();
    assert!(state.datasets.is_empty());
    assert_eq!(
        house.last_heard().error.as_deref(),
        Some("notes.csv is not a table.")
    );
}
