//! Settings, read from the environment once at start-up; each has a safe default.
//!
//! A setting that cannot be used stops the start with a sentence that says which and why.

mod address;

pub use address::is_this_machine;

use super::connections::Connections;
use crate::shared::ids::DatasetId;
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    str::FromStr,
};

#[derive(Clone, Debug)]
pub struct Config {
    /// `TANDEM_ADDR`, 127.0.0.1:3000. Port 0 takes a free one.
    pub addr: SocketAddr,
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
    pub throttle: Throttle,
    pub sockets: Sockets,
    pub connections: Connections,
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
            data,
            database_url: None,
            origins: Vec::new(),
            base: String::new(),
            max_upload: 200_000_000,
            max_session: 1_000_000_000,
            plain_http: false,
            trust_forwarded: false,
            reload_port: None,
            metrics_token: None,
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
        let config = Self {
            addr: parsed(
                &setting,
                "TANDEM_ADDR",
                "an address and port, 127.0.0.1:3000",
            )?
            .unwrap_or((Ipv4Addr::LOCALHOST, 3000).into()),
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
            plain_http: switch(&setting, "TANDEM_PLAIN_HTTP")?,
            trust_forwarded: switch(&setting, "TANDEM_TRUST_FORWARDED")?,
            reload_port: match setting("LEPTOS_WATCH") {
                Some(_) => parsed(&setting, "LEPTOS_RELOAD_PORT", "a port, 3001")?.or(Some(3001)),
                None => None,
            },
            metrics_token: setting("TANDEM_METRICS_TOKEN")
                .map(metrics_token)
                .transpose()?,
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
            return Err("TANDEM_MAX_UPLOAD is 0: no file could be brought in.".into());
        }
        Ok(self)
    }

    /// Files as they were sent, under names that the server made.
    pub fn uploads_dir(&self) -> PathBuf {
        self.data.join("uploads")
    }

    /// Parsed data sets.
    pub fn datasets_dir(&self) -> PathBuf {
        self.data.join("datasets")
    }

    pub fn original(&self, dataset: DatasetId) -> PathBuf {
        self.uploads_dir().join(dataset.to_string())
    }

    pub fn parquet(&self, dataset: DatasetId) -> PathBuf {
        self.datasets_dir().join(format!("{dataset}.parquet"))
    }
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
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Config, String> {
        let find = |name: &str| settings.iter().find(|(key, _)| *key == name);
        Config::read(|name| find(name).map(|(_, value)| value.to_string()))
    }

    #[test]
    fn nothing_set_is_safe() {
        let config = read(&[]).unwrap();
        assert_eq!(config.addr.to_string(), "127.0.0.1:3000");
        assert_eq!(config.max_upload, 200_000_000);
        assert!(!config.plain_http && !config.trust_forwarded && !config.https());
        assert_eq!(config.throttle, Throttle::default());
        assert_eq!(config.sockets, Sockets::default());
    }

    #[test]
    fn plain_http_is_refused_beyond_this_machine() {
        for addr in ["0.0.0.0:3000", "[::]:80", "192.0.2.7:3000"] {
            let refused = read(&[("TANDEM_ADDR", addr), ("TANDEM_PLAIN_HTTP", "1")]).unwrap_err();
            assert!(refused.contains(addr), "{refused}");
        }
        for addr in ["127.0.0.1:3000", "[::1]:3000"] {
            assert!(
                read(&[("TANDEM_ADDR", addr), ("TANDEM_PLAIN_HTTP", "1")]).is_ok(),
                "{addr}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (name, value) in [
            ("TANDEM_ADDR", "localhost"),
            ("TANDEM_MAX_UPLOAD", "200 MB"),
            ("TANDEM_MAX_UPLOAD", "0"),
            ("TANDEM_MAX_SESSION", "-1"),
            ("TANDEM_PLAIN_HTTP", "yes"),
            ("TANDEM_SOCKETS_PER_PERSON", "-1"),
            ("TANDEM_ORIGINS", "tandem.example"),
            ("TANDEM_ORIGINS", "https://tandem.example/app"),
            ("TANDEM_ORIGINS", "https://*"),
            ("DATABASE_URL", "mysql://root:secret@db"),
            ("TANDEM_METRICS_TOKEN", "a secret"),
            ("TANDEM_METRICS_TOKEN", "a secret with spaces"),
            ("TANDEM_METRICS_TOKEN", "tdm_secret0123456789"),
        ] {
            let sentence = read(&[(name, value)]).unwrap_err();
            assert!(sentence.starts_with(name), "{sentence}");
            assert!(!sentence.contains("secret"), "{sentence}");
        }
    }

    #[test]
    fn listed_origins_are_the_only_ones() {
        let listed = (
            "TANDEM_ORIGINS",
            "https://tandem.example:443/, HTTPS://b.example:8443",
        );
        let config = read(&[listed]).unwrap();
        assert!(config.https());
        assert!(config.allows_origin("https://tandem.example", None));
        assert!(config.allows_origin("https://b.example:8443", None));
        for other in ["http://tandem.example", "https://b.example", "null", ""] {
            assert!(
                !config.allows_origin(other, Some("tandem.example")),
                "{other}"
            );
        }
    }

    #[test]
    fn without_a_list_the_page_must_come_from_the_host_it_asks() {
        let config = read(&[]).unwrap();
        assert!(config.allows_origin("http://127.0.0.1:3000", Some("127.0.0.1:3000")));
        for (origin, host) in [
            ("http://evil.example", Some("127.0.0.1:3000")),
            ("http://127.0.0.1:3001", Some("127.0.0.1:3000")),
            ("null", Some("null")),
            ("http://127.0.0.1:3000", None),
        ] {
            assert!(!config.allows_origin(origin, host), "{origin}");
        }
    }
}
