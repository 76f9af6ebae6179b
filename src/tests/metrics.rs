//! What the server tells of itself: every line can be read, counters grow with what happens, and
//! who is not on the machine finds nothing.

use crate::support::{TestApp, Visitor, ask, join, message, sources::shipped};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tandem::{
    client::socket_io::native::NativeSocket,
    shared::{
        error_code::ErrorCode,
        ids::SessionId,
        protocol::{Body as _, Sync, USER_NAMESPACE},
    },
};
use uuid::Uuid;

/// Samples by their names with labels, as they are written.
type Samples = BTreeMap<String, f64>;

/// Reads the text strictly: each sample after the help and the type of its metric, none twice.
fn parse(text: &str) -> Samples {
    let mut samples = Samples::new();
    let (mut metric, mut kind) = ("", "");
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            metric = help.split_once(' ').expect("a name, then words").0;
            kind = "";
            continue;
        }
        if let Some(of) = line.strip_prefix("# TYPE ") {
            let (name, of) = of.split_once(' ').unwrap();
            assert_eq!(name, metric, "{line}");
            assert!(["counter", "gauge", "histogram"].contains(&of), "{line}");
            kind = of;
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap();
        let plain = name.split('{').next().unwrap();
        let ending = plain.strip_prefix(metric);
        let endings: &[&str] = match kind {
            "histogram" => &["_bucket", "_sum", "_count"],
            _ => &[""],
        };
        assert!(ending.is_some_and(|end| endings.contains(&end)), "{line}");
        let letters = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(plain.chars().all(letters), "{line}");
        if let Some(labels) = name.strip_prefix(plain).filter(|rest| !rest.is_empty()) {
            let label = labels
                .strip_prefix('{')
                .unwrap()
                .strip_suffix("\"}")
                .unwrap();
            let (label, of) = label.split_once("=\"").unwrap();
            assert!(label.chars().all(letters) && !of.contains('"'), "{line}");
        }
        assert_eq!(plain.ends_with("_total"), kind == "counter", "{line}");
        let value: f64 = value.parse().expect(line);
        assert!(value >= 0.0, "{line}");
        assert!(samples.insert(name.to_owned(), value).is_none(), "{line}");
    }
    samples
}

async fn asked(visitor: &Visitor, headers: &[(&str, &str)]) -> Response {
    let mut request = visitor.request(Method::GET, "/metrics");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn read(visitor: &Visitor) -> Samples {
    let answer = asked(visitor, &[]).await;
    assert_eq!(answer.status(), 200);
    parse(&answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_grow_with_what_happens() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let (socket, user) = tokio::join!(ada.socket(), ada.try_socket(USER_NAMESPACE));
    let _user = user.unwrap();
    join(&socket, session).await.unwrap();
    let before = read(&ada).await;

    let sent: Value = socket
        .emit("send_message", message(session, "Look at the rain."))
        .await
        .unwrap();
    assert!(sent["n"].as_i64().unwrap() > 1);
    let sync = Sync { after: 0, max: 10 }.in_session(SessionId(Uuid::new_v4()));
    let refused = ask(&socket, sync).await.unwrap_err();
    assert!(ErrorCode::ALL.contains(&refused.code), "{}", refused.code);
    let code = &refused.code;
    let path = format!("/api/sessions/{session}/datasets/sample");
    let added = ada.form(&path, &[]).await;
    assert_eq!(added.status(), 200);
    let dataset = added.json::<Value>().await.unwrap()["dataset_id"].clone();
    run_to_its_end(&socket, session, dataset).await;

    let after = read(&ada).await;
    let grown = |name: &str| after[name] - before[name];
    // The message, the data set, and the run as it was queued, started and done.
    assert!(grown("tandem_events_appended_total") >= 4.0);
    let committed = grown("tandem_group_commits_total{result=\"committed\"}");
    assert!(committed >= 1.0);
    assert_eq!(grown("tandem_commit_seconds_count"), committed);
    assert_eq!(
        grown("tandem_commit_seconds_bucket{le=\"+Inf\"}"),
        committed
    );
    assert!(grown("tandem_commit_seconds_sum") > 0.0);
    let refusals = format!("tandem_commands_refused_total{{code=\"{code}\"}}");
    assert_eq!(grown(&refusals), 1.0);
    assert!(grown("tandem_http_responses_total{status=\"2xx\"}") >= 2.0);
    assert_eq!(grown("tandem_runs_total{outcome=\"done\"}"), 1.0);
    assert!(grown("tandem_upload_bytes_total") > 1_000.0);
    assert!(after["tandem_sockets_open{namespace=\"/session\"}"] >= 1.0);
    assert!(after["tandem_sockets_open{namespace=\"/user\"}"] >= 1.0);
    assert_eq!(after["tandem_people_online"], 1.0);
    assert!(after["tandem_streams_in_memory"] >= 1.0);
    assert!(after["tandem_workers"] >= 1.0);
    assert!(after["tandem_workers_started_total"] >= 1.0);
    assert!(after["process_resident_memory_bytes"] > 1_000_000.0);
    assert!(after["tandem_uptime_seconds"] > 0.0);
    let build = format!(
        "tandem_build_info{{version=\"{}\"}}",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(after[&build], 1.0);
}

async fn run_to_its_end(socket: &NativeSocket, session: SessionId, dataset: Value) {
    let run = json!({
        "session_uuid": session, "cid": Uuid::new_v4(), "dataset_id": dataset,
        "spec": { "kind": "profile" },
    });
    socket.emit("run_analysis", run).await.unwrap();
    while socket.next_event("analysis_update").await.unwrap()["status"] != "done" {}
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_through_a_proxy_finds_nothing() {
    for trusted in [false, true] {
        let app = TestApp::with(|config| config.trust_forwarded = trusted).await;
        let near = Visitor::anonymous(app.addr);
        for address in ["203.0.113.9", "127.0.0.1"] {
            let answer = asked(&near, &[("x-forwarded-for", address)]).await;
            assert_eq!(answer.status(), 404);
            assert!(answer.headers().contains_key("content-security-policy"));
            assert!(!answer.text().await.unwrap().contains("tandem_"));
        }
        let answer = asked(&near, &[]).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(
            answer.headers()["content-type"],
            "text/plain; version=0.0.4; charset=utf-8"
        );
        for header in ["content-security-policy", "x-content-type-options"] {
            assert!(answer.headers().contains_key(header), "{header}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_token_it_opens_to_whoever_shows_it() {
    let token = "an-operators-own-secret";
    let app = TestApp::with(|config| config.metrics_token = Some(token.into())).await;
    let visitor = Visitor::anonymous(app.addr);
    let ada = app.visitor("Ada").await;
    let far = ("x-forwarded-for", "203.0.113.9");
    let right = format!("Bearer {token}");
    let answer = asked(&visitor, &[far, ("authorization", &right)]).await;
    assert_eq!(answer.status(), 200);
    parse(&answer.text().await.unwrap());
    for wrong in ["Bearer another-secret-of-theirs", "Bearer", "Basic eDp5"] {
        let answer = asked(&visitor, &[("authorization", wrong)]).await;
        assert_eq!(answer.status(), 404, "{wrong}");
    }
    for visitor in [&visitor, &ada] {
        assert_eq!(asked(visitor, &[]).await.status(), 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_has_a_label_of_its_own_from_the_start() {
    let app = TestApp::start().await;
    let samples = read(&Visitor::anonymous(app.addr)).await;
    let name = "tandem_commands_refused_total{code=\"";
    let labels = samples.keys().filter_map(|key| key.strip_prefix(name));
    let labels: Vec<_> = labels.map(|rest| rest.trim_end_matches("\"}")).collect();
    let mut expected: Vec<_> = ErrorCode::ALL.iter().map(ErrorCode::as_str).collect();
    expected.push("other");
    expected.sort_unstable();
    assert_eq!(labels, expected);
}

#[test]
fn every_code_is_given_somewhere_and_none_is_written_out() {
    let mut files = shipped("src");
    files.retain(|(name, _)| name != "src/shared/error_code.rs");
    for code in ErrorCode::ALL {
        // Examples in the event reference refuse nothing.
        let mut program = files
            .iter()
            .filter(|(name, _)| !name.starts_with("src/server/reference"));
        assert!(
            program.any(|(_, text)| gives(text, code)),
            "{code} is in the list, and nothing is refused with it"
        );
        for (name, text) in &files {
            let is_written = ["\"", ":"]
                .iter()
                .any(|end| text.contains(&format!("\"{code}{end}")));
            assert!(!is_written, "{name} writes {code}: use ErrorCode::{code:?}");
        }
    }
}

/// Whether the code is made there. One that is compared with stands behind a sign of that, or before
/// an arrow, a brace or a parenthesis.
fn gives(text: &str, code: &ErrorCode) -> bool {
    let name = format!("ErrorCode::{code:?}");
    text.match_indices(&name).any(|(at, _)| {
        let before = text[..at].trim_end();
        let is_compared = ["==", "!=", "|"].iter().any(|sign| before.ends_with(sign));
        !is_compared
            && text[at + name.len()..]
                .trim_start()
                .starts_with([',', ';', '}'])
    })
}
