//! `GET /metrics`: what the server counts, in the text that Prometheus reads.
//!
//! For whoever runs it. Without a token of theirs only this machine may ask; proxied
//! requests count as remote. Anyone else gets 404.

use crate::server::{
    app::App,
    config::Config,
    metrics::{self, Process},
    sockets::OpenSockets,
};
use axum::{
    Extension,
    extract::{ConnectInfo, State},
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE},
    request::Parts,
};
use prometheus_client::{
    encoding::prometheus_text,
    metrics::{
        family::Family,
        gauge::{ConstGauge, Gauge},
    },
    registry::Registry,
};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;

pub async fn page(
    State(app): State<App>,
    Extension(open): Extension<OpenSockets>,
    request: Parts,
) -> Response {
    if !may_read(&app.config, &request) {
        return (StatusCode::NOT_FOUND, "There is nothing at this address.").into_response();
    }
    let mut text = String::new();
    match prometheus_text::encode(&mut text, &registry(&app, &open)) {
        Ok(()) => ([(CONTENT_TYPE, prometheus_text::CONTENT_TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "metrics not written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn may_read(config: &Config, request: &Parts) -> bool {
    match &config.metrics_token {
        Some(token) => shown(&request.headers).is_some_and(|shown| same(shown, token)),
        None => is_of_this_machine(request),
    }
}

fn shown(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// Compares hashes, and all of them: how long it takes says nothing of how much was right.
fn same(shown: &str, token: &str) -> bool {
    let (shown, token) = (Sha256::digest(shown), Sha256::digest(token));
    let differences = shown.iter().zip(token.iter()).map(|(a, b)| a ^ b);
    differences.fold(0, |all, one| all | one) == 0
}

/// Headers by which proxies say that they hand a request on. Their presence is enough: with
/// `TANDEM_TRUST_FORWARDED` or without, the visitor is behind the proxy and not on this machine.
const HANDED_ON: [&str; 5] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-real-ip",
];

fn is_of_this_machine(request: &Parts) -> bool {
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>();
    let near = peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback());
    near && !HANDED_ON
        .iter()
        .any(|name| request.headers.contains_key(*name))
}

fn registry(app: &App, open: &OpenSockets) -> Registry {
    let mut registry = Registry::default();
    of_the_process(&mut registry);
    gauges(
        &mut registry,
        "tandem_sockets_open",
        "Sockets that are open, by namespace",
        "namespace",
        open.by_namespace(),
    );
    for (name, help, value) in [
        (
            "tandem_people_online",
            "People with a tab open",
            app.online.count(),
        ),
        (
            "tandem_streams_in_memory",
            "Sessions, rooms and direct conversations that are held in memory",
            app.streams.in_memory(),
        ),
        (
            "tandem_workers",
            "Worker processes that are alive",
            app.engine.workers(),
        ),
        (
            "tandem_storage_ok",
            "1 when the last write was stored, 0 while the disk or the database refuses",
            usize::from(app.db.trouble().is_none()),
        ),
    ] {
        registry.register(name, help, ConstGauge::new(value));
    }
    counted(&mut registry);
    registry
}

fn of_the_process(registry: &mut Registry) {
    gauges(
        registry,
        "tandem_build_info",
        "Always 1; the label says what runs",
        "version",
        [(env!("CARGO_PKG_VERSION"), 1)],
    );
    registry.register(
        "tandem_uptime_seconds",
        "Since this process started",
        ConstGauge::new(metrics::uptime().as_secs_f64()),
    );
    let process = Process::look();
    if let Some(bytes) = process.resident_bytes {
        let help = "Memory of the server itself, without its workers";
        registry.register(
            "process_resident_memory_bytes",
            help,
            ConstGauge::new(bytes),
        );
    }
    if let Some(files) = process.open_files {
        let help = "Sockets and files that are open";
        registry.register("process_open_fds", help, ConstGauge::new(files));
    }
}

fn gauges(
    registry: &mut Registry,
    name: &str,
    help: &str,
    label: &'static str,
    values: impl IntoIterator<Item = (&'static str, usize)>,
) {
    let family = Family::<[(&str, &str); 1], Gauge>::default();
    for (of, value) in values {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        family.get_or_create(&[(label, of)]).set(value);
    }
    registry.register(name, help, family);
}

/// The names of counters get their `_total` when they are written.
fn counted(registry: &mut Registry) {
    registry.register(
        "tandem_panics",
        "Faults of the program that one request, task or socket ended with; each is in the log",
        metrics::PANICS.clone(),
    );
    registry.register(
        "tandem_events_appended",
        "Events that the log took in",
        metrics::EVENTS_APPENDED.clone(),
    );
    registry.register(
        "tandem_group_commits",
        "Groups of appends that the log's writer committed, or that the database refused",
        metrics::COMMITS.family(),
    );
    registry.register(
        "tandem_commit_seconds",
        "How long a group took, its sync to disk included",
        metrics::COMMIT_SECONDS.clone(),
    );
    registry.register(
        "tandem_commands_refused",
        "Commands at sockets that were refused, by the code in the ack",
        metrics::REFUSALS.family(),
    );
    registry.register(
        "tandem_http_responses",
        "HTTP responses, by class of status",
        metrics::RESPONSES.family(),
    );
    registry.register(
        "tandem_runs",
        "Runs of analyses, by how they ended; stored ones needed no worker",
        metrics::RUNS.family(),
    );
    registry.register(
        "tandem_run_frames",
        "Answers of runs that follow live data sets, each computed once for all who watch",
        metrics::RUN_FRAMES.clone(),
    );
    registry.register(
        "tandem_workers_started",
        "Worker processes that were started",
        metrics::WORKERS_STARTED.clone(),
    );
    registry.register(
        "tandem_upload_bytes",
        "Bytes of files that people uploaded",
        metrics::UPLOADED_BYTES.clone(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "0123456789abcdef";

    fn reads(token: Option<&str>, peer: &str, sent: &[(&str, &str)]) -> bool {
        let mut config = Config::on_this_machine("data".into());
        config.metrics_token = token.map(str::to_owned);
        let mut request = http::Request::get("/metrics");
        for (name, value) in sent {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let peer: SocketAddr = peer.parse().unwrap();
        parts.extensions.insert(ConnectInfo(peer));
        may_read(&config, &parts)
    }

    #[test]
    fn without_a_token_only_this_machine_reads() {
        for peer in ["127.0.0.1:5000", "[::1]:5000", "[::ffff:127.0.0.1]:5000"] {
            assert!(reads(None, peer, &[]), "{peer}");
        }
        for peer in ["192.0.2.7:5000", "[2001:db8::1]:5000", "10.0.0.1:5000"] {
            assert!(!reads(None, peer, &[]), "{peer}");
            assert!(!reads(None, peer, &[("x-forwarded-for", "127.0.0.1")]));
        }
    }

    #[test]
    fn what_a_proxy_hands_on_is_not_of_this_machine() {
        for (name, value) in [
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-real-ip", "127.0.0.1"),
            ("forwarded", "for=203.0.113.9"),
            ("via", "1.1 proxy"),
        ] {
            assert!(!reads(None, "127.0.0.1:5000", &[(name, value)]), "{name}");
        }
    }

    #[test]
    fn with_a_token_only_who_shows_it_reads() {
        let (near, far) = ("127.0.0.1:5000", "192.0.2.7:5000");
        for peer in [near, far] {
            let right = [("authorization", "bearer 0123456789abcdef")];
            assert!(reads(Some(TOKEN), peer, &right), "{peer}");
            for wrong in [
                "Bearer 0123456789abcde",
                "Bearer ",
                "0123456789abcdef",
                "Basic x",
            ] {
                let sent = [("authorization", wrong)];
                assert!(!reads(Some(TOKEN), peer, &sent), "{peer} {wrong}");
            }
            assert!(!reads(Some(TOKEN), peer, &[]), "{peer}");
        }
    }
}
