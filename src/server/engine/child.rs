//! One worker process and the pipe to it. Dropped, it is killed.

use crate::server::{
    metrics,
    worker::wire::{self, Reply, Request},
};
use std::{io, path::Path, process::Stdio};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{ChildStdin, ChildStdout, Command},
};

pub struct Child {
    process: tokio::process::Child,
    requests: ChildStdin,
    replies: ChildStdout,
    /// Jobs it has done; old workers are replaced, since allocators keep memory.
    pub jobs: u32,
}

impl Child {
    /// Starts a worker that knows nothing of this process's environment.
    pub fn start(executable: &Path) -> io::Result<Self> {
        let mut process = polite(executable)
            .arg("worker")
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()?;
        metrics::WORKERS_STARTED.inc();
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (requests, replies) = pipes.expect("both pipes were asked for");
        Ok(Self {
            process,
            requests,
            replies,
            jobs: 0,
        })
    }

    /// Starts a worker and has it answer once, so that the next answer is quick.
    pub async fn start_warm(executable: &Path) -> io::Result<Self> {
        let mut child = Self::start(executable)?;
        match child.ask(&Request::Warm).await? {
            Reply::Ready => Ok(Self { jobs: 0, ..child }),
            other => Err(io::Error::other(format!("a new worker answered {other:?}"))),
        }
    }

    /// Sends a request and waits for its reply. When the future is dropped before that, the child
    /// is in the middle of a job and must be dropped too.
    pub async fn ask(&mut self, request: &Request) -> io::Result<Reply> {
        self.jobs += 1;
        self.requests.write_all(&wire::frame(request)?).await?;
        self.requests.flush().await?;
        let mut length = [0; 4];
        self.replies.read_exact(&mut length).await?;
        let mut bytes = vec![0; wire::checked_length(length)?];
        self.replies.read_exact(&mut bytes).await?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Whether the process is still there.
    pub fn lives(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    pub fn process_id(&self) -> Option<u32> {
        self.process.id()
    }
}

/// Runs behind everything else that wants a core: queries take theirs, sockets stay quick.
/// `nice` becomes the worker, so its process is the worker's own.
fn polite(executable: &Path) -> Command {
    const NICE: &str = "/usr/bin/nice";
    if !Path::new(NICE).exists() {
        return Command::new(executable);
    }
    let mut command = Command::new(NICE);
    command.args(["-n", "10"]).arg(executable);
    command
}
