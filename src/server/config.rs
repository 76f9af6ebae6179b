//! Settings, read from the environment once at start-up; each has a safe default.
//!
//! A setting that cannot be used stops the start with a sentence that says which and why.

mod address;
mod connections;

pub use address::is_this_machine;
pub use connections::Connections;

use crate::shared::ids::DatasetId;
use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

#[derive(Clone, Debug)]
pub struct Config {
    /// `TANDEM_ADDR`, 127.0.0.1:3000. Port 0 takes a free one.
    pub addr: SocketAddr,
    /// `TANDEM_ADDR` is not set, or names `localhost`: ::1 is listened on too.
    pub localhost: bool,
    /// `TANDEM_DATA`, ./data: the SQLite file, uploads, parsed data.
    pub data: PathBuf,
    /// `DATABASE_URL`; none is a SQLite file in the data folder.
    pub database_url: Option<String>,
    /// `TANDEM_ORIGINS`, separated by commas: where the pages may be opened from.
    /// Empty: from whatever host name the request itself was sent to.
    pub origins: Vec<String>,
    /// `TANDEM_BASE`, none: the path below which a proxy serves it, `/tandem`.
    pub base: String,
    /// `TANDEM_MAX_UPLOAD`, bytes; 200 MB.
    pub max_upload: u64,
    /// `TANDEM_MAX_SESSION`, bytes; what all files of one session may take up. 1 GB.
    pub max_session: u64,
    /// `TANDEM_UPLOAD_HOURS`, 24: how long an upload that broke off waits for its rest, from its last
    /// byte on.
    pub upload_kept: Duration,
    /// `TANDEM_PLAIN_HTTP=1`: login cookies without `Secure`, on loopback addresses only.
    pub plain_http: bool,
    /// `TANDEM_TRUST_FORWARDED=1`: behind a proxy, the last address of `X-Forwarded-For` is the
    /// visitor's. Without a proxy that sets it, anyone could name any address.
    pub trust_forwarded: bool,
    /// `LEPTOS_WATCH` and `LEPTOS_RELOAD_PORT`, set by `cargo leptos watch`: where pages hear of a
    /// new build.
    pub reload_port: Option<u16>,
    /// `TANDEM_METRICS_TOKEN`, 16 characters or more: what `/metrics` asks for as `Bearer`.
    /// Without it only this machine may read there.
    pub metrics_token: Option<String>,
    /// `TANDEM_REGISTRATION`, open.
    pub registration: Registration,
    pub throttle: Throttle,
    pub sockets: Sockets,
    pub connections: Connections,
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Registration {
    /// Everybody who finds the page.
    #[default]
    Open,
    /// Whoever has a link that `tandem invite` made.
    Invite,
    /// Nobody; `tandem person add` makes them.
    Closed,
}

impl fmt::Display for Registration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Open => "open",
            Self::Invite => "invite",
            Self::Closed => "closed",
        })
    }
}

impl FromStr for Registration {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "open" => Ok(Self::Open),
            "invite" => Ok(Self::Invite),
            "closed" => Ok(Self::Closed),
            _ => Err(()),
        }
    }
}

/// How often one address may knock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// `TANDEM_LOGINS_PER_MINUTE`, 30.
    pub logins_per_minute: u32,
    /// `TANDEM_REGISTRATIONS_PER_MINUTE`, 10.
    pub registrations_per_minute: u32,
}

/// How many connections may be open at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sockets {
    /// `TANDEM_SOCKETS_PER_PERSON`, 60: each open tab is two.
    pub per_person: u32,
    /// `TANDEM_SOCKETS_PER_ADDRESS`, 500: an office behind one router.
    pub per_address: u32,
    /// Of one address, those that have not shown yet whose they are. Each has 10 s to do so.
    pub unclaimed: u32,
}

impl Default for Sockets {
    fn default() -> Self {
        Self {
            per_person: 60,
            per_address: 500,
            unclaimed: 50,
        }
    }
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            logins_per_minute: 30,
            registrations_per_minute: 10,
        }
    }
}

impl Config {
    /// The error is a sentence for whoever started the server.
    pub fn from_env() -> Result<Self, String> {
        Self::read(|name| {
            std::env::var(name)
                .ok()
                .filter(|value| !value.trim().is_empty())
        })
    }

    /// The defaults, on a free port of this machine.
    pub fn on_this_machine(data: PathBuf) -> Self {
        Self {
            addr: (Ipv4Addr::LOCALHOST, 0).into(),
            localhost: false,
            data,
            database_url: None,
            origins: Vec::new(),
            base: String::new(),
            max_upload: 200_000_000,
            max_session: 1_000_000_000,
            upload_kept: hours(24),
            plain_http: false,
            trust_forwarded: false,
            reload_port: None,
            metrics_token: None,
            registration: Registration::Open,
            throttle: Throttle::default(),
            sockets: Sockets::default(),
            connections: Connections::default(),
        }
    }

    /// The same settings with the address that was taken in fact.
    pub fn listening_on(self, addr: SocketAddr) -> Self {
        Self { addr, ..self }
    }

    fn read(setting: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let default = Self::on_this_machine("data".into());
        let (limits, sockets) = (Throttle::default(), Sockets::default());
        let listed = setting("TANDEM_ORIGINS").unwrap_or_default();
        let origins = listed
            .split(',')
            .map(str::trim)
            .filter(|origin| !origin.is_empty());
        let (addr, localhost) = listened(&setting)?;
        let config = Self {
            addr,
            localhost,
            data: setting("TANDEM_DATA").map_or(default.data, PathBuf::from),
            database_url: setting("DATABASE_URL").map(database_url).transpose()?,
            origins: origins.map(address::origin).collect::<Result<_, _>>()?,
            base: setting("TANDEM_BASE").map_or(Ok(String::new()), address::base)?,
            max_upload: parsed(
                &setting,
                "TANDEM_MAX_UPLOAD",
                "a number of bytes, 200000000",
            )?
            .unwrap_or(default.max_upload),
            max_session: parsed(
                &setting,
                "TANDEM_MAX_SESSION",
                "a number of bytes, 1000000000",
            )?
            .unwrap_or(default.max_session),
            upload_kept: parsed(&setting, "TANDEM_UPLOAD_HOURS", "hours, a number above 0")?
                .map_or(default.upload_kept, hours),
            plain_http: switch(&setting, "TANDEM_PLAIN_HTTP")?,
            trust_forwarded: switch(&setting, "TANDEM_TRUST_FORWARDED")?,
            reload_port: match setting("LEPTOS_WATCH") {
                Some(_) => parsed(&setting, "LEPTOS_RELOAD_PORT", "a port, 3001")?.or(Some(3001)),
                None => None,
            },
            metrics_token: setting("TANDEM_METRICS_TOKEN")
                .map(metrics_token)
                .transpose()?,
            registration: parsed(&setting, "TANDEM_REGISTRATION", "open, invite or closed")?
                .unwrap_or_default(),
            throttle: Throttle {
                logins_per_minute: parsed(&setting, "TANDEM_LOGINS_PER_MINUTE", "a number, 30")?
                    .unwrap_or(limits.logins_per_minute),
                registrations_per_minute: parsed(
                    &setting,
                    "TANDEM_REGISTRATIONS_PER_MINUTE",
                    "a number, 10",
                )?
                .unwrap_or(limits.registrations_per_minute),
            },
            sockets: Sockets {
                per_person: parsed(&setting, "TANDEM_SOCKETS_PER_PERSON", "a number, 60")?
                    .unwrap_or(sockets.per_person),
                per_address: parsed(&setting, "TANDEM_SOCKETS_PER_ADDRESS", "a number, 500")?
                    .unwrap_or(sockets.per_address),
                ..sockets
            },
            connections: Connections::read(&setting)?,
        };
        config.checked()
    }

    fn checked(self) -> Result<Self, String> {
        if self.plain_http && !self.addr.ip().is_loopback() {
            return Err(format!(
                "TANDEM_PLAIN_HTTP=1 is for this machine only, but TANDEM_ADDR is {}. \
                 Listen on 127.0.0.1, or leave it out and put https in front.",
                self.addr
            ));
        }
        // Sizes are added up, and stored as numbers with a sign.
        if self.max_upload.max(self.max_session) > i64::MAX as u64 / 4 {
            return Err("TANDEM_MAX_UPLOAD and TANDEM_MAX_SESSION are beyond any disk.".into());
        }
        if self.max_upload == 0 {
            return Err("TANDEM_MAX_UPLOAD is 0: nobody could upload a file.".into());
        }
        if self.upload_kept.is_zero() {
            return Err("TANDEM_UPLOAD_HOURS is 0: no upload could go on.".into());
        }
        Ok(self)
    }

    /// The SQLite file in the data folder.
    pub const DATABASE_FILE: &str = "tandem.sqlite";

    /// Files as they were sent, under names that the server made.
    pub fn uploads_dir(&self) -> PathBuf {
        self.data.join("uploads")
    }

    /// Parsed data sets.
    pub fn datasets_dir(&self) -> PathBuf {
        self.data.join("datasets")
    }

    /// Computed views of data sets, a folder for each; whatever is missing there is computed anew.
    pub fn views_dir(&self) -> PathBuf {
        self.data.join("views")
    }

    pub fn views(&self, dataset: DatasetId) -> PathBuf {
        self.views_dir().join(dataset.to_string())
    }

    /// Live data sets, a folder for each.
    pub fn live_dir(&self) -> PathBuf {
        self.data.join("live")
    }

    pub fn live(&self, dataset: DatasetId) -> PathBuf {
        self.live_dir().join(dataset.to_string())
    }

    pub fn original(&self, dataset: DatasetId) -> PathBuf {
        self.uploads_dir().join(dataset.to_string())
    }

    /// A file while it arrives, and until its session has it.
    pub fn part(&self, dataset: DatasetId) -> PathBuf {
        self.original(dataset).with_extension("part")
    }

    /// What a note's name ends in.
    pub const NOTE_ENDING: &str = "upload";

    /// What an upload is that waits for its rest; beside its part.
    pub fn note(&self, dataset: DatasetId) -> PathBuf {
        self.original(dataset).with_extension(Self::NOTE_ENDING)
    }

    pub fn parquet(&self, dataset: DatasetId) -> PathBuf {
        self.datasets_dir().join(format!("{dataset}.parquet"))
    }
}

fn hours(hours: u16) -> Duration {
    Duration::from_secs(u64::from(hours) * 3_600)
}

/// A setting as a value; the error is a sentence that says what was `expected`.
pub fn parsed<T: FromStr>(
    setting: impl Fn(&str) -> Option<String>,
    name: &str,
    expected: &str,
) -> Result<Option<T>, String> {
    let Some(value) = setting(name) else {
        return Ok(None);
    };
    let value = value.trim();
    value
        .parse()
        .map(Some)
        .map_err(|_| format!("{name} is “{value}”. It should be {expected}."))
}

/// The address to listen on, and whether it is "localhost", which is one or the other or both.
fn listened(setting: impl Fn(&str) -> Option<String>) -> Result<(SocketAddr, bool), String> {
    const NAME: &str = "TANDEM_ADDR";
    let named = |name| setting(name).unwrap_or_else(|| "localhost:3000".into());
    let expected = "an address and port, 127.0.0.1:3000 or [::1]:3000";
    match named(NAME).trim().strip_prefix("localhost:") {
        Some(port) => {
            let port = parsed(|_| Some(port.to_owned()), NAME, expected)?;
            Ok(((Ipv4Addr::LOCALHOST, port.unwrap_or(3000)).into(), true))
        }
        None => {
            let addr = parsed(&setting, NAME, expected)?;
            Ok((addr.unwrap_or((Ipv4Addr::LOCALHOST, 3000).into()), false))
        }
    }
}

fn switch(setting: impl Fn(&str) -> Option<String>, name: &str) -> Result<bool, String> {
    match setting(name).as_deref().map(str::trim) {
        Some("1" | "true") => Ok(true),
        None | Some("0" | "false") => Ok(false),
        Some(other) => Err(format!("{name} is “{other}”. It should be 1 or 0.")),
    }
}

fn database_url(url: String) -> Result<String, String> {
    let known = ["postgres://", "postgresql://", "sqlite:"];
    if known.iter().any(|scheme| url.starts_with(scheme)) {
        return Ok(url);
    }
    // The address may hold a password: it is not repeated.
    Err("DATABASE_URL should start with postgres:// or sqlite://.".into())
}

fn metrics_token(token: String) -> Result<String, String> {
    let fits = token.len() >= 16 && token.bytes().all(|byte| byte.is_ascii_graphic());
    // Those are people's own tokens, and refused before anybody asks for metrics.
    if fits && !token.starts_with("tdm_") {
        return Ok(token);
    }
    let expected = "16 or more letters, digits and signs, and not begin with tdm_";
    Err(format!("TANDEM_METRICS_TOKEN should have {expected}."))
}

#[cfg(test)]
mod tests;
