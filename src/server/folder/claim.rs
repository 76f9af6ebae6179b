//! One server to a SQLite database: it holds a lock on a file beside it for as long as it lives.
//!
//! The system lets go of the lock with the process, however that ends. `backup`, `check` and `person`
//! work beside a server and take none. Over PostgreSQL several servers share a data folder.

use super::owner::{me, whose};
use crate::server::{config::Config, db, start_error::StartError};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

/// Held while a server runs; given back when it goes.
#[derive(Debug, Default)]
pub struct Claim(#[allow(dead_code, reason = "held, not read")] Vec<File>);

/// Takes the data folder and the database's file, unless another server has one of them.
pub fn claim(config: &Config) -> Result<Claim, StartError> {
    let locks = lock_files(config).into_iter().map(|file| take(&file));
    Ok(Claim(locks.collect::<Result<_, _>>()?))
}

/// Whether no server holds the data now, as far as locks can say: over PostgreSQL there are none.
pub fn is_free(config: &Config) -> bool {
    let locks = lock_files(config);
    let free = |file: &PathBuf| match File::options().write(true).open(file) {
        Ok(file) => file.try_lock().is_ok(),
        Err(_) => true,
    };
    !locks.is_empty() && locks.iter().all(free)
}

fn lock_files(config: &Config) -> Vec<PathBuf> {
    let of_folder = config.data.join("tandem.lock");
    match &config.database_url {
        None => vec![of_folder],
        Some(url) => match db::file_of(url) {
            // The file may stand elsewhere, where another data folder's server finds it too.
            Some(mut file) => {
                file.as_mut_os_string().push(".lock");
                vec![of_folder, file]
            }
            None => Vec::new(),
        },
    }
}

fn take(path: &Path) -> Result<File, StartError> {
    let opened = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path);
    let mut file = opened.map_err(|error| not_taken(path, &error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(taken(path, &mut file)),
        Err(TryLockError::Error(error)) => return Err(not_taken(path, &error)),
    }
    // For whoever is refused; that it is written is not what the lock hangs on.
    if let Err(error) = note(&mut file) {
        tracing::debug!(%error, "process number not noted");
    }
    Ok(file)
}

fn note(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{}", std::process::id())
}

fn taken(path: &Path, file: &mut File) -> StartError {
    let mut noted = String::new();
    let holder = match file.read_to_string(&mut noted) {
        Ok(_) if !noted.is_empty() => format!("The process {noted}"),
        _ => "Another process".to_owned(),
    };
    StartError(format!(
        "{holder} serves this data already: it holds {}. \
         Stop it first, or give this server a TANDEM_DATA of its own.",
        path.display()
    ))
}

fn not_taken(path: &Path, error: &io::Error) -> StartError {
    StartError(format!(
        "The user {} cannot lock {}, which {}: {error}. A server needs it to keep a second one out.",
        me(),
        path.display(),
        whose(path)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_on_one_sqlite_folder_is_refused() {
        let data = tempfile::tempdir().unwrap();
        let config = Config::on_this_machine(data.path().into());
        let first = claim(&config).unwrap();
        let refused = claim(&config).unwrap_err().to_string();
        assert!(refused.contains("tandem.lock"), "{refused}");
        assert!(
            refused.contains(&std::process::id().to_string()),
            "{refused}"
        );
        drop(first);
        assert!(claim(&config).is_ok());
    }

    #[test]
    fn two_folders_with_one_database_file_are_refused_too() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let url = format!("sqlite://{}", one.path().join("shared.sqlite").display());
        let config = |data: &Path| Config {
            database_url: Some(url.clone()),
            ..Config::on_this_machine(data.into())
        };
        let _first = claim(&config(one.path())).unwrap();
        let refused = claim(&config(two.path())).unwrap_err().to_string();
        assert!(refused.contains("shared.sqlite.lock"), "{refused}");
    }

    #[test]
    fn servers_over_postgres_share_a_folder() {
        let data = tempfile::tempdir().unwrap();
        let config = Config {
            database_url: Some("postgres://db/tandem".into()),
            ..Config::on_this_machine(data.path().into())
        };
        let _first = claim(&config).unwrap();
        assert!(claim(&config).is_ok());
    }
}
