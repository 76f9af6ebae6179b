//! The whole app on a free port of this machine, with its own data folder and real workers.

use super::Visitor;
use std::{net::SocketAddr, path::PathBuf, sync::Arc};
use tandem::{
    boot,
    server::{
        config::Config,
        db::Database,
        engine::{Limits, WorkerPool},
        metrics::PANICS,
    },
};
use tempfile::TempDir;
use tokio::sync::oneshot;

pub struct TestApp {
    pub addr: SocketAddr,
    pub config: Config,
    /// The server's own connections, for what only time or a crash brings about.
    pub db: Database,
    /// Its workers, for what only a slow machine brings about.
    pub engine: Arc<WorkerPool>,
    stop: Option<oneshot::Sender<()>>,
    /// Panics before it started: of other tests, where tests share a process.
    panics_before: u64,
    _data: TempDir,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With settings of its own.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let panics_before = PANICS.get();
        let data = tempfile::tempdir().unwrap();
        let mut config = config(data.path().into());
        change(&mut config);
        let engine = Arc::new(WorkerPool::new(program(), Limits::default()));
        let server = boot::build(config.clone(), engine.clone()).await.unwrap();
        let (addr, db) = (server.addr, server.db.clone());
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(server.serve(async {
            let _ = stopped.await;
        }));
        Self {
            addr,
            config,
            db,
            engine,
            stop: Some(stop),
            panics_before,
            _data: data,
        }
    }

    /// Stops it, as a signal does; it goes on ending by itself.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Panics since it started.
    pub fn panics(&self) -> u64 {
        PANICS.get() - self.panics_before
    }

    /// For the tests that make it panic.
    pub fn forgive_panics(&mut self) {
        self.panics_before = PANICS.get();
    }

    /// Someone with an account, signed in.
    pub async fn visitor(&self, name: &str) -> Visitor {
        Visitor::register(self.addr, name).await
    }
}

/// A test whose server panicked has failed, whatever it looked at.
impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop();
        if !std::thread::panicking() {
            assert_eq!(self.panics(), 0, "the server panicked: see above");
        }
    }
}

/// The program under test, which is also its own worker.
pub fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_tandem"))
}

fn config(data: PathBuf) -> Config {
    Config {
        plain_http: true,
        ..Config::on_this_machine(data)
    }
}
