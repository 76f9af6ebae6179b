//! What the server keeps is closed to others, whatever the umask it is started with; and what every
//! response says to browsers of other sites.

use crate::support::{TestApp, Visitor, free_address, message, program, site};
use reqwest::Method;
use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

/// A program of this name with the loosest umask there is.
fn careless(arguments: &str) -> Command {
    let mut shell = Command::new("sh");
    let line = format!("umask 000; exec \"$0\" {arguments}");
    shell.arg("-c").arg(line).arg(program());
    shell.env_remove("DATABASE_URL").kill_on_drop(true);
    shell
}

/// Everything below, with its mode.
fn modes(folder: &Path) -> Vec<(PathBuf, u32, bool)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let about = fs::metadata(&path).unwrap();
        found.push((path.clone(), about.mode() & 0o777, about.is_dir()));
        if about.is_dir() {
            found.extend(modes(&path));
        }
    }
    found
}

fn is_closed(folder: &Path) {
    assert_eq!(
        fs::metadata(folder).unwrap().mode() & 0o777,
        0o700,
        "{}",
        folder.display()
    );
    for (path, mode, is_dir) in modes(folder) {
        let expected = if is_dir { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{}: {mode:04o}", path.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_kept_is_open_to_others() {
    let outside = tempfile::tempdir().unwrap();
    let data = outside.path().join("data");
    // As an older version left it.
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    let addr = free_address();
    let mut server = careless("serve")
        .env("TANDEM_ADDR", addr.to_string())
        .env("TANDEM_DATA", &data)
        .env("TANDEM_PLAIN_HTTP", "1")
        .env("LEPTOS_SITE_ROOT", site())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(server.stdout.take().unwrap()).lines();
    said.next_line().await.unwrap().unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap()).lines();
    let told = log.next_line().await.unwrap().unwrap();
    for word in ["TANDEM_DATA", "0755", "0700"] {
        assert!(told.contains(word), "{told}");
    }
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    let socket = ada.socket().await;
    socket
        .emit("send_message", message(session, "hello"))
        .await
        .unwrap();
    let path = format!("/api/sessions/{session}/datasets/sample");
    assert_eq!(ada.form(&path, &[]).await.status(), 200);
    is_closed(&data);
    let names: Vec<_> = modes(&data)
        .into_iter()
        .map(|(path, ..)| path.display().to_string())
        .collect();
    for kept in ["tandem.sqlite", "-wal", "-shm", ".parquet"] {
        assert!(
            names.iter().any(|name| name.ends_with(kept)),
            "{kept}: {names:?}"
        );
    }
    let copy = outside.path().join("copy");
    let backup = careless(&format!("backup '{}'", copy.display()))
        .env("TANDEM_DATA", &data)
        .output()
        .await
        .unwrap();
    assert!(backup.status.success(), "{backup:?}");
    is_closed(&copy);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_hold_no_window_and_load_nothing() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    for path in [
        "/",
        "/login",
        "/nowhere",
        "/healthz",
        "/docs/events",
        "/account/tokens",
        "/socket.io/",
        "/api/page",
    ] {
        let answer = ada.request(Method::GET, path).send().await.unwrap();
        for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
            assert_eq!(answer.headers()[name], "same-origin", "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_known_signs_in_through_strangers_guesses() {
    let app = TestApp::start().await;
    let known = app.visitor("Ada").await;
    let browser = known.browser.clone().unwrap();
    let stranger = Visitor::anonymous(app.addr);
    let wrong = [("username", "Ada"), ("password", "not the password")];
    for _ in 0..40 {
        let refused = stranger.form("/api/login", &wrong).await.status();
        assert!([401, 429].contains(&refused.as_u16()), "{refused}");
    }
    let right = [("username", "Ada"), ("password", "correct horse")];
    assert_eq!(stranger.form("/api/login", &right).await.status(), 429);
    let again = stranger
        .request(Method::POST, "/api/login")
        .header("cookie", &browser)
        .form(&right);
    let answer = again.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let cookies: Vec<_> = answer.headers().get_all("set-cookie").iter().collect();
    let next = cookies.iter().find_map(|cookie| {
        let cookie = cookie.to_str().unwrap();
        cookie.starts_with("tandem-browser=").then_some(cookie)
    });
    let next = next.unwrap();
    assert!(
        next.contains("HttpOnly") && next.contains("Max-Age=34560000"),
        "{next}"
    );
    assert!(!next.starts_with(&browser), "the secret stays the same");
}
