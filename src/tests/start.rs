//! A start that cannot work ends with exit code 1 and one line that says what is wrong and what to do;
//! one that works says an address that can be opened.

mod read_only;

use crate::support::{Visitor, free_address, program, site, start};
use std::{
    fs,
    io::Read,
    net::{SocketAddr, TcpListener},
    os::unix::fs::{PermissionsExt, chown},
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};
use tandem::server::db::Database;

/// A user that owns nothing else here.
const NOBODY: u32 = 65_534;

/// The program with these settings and no others.
fn tandem(command: &str, settings: &[(&str, &str)]) -> Command {
    let mut tandem = Command::new(program());
    tandem.arg(command);
    with(&mut tandem, settings);
    tandem
}

/// The same without what makes an administrator stand above all rights.
fn without_privileges(settings: &[(&str, &str)]) -> Command {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| is_of(&own, 0));
    let mut tandem = match is_root {
        true => {
            let mut setpriv = Command::new("setpriv");
            setpriv.args(["--bounding-set", "-dac_override,-dac_read_search,-fowner"]);
            setpriv.arg("--").arg(program());
            setpriv
        }
        false => Command::new(program()),
    };
    with(&mut tandem, settings);
    tandem
}

fn is_of(file: &fs::Metadata, user: u32) -> bool {
    std::os::unix::fs::MetadataExt::uid(file) == user
}

fn with(tandem: &mut Command, settings: &[(&str, &str)]) {
    tandem
        .env_clear()
        .env("TANDEM_ADDR", "127.0.0.1:0")
        .env("LEPTOS_SITE_ROOT", site())
        .envs(settings.iter().copied())
        .stdin(Stdio::null());
}

/// What a start that must fail said: one line, with all of `words` in it.
fn refused(tandem: &mut Command, words: &[&str]) -> String {
    let began = Instant::now();
    let output = ended(tandem);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "one line: {said}");
    assert_eq!(output.stdout, b"", "{said}");
    for word in words {
        assert!(said.contains(word), "“{word}” in: {said}");
    }
    assert!(said.ends_with(".\n") && !said.contains(".."), "{said}");
    assert!(began.elapsed() < Duration::from_secs(20), "{said}");
    said
}

/// Waits for the end, and ends what goes on instead of ending.
fn ended(tandem: &mut Command) -> Output {
    let mut child = tandem
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > Duration::from_secs(30) {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait_with_output().unwrap()
}

/// Somebody else's, with these rights.
fn give_away(path: &Path, rights: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(rights)).unwrap();
    // Only an administrator can; for anybody else the rights themselves bind.
    let _ = chown(path, Some(NOBODY), None);
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_folder_that_cannot_be_written_is_named_with_the_user() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    give_away(&data, 0o555);
    let mut server = without_privileges(&[("TANDEM_DATA", text(&data))]);
    let said = refused(
        &mut server,
        &["TANDEM_DATA", text(&data), "permission denied"],
    );
    let owner = fs::metadata("/proc/self")
        .map(|own| format!("({})", std::os::unix::fs::MetadataExt::uid(&own)));
    assert!(said.contains(&owner.unwrap()), "who: {said}");
    assert!(said.contains("with the rights 555"), "{said}");

    // Nor can it be made in there.
    let below = data.join("below");
    let mut server = without_privileges(&[("TANDEM_DATA", text(&below))]);
    refused(
        &mut server,
        &["TANDEM_DATA", text(&below), "make it", "permission denied"],
    );

    // Nor read, nor entered.
    for rights in [0o333, 0o000] {
        give_away(&data, rights);
        let mut server = without_privileges(&[("TANDEM_DATA", text(&data))]);
        refused(
            &mut server,
            &["TANDEM_DATA", text(&data), "permission denied"],
        );
    }
    give_away(&data, 0o755);
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_named_with_the_user() {
    let data = tempfile::tempdir().unwrap();
    let db = Database::open_in(data.path()).await.unwrap();
    db.close().await.unwrap();
    let file = data.path().join("tandem.sqlite");
    give_away(&file, 0o444);
    for settings in [
        vec![("TANDEM_DATA", text(data.path()).to_owned())],
        vec![
            ("TANDEM_DATA", text(data.path()).to_owned()),
            ("DATABASE_URL", format!("sqlite://{}", file.display())),
        ],
    ] {
        let settings: Vec<_> = settings
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let mut server = without_privileges(&settings);
        refused(
            &mut server,
            &[text(&file), "permission denied", "with the rights 444"],
        );
    }
    // What SQLite keeps beside it.
    give_away(&file, 0o666);
    let beside = data.path().join("tandem.sqlite-wal");
    fs::write(&beside, "").unwrap();
    give_away(&beside, 0o444);
    let mut server = without_privileges(&[("TANDEM_DATA", text(data.path()))]);
    refused(&mut server, &[text(&beside), "permission denied"]);
}

#[test]
fn what_stands_in_the_place_of_another_thing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "text").unwrap();
    for data in [file.clone(), file.join("below")] {
        let mut server = tandem("serve", &[("TANDEM_DATA", text(&data))]);
        let named = format!("{} is a file", file.display());
        refused(&mut server, &["TANDEM_DATA", &named]);
    }
    for inside in ["uploads", "datasets"] {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(inside), "text").unwrap();
        let mut server = tandem("serve", &[("TANDEM_DATA", text(data.path()))]);
        refused(&mut server, &[&format!("{inside} is a file")]);
    }
    let data = tempfile::tempdir().unwrap();
    let database = data.path().join("tandem.sqlite");
    fs::create_dir(&database).unwrap();
    let mut server = tandem("serve", &[("TANDEM_DATA", text(data.path()))]);
    refused(&mut server, &[text(&database), "is a folder"]);
    fs::remove_dir(&database).unwrap();
    fs::write(&database, "This was never a database, it is a letter.").unwrap();
    let mut server = tandem("serve", &[("TANDEM_DATA", text(data.path()))]);
    refused(&mut server, &[text(&database), "is not a SQLite database"]);
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let data = tempfile::tempdir().unwrap();
    let db = Database::open_in(data.path()).await.unwrap();
    use sea_orm::ConnectionTrait;
    let later = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    db.write.execute_unprepared(later).await.unwrap();
    db.close().await.unwrap();
    for command in ["serve", "migrate", "check", "invite"] {
        let mut newer = tandem(command, &[("TANDEM_DATA", text(data.path()))]);
        refused(
            &mut newer,
            &["newer Tandem", "m9999_later", "tandem.sqlite"],
        );
    }
}

#[test]
fn a_postgres_that_does_not_answer_is_told_once_and_soon() {
    let data = tempfile::tempdir().unwrap();
    let url = format!("postgres://ada:secret@{}/tandem", free_address());
    let settings = [("TANDEM_DATA", text(data.path())), ("DATABASE_URL", &url)];
    let said = refused(
        &mut tandem("serve", &settings),
        &["PostgreSQL", "127.0.0.1", "refused"],
    );
    assert!(!said.contains("secret"), "{said}");

    // Somebody takes the connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = silent.local_addr().unwrap();
    let url = format!("postgres://ada:secret@{addr}/tandem");
    let settings = [("TANDEM_DATA", text(data.path())), ("DATABASE_URL", &url)];
    let port = addr.port().to_string();
    refused(&mut tandem("serve", &settings), &[&port, "did not answer"]);
}

#[tokio::test]
async fn a_postgres_that_refuses_is_told_in_its_words() {
    let Ok(server) = std::env::var("TANDEM_TEST_POSTGRES") else {
        return eprintln!("TANDEM_TEST_POSTGRES is not set");
    };
    let data = tempfile::tempdir().unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    let url = format!("{address}/nowhere");
    let settings = [("TANDEM_DATA", text(data.path())), ("DATABASE_URL", &url)];
    refused(
        &mut tandem("serve", &settings),
        &["nowhere", "does not exist"],
    );
}

#[test]
fn an_address_that_cannot_be_opened_is_named() {
    let data = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken
        .local_addr()
        .map(|addr| (taken, addr.to_string()))
        .unwrap();
    for (addr, words) in [
        (taken.1.as_str(), "in use"),
        ("192.0.2.7:3000", "no address 192.0.2.7"),
    ] {
        let settings = [("TANDEM_DATA", text(data.path())), ("TANDEM_ADDR", addr)];
        refused(
            &mut tandem("serve", &settings),
            &["TANDEM_ADDR", addr, words],
        );
    }
}

#[test]
fn a_missing_site_is_named() {
    let data = tempfile::tempdir().unwrap();
    let nowhere = data.path().join("site");
    let mut settings = vec![
        ("TANDEM_DATA", text(data.path())),
        ("LEPTOS_SITE_ROOT", text(&nowhere)),
    ];
    refused(
        &mut tandem("serve", &settings),
        &["LEPTOS_SITE_ROOT", text(&nowhere)],
    );
    settings.push(("LEPTOS_HASH_FILES", "true"));
    refused(&mut tandem("serve", &settings), &["hash.txt"]);
}

#[tokio::test]
async fn a_second_server_on_one_folder_is_refused_and_the_first_goes_on() {
    let data = tempfile::tempdir().unwrap();
    let addr = free_address();
    let server = start(addr, data.path()).await;
    let mut second = tandem("serve", &[("TANDEM_DATA", text(data.path()))]);
    let pid = server.id().unwrap().to_string();
    refused(&mut second, &["tandem.lock", &pid]);
    let ada = Visitor::register(addr, "Ada").await;
    ada.create_session().await;
}

/// Starts, reads what it says first, and ends it.
fn first_line(settings: &[(&str, &str)]) -> (String, Vec<SocketAddr>) {
    let data = tempfile::tempdir().unwrap();
    let mut server = tandem("serve", settings)
        .env("TANDEM_DATA", data.path())
        .env("TANDEM_PLAIN_HTTP", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = server.stdout.take().unwrap();
    let mut said = Vec::new();
    let mut byte = [0];
    while !said.ends_with(b"\n") && out.read(&mut byte).unwrap() == 1 {
        said.push(byte[0]);
    }
    let said = String::from_utf8(said).unwrap();
    let port: u16 = said.trim().rsplit(':').next().unwrap().parse().unwrap();
    let reached = ["127.0.0.1", "::1"].into_iter().filter_map(|host| {
        let addr = SocketAddr::new(host.parse().unwrap(), port);
        std::net::TcpStream::connect(addr).is_ok().then_some(addr)
    });
    let reached = reached.collect();
    server.kill().unwrap();
    server.wait().unwrap();
    (said, reached)
}

fn has_ipv6() -> bool {
    TcpListener::bind("[::1]:0").is_ok()
}

#[test]
fn the_default_is_reached_as_localhost_whatever_that_means() {
    let port = free_address().port();
    let (said, reached) = first_line(&[("TANDEM_ADDR", &format!("localhost:{port}"))]);
    assert_eq!(said, format!("Tandem is at http://127.0.0.1:{port}\n"));
    let expected = if has_ipv6() { 2 } else { 1 };
    assert_eq!(reached.len(), expected, "{reached:?}");
}

#[test]
fn an_ipv6_address_is_printed_so_that_it_can_be_opened() {
    if !has_ipv6() {
        return;
    }
    let port = free_address().port();
    let (said, reached) = first_line(&[("TANDEM_ADDR", &format!("[::1]:{port}"))]);
    assert_eq!(said, format!("Tandem is at http://[::1]:{port}\n"));
    assert!(reached.iter().any(|addr| addr.is_ipv6()));
}

#[test]
fn a_log_that_is_a_file_has_no_colours() {
    let data = tempfile::tempdir().unwrap();
    let log = data.path().join("log");
    let mut server = tandem(
        "serve",
        &[("TANDEM_DATA", text(data.path())), ("RUST_LOG", "trace")],
    )
    .stdout(Stdio::null())
    .stderr(fs::File::create(&log).unwrap())
    .spawn()
    .unwrap();
    let began = Instant::now();
    while fs::metadata(&log).unwrap().len() == 0 && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    server.kill().unwrap();
    server.wait().unwrap();
    let written = fs::read_to_string(&log).unwrap();
    assert!(
        !written.is_empty() && !written.contains('\u{1b}'),
        "{written}"
    );
}

#[tokio::test]
async fn a_folder_may_be_called_anything() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["100% ours", "what?now=1", "#1", "größe %41", "a b"] {
        let data = folder.path().join(name);
        Database::open_in(&data)
            .await
            .unwrap()
            .close()
            .await
            .unwrap();
        assert!(data.join("tandem.sqlite").exists(), "{name}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5);
}
