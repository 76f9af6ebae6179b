//! What people write never becomes the page, shows something, and cannot pose as another's name.

use crate::support::{TestApp, Visitor, ask, join, message, on_each_database};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};
use tandem::{
    server::{
        auth::Auth,
        config::Config,
        db::{Database, rooms},
    },
    shared::{api_error::ApiError, protocol::*},
};

const PASSWORD: &str = "correct horse";
const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// Zero width, fillers, blanks, directions, marks around them.
const NOTHING: [&str; 8] = [
    "\u{200b}",
    "\u{3164}",
    "\u{2800}\u{2800}",
    "\u{202e}\u{2066}",
    "\u{e0041}",
    "\u{feff}\u{200d}",
    "\u{a0}\u{3000}",
    "\u{ad}\u{34f}\u{115f}",
];

async fn titled(visitor: &Visitor, title: &str) -> String {
    let answer = visitor
        .form("/api/create_session", &[("title", title)])
        .await;
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_title_ends_the_title_of_the_page() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    for (title, written) in [
        (
            "</title><meta http-equiv=refresh content=0>",
            "&lt;/title&gt;&lt;meta http-equiv=refresh content=0&gt;",
        ),
        ("</title><h1>x", "&lt;/title&gt;&lt;h1&gt;x"),
        ("a & b \"c\"", "a &amp; b &quot;c&quot;"),
        ("&lt;/title&gt;", "&amp;lt;/title&amp;gt;"),
    ] {
        let html = ada.navigate(&titled(&ada, title).await).await;
        let html = html.text().await.unwrap();
        let head = format!("<title>{written} · Tandem</title>");
        assert!(html.contains(&head), "{title}: {html}");
        assert_eq!(html.matches("</title>").count(), 1, "{title}: {html}");
        assert!(!html.contains("<meta http-equiv"), "{title}: {html}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_shows_nothing_is_refused_everywhere() {
    let app = TestApp::with(|config| config.throttle.registrations_per_minute = 100).await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let socket = ada.socket().await;
    join(&socket, session).await.unwrap();
    let chat = ada.try_socket(CHAT_NAMESPACE).await.unwrap();
    let said = socket
        .emit("send_message", message(session, "words"))
        .await
        .unwrap();
    for nothing in NOTHING {
        let refused = socket.emit("send_message", message(session, nothing)).await;
        assert_eq!(refused.unwrap_err().code, "chat/empty", "{nothing:?}");
        let marked = message(session, &format!("**{nothing}**"));
        let answer = socket.emit("send_message", marked).await;
        match nothing.trim().is_empty() {
            // Blanks between stars make nothing bold: there the stars show.
            true => assert!(answer.is_ok(), "{nothing:?}: {answer:?}"),
            false => assert_eq!(answer.unwrap_err().code, "chat/empty", "{nothing:?}"),
        }
        let edit = json!({
            "session_uuid": session, "cid": uuid::Uuid::new_v4(),
            "message_id": said["id"], "text": nothing,
        });
        let refused = socket.emit("edit_message", edit).await;
        assert_eq!(refused.unwrap_err().code, "chat/empty", "{nothing:?}");
        let rename = json!({
            "session_uuid": session, "cid": uuid::Uuid::new_v4(), "title": nothing,
        });
        let refused = socket.emit("rename", rename).await;
        assert_eq!(refused.unwrap_err().code, "session/title", "{nothing:?}");
        let room = CreateRoom {
            name: nothing.repeat(2),
        };
        assert_eq!(
            ask(&chat, room).await.unwrap_err().code,
            "room/name",
            "{nothing:?}"
        );
        let refused = async |path: &str, fields: &[(&str, &str)]| {
            let answer = ada.form(path, fields).await;
            assert!(answer.status().is_client_error(), "{path} {nothing:?}");
        };
        let name = nothing.repeat(2);
        refused(
            "/api/register",
            &[("username", &name), ("password", PASSWORD)],
        )
        .await;
        refused("/api/create_token", &[("name", nothing), ("days", "7")]).await;
        // A session has a title of its own then.
        let page = ada.navigate(&titled(&ada, nothing).await).await;
        let page = page.text().await.unwrap();
        assert!(
            page.contains("<title>Ada’s session · Tandem</title>"),
            "{nothing:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_stay_as_they_were_written_and_titles_lose_what_deceives() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let socket = ada.socket().await;
    join(&socket, session).await.unwrap();
    let written = "می\u{200c}خواهم 👩\u{200d}💻 photo\u{202e}gpj.csv";
    socket
        .emit("send_message", message(session, written))
        .await
        .unwrap();
    let rename = json!({
        "session_uuid": session, "cid": uuid::Uuid::new_v4(),
        "title": "\u{202e}July\u{200b} می\u{200c}خواهم",
    });
    socket.emit("rename", rename).await.unwrap();
    let state = join(&ada.socket().await, session).await.unwrap();
    let state = serde_json::to_value(state).unwrap().to_string();
    assert!(state.contains(written), "{state}");
    assert!(state.contains("\"July می\u{200c}خواهم\""), "{state}");
}

fn auth(db: &Database) -> Auth {
    let mut config = Config::on_this_machine("data".into());
    config.throttle.registrations_per_minute = 1_000;
    Auth::new(db.clone(), &config)
}

fn code<T>(result: Result<T, ApiError>) -> String {
    result
        .err()
        .map_or("ok".into(), |error| error.code.to_string())
}

#[tokio::test]
async fn of_two_names_that_look_alike_one_is_registered() {
    on_each_database(|test| async move {
        let db = test.db;
        let auth = auth(&db);
        for (one, other) in [
            ("Ada", "Аdа"),
            ("grace", "ｇｒａｃｅ"),
            ("Zoë", "Zoe\u{308}"),
            ("paypal", "paypa1"),
            ("noor", "nооr"),
        ] {
            let (first, second) = tokio::join!(
                auth.register(one, PASSWORD, HOME),
                auth.register(other, PASSWORD, HOME)
            );
            let mut codes = [code(first), code(second)];
            codes.sort();
            assert_eq!(codes, ["account/taken", "ok"], "{one} {other}");
        }
        // Others are free still, in any script.
        for name in ["Adam", "Аня", "zoe", "李雷"] {
            assert_eq!(
                code(auth.register(name, PASSWORD, HOME).await),
                "ok",
                "{name}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_name_typed_in_pieces_signs_in_to_its_account() {
    on_each_database(|test| async move {
        let db = test.db;
        let auth = auth(&db);
        let (zoe, _) = auth.register("Zoe\u{308}", PASSWORD, HOME).await.unwrap();
        assert_eq!(zoe.name, "Zoë");
        for typed in ["Zoë", "Zoe\u{308}", "ZOE\u{308}"] {
            let (found, _) = auth.login(typed, PASSWORD, HOME).await.unwrap();
            assert_eq!(found, zoe, "{typed}");
        }
    })
    .await;
}

/// As an earlier version has left them: accounts and rooms beside each other, without keys.
#[tokio::test]
async fn names_that_stood_beside_each_other_stay_and_are_found() {
    on_each_database(|test| async move {
        let (db, url) = (test.db, test.url);
        let auth = auth(&db);
        let (ada, _) = auth.register("Ada", PASSWORD, HOME).await.unwrap();
        let (other, _) = auth.register("Other", PASSWORD, HOME).await.unwrap();
        rooms::create(&db, "Data club").await.unwrap().unwrap();
        for sql in [
            "DELETE FROM person_keys",
            "DELETE FROM room_keys",
            "UPDATE people SET name = 'Аdа', name_key = 'аdа' WHERE name = 'Other'",
        ] {
            db.write.execute_unprepared(sql).await.unwrap();
        }
        let db = Database::open(&url).await.unwrap();
        let auth = self::auth(&db);
        for (typed, id) in [("ada", ada.id), ("Аdа", other.id)] {
            let (found, _) = auth.login(typed, PASSWORD, HOME).await.unwrap();
            assert_eq!(found.id, id, "{typed}");
        }
        for name in ["аda", "ａｄａ"] {
            let refused = auth.register(name, PASSWORD, HOME).await;
            assert_eq!(code(refused), "account/taken", "{name}");
        }
        assert_eq!(rooms::create(&db, "Dаta club").await.unwrap(), None);
        assert!(rooms::by_name(&db, "data club").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn another_name_may_not_look_like_somebody_elses_and_frees_the_old_one() {
    on_each_database(|test| async move {
        let auth = auth(&test.db);
        let (ada, _) = auth.register("Ada", PASSWORD, HOME).await.unwrap();
        auth.register("Grace", PASSWORD, HOME).await.unwrap();
        for name in ["Grасе", "ｇｒａｃｅ"] {
            let refused = auth.rename(ada.id, name).await;
            assert_eq!(code(refused), "account/taken", "{name}");
        }
        // One's own looks are no obstacle.
        for name in ["ADA", "Zoe\u{308}"] {
            assert_eq!(code(auth.rename(ada.id, name).await), "ok", "{name}");
        }
        assert_eq!(
            code(auth.register("Zoë", PASSWORD, HOME).await),
            "account/taken"
        );
        assert_eq!(code(auth.register("Аdа", PASSWORD, HOME).await), "ok");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_that_look_alike_do_not_stand_beside_each_other() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let chat = ada.try_socket(CHAT_NAMESPACE).await.unwrap();
    let create = |name: &str| CreateRoom { name: name.into() };
    ask(&chat, create("Data club")).await.unwrap();
    for name in ["Dаta club", "data  club", "Ｄａｔａ club", "1obby", "Iobby"] {
        let refused = ask(&chat, create(name)).await.unwrap_err();
        assert_eq!(refused.code, "room/taken", "{name}");
    }
    ask(&chat, create("Data clubs")).await.unwrap();
}
