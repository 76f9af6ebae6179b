//! What the server tells of itself: every line can be read, counters grow with what happens, and
//! who is not on the machine finds nothing.

use crate::support::{TestApp, Visitor, ask, join, message};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use tandem::{
    client::socket_io::native::NativeSocket,
    server::metrics::CODES,
    shared::{
        ids::SessionId,
        protocol::{Sync, USER_NAMESPACE},
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
    let sync = Sync {
        session_uuid: SessionId(Uuid::new_v4()),
        after: 0,
        max: 10,
    };
    let refused = ask(&socket, sync).await.unwrap_err();
    assert!(CODES.contains(&refused.code.as_str()), "{}", refused.code);
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

#[test]
fn every_refusal_at_a_socket_has_a_label_of_its_own() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let places = [
        "server/chat",
        "server/error.rs",
        "server/notices",
        "server/sessions",
        "server/sockets",
        "shared/session",
    ];
    let mut codes = BTreeSet::new();
    for place in places {
        collect(&source.join(place), &mut codes);
    }
    assert!(codes.len() > 20, "{codes:?}");
    for code in codes {
        assert!(
            CODES.contains(&code.as_str()),
            "{code} is not in server/metrics/codes.rs"
        );
    }
    assert_eq!(CODES.last(), Some(&"other"));
    assert!(CODES[..CODES.len() - 1].is_sorted());
}

/// What stands in quotation marks and looks like a code, outside tests.
fn collect(place: &Path, codes: &mut BTreeSet<String>) {
    if place.is_dir() {
        let inside = fs::read_dir(place).unwrap();
        return inside.for_each(|entry| collect(&entry.unwrap().path(), codes));
    }
    if place.ends_with("tests.rs") || place.components().any(|part| part.as_os_str() == "tests") {
        return;
    }
    let text = fs::read_to_string(place).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let letters =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let looks_like = |word: &&str| {
        word.split_once('/')
            .is_some_and(|(a, b)| letters(a) && letters(b))
    };
    codes.extend(code.split('"').filter(looks_like).map(str::to_owned));
}
