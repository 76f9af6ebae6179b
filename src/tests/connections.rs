//! Connections that take their time, or too many of them, written by hand: each is ended, with a word
//! where there is one to say, and those of others are not.

use crate::support::{TestApp, Visitor, ask, join, raw, start_with};
use futures_util::future::join_all;
use reqwest::Method;
use std::{
    net::SocketAddr,
    process::Command,
    time::{Duration, Instant},
};
use tandem::shared::protocol::SESSION_NAMESPACE;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{interval, timeout},
};

const SHORT: Duration = Duration::from_millis(300);
const POLLING: &str = "/socket.io/?EIO=4&transport=polling";

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_never_end_and_silence_are_ended() {
    let app = TestApp::with(|config| config.connections.headers_within = SHORT).await;
    let started = Instant::now();
    for begun in [
        "",
        "GET",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nx: y\r\nz: ",
    ] {
        let mut connection = raw::say(app.addr, begun).await;
        raw::hear_all(&mut connection).await;
    }
    // And between two requests.
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {}\r\n\r\n", app.addr);
    let heard = raw::hear_all(&mut raw::say(app.addr, &request).await).await;
    assert!(heard.ends_with("ok"), "{heard}");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_a_byte_at_a_time_is_ended_too() {
    let app = TestApp::with(|config| config.connections.headers_within = SHORT).await;
    let mut connection = raw::say(app.addr, "GET / HTTP/1.1\r\nx: ").await;
    assert_eq!(drip(&mut connection).await, "");
}

/// Sends a byte every 50 ms until the other side has closed. What it said.
async fn drip(connection: &mut TcpStream) -> String {
    let (mut near, mut far) = connection.split();
    let mut clock = interval(Duration::from_millis(50));
    let mut heard = Vec::new();
    let dripping = async {
        loop {
            clock.tick().await;
            if far.write_all(b"x").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let hearing = timeout(Duration::from_secs(10), near.read_to_end(&mut heard));
    tokio::select! {
        heard = hearing => heard.expect("it is ended").unwrap(),
        () = dripping => unreachable!(),
    };
    String::from_utf8(heard).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_rests_or_drips_is_answered_and_ended() {
    let app = TestApp::with(|config| config.connections.body_rests = SHORT).await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let file = format!("/api/sessions/{session}/datasets?name=slow.csv");
    let cookie = ada.cookie.as_deref().unwrap();
    for path in ["/api/login", "/api/create_token", POLLING, &file] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: 5000\r\n\r\nname=",
            app.addr
        );
        if path != POLLING {
            let heard = raw::hear_all(&mut raw::say(app.addr, &head).await).await;
            assert!(heard.starts_with("HTTP/1.1 408 "), "{path}: {heard}");
            assert!(
                heard.contains("did not arrive in time: only 5 bytes"),
                "{heard}"
            );
        }
        let heard = drip(&mut raw::say(app.addr, &head).await).await;
        assert!(heard.starts_with("HTTP/1.1 4"), "{path}: {heard}");
    }
    let left = std::fs::read_dir(app.config.uploads_dir()).unwrap().count();
    assert_eq!(left, 0, "files that nobody finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_no_answer_is_ended() {
    let app = TestApp::with(|config| {
        config.connections.body_rests = SHORT;
        config.connections.per_address = Some(1);
    })
    .await;
    // More answers than fit on their way, and nobody reads them.
    let request = format!("GET /login HTTP/1.1\r\nhost: {}\r\n\r\n", app.addr);
    let mut silent = TcpStream::connect(app.addr).await.unwrap();
    let asking = async { while silent.write_all(request.as_bytes()).await.is_ok() {} };
    timeout(Duration::from_secs(20), asking)
        .await
        .expect("it is ended");
    comes_free(app.addr).await;
}

/// Until a place for one more connection is there again.
async fn comes_free(addr: SocketAddr) {
    let again = async {
        while !raw::answer(addr, "GET /healthz HTTP/1.1")
            .await
            .ends_with("ok")
        {}
    };
    timeout(Duration::from_secs(10), again)
        .await
        .expect("places come free");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_so_many_connections() {
    let app = TestApp::with(|config| config.connections.per_address = Some(3)).await;
    // They are served in the order in which they come.
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(raw::say(app.addr, "GET / HTTP/1.1\r\n").await);
    }
    let heard = raw::answer(app.addr, "GET /healthz HTTP/1.1").await;
    assert!(heard.starts_with("HTTP/1.1 503 "), "{heard}");
    assert!(heard.ends_with("Close some, then try again."), "{heard}");
    drop(open);
    comes_free(app.addr).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_addresses_together_have_so_many_connections_and_a_proxys_one_is_not_counted() {
    for (trust_forwarded, most) in [(false, 2), (true, 4)] {
        let app = TestApp::with(|config| {
            config.trust_forwarded = trust_forwarded;
            config.connections.most = Some(4);
            config.connections.per_address = Some(2);
        })
        .await;
        let said = (0..6).map(|_| raw::say(app.addr, "GET / HTTP/1.1\r\n"));
        let mut open = join_all(said).await;
        let refused = open.iter_mut().map(|one| async {
            let mut first = [0; 12];
            let answer = timeout(Duration::from_secs(2), one.read_exact(&mut first)).await;
            answer.is_ok_and(|read| read.is_ok() && first.ends_with(b"503"))
        });
        let refused = join_all(refused)
            .await
            .into_iter()
            .filter(|one| *one)
            .count();
        assert_eq!(refused, 6 - most);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn handshakes_that_nobody_claims_are_few() {
    let app = TestApp::with(|config| config.sockets.unclaimed = 2).await;
    let ada = app.visitor("Ada").await;
    let (_, secret) = ada.make_token("30").await;
    let script = ada.script(&secret);
    // Those that show a good token are claimed, and do not count any more.
    let mut claimed = Vec::new();
    for _ in 0..4 {
        claimed.push(script.late_socket(SESSION_NAMESPACE).await.unwrap());
    }
    let stranger = Visitor::anonymous(app.addr);
    let knock = async || {
        let path = format!("{POLLING}&auth=token");
        stranger.request(Method::GET, &path).send().await.unwrap()
    };
    assert_eq!(knock().await.status(), 200);
    assert_eq!(knock().await.status(), 200);
    let refused = knock().await;
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    // Who has an account is not held up by them.
    assert!(ada.try_socket(SESSION_NAMESPACE).await.is_ok());
    claimed.clear();
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_it_ends_whatever_others_do_and_says_what_it_cut() {
    let data = tempfile::tempdir().unwrap();
    let addr = crate::support::free_address();
    let set = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let settings = [
        set("TANDEM_STOP_SECONDS", "3"),
        set("RUST_LOG", "tandem=info,warn"),
    ];
    let mut server = start_with(addr, data.path(), &settings).await;
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    let socket = ada.socket().await;
    join(&socket, session).await.unwrap();

    let mut half_a_header = raw::say(addr, "GET / HTTP/1.1\r\nx: ").await;
    let mut upload = slow_upload(&ada, addr, &session.to_string()).await;
    let arriving = timeout(
        Duration::from_secs(10),
        socket.next_event("upload_progress"),
    );
    assert!(arriving.await.unwrap().is_some(), "it is on its way");

    let asked = Instant::now();
    let pid = server.id().unwrap().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(told.success());
    let heard = raw::hear_all(&mut upload).await;
    assert!(heard.starts_with("HTTP/1.1 503 "), "{heard}");
    assert!(heard.contains("slow.csv did not arrive whole"), "{heard}");
    let ended = timeout(Duration::from_secs(10), server.wait()).await;
    assert!(ended.expect("it ends within 10 s").unwrap().success());
    assert!(
        asked.elapsed() < Duration::from_secs(6),
        "{:?}",
        asked.elapsed()
    );
    let mut rest = Vec::new();
    let _ = half_a_header.read_to_end(&mut rest).await;
    let log = server.log();
    assert!(log.contains("upload cut by the stop: slow.csv"), "{log}");
    let left = std::fs::read_dir(data.path().join("uploads"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "nothing of it stays");
}

async fn slow_upload(ada: &Visitor, addr: SocketAddr, session: &str) -> TcpStream {
    let cookie = ada.cookie.as_deref().unwrap();
    let head = format!(
        "POST /api/sessions/{session}/datasets?name=slow.csv HTTP/1.1\r\nhost: {addr}\r\n\
         cookie: {cookie}\r\ncontent-length: 5000\r\n\r\na\n1\n"
    );
    raw::say(addr, &head).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sends_so_many_files_at_once() {
    let app = TestApp::with(|config| config.connections.uploads_per_person = 2).await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let socket = ada.socket().await;
    join(&socket, session).await.unwrap();
    let mut open = Vec::new();
    for _ in 0..2 {
        open.push(slow_upload(&ada, app.addr, &session.to_string()).await);
        let arriving = timeout(
            Duration::from_secs(10),
            socket.next_event("upload_progress"),
        );
        arriving.await.unwrap();
    }
    let path = format!("/api/sessions/{session}/datasets?name=third.csv");
    let send = async || {
        let request = ada.request(Method::POST, &path).body("a\n1\n");
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, sentence) = send().await;
    assert_eq!(status, 429, "{sentence}");
    assert!(
        sentence.contains("2 of your files") && sentence.contains("third.csv"),
        "{sentence}"
    );
    drop(open);
    let again = async { while send().await.0 != 200 {} };
    timeout(Duration::from_secs(20), again)
        .await
        .expect("places come free");
    // Every connection of theirs still works.
    let now = tandem::shared::protocol::Clock {};
    let root = ada.try_socket("/").await.unwrap();
    assert!(ask(&root, now).await.is_ok());
}
