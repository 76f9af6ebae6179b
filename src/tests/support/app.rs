//! The whole app on a free port of this machine, with its own data folder and real workers.

use super::Visitor;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};
use tandem::{
    boot,
    server::{
        config::Config,
        db::Database,
        engine::{Limits, WorkerPool},
    },
};
use tempfile::TempDir;
use tokio::sync::oneshot;

pub struct TestApp {
    pub addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    data: TempDir,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// With settings of its own.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = config(data.path().into());
        change(&mut config);
        let engine = Arc::new(WorkerPool::new(program(), Limits::default()));
        let server = boot::build(config, engine).await.unwrap();
        let addr = server.addr;
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(server.serve(async {
            let _ = stopped.await;
        }));
        Self {
            addr,
            stop: Some(stop),
            data,
        }
    }

    /// The folder that is its own, unless it was given another.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The server's own database, for what only time or a crash brings about.
    pub async fn database(&self) -> Database {
        Database::open_in(self.data.path()).await.unwrap()
    }

    /// Someone with an account, signed in.
    pub async fn visitor(&self, name: &str) -> Visitor {
        Visitor::register(self.addr, name).await
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
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
