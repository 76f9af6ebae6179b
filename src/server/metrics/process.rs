//! What the system says of this process. Linux tells in `/proc`; elsewhere nothing is told.

use std::{
    fs,
    sync::LazyLock,
    time::{Duration, Instant},
};

static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Since the first call, which is at boot.
pub fn uptime() -> Duration {
    STARTED.elapsed()
}

pub struct Process {
    pub resident_bytes: Option<u64>,
    /// Sockets and files together.
    pub open_files: Option<u64>,
}

impl Process {
    pub fn look() -> Self {
        let status = fs::read_to_string("/proc/self/status").ok();
        let files = fs::read_dir("/proc/self/fd").ok();
        Self {
            resident_bytes: status.as_deref().and_then(resident_bytes),
            open_files: files.map(|files| files.count() as u64),
        }
    }
}

/// From the line `VmRSS: 12345 kB`.
fn resident_bytes(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_read_from_its_line() {
        let status = "Name:\ttandem\nVmHWM:\t   99 kB\nVmRSS:\t   12 kB\n";
        assert_eq!(resident_bytes(status), Some(12_288));
        assert_eq!(resident_bytes("Name:\ttandem\n"), None);
    }
}
