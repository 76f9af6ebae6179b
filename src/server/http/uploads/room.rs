//! Whether there is room for a file: in its session, on the disk, and by what the server takes. Asked
//! before anything of it comes.

use super::{super::file_name::size, in_flight::Others};
use crate::server::{app::App, db};
use crate::shared::{api_error::ApiError, error_code::ErrorCode, ids::SessionId};
use std::path::Path;

/// All in bytes.
pub struct Room {
    /// Of one file.
    pub largest: u64,
    /// Of all files of the session.
    pub quota: u64,
    /// What its kept files take up.
    pub stored: u64,
    /// Of the disk.
    free: u64,
}

impl Room {
    pub async fn of(app: &App, session: SessionId) -> Result<Self, ApiError> {
        Ok(Self {
            largest: app.config.max_upload,
            quota: app.config.max_session,
            stored: db::datasets::bytes_in_session(&app.db, session).await? as u64,
            free: free(&app.config.uploads_dir()),
        })
    }

    /// Refuses a file of `total` bytes for which there is none beside the others.
    pub fn check(&self, name: &str, total: Option<u64>, others: &Others) -> Result<(), ApiError> {
        let bytes = total.unwrap_or(0);
        if bytes > self.largest {
            return Err(too_large(name, self.largest));
        }
        if self.stored + others.of_session + bytes > self.quota {
            return Err(full(self.quota));
        }
        if total.is_some() && others.unwritten.saturating_add(bytes) > self.free {
            return Err(no_disk(name, bytes));
        }
        Ok(())
    }
}

/// Bytes that this program may still write there. A disk that does not say is asked by writing to it.
fn free(folder: &Path) -> u64 {
    let found = rustix::fs::statvfs(folder);
    found.map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize))
}

pub fn too_large(name: &str, largest: u64) -> ApiError {
    let largest = size(largest);
    let sentence = format!("{name} is over {largest}. This server takes up to {largest}.");
    ApiError::new(ErrorCode::DatasetTooLarge, sentence)
}

pub fn full(quota: u64) -> ApiError {
    let sentence = format!(
        "This session is full: its files may take up {} in all.",
        size(quota)
    );
    ApiError::new(ErrorCode::ServerFull, sentence)
}

fn no_disk(name: &str, bytes: u64) -> ApiError {
    let sentence = format!(
        "The server’s disk is full: there is no room for {name}, which has {}. Try again later.",
        size(bytes)
    );
    ApiError::new(ErrorCode::ServerDiskFull, sentence).retry_after(10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_has_no_room_for_a_file_refuses_it() {
        let room = Room {
            largest: 100,
            quota: 250,
            stored: 50,
            free: 90,
        };
        let check = |total, of_session, unwritten| {
            let others = Others {
                running: 0,
                parked: 0,
                of_session,
                unwritten,
            };
            let refused = room.check("rain.csv", total, &others).err();
            refused.map(|refusal| refusal.code)
        };
        assert_eq!(check(Some(90), 110, 0), None);
        assert_eq!(check(Some(101), 0, 0), Some(ErrorCode::DatasetTooLarge));
        assert_eq!(check(Some(90), 111, 0), Some(ErrorCode::ServerFull));
        assert_eq!(check(None, 201, 0), Some(ErrorCode::ServerFull));
        assert_eq!(check(Some(80), 0, 11), Some(ErrorCode::ServerDiskFull));
        assert_eq!(check(None, 0, 200), None, "its size is not known");
    }

    #[test]
    fn a_disk_says_how_much_room_it_has() {
        let here = free(Path::new("."));
        assert!(here > 0 && here < u64::MAX, "{here}");
        assert_eq!(free(Path::new("/nowhere/at/all")), u64::MAX);
    }
}
