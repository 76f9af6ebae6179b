//! The program as a process of its own, which can be killed.

use super::{Visitor, program};
use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::Stdio,
    time::Duration,
};
use tokio::process::{Child, Command};

pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

/// The program as its own process, once it is ready.
pub async fn start(addr: SocketAddr, data: &Path) -> Child {
    let server = Command::new(program())
        .env("TANDEM_ADDR", addr.to_string())
        .env("TANDEM_DATA", data)
        .env("TANDEM_PLAIN_HTTP", "1")
        .env_remove("DATABASE_URL")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let visitor = Visitor::anonymous(addr);
    for _ in 0..400 {
        let ready = visitor
            .request(reqwest::Method::GET, "/readyz")
            .send()
            .await;
        if ready.is_ok_and(|answer| answer.status() == 200) {
            return server;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the server did not become ready in 20 s");
}
