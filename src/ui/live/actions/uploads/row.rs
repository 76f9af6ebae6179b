//! One file on its way in, as its row shows it, and what the server's word on it changes.

use crate::client::uploads::Stage;
use crate::shared::{
    account::Person,
    dataset::AddAs,
    ids::PersonId,
    protocol::{UploadPhase, UploadPreview, UploadProgress},
};
use std::sync::Arc;
use uuid::Uuid;

/// A file of this tab, or one that the server tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UploadKey {
    Mine(u32),
    Told(Uuid),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    pub key: UploadKey,
    pub name: String,
    pub by: Person,
    pub sent: i64,
    /// Unknown for the sample, and where the sender did not say.
    pub total: Option<i64>,
    pub state: UploadState,
    /// Something to know about it; a sentence.
    pub note: Option<&'static str>,
    /// Its first rows, as the server read them while the rest was on its way.
    pub preview: Option<Arc<UploadPreview>>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum UploadState {
    /// There is a data set of its name, of which it would be this version; the reader has not said yet.
    Undecided(i64),
    /// For so many others to end.
    Waiting(usize),
    Sending,
    /// There is no connection.
    Lost,
    Paused,
    /// It is the reader's, and waits for its rest; this tab does not have the file.
    Left,
    /// Why; a sentence. It can be tried again.
    Stopped(String),
    Reading,
    /// Why; a sentence.
    Failed(String),
}

/// What can be asked of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadAct {
    /// What it is, where its name is taken.
    AddAs(AddAs),
    Pause,
    Resume,
    /// Choose the file again, so that it goes on.
    Choose,
    Cancel,
    Dismiss,
}

impl Upload {
    /// What its first button does.
    pub fn lead(&self) -> Option<UploadAct> {
        let is_mine = matches!(self.key, UploadKey::Mine(_)) && !self.is_sample();
        match self.state {
            UploadState::Undecided(_) => Some(UploadAct::AddAs(AddAs::Version)),
            UploadState::Failed(_) => Some(UploadAct::Dismiss),
            UploadState::Left => Some(UploadAct::Choose),
            UploadState::Waiting(_) | UploadState::Sending | UploadState::Lost if is_mine => {
                Some(UploadAct::Pause)
            }
            UploadState::Paused | UploadState::Stopped(_) if is_mine => Some(UploadAct::Resume),
            _ => None,
        }
    }

    /// Either person can; the sample is there before anybody could.
    pub fn can_be_cancelled(&self) -> bool {
        !self.is_sample() && !matches!(self.state, UploadState::Failed(_))
    }

    pub fn is_undecided(&self) -> bool {
        matches!(self.state, UploadState::Undecided(_))
    }

    /// Whether it is only known of by the server's word.
    pub fn is_told(&self) -> bool {
        matches!(self.key, UploadKey::Told(_))
    }

    fn is_sample(&self) -> bool {
        matches!(self.key, UploadKey::Mine(_)) && self.total.is_none()
    }
}

impl From<Stage> for UploadState {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Waiting(others) => Self::Waiting(others),
            Stage::Sending => Self::Sending,
            Stage::Lost => Self::Lost,
            Stage::Paused => Self::Paused,
            Stage::Stopped(sentence) => Self::Stopped(sentence),
            Stage::Reading => Self::Reading,
        }
    }
}

/// Takes the server's word on a file that this tab does not send into the list.
pub(super) fn told(uploads: &mut Vec<Upload>, progress: UploadProgress, me: PersonId) {
    let is_mine = progress.by.id == me;
    // The sample has no id of its own here: its request brings the end.
    if is_mine && uploads.iter().any(Upload::is_sample) {
        return;
    }
    let key = UploadKey::Told(progress.upload_id);
    let at = uploads.iter().position(|upload| upload.key == key);
    let state = match progress.phase {
        UploadPhase::Done => {
            at.map(|at| uploads.remove(at));
            return;
        }
        UploadPhase::Receiving => UploadState::Sending,
        UploadPhase::Paused if is_mine => UploadState::Left,
        UploadPhase::Paused => UploadState::Paused,
        UploadPhase::Reading => UploadState::Reading,
        UploadPhase::Failed => UploadState::Failed(progress.error.unwrap_or_default()),
    };
    let upload = Upload {
        key,
        name: progress.name,
        by: progress.by,
        sent: progress.received,
        total: progress.total,
        state,
        note: None,
        preview: at.and_then(|at| uploads[at].preview.clone()),
    };
    match at {
        Some(at) => uploads[at] = upload,
        None => uploads.push(upload),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        ids::SessionId,
        session::testing::{ada, grace},
    };

    fn progress(by: Person, received: i64, phase: UploadPhase) -> UploadProgress {
        UploadProgress {
            session_uuid: SessionId(Uuid::from_u128(9)),
            upload_id: Uuid::from_u128(4),
            name: "weather.csv".into(),
            by,
            received,
            total: Some(100),
            phase,
            error: None,
        }
    }

    fn mine(state: UploadState) -> Upload {
        Upload {
            key: UploadKey::Mine(1),
            name: "weather.csv".into(),
            by: ada(),
            sent: 10,
            total: Some(100),
            state,
            note: None,
            preview: None,
        }
    }

    #[test]
    fn the_others_file_moves_and_goes_when_done() {
        let sending = mine(UploadState::Sending);
        let mut uploads = vec![sending.clone()];
        for received in [5, 50] {
            let moved = progress(grace(), received, UploadPhase::Receiving);
            told(&mut uploads, moved, ada().id);
        }
        assert_eq!((uploads.len(), uploads[1].sent), (2, 50));
        assert!(uploads[1].can_be_cancelled());
        assert_eq!(uploads[1].lead(), None);
        let done = progress(grace(), 100, UploadPhase::Done);
        told(&mut uploads, done, ada().id);
        assert_eq!(uploads, [sending]);
    }

    #[test]
    fn a_failed_file_stays_with_its_reason() {
        let mut uploads = Vec::new();
        let failed = UploadProgress {
            error: Some("The file is empty.".into()),
            ..progress(grace(), 5, UploadPhase::Failed)
        };
        told(&mut uploads, failed, ada().id);
        let why = UploadState::Failed("The file is empty.".into());
        assert_eq!(uploads[0].state, why);
        assert!(!uploads[0].can_be_cancelled());
    }

    #[test]
    fn who_sent_what_waits_is_asked_for_the_file_and_the_other_is_not() {
        for (me, state, lead) in [
            (ada(), UploadState::Left, Some(UploadAct::Choose)),
            (grace(), UploadState::Paused, None),
        ] {
            let mut uploads = Vec::new();
            told(
                &mut uploads,
                progress(ada(), 45, UploadPhase::Paused),
                me.id,
            );
            assert_eq!((&uploads[0].state, uploads[0].lead()), (&state, lead));
        }
    }

    #[test]
    fn the_first_button_pauses_what_goes_on_and_goes_on_with_what_does_not() {
        for (state, lead) in [
            (UploadState::Waiting(2), Some(UploadAct::Pause)),
            (UploadState::Sending, Some(UploadAct::Pause)),
            (UploadState::Lost, Some(UploadAct::Pause)),
            (UploadState::Paused, Some(UploadAct::Resume)),
            (
                UploadState::Stopped("Full.".into()),
                Some(UploadAct::Resume),
            ),
            (UploadState::Reading, None),
            (
                UploadState::Undecided(2),
                Some(UploadAct::AddAs(AddAs::Version)),
            ),
            (
                UploadState::Failed("Empty.".into()),
                Some(UploadAct::Dismiss),
            ),
        ] {
            assert_eq!(mine(state.clone()).lead(), lead, "{state:?}");
        }
    }

    #[test]
    fn the_sample_is_one_row_without_buttons() {
        let sample = Upload {
            total: None,
            ..mine(UploadState::Sending)
        };
        let mut uploads = vec![sample];
        told(
            &mut uploads,
            progress(ada(), 5, UploadPhase::Receiving),
            ada().id,
        );
        assert_eq!(uploads.len(), 1);
        assert_eq!(
            (uploads[0].lead(), uploads[0].can_be_cancelled()),
            (None, false)
        );
    }
}
