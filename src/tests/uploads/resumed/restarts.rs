//! Servers that stop or die in the middle: what was written is there afterwards.

use super::*;
use crate::support::{Running, free_address, program, start_with};
use std::{net::SocketAddr, path::Path, process::Command};
use tandem::server::folder::Note;

/// The server as a process, and Ada in a session.
struct Place {
    addr: SocketAddr,
    data: tempfile::TempDir,
    server: Running,
    ada: Visitor,
    session: SessionId,
}

impl Place {
    async fn new() -> Self {
        let (addr, data) = (free_address(), tempfile::tempdir().unwrap());
        let server = start(addr, data.path()).await;
        let ada = Visitor::register(addr, "Ada").await;
        let session = ada.create_session().await;
        Self {
            addr,
            data,
            server,
            ada,
            session,
        }
    }

    async fn stop(&mut self) {
        let id = self.server.id().unwrap().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.unwrap().success());
        self.server.wait().await.unwrap();
    }

    async fn kill(&mut self) {
        self.server.kill().await.unwrap();
    }

    async fn start_again(&mut self) {
        self.server = start(self.addr, self.data.path()).await;
    }

    fn config(&self) -> Config {
        Config::on_this_machine(self.data.path().into())
    }

    /// Waits until so much is on disk.
    async fn has(&self, path: &str, bytes: usize) {
        let part = self.config().part(id_of(path));
        let grows = async {
            while fs::metadata(&part).map_or(0, |part| part.len()) < bytes as u64 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, grows).await.unwrap();
    }
}

async fn start(addr: SocketAddr, data: &Path) -> Running {
    let soon = ("TANDEM_STOP_SECONDS".to_owned(), "2".to_owned());
    start_with(addr, data, &[soon]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_stop_or_a_kill_it_goes_on_where_it_was() {
    let mut place = Place::new().await;
    let file = rows(300_000);
    let path = &begin(&place.ada, place.session, "rain.csv", file.len()).await;
    for (end, killed) in [(100_000, false), (200_000, true)] {
        let here = look(&place.ada, path).await.offset().unwrap() as usize;
        let rest = file.len() - here;
        let connection = patch_by_hand(&place.ada, path, here, rest, &file[here..end]).await;
        place.has(path, end).await;
        match killed {
            true => place.kill().await,
            false => place.stop().await,
        }
        drop(connection);
        place.start_again().await;
        let heard = look(&place.ada, path).await;
        assert_eq!((heard.status, heard.offset()), (200, Some(end as u64)));
    }
    let checked = Command::new(program())
        .arg("check")
        .env("TANDEM_DATA", place.data.path())
        .output()
        .unwrap();
    assert!(checked.status.success(), "{checked:?}");
    let backup = place.data.path().join("backup");
    let made = Command::new(program())
        .args(["backup".as_ref(), backup.as_os_str()])
        .env("TANDEM_DATA", place.data.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let copied = fs::read_dir(backup.join("uploads")).unwrap().count();
    assert_eq!(copied, 0, "what waits for its rest is no data set yet");
    // Joiners hear of it as before.
    let socket = place.ada.socket().await;
    enter(&socket, place.session).await;
    let told = hears(&socket).await;
    assert_eq!((told.phase, told.received), (UploadPhase::Paused, 200_000));
    let heard = bring(&place.ada, path, 200_000, file[200_000..].to_vec()).await;
    let original = place.config().original(heard.dataset().unwrap());
    assert_eq!(sha256(&fs::read(original).unwrap()), sha256(&file));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_whole_at_the_start_is_read_and_what_expired_is_gone() {
    let mut place = Place::new().await;
    let file = rows(3_000);
    let whole = &begin(&place.ada, place.session, "rain.csv", file.len()).await;
    let late = &begin(&place.ada, place.session, "late.csv", 10).await;
    place.kill().await;
    let config = place.config();
    fs::write(config.part(id_of(whole)), &file).unwrap();
    let part = fs::File::options()
        .write(true)
        .open(config.part(id_of(late)));
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(25 * 3_600);
    part.unwrap().set_modified(long_ago).unwrap();
    let mut note = Note::read(&config, id_of(late)).unwrap();
    note.expires_ms = 1;
    note.write(&config, id_of(late)).unwrap();
    // What a crash leaves between a part and its note, and the other way round.
    let lost = DatasetId(uuid::Uuid::new_v4());
    fs::write(config.part(lost), "a\n").unwrap();
    let alone = DatasetId(uuid::Uuid::new_v4());
    note.write(&config, alone).unwrap();
    fs::write(config.note(alone).with_extension("upload-new"), "{").unwrap();
    place.start_again().await;
    let read = async {
        while look(&place.ada, whole).await.dataset().is_none() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, read).await.unwrap();
    assert_eq!(look(&place.ada, late).await.status, 404);
    let mut names = files(&config);
    names.sort();
    let id = id_of(whole);
    assert_eq!(names, [id.to_string(), format!("{id}.parquet")]);
}
