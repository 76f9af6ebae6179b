//! What whoever runs a server does beside it: accounts made, closed and opened, invitations, and the
//! doors that `TANDEM_REGISTRATION` opens.

use crate::support::{TestApp, Visitor, join, message, program};
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::{io::Write, path::Path, process::Stdio, time::Duration};
use tandem::server::config::Registration;
use tokio::{process::Command, time::timeout};

const PASSWORD: &str = "correct horse battery";

/// What a command says: its exit code, standard output, standard error.
async fn tandem(data: &Path, words: &[&str], settings: &[(&str, &str)]) -> (i32, String, String) {
    let mut command = Command::new(program());
    let output = command
        .args(words)
        .env_clear()
        .env("TANDEM_DATA", data)
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .output();
    let output = timeout(Duration::from_secs(60), output)
        .await
        .unwrap()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

async fn sign_in(app: &TestApp, name: &str, password: &str) -> Result<Visitor, Value> {
    enter(
        app,
        "/api/login",
        &[("username", name), ("password", password)],
    )
    .await
}

async fn register(app: &TestApp, name: &str, invite: Option<&str>) -> Result<Visitor, Value> {
    let mut form = vec![("username", name), ("password", PASSWORD)];
    form.extend(invite.map(|secret| ("invite", secret)));
    enter(app, "/api/register", &form).await
}

async fn enter(app: &TestApp, path: &str, form: &[(&str, &str)]) -> Result<Visitor, Value> {
    let mut visitor = Visitor::anonymous(app.addr);
    let answer = visitor.form(path, form).await;
    if answer.status() != 200 {
        return Err(answer.json().await.unwrap());
    }
    let cookies = answer.headers().get_all("set-cookie").iter();
    let mut cookies = cookies.map(|cookie| cookie.to_str().unwrap());
    let login = cookies
        .find(|cookie| cookie.starts_with("tandem="))
        .unwrap();
    visitor.cookie = Some(login.split(';').next().unwrap().to_owned());
    Ok(visitor)
}

fn code(refused: Result<Visitor, Value>) -> String {
    let error = refused.err().expect("refused");
    assert!(error["message"].as_str().unwrap().ends_with('.'), "{error}");
    error["code"].as_str().unwrap().to_owned()
}

/// The secret in the link that was printed.
fn secret(printed: &str) -> &str {
    let link = printed.lines().next().unwrap();
    link.split_once("/register?invite=").unwrap().1
}

async fn page(app: &TestApp, path: &str) -> (StatusCode, String) {
    let visitor = Visitor::anonymous(app.addr);
    let answer = visitor.navigate(path).await;
    (answer.status(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_made_listed_and_given_other_passwords_beside_a_server() {
    let app = TestApp::start().await;
    let data = &app.config.data;
    let (exit, said, _) = tandem(data, &["person", "add", "Ada"], &[]).await;
    assert_eq!(exit, 0, "{said}");
    let password = said.split("Password: ").nth(1).unwrap().trim();
    let ada = sign_in(&app, "Ada", password).await.unwrap();
    let (exit, _, said) = tandem(data, &["person", "add", "ada"], &[]).await;
    assert_eq!((exit, said.lines().count()), (1, 1), "{said}");
    assert!(said.contains("taken"), "{said}");
    let (exit, _, said) = tandem(data, &["person", "add", "two words"], &[]).await;
    assert_eq!((exit, said.lines().count()), (1, 1), "{said}");

    let (exit, said, _) = tandem(data, &["person", "list"], &[]).await;
    assert_eq!((exit, said.lines().count()), (0, 1), "{said}");
    assert!(
        said.starts_with("Ada ") && said.contains("since 20"),
        "{said}"
    );

    let (exit, said, _) = tandem(data, &["person", "reset-password", "ada"], &[]).await;
    assert_eq!(exit, 0, "{said}");
    let new = said.split("Password: ").nth(1).unwrap().trim();
    assert_ne!(new, password);
    assert_eq!(code(sign_in(&app, "Ada", password).await), "auth/wrong");
    sign_in(&app, "Ada", new).await.unwrap();
    // Who was signed in is not any more.
    until_refused(&ada).await;

    for words in [
        &["person", "reset-password", "Nobody"][..],
        &["person", "disable", "Nobody"],
        &["person", "enable", "Nobody"],
        &["person", "delete", "Nobody"],
    ] {
        let (exit, said, why) = tandem(data, words, &[]).await;
        assert_eq!(
            (exit, said.as_str(), why.lines().count()),
            (1, "", 1),
            "{why}"
        );
        assert!(why.contains("Nobody here is called “Nobody”"), "{why}");
    }
    for words in [
        &["person"][..],
        &["person", "promote", "Ada"],
        &["invite", "0"],
    ] {
        let (exit, said, why) = tandem(data, words, &[]).await;
        assert_eq!((exit, said.as_str()), (2, ""), "{why}");
    }
}

/// Asks until the login is not taken any more: at most seconds.
async fn until_refused(visitor: &Visitor) {
    for _ in 0..100 {
        let answer = visitor.form("/api/my_sessions", &[]).await;
        if answer.status() == 401 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{} is still signed in", visitor.name);
}

#[tokio::test]
async fn a_password_can_be_sent_in() {
    let data = tempfile::tempdir().unwrap();
    let mut child = std::process::Command::new(program())
        .args(["person", "add", "Ada", "--password-stdin"])
        .env_clear()
        .env("TANDEM_DATA", data.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Before the first start: the first account of an empty server.
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{PASSWORD}").unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(!said.contains(PASSWORD), "{said}");
    let app = TestApp::with(|config| config.data = data.path().into()).await;
    sign_in(&app, "Ada", PASSWORD).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_person_is_out_at_once_and_comes_back_when_enabled() {
    let app = TestApp::start().await;
    let data = &app.config.data;
    let ada = register(&app, "Ada", None).await.unwrap();
    let (_, token) = ada.make_token("30").await;
    let script = ada.script(&token);
    let session = ada.create_session().await;
    let (by_cookie, by_token) = (ada.socket().await, script.socket().await);
    for socket in [&by_cookie, &by_token] {
        join(socket, session).await.unwrap();
    }

    let (exit, said, _) = tandem(data, &["person", "disable", "Ada"], &[]).await;
    assert_eq!(exit, 0, "{said}");
    until_refused(&ada).await;
    for socket in [&by_cookie, &by_token] {
        let closed = async {
            loop {
                match socket
                    .emit("send_message", message(session, "Still?"))
                    .await
                {
                    Err(refusal) if refusal.code != "rate/limited" => return,
                    _ => tokio::time::sleep(Duration::from_millis(50)).await,
                }
            }
        };
        timeout(Duration::from_secs(10), closed)
            .await
            .expect("closed");
    }
    assert_eq!(
        code(sign_in(&app, "Ada", PASSWORD).await),
        "account/disabled"
    );
    // Who does not know the password learns nothing.
    assert_eq!(
        code(sign_in(&app, "Ada", "not the password").await),
        "auth/wrong"
    );
    let answer = script
        .request(Method::POST, "/api/my_sessions")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 403);
    assert!(script.try_socket("/session").await.is_err());
    let (_, said, _) = tandem(data, &["person", "list"], &[]).await;
    assert!(said.contains("disabled"), "{said}");

    let (exit, said, _) = tandem(data, &["person", "enable", "Ada"], &[]).await;
    assert_eq!(exit, 0, "{said}");
    sign_in(&app, "Ada", PASSWORD).await.unwrap();
    let answer = script
        .request(Method::POST, "/api/my_sessions")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_person_is_gone_and_their_words_stay_or_go() {
    for (name, more) in [("Grace", None), ("Noor", Some("--with-words"))] {
        let app = TestApp::start().await;
        let data = &app.config.data;
        let ada = register(&app, "Ada", None).await.unwrap();
        let other = register(&app, name, None).await.unwrap();
        let session = ada.create_session().await;
        assert_eq!(
            other
                .navigate(&format!("/session/{session}"))
                .await
                .status(),
            200
        );
        let socket = other.socket().await;
        let said = message(session, "What I said.");
        socket.emit("send_message", said).await.unwrap();

        let words = ["person", "delete", name].into_iter().chain(more);
        let (exit, said, why) = tandem(data, &words.collect::<Vec<_>>(), &[]).await;
        assert_eq!(exit, 0, "{why}");
        assert!(said.contains("has no account any more"), "{said}");
        until_refused(&other).await;
        let (_, listed, _) = tandem(data, &["person", "list"], &[]).await;
        assert!(!listed.contains(name), "{listed}");
        assert_eq!(code(sign_in(&app, name, PASSWORD).await), "auth/wrong");
        let seen = ada.navigate(&format!("/session/{session}")).await;
        let page = seen.text().await.unwrap();
        assert_eq!(page.contains("What I said."), more.is_none(), "{name}");
    }
    // Without a server the next one does it.
    let data = tempfile::tempdir().unwrap();
    tandem(data.path(), &["person", "add", "Ada"], &[]).await;
    let (exit, said, _) = tandem(data.path(), &["person", "delete", "Ada"], &[]).await;
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("when the server starts"), "{said}");
    let app = TestApp::with(|config| config.data = data.path().into()).await;
    for _ in 0..100 {
        let (_, listed, _) = tandem(&app.config.data, &["person", "list"], &[]).await;
        if !listed.contains("Ada") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("Ada is still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_makes_one_account() {
    let app = TestApp::with(|config| {
        config.registration = Registration::Invite;
        config.throttle.registrations_per_minute = 100;
    })
    .await;
    let settings = [
        ("TANDEM_REGISTRATION", "invite"),
        ("TANDEM_ORIGINS", "https://tandem.example"),
    ];
    let (status, first) = page(&app, "/register").await;
    assert_eq!(status, 403);
    assert!(
        first.contains("tandem invite") && !first.contains("<form"),
        "{first}"
    );
    let (exit, said, _) = tandem(&app.config.data, &["invite"], &settings).await;
    assert_eq!(exit, 0, "{said}");
    assert!(
        said.starts_with("https://tandem.example/register?invite="),
        "{said}"
    );
    let secret = secret(&said);

    let (status, form) = page(&app, &format!("/register?invite={secret}")).await;
    assert_eq!(status, 200);
    assert!(
        form.contains("You are invited") && form.contains(secret),
        "{form}"
    );
    assert_eq!(
        code(register(&app, "Ada", None).await),
        "account/by-invitation"
    );
    let other = "x".repeat(43);
    for other in ["", "short", &other] {
        let refused = code(register(&app, "Ada", Some(other)).await);
        assert!(refused.starts_with("account/"), "{refused}");
    }
    // A name that cannot be had uses nothing up.
    assert_eq!(
        code(register(&app, "a", Some(secret)).await),
        "account/name"
    );
    // Of many at once one comes in.
    let names: Vec<String> = (0..6).map(|i| format!("person{i}")).collect();
    let came = join_all(names.iter().map(|name| register(&app, name, Some(secret)))).await;
    assert_eq!(came.iter().filter(|came| came.is_ok()).count(), 1);
    assert_eq!(
        code(register(&app, "Grace", Some(secret)).await),
        "account/invitation-used"
    );
    let (status, used) = page(&app, &format!("/register?invite={secret}")).await;
    assert_eq!(status, 403);
    assert!(used.contains("This invitation cannot be used"), "{used}");
    let (_, closed) = page(&app, "/register").await;
    assert!(
        !closed.contains("tandem invite"),
        "only whoever is first is told: {closed}"
    );

    // The database knows no secret.
    let wal = std::fs::read(app.config.data.join("tandem.sqlite-wal")).unwrap_or_default();
    let main = std::fs::read(app.config.data.join("tandem.sqlite")).unwrap();
    for bytes in [wal, main] {
        let found = bytes
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!found);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_ends_with_its_time() {
    let app = TestApp::with(|config| config.registration = Registration::Invite).await;
    let (_, said, _) = tandem(&app.config.data, &["invite", "1"], &[]).await;
    let secret = secret(&said);
    use sea_orm::ConnectionTrait;
    let over = "UPDATE invitations SET expires_at = 1";
    app.db.write.execute_unprepared(over).await.unwrap();
    assert_eq!(
        code(register(&app, "Ada", Some(secret)).await),
        "account/invitation-used"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_door_says_who_opens_it() {
    let app = TestApp::with(|config| config.registration = Registration::Closed).await;
    let (status, first) = page(&app, "/register").await;
    assert_eq!(status, 403);
    assert!(
        first.contains("tandem person add") && !first.contains("<form"),
        "{first}"
    );
    assert_eq!(code(register(&app, "Ada", None).await), "account/closed");
    let (exit, said, _) = tandem(&app.config.data, &["person", "add", "Ada"], &[]).await;
    assert_eq!(exit, 0, "{said}");
    let (_, later) = page(&app, "/register").await;
    assert!(
        later.contains("made by whoever runs this server"),
        "{later}"
    );
    assert!(!later.contains("tandem person add"), "{later}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_person_of_an_open_server_is_told_so() {
    let app = TestApp::start().await;
    let (status, first) = page(&app, "/register").await;
    assert_eq!(status, 200);
    assert!(first.contains("You are the first here"), "{first}");
    register(&app, "Ada", None).await.unwrap();
    let (_, second) = page(&app, "/register").await;
    assert!(!second.contains("You are the first here"), "{second}");
}
