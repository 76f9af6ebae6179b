//! What the server keeps is for the server's own user: folders 0700, files 0600.
//!
//! Everything this process and its children make begins so, by the umask. What an older version made
//! is mended at start, and a folder that others could read is told of.

use super::config::Config;
use std::{
    fs::{self, DirBuilder, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

const FOLDER: u32 = 0o700;
const FILE: u32 = 0o600;
/// Whatever others may do.
const OTHERS: u32 = 0o077;
/// On a folder in which everyone puts things, such as /tmp.
const STICKY: u32 = 0o1000;

#[cfg(target_vendor = "apple")]
type Mode = u16;
#[cfg(not(target_vendor = "apple"))]
type Mode = u32;

// The standard library has no name for it. It takes any value and cannot fail.
#[allow(unsafe_code)]
unsafe extern "C" {
    safe fn umask(mask: Mode) -> Mode;
}

/// From now on nobody else may read what this process and its children make. At the very start, before
/// there are threads.
pub fn begin() {
    umask(0o077);
}

/// Makes a folder, and those above it.
pub fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER).create(path)
}

/// How a new file is opened to be written.
pub fn new_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(FILE);
    options
}

/// Makes the SQLite file of an address, so that it, and what SQLite puts beside it with the same mode,
/// is private from its first byte; or mends that of one that is there.
pub fn database(url: &str) -> io::Result<()> {
    let path = url
        .strip_prefix("sqlite://")
        .or(url.strip_prefix("sqlite:"));
    let path = path
        .and_then(|path| path.split('?').next())
        .unwrap_or_default();
    if path.is_empty() || path == ":memory:" {
        return Ok(());
    }
    match new_file().open(path) {
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        // The database says better what is wrong there.
        Err(_) => return Ok(()),
    }
    for ending in ["", "-wal", "-shm", "-journal"] {
        mend(Path::new(&format!("{path}{ending}")), FILE);
    }
    Ok(())
}

/// Makes the data folder and mends what is in it; answers a sentence for the log when others could
/// read it.
pub fn data(config: &Config) -> io::Result<Option<String>> {
    let data = &config.data;
    let told = open_to_others(data)?;
    folder(data)?;
    mend(&data.join(Config::DATABASE_FILE), FILE);
    for inside in [
        config.uploads_dir(),
        config.datasets_dir(),
        config.views_dir(),
        config.live_dir(),
    ] {
        folder(&inside)?;
        mend(&inside, FOLDER);
        for file in fs::read_dir(&inside)? {
            let path = file?.path();
            mend(&path, if path.is_dir() { FOLDER } else { FILE });
        }
    }
    Ok(told)
}

/// Closes the folder to others; a sentence when it was open, or has to stay so.
fn open_to_others(data: &Path) -> io::Result<Option<String>> {
    let found = match fs::metadata(data) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    let mode = found.mode() & 0o7777;
    if mode & OTHERS == 0 {
        return Ok(None);
    }
    let seen = format!(
        "TANDEM_DATA is {}: others could look into that folder (mode {mode:04o}, of user {}; 0700 is expected).",
        data.display(),
        found.uid()
    );
    let shared = mode & STICKY != 0;
    let closed = !shared && fs::set_permissions(data, Permissions::from_mode(FOLDER)).is_ok();
    Ok(Some(match closed {
        true => format!("{seen} It is closed to them now."),
        false => format!(
            "{seen} This server runs as user {} and leaves it as it is: name a folder of its own, or chmod 700 it.",
            user().map_or_else(|| "unknown".to_owned(), |uid| uid.to_string())
        ),
    }))
}

/// The number of the user that this process runs as.
fn user() -> Option<u32> {
    fs::metadata("/proc/self").ok().map(|process| process.uid())
}

/// Takes from others what they may do. Links are left alone: they lead out of the folder.
fn mend(path: &Path, expected: u32) {
    let Ok(found) = fs::symlink_metadata(path) else {
        return;
    };
    if found.is_symlink() || found.mode() & OTHERS == 0 {
        return;
    }
    if let Err(error) = fs::set_permissions(path, Permissions::from_mode(expected)) {
        let (path, mode) = (path.display(), found.mode() & 0o7777);
        tracing::warn!(%error, "{path} stays open to others: mode {mode:04o}, expected {expected:04o}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn mode(path: impl Into<PathBuf>) -> u32 {
        fs::metadata(path.into()).unwrap().mode() & 0o777
    }

    fn open(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_an_older_version_left_open_is_closed_and_told_of() {
        let outside = tempfile::tempdir().unwrap();
        let config = Config::on_this_machine(outside.path().join("data"));
        data(&config).unwrap();
        let file = config.datasets_dir().join("x.parquet");
        fs::write(&file, "x").unwrap();
        fs::write(config.data.join(Config::DATABASE_FILE), "").unwrap();
        for folder in [&config.data, &config.uploads_dir(), &config.datasets_dir()] {
            assert_eq!(mode(folder), 0o700, "{}", folder.display());
            open(folder, 0o755);
        }
        open(&file, 0o644);
        open(&config.data.join(Config::DATABASE_FILE), 0o664);
        let sentence = open_to_others(&config.data).unwrap().unwrap();
        for word in ["TANDEM_DATA", "0755", "0700", "closed"] {
            assert!(sentence.contains(word), "{sentence}");
        }
        assert_eq!(open_to_others(&config.data).unwrap(), None);
        data(&config).unwrap();
        for folder in [&config.data, &config.uploads_dir(), &config.datasets_dir()] {
            assert_eq!(mode(folder), 0o700, "{}", folder.display());
        }
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(config.data.join(Config::DATABASE_FILE)), 0o600);
    }

    #[test]
    fn a_folder_for_everyone_is_told_of_and_stays_one() {
        let shared = tempfile::tempdir().unwrap();
        open(shared.path(), 0o1777);
        let sentence = open_to_others(shared.path()).unwrap().unwrap();
        assert!(
            sentence.contains("1777") && sentence.contains("chmod 700"),
            "{sentence}"
        );
        assert_eq!(mode(shared.path()), 0o777);
    }
}
