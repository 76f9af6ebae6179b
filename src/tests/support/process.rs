//! The program as a process of its own, which can be killed.

use super::{Visitor, program};
use std::{
    fs,
    net::{SocketAddr, TcpListener},
    ops::{Deref, DerefMut},
    path::Path,
    process::Stdio,
    sync::OnceLock,
    time::Duration,
};
use tempfile::{NamedTempFile, TempDir};
use tokio::process::{Child, Command};

/// A server as a process of its own. Killed when dropped; a test whose server panicked has failed.
pub struct Running {
    child: Child,
    log: NamedTempFile,
}

impl Running {
    /// What it has written so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log.path()).unwrap()
    }
}

impl Deref for Running {
    type Target = Child;

    fn deref(&self) -> &Child {
        &self.child
    }
}

impl DerefMut for Running {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let log = self.log();
        eprint!("{log}");
        if !std::thread::panicking() {
            assert!(!log.contains("panicked at"), "the server panicked: {log}");
        }
    }
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

/// A site folder with files in it that no browser asks for here: what is built is not needed.
pub fn site() -> &'static Path {
    static SITE: OnceLock<TempDir> = OnceLock::new();
    let made = || {
        let folder = tempfile::tempdir().unwrap();
        let pkg = folder.path().join("pkg");
        fs::create_dir(&pkg).unwrap();
        for file in ["tandem.js", "tandem.css", "tandem.wasm"] {
            fs::write(pkg.join(file), "").unwrap();
        }
        folder
    };
    SITE.get_or_init(made).path()
}

/// The program as its own process, once it is ready.
pub async fn start(addr: SocketAddr, data: &Path) -> Running {
    start_with(addr, data, &[]).await
}

/// The same with more in its environment.
pub async fn start_with(addr: SocketAddr, data: &Path, more: &[(String, String)]) -> Running {
    let log = NamedTempFile::new().unwrap();
    let child = Command::new(program())
        .env("TANDEM_ADDR", addr.to_string())
        .env("TANDEM_DATA", data)
        .env("TANDEM_PLAIN_HTTP", "1")
        .env("LEPTOS_SITE_ROOT", site())
        .env_remove("DATABASE_URL")
        .envs(more.iter().cloned())
        .stdout(Stdio::null())
        .stderr(log.reopen().unwrap())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let server = Running { child, log };
    assert_eq!(readiness(addr, 200).await, 200, "the server is not ready");
    server
}

/// What `/readyz` says, once it says `wanted`, or after 20 s.
pub async fn readiness(addr: SocketAddr, wanted: u16) -> u16 {
    let visitor = Visitor::anonymous(addr);
    let mut said = 0;
    for _ in 0..400 {
        let answer = visitor.request(reqwest::Method::GET, "/readyz").send();
        said = answer.await.map_or(0, |answer| answer.status().as_u16());
        if said == wanted {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    said
}
