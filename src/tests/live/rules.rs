//! Rules from the outside: they speak of what comes, once, in the conversation and in the bell.

use super::*;
use crate::support::{free_address, start};
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{
        ids::{Cid, RuleId, SessionId},
        protocol::Durable,
        session::rules::{Condition, MakeRule, RemoveRule, RuleOf},
    },
};
use uuid::Uuid;

fn highest(bound: f64) -> Condition {
    Condition {
        of: RuleOf::Max,
        column: Some("value".into()),
        over_s: 1,
        bound,
        ..Condition::default()
    }
}

fn silence() -> Condition {
    Condition {
        of: RuleOf::Silence,
        for_s: 1,
        ..Condition::default()
    }
}

async fn make(
    socket: &NativeSocket,
    session: SessionId,
    dataset_id: DatasetId,
    condition: Condition,
) -> RuleId {
    let rule = MakeRule {
        dataset_id,
        condition,
    };
    let made = rule.once_in_session(session, Cid(Uuid::new_v4()));
    ask(socket, made).await.unwrap().rule_id
}

async fn next(socket: &NativeSocket, event: &str) -> Value {
    timeout(PATIENCE, socket.next_event(event))
        .await
        .unwrap()
        .unwrap()
}

/// Rows with this value until an event comes.
async fn rows_until(
    by: &Visitor,
    id: DatasetId,
    value: i64,
    event: impl Future<Output = Value>,
) -> Value {
    let send = async {
        loop {
            let row = json!({ "sensor": "a", "value": value }).to_string();
            assert_eq!(post(by, id, JSON, None, row).await.0, 200);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        told = event => told,
        () = send => unreachable!(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_fires_and_clears_for_everyone() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let (ada, _) = fixture.enter(&fixture.ada).await;
    let (grace, _) = fixture.enter(&fixture.grace).await;
    let rule = make(&grace, fixture.session, id, highest(10.0)).await;
    let made = next(&ada, "rule_made").await;
    assert_eq!(made["rule_id"], json!(rule));
    let fired = rows_until(&fixture.ada, id, 20, next(&ada, "rule_fired")).await;
    assert_eq!(
        (&fired["by"]["name"], &fired["rule_id"]),
        (&json!("Grace"), &json!(rule))
    );
    let text = fired["text"]
        .as_str()
        .unwrap()
        .replace(['\u{2068}', '\u{2069}'], "");
    assert_eq!(
        text,
        "’s rule for sensors fired: highest value over 1 s above 10 (20)"
    );
    let cleared = rows_until(&fixture.ada, id, 5, next(&ada, "rule_cleared")).await;
    assert!(
        cleared["text"].as_str().unwrap().contains("(5)"),
        "{cleared}"
    );
    // Those who come late find the lines and the rule.
    let about = format!("/session/{}/data/{id}/rules", fixture.session);
    let page = fixture.ada.navigate(&about).await.text().await.unwrap();
    assert!(page.contains("highest"), "{page}");
    let removal = RemoveRule { rule_id: rule };
    let removal = removal.once_in_session(fixture.session, Cid(Uuid::new_v4()));
    ask(&ada, removal.clone()).await.unwrap();
    assert_eq!(next(&grace, "rule_removed").await["by"]["name"], "Ada");
    let again = removal
        .body
        .once_in_session(fixture.session, Cid(Uuid::new_v4()));
    assert_eq!(ask(&ada, again).await.unwrap_err().code, "rule/unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_stop_are_told_and_whoever_is_elsewhere_hears_of_it() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let (ada, _) = fixture.enter(&fixture.ada).await;
    let bell = fixture.grace.try_socket("/user").await.unwrap();
    make(&ada, fixture.session, id, silence()).await;
    let fired = next(&ada, "rule_fired").await;
    assert!(
        fired["text"].as_str().unwrap().contains("no rows for 1 s"),
        "{fired}"
    );
    let told = next(&bell, "notification").await;
    assert_eq!(told["kind"], "rule_spoke");
    assert!(
        told["text"].as_str().unwrap().contains("rule fired"),
        "{told}"
    );
    let cleared = rows_until(&fixture.ada, id, 1, next(&ada, "rule_cleared")).await;
    assert_eq!(cleared["dataset_id"], json!(id));
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_were_there_are_not_new() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let row = |sensor: &str| json!({ "sensor": sensor, "value": 1 }).to_string();
    assert_eq!(post(&fixture.ada, id, JSON, None, row("a")).await.0, 200);
    let (ada, _) = fixture.enter(&fixture.ada).await;
    let news = Condition {
        of: RuleOf::NewValue,
        column: Some("sensor".into()),
        ..Condition::default()
    };
    make(&ada, fixture.session, id, news).await;
    // It begins with what comes after it has looked; that is soon.
    make(&ada, fixture.session, id, silence()).await;
    next(&ada, "rule_fired").await;
    for sensor in ["a", "b", "a"] {
        assert_eq!(post(&fixture.ada, id, JSON, None, row(sensor)).await.0, 200);
    }
    let fired = next(&ada, "rule_fired").await;
    assert_eq!(fired["values"], json!(["b"]), "{fired}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_makes_one_and_says_why_not() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let path = format!("/session/{}/data/{id}/rules", fixture.session);
    let fields = |column, bound| {
        [
            ("of", "mean"),
            ("column", column),
            ("over", "60"),
            ("side", "below"),
            ("bound", bound),
            ("lasts", "30"),
        ]
    };
    let refused = fixture.ada.form(&path, &fields("value", "much")).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(
        page.contains("value=\"much\"") && page.contains("Give the rule a bound"),
        "{page}"
    );
    let refused = fixture.ada.form(&path, &fields("sensor", "5")).await;
    assert_eq!(refused.status(), 422);
    let made = fixture.grace.form(&path, &fields("value", "5.5")).await;
    assert_eq!(made.status(), 303);
    let page = fixture.ada.navigate(&path).await.text().await.unwrap();
    let page = page.replace(['\u{2068}', '\u{2069}'], "");
    assert!(
        page.contains("mean of value over 1 minute below 5.5 for 30 s"),
        "{page}"
    );
    let from = page.find("name=\"remove\" value=\"").unwrap() + 21;
    let rule = &page[from..from + 36];
    let removed = fixture.ada.form(&path, &[("remove", rule)]).await;
    assert_eq!(removed.status(), 303);
    let page = fixture.ada.navigate(&path).await.text().await.unwrap();
    assert!(page.contains("No rules yet."), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_comes_back_says_nothing_twice_and_goes_on_looking() {
    let data = tempfile::tempdir().unwrap();
    let addr = free_address();
    let mut server = start(addr, data.path()).await;
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    let path = format!("/api/sessions/{session}/live");
    let begin = json!({ "name": "sensors", "columns": sensors() });
    let (_, begun) = answer(ada.request(Method::POST, &path).json(&begin)).await;
    let id: DatasetId = begun["dataset_id"].as_str().unwrap().parse().unwrap();
    let socket = ada.socket().await;
    crate::support::join(&socket, session).await.unwrap();
    make(&socket, session, id, silence()).await;
    next(&socket, "rule_fired").await;
    server.kill().await.unwrap();
    server = start(addr, data.path()).await;
    // Nobody is there when it clears and fires again.
    let socket = ada.socket().await;
    let joined = crate::support::join(&socket, session).await.unwrap();
    let head = joined.head;
    let cleared = rows_until(&ada, id, 1, next(&socket, "rule_cleared")).await;
    assert_eq!(cleared["n"], json!(head + 1), "it did not fire again");
    let fired = next(&socket, "rule_fired").await;
    assert_eq!(fired["n"], json!(head + 2));
    server.kill().await.unwrap();
}
