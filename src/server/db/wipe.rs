//! After words were taken out of rows, SQLite's write-ahead log still has them until it is written over.
//! Here it is emptied soon after. What is freed in the file itself is written over at once
//! (`secure_delete`).

use super::{Database, LOCK_PATIENCE};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use std::time::Duration;
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};

/// Others may follow.
const SOON: Duration = Duration::from_secs(3);
/// Once more, for what a reader held back at first.
const LATER: Duration = Duration::from_secs(60);

/// Waits for no reader, so that no commit waits for this.
const EMPTY: &str = "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)";

/// Ends when it is dropped.
pub struct Wiper(mpsc::Sender<()>);

impl Wiper {
    /// Begins with what a server that was stopped has left.
    pub fn start(db: Database) -> Self {
        let (ask, asked) = mpsc::channel(1);
        if db.write.get_database_backend() == DbBackend::Sqlite {
            tokio::spawn(serve(db, asked));
        }
        Self(ask)
    }

    /// Words were taken out of rows.
    pub fn wipe_soon(&self) {
        // Full: it is asked for already.
        let _ = self.0.try_send(());
    }
}

async fn serve(db: Database, mut asked: mpsc::Receiver<()>) {
    let mut once_more = false;
    loop {
        if let Err(error) = empty(&db).await {
            tracing::warn!(%error, "the write-ahead log was not emptied");
        }
        let ask = match once_more {
            true => timeout(LATER, asked.recv()).await,
            false => Ok(asked.recv().await),
        };
        match ask {
            Ok(None) => return,
            Ok(Some(())) => sleep(SOON).await,
            Err(_) => {}
        }
        once_more = ask.is_ok();
    }
}

async fn empty(db: &Database) -> Result<(), DbErr> {
    let emptied = db.write.execute_unprepared(EMPTY).await;
    // Whatever came of it, commits wait again as they did.
    let patience = format!("PRAGMA busy_timeout = {}", LOCK_PATIENCE.as_millis());
    db.write.execute_unprepared(&patience).await?;
    emptied.map(drop)
}
