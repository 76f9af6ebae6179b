//! Accounts and logins against real databases.

use super::*;
use crate::server::bus::{Audience, Nobody, NoteSignal};
use crate::server::config::Throttle;
use crate::server::db::testing::{on_each_database, sqlite};
use crate::shared::{
    ids::{PersonId, StreamId},
    stream::{Event, StreamKind},
};
use http::{HeaderValue, header::COOKIE};
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr};

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const PASSWORD: &str = "correct horse";

fn auth(db: Database) -> Auth {
    Auth::new(
        db,
        &Config::on_this_machine("data".into()),
        Arc::new(Nobody),
    )
}

fn with_cookie(token: &Token) -> HeaderMap {
    let cookie = format!("__Host-tandem={}", token.as_str());
    HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(&cookie).unwrap())])
}

fn code<T>(result: Result<T, ApiError>) -> String {
    result
        .err()
        .map_or("ok".into(), |error| error.code.to_string())
}

#[tokio::test]
async fn a_new_account_is_signed_in_and_can_sign_in_again() {
    on_each_database(async |db| {
        let auth = auth(db);
        let (ada, first) = auth.register(" Ada ", PASSWORD, HOME).await.unwrap();
        assert_eq!(ada.name, "Ada");
        // Names are found whatever their case.
        let (same, second) = auth.login("ADA", PASSWORD, HOME).await.unwrap();
        assert_eq!(same, ada);
        assert!(first != second, "each login has a token of its own");
        for token in [&first, &second] {
            let login = auth.login_of(&with_cookie(token)).await.unwrap().unwrap();
            assert_eq!(login.person, ada);
        }
        assert_eq!(
            auth.login_of(&with_cookie(&Token::random())).await.unwrap(),
            None
        );
        assert_eq!(auth.login_of(&HeaderMap::new()).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_name_is_taken_once_whatever_its_case() {
    on_each_database(async |db| {
        let auth = auth(db);
        let (one, two) = tokio::join!(
            auth.register("Ada", PASSWORD, HOME),
            auth.register("ada", PASSWORD, HOME)
        );
        let mut codes = [code(one), code(two)];
        codes.sort();
        assert_eq!(codes, ["account/taken", "ok"]);
        assert_eq!(
            code(auth.register("aDa", PASSWORD, HOME).await),
            "account/taken"
        );
    })
    .await;
}

#[tokio::test]
async fn unsuitable_names_and_passwords_say_which() {
    let (_folder, db) = sqlite().await;
    let auth = auth(db);
    for (name, password, expected) in [
        ("a", PASSWORD, "account/name"),
        ("<b>", PASSWORD, "account/name"),
        ("Ada", "short", "account/password-length"),
        ("Ada", "password", "account/password-common"),
        ("Ada", "Monkey123!", "account/password-common"),
        ("Lovelace", "Lovelace1815", "account/password-name"),
    ] {
        assert_eq!(
            code(auth.register(name, password, HOME).await),
            expected,
            "{name}"
        );
    }
}

#[tokio::test]
async fn an_unknown_name_hears_what_a_wrong_password_hears() {
    let (_folder, db) = sqlite().await;
    let auth = auth(db);
    auth.register("Ada", PASSWORD, HOME).await.unwrap();
    let wrong = auth.login("Ada", "wrong horse", HOME).await.err();
    let unknown = auth.login("Nobody", "wrong horse", HOME).await.err();
    assert_eq!(wrong, unknown);
    assert_eq!(wrong.unwrap().status(), 401);
    let long = "x".repeat(100_000);
    assert_eq!(code(auth.login(&long, &long, HOME).await), "auth/wrong");
}

#[tokio::test]
async fn the_right_password_works_after_the_wait() {
    let (_folder, db) = sqlite().await;
    let auth = auth(db);
    auth.register("Ada", PASSWORD, HOME).await.unwrap();
    let now = Instant::now();
    for _ in 0..5 {
        assert_eq!(
            code(auth.login_at("Ada", "wrong horse", HOME, now).await),
            "auth/wrong"
        );
    }
    let wait = auth
        .login_at("ada", PASSWORD, HOME, now)
        .await
        .err()
        .unwrap();
    assert_eq!(wait.code, "auth/wait");
    assert_eq!(wait.retry_ms, Some(1_000));
    assert_eq!(
        wait.message,
        "Too many tries. Wait 1 second, then try again."
    );
    let later = now + Duration::from_secs(1);
    assert_eq!(
        code(auth.login_at("Ada", PASSWORD, HOME, later).await),
        "ok"
    );
    // The count starts again.
    for _ in 0..5 {
        assert_eq!(
            code(auth.login_at("Ada", "wrong horse", HOME, later).await),
            "auth/wrong"
        );
    }
}

#[tokio::test]
async fn many_guesses_at_once_get_no_further_than_one_by_one() {
    let (_folder, db) = sqlite().await;
    let auth = auth(db);
    auth.register("Ada", PASSWORD, HOME).await.unwrap();
    let now = Instant::now();
    let guesses = (0..20).map(|i| {
        let auth = auth.clone();
        async move {
            code(
                auth.login_at("Ada", &format!("wrong horse {i}"), HOME, now)
                    .await,
            )
        }
    });
    let codes = futures_util::future::join_all(guesses).await;
    assert_eq!(codes.iter().filter(|code| *code == "auth/wrong").count(), 5);
    assert_eq!(codes.iter().filter(|code| *code == "auth/wait").count(), 15);
}

#[tokio::test]
async fn a_strangers_wrong_tries_lock_nobody_out() {
    on_each_database(async |db| {
        let auth = auth(db);
        let (ada, _) = auth.register("Ada", PASSWORD, HOME).await.unwrap();
        let browser = auth.know_browser(&ada, None).await.unwrap();
        let known = |address, browser: &Token| Knock {
            browser: Some(browser.clone()),
            ..Knock::from(address)
        };
        let away = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));
        let now = Instant::now();
        for _ in 0..50 {
            let tried = code(auth.login_at("Ada", "wrong horse", away, now).await);
            assert!(
                ["auth/wrong", "auth/wait"].contains(&tried.as_str()),
                "{tried}"
            );
        }
        // From elsewhere at once; from the stranger's own address in a browser that the account knows.
        assert_eq!(code(auth.login_at("Ada", PASSWORD, HOME, now).await), "ok");
        assert_eq!(
            code(auth.login_at("Ada", PASSWORD, away, now).await),
            "auth/wait"
        );
        let strangers = known(away, &Token::random());
        assert_eq!(
            code(auth.login_at("Ada", PASSWORD, strangers, now).await),
            "auth/wait"
        );
        let own = known(away, &browser);
        assert_eq!(code(auth.login_at("Ada", PASSWORD, own, now).await), "ok");
        // A known browser may not guess for ever, and is known to its own account alone.
        for _ in 0..5 {
            let own = known(away, &browser);
            let tried = auth.login_at("Ada", "wrong horse", own, now).await;
            assert_eq!(code(tried), "auth/wrong");
        }
        let own = known(away, &browser);
        assert_eq!(
            code(auth.login_at("Ada", PASSWORD, own, now).await),
            "auth/wait"
        );
        // The secret changes with each sign-in.
        let next = auth
            .know_browser(&ada, Some(browser.clone()))
            .await
            .unwrap();
        let old = auth.place("ada", &known(away, &browser)).await.unwrap();
        assert_eq!(old, Place::of(away));
        let new = auth.place("ada", &known(away, &next)).await.unwrap();
        assert_eq!(new, Place::Browser(next.hash()));
        let others = auth.place("grace", &known(away, &next)).await.unwrap();
        assert_eq!(others, Place::of(away));
    })
    .await;
}

#[tokio::test]
async fn an_address_that_knocks_too_often_waits_and_others_do_not() {
    let (_folder, db) = sqlite().await;
    let throttle = Throttle {
        logins_per_minute: 2,
        registrations_per_minute: 1,
    };
    let config = Config {
        throttle,
        ..Config::on_this_machine("data".into())
    };
    let auth = Auth::new(db, &config, Arc::new(Nobody));
    let away = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));
    assert_eq!(code(auth.register("Ada", PASSWORD, HOME).await), "ok");
    assert_eq!(
        code(auth.register("Grace", PASSWORD, HOME).await),
        "auth/wait"
    );
    assert_eq!(code(auth.register("Grace", PASSWORD, away).await), "ok");
    let now = Instant::now();
    for name in ["one", "two"] {
        assert_eq!(
            code(auth.login_at(name, PASSWORD, HOME, now).await),
            "auth/wrong"
        );
    }
    assert_eq!(
        code(auth.login_at("Ada", PASSWORD, HOME, now).await),
        "auth/wait"
    );
    assert_eq!(code(auth.login_at("Ada", PASSWORD, away, now).await), "ok");
}

#[tokio::test]
async fn the_database_never_sees_a_token() {
    let (folder, db) = sqlite().await;
    let auth = auth(db);
    let (_, token) = auth.register("Ada", PASSWORD, HOME).await.unwrap();
    let mut stored = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        stored.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| {
        stored
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(holds(&token.hash()));
    assert!(!holds(token.as_str()));
    assert!(!holds(PASSWORD));
}

/// The logins that ended.
#[derive(Default)]
struct Logouts(Mutex<Vec<String>>);

impl Bus for Logouts {
    fn log_out(&self, token_hash: &str) {
        self.0.lock().unwrap().push(token_hash.to_owned());
    }

    fn event(&self, _: StreamKind, _: &Event) {}
    fn signal(&self, _: Audience, _: &'static str, _: &Value) {}
    fn note(&self, _: &NoteSignal) {}
    fn cut_off(&self, _: StreamKind, _: StreamId, _: Option<PersonId>) {}
    fn reopen(&self, _: PersonId) {}
}

#[tokio::test]
async fn a_logout_holds_at_once_and_is_told() {
    on_each_database(async |db| {
        let logouts = Arc::new(Logouts::default());
        let config = Config::on_this_machine("data".into());
        let auth = Auth::new(db, &config, logouts.clone());
        let (_, token) = auth.register("Ada", PASSWORD, HOME).await.unwrap();
        let (_, other) = auth.login("Ada", PASSWORD, HOME).await.unwrap();
        // Twice: from now on it is in the cache.
        auth.login_of(&with_cookie(&token)).await.unwrap().unwrap();
        let login = auth.login_of(&with_cookie(&token)).await.unwrap().unwrap();
        auth.logout(&login).await.unwrap();
        assert_eq!(auth.login_of(&with_cookie(&token)).await.unwrap(), None);
        assert_eq!(*logouts.0.lock().unwrap(), [token.hash()]);
        assert!(
            auth.login_of(&with_cookie(&other)).await.unwrap().is_some(),
            "another device"
        );
    })
    .await;
}

#[tokio::test]
async fn a_login_ends_by_itself() {
    on_each_database(async |db| {
        let auth = auth(db.clone());
        let (ada, _) = auth.register("Ada", PASSWORD, HOME).await.unwrap();
        let token = Token::random();
        db::logins::open(&db, &token.hash(), ada.id, 0, "")
            .await
            .unwrap();
        assert_eq!(auth.login_of(&with_cookie(&token)).await.unwrap(), None);
    })
    .await;
}
