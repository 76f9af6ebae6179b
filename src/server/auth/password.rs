//! Hashing and checking passwords: argon2id, a few at a time, off the async threads.
//!
//! The threads are this module's own. An allocator keeps what a thread gave back for that thread, and
//! on the runtime's many blocking threads the 19 MB of each hash came to half a gigabyte.

use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};
use tokio::sync::{Semaphore, oneshot};

/// What an unknown name's password is checked against: as much work as a known one's.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$YfWA5bOcg7rNZJhB2H1k5Q$Zx6n2Vq0xqf4hQf4b1x3cUo3C5nQX0pYH9m1mJ5l2wE";

/// Longest wait for a turn; each takes 19 MB and some 20 ms.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce() + Send>;

#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    jobs: mpsc::Sender<Job>,
}

impl Passwords {
    /// As many at a time as there are cores.
    pub fn new() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let (jobs, waiting) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..cores {
            let waiting = waiting.clone();
            thread::spawn(move || work_through(&waiting));
        }
        Self {
            turns: Arc::new(Semaphore::new(cores)),
            jobs,
        }
    }

    /// A new hash as a PHC string, with a salt of its own.
    pub async fn hash(&self, password: &str) -> Result<String, ApiError> {
        let password = password.to_owned();
        let work = move || Argon2::default().hash_password(password.as_bytes());
        let hash = self.in_turn(work).await?;
        hash.map(|hash: PasswordHash| hash.to_string())
            .map_err(|error| {
                tracing::error!(%error, "password not hashed");
                ApiError::new(
                    ErrorCode::ServerFailed,
                    "Something failed on the server. Nothing was changed.",
                )
            })
    }

    /// Whether the password belongs to the hash; without a hash never, in the same time.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, ApiError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or(DUMMY).to_owned();
        let password = password.to_owned();
        let matches = self.in_turn(move || matches(&password, &hash)).await?;
        Ok(known && matches)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let turn = tokio::time::timeout(LONGEST_WAIT, self.turns.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(busy());
        };
        let (tell, told) = oneshot::channel();
        // The turn goes along: a request that is given up must not let another in early.
        let job = move || {
            let done = work();
            drop(turn);
            // Nobody may be waiting any more.
            let _ = tell.send(done);
        };
        self.jobs.send(Box::new(job)).map_err(|_| busy())?;
        told.await.map_err(|_| busy())
    }
}

/// Ends when every [`Passwords`] is gone.
fn work_through(waiting: &Mutex<mpsc::Receiver<Job>>) {
    let next = || {
        let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.recv()
    };
    while let Ok(job) = next() {
        // One that panics is answered as busy; the thread goes on.
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}

fn matches(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else {
        return false;
    };
    Argon2::default()
        .verify_password(password.as_bytes(), &hash)
        .is_ok()
}

fn busy() -> ApiError {
    ApiError::new(
        ErrorCode::ServerUnavailable,
        "The server is busy. Try again in a moment.",
    )
    .retry_after(2_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let passwords = Passwords::new();
        let hash = passwords.hash("correct horse").await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(
            passwords
                .verify("correct horse", Some(&hash))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("Correct horse", Some(&hash))
                .await
                .unwrap()
        );
        assert!(!passwords.verify("correct horse", None).await.unwrap());
    }

    #[test]
    fn an_unknown_name_costs_as_much_work_as_a_known_one() {
        let new = Argon2::default().hash_password(b"x").unwrap();
        let dummy = PasswordHash::new(DUMMY).unwrap();
        assert_eq!(dummy.algorithm, new.algorithm);
        assert_eq!(dummy.params, new.params);
        assert_eq!(dummy.hash.unwrap().len(), new.hash.unwrap().len());
    }
}
