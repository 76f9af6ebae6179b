//! Settings, read from the environment once at start-up; each has a safe default.

use std::{net::SocketAddr, path::PathBuf};

#[derive(Clone, Debug)]
pub struct Config {
    /// `TANDEM_ADDR`, 127.0.0.1:3000. Port 0 takes a free one.
    pub addr: SocketAddr,
    /// `TANDEM_DATA`, ./data: the SQLite file, uploads, parsed data.
    pub data: PathBuf,
    /// `DATABASE_URL`; none is a SQLite file in the data folder.
    pub database_url: Option<String>,
    /// `TANDEM_ORIGINS`, separated by commas; by default `http://` and the address.
    pub origins: Vec<String>,
    /// `TANDEM_MAX_UPLOAD`, bytes; 200 MB.
    pub max_upload: u64,
    /// `TANDEM_PLAIN_HTTP=1`: login cookies without `Secure`, on loopback addresses only.
    pub plain_http: bool,
}
