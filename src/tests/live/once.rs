//! What is sent again is stored once, however often and by whichever way it comes.

use super::*;
use futures_util::future::join_all;
use tandem::shared::{ids::Cid, protocol::AppendRows};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_stands_for_the_same_rows_of_the_same_person() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let (one, two) = (r#"{"value": 1}"#, r#"{"value": 2}"#);
    let (_, first) = post(&fixture.ada, id, JSON, Some("k"), one).await;
    assert_eq!((&first["first"], &first["dup"]), (&json!(0), &json!(false)));
    let (_, again) = post(&fixture.ada, id, JSON, Some("k"), one).await;
    assert_eq!((&again["first"], &again["dup"]), (&json!(0), &json!(true)));
    let (status, other) = post(&fixture.ada, id, JSON, Some("k"), two).await;
    assert_eq!((status, &other["code"]), (409, &json!("dataset/key-taken")));
    let (_, graces) = post(&fixture.grace, id, JSON, Some("k"), two).await;
    assert_eq!(
        (&graces["first"], &graces["dup"]),
        (&json!(1), &json!(false))
    );
    // A script that shows a token is the person whose token it is.
    let (_, secret) = fixture.ada.make_token("30").await;
    let script = fixture.ada.script(&secret);
    let (status, again) = post(&script, id, JSON, Some("k"), one).await;
    assert_eq!((status, &again["dup"]), (200, &json!(true)), "{again}");
    assert_eq!(page_of(&fixture.grace, id, 2).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_by_socket_too_and_everybody_is_told() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let (ada, _) = fixture.enter(&fixture.ada).await;
    let (grace, _) = fixture.enter(&fixture.grace).await;
    let rows = json!([{ "sensor": "a", "value": 1.5 }, { "value": null, "color": "red" }]);
    let append = AppendRows {
        session_uuid: fixture.session,
        cid: Cid(Uuid::new_v4()),
        dataset_id: id,
        rows: serde_json::from_value(rows).unwrap(),
    };
    let stored = ask(&ada, append.clone()).await.unwrap();
    assert_eq!((stored.first, stored.rows, stored.dup), (0, 2, false));
    assert_eq!(stored.left_out[0].column, "color");
    let told = hears_of(&grace, 2).await;
    assert_eq!((told.dataset_id, told.head), (id, 2));
    assert!(told.newest.is_some());
    assert_eq!(
        page(&fixture.grace, id).await.0,
        2,
        "they are there when it is told"
    );
    assert!(ask(&ada, append.clone()).await.unwrap().dup);
    let wrong = AppendRows {
        cid: Cid(Uuid::new_v4()),
        rows: serde_json::from_value(json!([{ "value": "n/a" }])).unwrap(),
        ..append.clone()
    };
    let refused = ask(&ada, wrong).await.unwrap_err();
    assert_eq!(refused.code, "dataset/misfit");
    assert!(refused.message.starts_with("Row 1: “n/a”"), "{refused}");
    assert_eq!(
        (refused.row, refused.column.as_deref()),
        (Some(1), Some("value"))
    );
    let noor = fixture.noor.socket().await;
    assert_eq!(
        ask(&noor, append).await.unwrap_err().code,
        "session/refused"
    );
    // Whoever comes later hears how many there are, and the page says so.
    let late = fixture.grace.socket().await;
    crate::support::join(&late, fixture.session).await.unwrap();
    assert_eq!(hears(&late).await.rows, 2);
    let address = format!("/session/{}", fixture.session);
    let shown = fixture.grace.navigate(&address).await;
    let shown = shown.text().await.unwrap();
    assert!(shown.contains("2 rows"), "the page");
    let about = format!("{address}/data/{id}/about");
    let shown = fixture.grace.navigate(&about).await;
    let shown = shown.text().await.unwrap();
    assert!(shown.contains("2 rows, 2 columns"), "its own page");
    let place = format!("/api/datasets/{id}/rows");
    assert!(shown.contains(&place), "where its rows are sent");
}

/// Sends a request by hand and goes before it is answered; `part` of the body is sent.
async fn send_and_go(by: &Visitor, id: DatasetId, key: &str, body: &str, part: usize) {
    let mut line = TcpStream::connect(by.addr).await.unwrap();
    let (addr, cookie, length) = (by.addr, by.cookie.as_deref().unwrap(), body.len());
    let head = format!(
        "POST /api/datasets/{id}/rows HTTP/1.1\r\nhost: {addr}\r\ncookie: {cookie}\r\n\
         content-type: {JSON}\r\nidempotency-key: {key}\r\ncontent-length: {length}\r\n\r\n"
    );
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&body.as_bytes()[..part]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_lost_and_bodies_that_are_cut_double_nothing() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let batch = |n: i64| {
        let rows = (n * 50 + 1..=n * 50 + 50).map(|v| json!({ "value": v }));
        Value::Array(rows.collect()).to_string()
    };
    let key = |n: i64| format!("batch {n}");
    for n in 0..200 {
        let (key, body) = (key(n), batch(n));
        if n % 4 == 3 {
            send_and_go(&fixture.ada, id, &key, &body, body.len()).await;
        } else if n % 5 == 4 {
            send_and_go(&fixture.ada, id, &key, &body, body.len() / 2).await;
        }
        let (status, answer) = post(&fixture.ada, id, JSON, Some(&key), body).await;
        assert_eq!((status, &answer["rows"]), (200, &json!(50)), "{answer}");
    }
    for n in 0..200 {
        let times = if n % 10 == 0 { 2 } else { 1 };
        let key = key(n);
        let again = (0..times).map(|_| post(&fixture.ada, id, JSON, Some(&key), batch(n)));
        let answers = join_all(again).await;
        for (status, answer) in &answers {
            assert_eq!((*status, &answer["dup"]), (200, &json!(true)), "{answer}");
            assert_eq!(answer["first"], answers[0].1["first"]);
        }
    }
    let mut values = every_value(&fixture.ada, id, 10_000).await;
    values.sort_unstable();
    assert_eq!(values, (1..=10_000).collect::<Vec<_>>());
}

/// The second column of all rows.
pub(super) async fn every_value(by: &Visitor, id: DatasetId, total: i64) -> Vec<i64> {
    page_of(by, id, total).await;
    let mut values = Vec::new();
    for offset in (0..total).step_by(500) {
        let path = format!("/api/datasets/{id}/rows?limit=500&offset={offset}&columns=1");
        let (status, page) = answer(by.request(Method::GET, &path)).await;
        assert_eq!(status, 200, "{page}");
        let rows = page["rows"].as_array().unwrap();
        values.extend(rows.iter().map(|row| row[0].as_f64().unwrap() as i64));
    }
    values
}
