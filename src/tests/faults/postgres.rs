//! PostgreSQL whose connections break, that says nothing any more, and whose disk is full or fails.

use super::Fixture;
use crate::support::{FailingDisk, Line, SmallDisk};
use sea_orm::{ConnectionTrait, Database as SeaOrm};
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};
use uuid::Uuid;

/// A fresh database of the tests' own server; none where there is no server.
pub async fn fresh() -> Option<String> {
    let server = std::env::var("TANDEM_TEST_POSTGRES").ok();
    assert!(
        server.is_some() || std::env::var_os("CI").is_none(),
        "TANDEM_TEST_POSTGRES is not set"
    );
    let server = server?;
    let name = format!("t{}", Uuid::new_v4().simple());
    let admin = SeaOrm::connect(&server).await.unwrap();
    let create = format!("CREATE DATABASE {name}");
    admin.execute_unprepared(&create).await.unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    Some(format!("{address}/{name}"))
}

/// The same database by another way.
fn by(url: &str, addr: std::net::SocketAddr) -> (String, String) {
    let (before, after) = url.rsplit_once('@').unwrap();
    let (host, name) = after.split_once('/').unwrap();
    (host.to_owned(), format!("{before}@{addr}/{name}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_and_silent_connections_are_told_and_outlived() {
    let Some(url) = fresh().await else { return };
    let host = by(&url, "127.0.0.1:1".parse().unwrap()).0;
    let line = Line::to(host).await;
    let data = tempfile::tempdir().unwrap();
    let through = ("DATABASE_URL".to_owned(), by(&url, line.addr).1);
    let mut fixture = Fixture::start(data.path(), vec![through]).await;
    fixture.says(5).await;
    for silent in [false, true] {
        match silent {
            true => line.silence(),
            false => line.cut(),
        }
        fixture
            .is_refused(2, "server/unavailable", "database")
            .await;
        let (status, said) = fixture.register("Grace").await;
        assert_eq!(status, 503, "{said}");
        fixture.becomes(503).await;
        line.open();
        fixture.becomes(200).await;
        fixture.heals().await;
        fixture.says(5).await;
    }
    fixture.ends(&url).await;
}

/// A server of its own on a disk that can be filled, or that fails on demand.
pub struct Cluster<Disk = SmallDisk> {
    pub disk: Disk,
    folder: PathBuf,
    environment: Vec<(String, String)>,
    fsync: &'static str,
    bin: PathBuf,
    port: u16,
}

impl Cluster<SmallDisk> {
    pub fn start() -> Option<Self> {
        let disk = SmallDisk::of(160)?;
        let folder = disk.path().join("cluster");
        Self::on(disk, folder, Vec::new(), "off")
    }
}

impl Cluster<FailingDisk> {
    fn failing() -> Option<Self> {
        let disk = FailingDisk::new();
        disk.open_to_all();
        let folder = disk.data().join("cluster");
        let mut environment = disk.environment();
        // What it logs is on another disk.
        let fails = folder.to_str().unwrap().to_owned();
        environment.push(("FAILING_DISK_FOLDER".into(), fails));
        Self::on(disk, folder, environment, "on")
    }

    /// The disk works again. The server begins anew by itself, or ended when it could not, and then
    /// somebody starts it.
    fn heal(&self) {
        self.disk.heal();
        let port = self.port.to_string();
        for _ in 0..300 {
            // Refused while what was there before still ends.
            self.start_by_hand();
            let asked = self.run("pg_isready", &["-h", "127.0.0.1", "-p", &port]);
            if asked.status.success() {
                return;
            }
        }
        panic!("{}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap()
    }
}

impl<Disk> Cluster<Disk> {
    fn on(
        disk: Disk,
        folder: PathBuf,
        environment: Vec<(String, String)>,
        fsync: &'static str,
    ) -> Option<Self> {
        let cluster = Self {
            disk,
            folder,
            environment,
            fsync,
            bin: programs()?,
            port: crate::support::free_address().port(),
        };
        let data = cluster.data();
        let made = cluster.run(
            "initdb",
            &["-D", &data, "-U", "tandem", "-A", "trust", "--no-sync"],
        );
        assert!(made.status.success(), "{made:?}");
        cluster.go();
        Some(cluster)
    }

    fn data(&self) -> String {
        self.folder.to_str().unwrap().to_owned()
    }

    /// Beside its data.
    fn log_file(&self) -> PathBuf {
        self.folder.with_file_name("log")
    }

    pub fn url(&self) -> String {
        format!("postgres://tandem@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it; again when it has ended by itself.
    pub fn go(&self) {
        let started = self.start_by_hand();
        assert!(started.status.success() || self.runs(), "{started:?}");
    }

    fn start_by_hand(&self) -> Output {
        let settings = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync={} \
             -c wal_keep_size=0 -c min_wal_size=32MB -c max_wal_size=48MB",
            self.port, self.fsync
        );
        let log = self.log_file();
        let start = [
            "-D",
            &self.data(),
            "-w",
            "-l",
            log.to_str().unwrap(),
            "-o",
            &settings,
            "start",
        ];
        self.run("pg_ctl", &start)
    }

    fn runs(&self) -> bool {
        self.run("pg_ctl", &["-D", &self.data(), "status"])
            .status
            .success()
    }

    /// PostgreSQL does not run as root.
    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let program = self.bin.join(program);
        let mut command = Command::new("runuser");
        command
            .args(["-u", "postgres", "--"])
            .arg(program)
            .args(arguments);
        command.envs(self.environment.iter().cloned());
        command.current_dir("/").output().unwrap()
    }
}

impl<Disk> Drop for Cluster<Disk> {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]);
    }
}

fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let bins = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    bins.filter(|bin| Path::new(bin).join("initdb").exists())
        .max()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_the_database_is_told_and_outlived() {
    let Some(cluster) = Cluster::start() else {
        return;
    };
    let data = tempfile::tempdir().unwrap();
    let url = ("DATABASE_URL".to_owned(), cluster.url());
    let mut fixture = Fixture::start(data.path(), vec![url]).await;
    fixture.says(5).await;
    for _ in 0..2 {
        cluster.disk.fill();
        let error = fixture.until_refused().await;
        // The database may tell of its disk, or end because of it.
        let codes = ["server/disk-full", "server/disk", "server/unavailable"];
        assert!(codes.contains(&error.code.as_str()), "{error:?}");
        assert!(error.retry_ms.is_some(), "{error:?}");
        cluster.disk.free();
        cluster.go();
        fixture.becomes(200).await;
        fixture.heals().await;
        fixture.says(5).await;
    }
    fixture.ends(&cluster.url()).await;
}

/// What the disk refuses ends PostgreSQL: it cannot know what is stored, and reads its log anew.
async fn failing(how: &str) {
    let Some(cluster) = Cluster::failing() else {
        return;
    };
    let data = tempfile::tempdir().unwrap();
    let url = ("DATABASE_URL".to_owned(), cluster.url());
    let mut fixture = Fixture::start(data.path(), vec![url]).await;
    fixture.says(5).await;
    for round in 1..=2 {
        cluster.disk.fail(how);
        for _ in 0..3 {
            let error = fixture.until_refused().await;
            let codes = ["server/disk", "server/unavailable"];
            assert!(codes.contains(&error.code.as_str()), "{error:?}");
            assert!(error.retry_ms.is_some(), "{error:?}");
        }
        fixture.becomes(503).await;
        let ends = cluster.log().matches("PANIC").count();
        assert!(ends >= round, "{ends} of {round}: {}", cluster.log());
        cluster.heal();
        fixture.becomes(200).await;
        fixture.heals().await;
        fixture.says(5).await;
    }
    fixture.kill_and_start().await;
    fixture.says(2).await;
    fixture.ends(&cluster.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_that_fail_under_the_database_are_told_and_outlived() {
    failing("write EIO").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn syncs_that_fail_under_the_database_are_told_and_outlived() {
    failing("sync EIO").await;
}
