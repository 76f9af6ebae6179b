//! Files on their way in, as both people see them.

use super::Actions;
use crate::client::{http, uploads::upload};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    dataset::name_of_file,
    ids::{DatasetId, PersonId},
    protocol::{UploadPhase, UploadProgress},
    text::clean,
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;
use wasm_bindgen::JsCast;

/// The id of the page's one file input.
pub const UPLOAD_INPUT: &str = "add-data-file";

/// A transfer started in this handles, or one that the server tells of.
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
    pub phase: UploadPhase,
    /// Why it failed; a sentence.
    pub error: Option<String>,
    /// Only the uploader's own tab can cancel.
    pub can_cancel: bool,
    /// The version that it would be of a data set that is there, while the reader has not said whether it is.
    pub next_version: Option<i64>,
}

impl Actions {
    /// Opens the browser's file dialog.
    pub fn choose_file(self) {
        let input = document().get_element_by_id(UPLOAD_INPUT);
        if let Some(input) = input.and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok()) {
            input.click();
        }
    }

    pub fn add_files(self, files: Option<web_sys::FileList>) {
        let Some(files) = files else { return };
        for file in (0..files.length()).filter_map(|at| files.get(at)) {
            self.add_file(file);
        }
    }

    fn add_file(self, file: web_sys::File) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let name = clean(&file.name());
        let next_version = self.next_version(&name_of_file(&name));
        let key = self.new_upload(name.clone(), Some(file.size() as i64), true);
        if next_version.is_some() {
            handles.undecided.borrow_mut().insert(key, file);
            return self.change_upload(key, |upload| upload.next_version = next_version);
        }
        self.send_file(key, file, &name, "version");
    }

    /// What a file of that name would be of a data set that is there.
    fn next_version(self, name: &str) -> Option<i64> {
        self.view.datasets().with_untracked(|datasets| {
            let same = datasets.iter().filter(|dataset| dataset.name == name);
            same.map(|dataset| dataset.version + 1).max()
        })
    }

    /// The reader has said what a file of a known name is: "version", or "own".
    pub fn decide_upload(self, key: UploadKey, is: &'static str) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let file = handles.undecided.borrow_mut().remove(&key);
        if let Some(file) = file {
            let name = clean(&file.name());
            self.change_upload(key, |upload| upload.next_version = None);
            self.send_file(key, file, &name, is);
        }
    }

    fn send_file(self, key: UploadKey, file: web_sys::File, name: &str, is: &'static str) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let url = format!(
            "/api/sessions/{}/datasets?name={}&as={is}",
            self.view.address.session(),
            String::from(js_sys::encode_uri_component(name)),
        );
        let handle = upload(
            &url,
            file,
            move |sent, total| {
                self.change_upload(key, |upload| {
                    upload.sent = sent as i64;
                    upload.total = Some(total as i64);
                });
            },
            move |answer| self.upload_ended(key, answer.map(|_| ())),
        );
        handles.transfers.borrow_mut().insert(key, handle);
    }

    /// Adds the data set that Tandem ships with.
    pub fn add_sample(self) {
        if self.handles.get().is_none() {
            return;
        }
        let url = format!(
            "/api/sessions/{}/datasets/sample",
            self.view.address.session()
        );
        let key = self.new_upload("Sample data".into(), None, false);
        spawn_local(async move {
            let answer = http::post_json::<serde_json::Value>(&url).await;
            self.upload_ended(key, answer.map(|_| ()));
        });
    }

    pub fn cancel_upload(self, key: UploadKey) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        handles.undecided.borrow_mut().remove(&key);
        let transfer = handles.transfers.borrow_mut().remove(&key);
        if let Some(transfer) = transfer {
            transfer.cancel();
        }
        self.dismiss_upload(key);
    }

    pub fn dismiss_upload(self, key: UploadKey) {
        self.uploads
            .update(|uploads| uploads.retain(|upload| upload.key != key));
    }

    fn new_upload(self, name: String, total: Option<i64>, can_cancel: bool) -> UploadKey {
        let number = self.handles.get().map_or(0, |handles| {
            handles.next_upload.set(handles.next_upload.get() + 1);
            handles.next_upload.get()
        });
        let key = UploadKey::Mine(number);
        let phase = UploadPhase::Receiving;
        let by = self.view.me();
        let upload = Upload {
            key,
            name,
            by,
            sent: 0,
            total,
            phase,
            error: None,
            can_cancel,
            next_version: None,
        };
        self.uploads.update(|uploads| uploads.push(upload));
        key
    }

    fn upload_ended(self, key: UploadKey, answer: Result<(), ApiError>) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        handles.transfers.borrow_mut().remove(&key);
        match answer {
            Ok(()) => self.dismiss_upload(key),
            Err(error) => self.change_upload(key, |upload| {
                upload.phase = UploadPhase::Failed;
                upload.error = Some(error.message);
                upload.can_cancel = false;
            }),
        }
    }

    fn change_upload(self, key: UploadKey, change: impl FnOnce(&mut Upload)) {
        if self.handles.get().is_none() {
            return;
        }
        self.uploads.update(|uploads| {
            if let Some(upload) = uploads.iter_mut().find(|upload| upload.key == key) {
                change(upload);
            }
        });
    }

    /// The server tells of a transfer, perhaps of one of this very tab.
    pub(in crate::ui::live) fn upload_progressed(self, progress: UploadProgress) {
        let me = self.view.me().id;
        self.uploads.update(|uploads| told(uploads, progress, me));
    }

    /// The data set is in the log: its transfer is over.
    pub(in crate::ui::live) fn upload_became(self, dataset_id: DatasetId) {
        self.dismiss_upload(UploadKey::Told(dataset_id.0));
    }

    /// After an interruption nobody knows how far the others' transfers came.
    pub(in crate::ui::live) fn forget_remote_uploads(self) {
        let is_open = |upload: &Upload| {
            matches!(upload.key, UploadKey::Told(_)) && upload.phase != UploadPhase::Failed
        };
        if self
            .uploads
            .with_untracked(|uploads| uploads.iter().any(is_open))
        {
            self.uploads
                .update(|uploads| uploads.retain(|upload| !is_open(upload)));
        }
    }
}

/// Takes the server's word on a transfer into the list.
fn told(uploads: &mut Vec<Upload>, progress: UploadProgress, me: PersonId) {
    let key = UploadKey::Told(progress.upload_id);
    if progress.by.id == me
        && let Some(mine) = uploads
            .iter_mut()
            .find(|upload| is_same(upload, &progress.name))
    {
        // Its own request knows the bytes better and reports the end.
        if progress.phase == UploadPhase::Reading {
            mine.phase = UploadPhase::Reading;
        }
        return;
    }
    let at = uploads.iter().position(|upload| upload.key == key);
    if progress.phase == UploadPhase::Done {
        at.map(|at| uploads.remove(at));
        return;
    }
    let UploadProgress {
        name,
        by,
        received: sent,
        total,
        phase,
        error,
        ..
    } = progress;
    let upload = Upload {
        key,
        name,
        by,
        sent,
        total,
        phase,
        error,
        can_cancel: false,
        next_version: None,
    };
    match at {
        Some(at) => uploads[at] = upload,
        None => uploads.push(upload),
    }
}

fn is_same(upload: &Upload, told_name: &str) -> bool {
    let stem = |name: &str| {
        name.rsplit_once('.')
            .map_or(name, |(stem, _)| stem)
            .to_owned()
    };
    matches!(upload.key, UploadKey::Mine(_))
        && (stem(&upload.name) == stem(told_name) || upload.total.is_none())
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

    fn mine() -> Upload {
        Upload {
            key: UploadKey::Mine(1),
            name: "weather.csv".into(),
            by: ada(),
            sent: 10,
            total: Some(100),
            phase: UploadPhase::Receiving,
            error: None,
            can_cancel: true,
            next_version: None,
        }
    }

    #[test]
    fn my_own_transfer_is_one_row() {
        let mut uploads = vec![mine()];
        told(
            &mut uploads,
            progress(ada(), 5, UploadPhase::Receiving),
            ada().id,
        );
        assert_eq!(uploads, [mine()]);
        told(
            &mut uploads,
            progress(ada(), 100, UploadPhase::Reading),
            ada().id,
        );
        assert_eq!(uploads[0].phase, UploadPhase::Reading);
        assert_eq!(uploads.len(), 1);
    }

    #[test]
    fn the_others_transfer_moves_and_goes_when_done() {
        let mut uploads = vec![mine()];
        told(
            &mut uploads,
            progress(grace(), 5, UploadPhase::Receiving),
            ada().id,
        );
        told(
            &mut uploads,
            progress(grace(), 50, UploadPhase::Receiving),
            ada().id,
        );
        assert_eq!((uploads.len(), uploads[1].sent), (2, 50));
        told(
            &mut uploads,
            progress(grace(), 100, UploadPhase::Done),
            ada().id,
        );
        assert_eq!(uploads, [mine()]);
    }

    #[test]
    fn a_failed_transfer_stays_with_its_reason() {
        let mut uploads = Vec::new();
        let failed = UploadProgress {
            error: Some("The file is empty.".into()),
            ..progress(grace(), 5, UploadPhase::Failed)
        };
        told(&mut uploads, failed, ada().id);
        assert_eq!(uploads[0].error.as_deref(), Some("The file is empty."));
    }
}
