//! Uploads that wait for their rest: found again when the server starts, and removed when they expire
//! or their session is gone.

use super::{
    super::{
        in_flight::{Share, Upload},
        incoming::Incoming,
    },
    find::parked,
    writer,
};
use crate::server::{
    app::App,
    caught::keep_running,
    config::Config,
    db::{self, now_ms},
    folder::{Note, is_held},
    http::part::remove as remove_file,
};
use crate::shared::{ids::DatasetId, protocol::UploadPhase};
use std::{fs, io, sync::Arc, time::Duration};

/// How often it is looked for those that expired, at most and at least.
const EVERY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(60));

/// Finds those of before, has those read that are whole, and removes what expires for as long as the
/// server runs.
pub fn begin(app: &App) -> io::Result<()> {
    for entry in fs::read_dir(app.config.uploads_dir())? {
        let path = entry?.path();
        let is_note = path
            .extension()
            .is_some_and(|ending| ending == Config::NOTE_ENDING);
        let id = path
            .file_stem()
            .and_then(|stem| stem.to_str()?.parse().ok());
        let id = id.filter(|_| is_note).map(DatasetId);
        let found = id.and_then(|id| Some((id, Note::of_part(&app.config, id)?)));
        let Some((id, (note, bytes))) = found else {
            continue;
        };
        let is_whole = bytes == note.length;
        let upload = app.uploads.park(parked(id, note, bytes));
        // Another server that shares the folder may be reading it.
        if is_whole && !is_held(&app.config.part(id)) {
            tokio::spawn(read(app.clone(), upload));
        }
    }
    let app = app.clone();
    keep_running(move || remove_as_they_end(app.clone()));
    Ok(())
}

/// Of one whose sender could not hear what became of it.
async fn read(app: App, upload: Arc<Upload>) {
    let share = app.uploads.take(&upload, None).await;
    match Incoming::reopen(&app, share).await {
        Ok(Some(incoming)) => {
            if let Err((refusal, _)) = writer::bring(app, incoming, None).await {
                tracing::info!(%refusal, "a file that was here at the start was not read");
            }
        }
        Ok(None) => {}
        Err(refusal) => {
            tracing::warn!(%refusal, "a file that was here at the start was not opened")
        }
    }
}

async fn remove_as_they_end(app: App) {
    let (most, least) = EVERY;
    let mut clock = tokio::time::interval((app.config.upload_kept / 4).clamp(most, least));
    loop {
        clock.tick().await;
        remove_ended(&app).await;
    }
}

/// Removes those that expired, and those of sessions that are gone.
pub async fn remove_ended(app: &App) {
    for upload in app.uploads.parked() {
        let is_expired = upload.expires_ms() <= now_ms();
        let is_gone = match db::sessions::find(&app.db, upload.session()).await {
            Ok(session) => session.is_none(),
            // The next round asks again.
            Err(_) => false,
        };
        if !is_expired && !is_gone {
            continue;
        }
        // Whoever writes to it now makes it last longer.
        let Some(share) = app.uploads.try_take(&upload) else {
            continue;
        };
        if !is_gone && lasts(app, &upload) {
            continue;
        }
        let sentence = match is_gone {
            true => "Its session was deleted.",
            false => "Its rest did not come in time.",
        };
        remove(app, share, sentence.to_owned());
    }
}

/// Whether another server, or a request just now, made it last longer.
fn lasts(app: &App, upload: &Upload) -> bool {
    if is_held(&app.config.part(upload.id())) {
        return true;
    }
    let note = Note::read(&app.config, upload.id());
    let until = note.map_or(0, |note| note.expires_ms);
    upload.set_expires_ms(upload.expires_ms().max(until));
    upload.expires_ms() > now_ms()
}

/// Removes one that nobody writes to, and tells its session why.
pub fn remove(app: &App, mut share: Share, sentence: String) {
    let id = share.upload.id();
    // A note without a part is as good as none.
    remove_file(&app.config.part(id));
    remove_file(&app.config.note(id));
    share.end();
    app.streams.tell_upload(share.upload.change(|progress| {
        progress.phase = UploadPhase::Failed;
        progress.error = Some(sentence);
    }));
}
