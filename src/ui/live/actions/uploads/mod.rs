//! Files on their way in: what is asked of them, and what the server tells of them.

mod row;

pub use row::{Upload, UploadAct, UploadKey, UploadState};

use super::Actions;
use crate::client::{
    http,
    uploads::{self, Chosen, Report, Transfer},
};
use crate::shared::{
    api_error::ApiError,
    dataset::{AddAs, name_of_file},
    error_code::ErrorCode,
    ids::DatasetId,
    protocol::{UploadPreview, UploadProgress},
    text::clean,
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{File, FileList, HtmlElement};

/// The id of the page's one file input.
pub const UPLOAD_INPUT: &str = "add-data-file";

const CHANGED: &str = "The file has changed since: it is sent from the start.";
const ANOTHER: &str = "That is another file. Choose the one that began, or cancel.";

impl Actions {
    /// Opens the browser's file dialog.
    pub fn choose_file(self) {
        self.choose_for(None);
    }

    /// The same, for the rest of an upload.
    fn choose_for(self, key: Option<UploadKey>) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        handles.chooses_for.set(key);
        let input = document().get_element_by_id(UPLOAD_INPUT);
        if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
            input.click();
        }
    }

    /// Of the dialog.
    pub fn files_chosen(self, files: Option<FileList>) {
        let key = self.handles.get().and_then(|it| it.chooses_for.take());
        let Some(left) = key.and_then(|key| self.upload(key)) else {
            return self.add_files(files);
        };
        let Some(file) = files.and_then(|files| files.get(0)) else {
            return;
        };
        match self.compare(&left, &file) {
            Chosen::Another => self.change_upload(left.key, |left| left.note = Some(ANOTHER)),
            _ => self.go_on(&left, file),
        }
    }

    pub fn add_files(self, files: Option<FileList>) {
        let Some(files) = files else { return };
        for file in (0..files.length()).filter_map(|at| files.get(at)) {
            let is_of = |left: &&Upload| self.compare(left, &file) != Chosen::Another;
            let left = |uploads: &Vec<Upload>| uploads.iter().find(is_of).cloned();
            match self.uploads.with_untracked(left) {
                Some(left) => self.go_on(&left, file),
                None => self.add_file(file, None),
            }
        }
    }

    /// Brings the rest of a file, or the whole of one that has changed.
    fn go_on(self, left: &Upload, file: File) {
        let UploadKey::Told(id) = left.key else {
            return;
        };
        self.dismiss_upload(left.key);
        if self.compare(left, &file) == Chosen::Changed {
            return self.send_anew(id, file);
        }
        let session = self.view.address.session();
        let transfer = Transfer::resume(session, file, id, move |transfer, report| {
            self.reported(transfer, report);
        });
        self.show(&transfer, left.sent, None);
    }

    /// How a file looks beside one that waits for its rest. One that another tab sends, or that the server
    /// still takes for being sent, is taken over.
    fn compare(self, left: &Upload, file: &File) -> Chosen {
        match (left.key, left.total, &left.state) {
            (UploadKey::Told(id), Some(bytes), UploadState::Left | UploadState::Sending)
                if left.by.id == self.view.me().id =>
            {
                uploads::compare(id, &left.name, bytes, file)
            }
            _ => Chosen::Another,
        }
    }

    fn send_anew(self, id: Uuid, file: File) {
        uploads::cancel(id);
        self.add_file(file, Some(CHANGED));
    }

    fn add_file(self, file: File, note: Option<&'static str>) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let name = clean(&file.name());
        let Some(version) = self.next_version(&name_of_file(&name)) else {
            return self.send_file(file, AddAs::Version, note);
        };
        let key = UploadKey::Mine(uploads::next_number());
        let (bytes, state) = (file.size() as i64, UploadState::Undecided(version));
        handles.undecided.borrow_mut().insert(key, file);
        self.push_upload(key, name, Some(bytes), state);
        self.change_upload(key, |upload| upload.note = note);
    }

    /// What a file of that name would be of a data set that is there.
    fn next_version(self, name: &str) -> Option<i64> {
        self.view.datasets().with_untracked(|datasets| {
            let same = datasets.iter().filter(|dataset| dataset.name == name);
            same.map(|dataset| dataset.version + 1).max()
        })
    }

    fn send_file(self, file: File, add_as: AddAs, note: Option<&'static str>) {
        let session = self.view.address.session();
        let transfer = Transfer::begin(session, file, add_as, move |transfer, report| {
            self.reported(transfer, report);
        });
        self.show(&transfer, 0, note);
    }

    fn show(self, transfer: &Transfer, sent: i64, note: Option<&'static str>) {
        let key = UploadKey::Mine(transfer.number);
        let (name, bytes) = (transfer.name(), transfer.bytes() as i64);
        self.push_upload(key, name, Some(bytes), transfer.stage().into());
        self.change_upload(key, |upload| {
            upload.sent = sent;
            upload.note = note;
        });
    }

    /// Shows those of this tab that went on while its reader was on other pages.
    pub(in crate::ui::live) fn take_up_uploads(self) {
        for transfer in uploads::of_session(self.view.address.session()) {
            transfer.listen(move |transfer, report| self.reported(transfer, report));
            self.show(&transfer, transfer.sent() as i64, None);
        }
    }

    fn reported(self, transfer: &Transfer, report: Report) {
        if self.handles.get().is_none() {
            return;
        }
        let key = UploadKey::Mine(transfer.number);
        let id = transfer.id();
        if let Some(id) = id {
            // Told of before its own request was answered.
            self.dismiss_upload(UploadKey::Told(id));
        }
        match report {
            Report::Moved => self.change_upload(key, |upload| {
                upload.sent = transfer.sent() as i64;
                upload.state = transfer.stage().into();
            }),
            Report::Ended(Err(error)) if error.code == ErrorCode::UploadChanged => {
                self.dismiss_upload(key);
                id.into_iter()
                    .for_each(|id| self.send_anew(id, transfer.file.clone()));
            }
            Report::Ended(answer) => self.upload_ended(key, answer),
        }
    }

    fn upload_ended(self, key: UploadKey, answer: Result<(), ApiError>) {
        match answer {
            // What another tab goes on with, the server tells of.
            Err(error)
                if !matches!(
                    error.code,
                    ErrorCode::ClientCancelled | ErrorCode::UploadTakenOver
                ) =>
            {
                self.change_upload(key, |upload| {
                    upload.state = UploadState::Failed(error.message);
                });
            }
            _ => self.dismiss_upload(key),
        }
    }

    /// Adds the data set that Tandem ships with, or the live one that it sends rows to.
    pub fn add_sample(self, live: bool) {
        if self.handles.get().is_none() {
            return;
        }
        let (folder, name) = match live {
            true => ("live", "Live sample"),
            false => ("datasets", "Sample data"),
        };
        let session = self.view.address.session();
        let url = format!("/api/sessions/{session}/{folder}/sample");
        let key = UploadKey::Mine(uploads::next_number());
        self.push_upload(key, name.into(), None, UploadState::Sending);
        spawn_local(async move {
            let answer = http::post_json::<serde_json::Value>(&url).await;
            if self.handles.get().is_some() {
                self.upload_ended(key, answer.map(|_| ()));
            }
        });
    }

    /// Asks at an address for the source of a live sample to go on otherwise; the log says what came of it.
    pub fn set_sample(self, address: String) {
        spawn_local(async move {
            let answer = http::post_json::<serde_json::Value>(&address).await;
            if let (Err(error), true) = (answer, self.handles.get().is_some()) {
                self.alarm.set(error.message);
            }
        });
    }

    pub fn act_on_upload(self, key: UploadKey, act: UploadAct) {
        let transfer = match key {
            UploadKey::Mine(number) => uploads::by_number(number),
            UploadKey::Told(_) => None,
        };
        match (act, transfer) {
            (UploadAct::AddAs(add_as), _) => self.decide_upload(key, add_as),
            (UploadAct::Pause, Some(transfer)) => transfer.pause(),
            (UploadAct::Resume, Some(transfer)) => transfer.go_on(),
            (UploadAct::Choose, _) => self.choose_for(Some(key)),
            (UploadAct::Cancel, transfer) => self.cancel_upload(key, transfer.as_deref()),
            (UploadAct::Dismiss, _) => self.dismiss_upload(key),
            (UploadAct::Pause | UploadAct::Resume, None) => {}
        }
    }

    /// The reader has said what a file of a known name is.
    fn decide_upload(self, key: UploadKey, add_as: AddAs) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let file = handles.undecided.borrow_mut().remove(&key);
        let note = self.upload(key).and_then(|upload| upload.note);
        self.dismiss_upload(key);
        if let Some(file) = file {
            self.send_file(file, add_as, note);
        }
    }

    fn cancel_upload(self, key: UploadKey, transfer: Option<&Transfer>) {
        if let Some(handles) = self.handles.get() {
            handles.undecided.borrow_mut().remove(&key);
        }
        match (key, transfer) {
            (_, Some(transfer)) => transfer.cancel(),
            (UploadKey::Told(id), None) => uploads::cancel(id),
            (UploadKey::Mine(_), None) => {}
        }
        self.dismiss_upload(key);
    }

    fn dismiss_upload(self, key: UploadKey) {
        if self.upload(key).is_some() {
            self.uploads
                .update(|uploads| uploads.retain(|upload| upload.key != key));
        }
    }

    fn push_upload(self, key: UploadKey, name: String, total: Option<i64>, state: UploadState) {
        let upload = Upload {
            key,
            name,
            by: self.view.me(),
            sent: 0,
            total,
            state,
            note: None,
            preview: None,
        };
        self.uploads.update(|uploads| uploads.push(upload));
    }

    fn upload(self, key: UploadKey) -> Option<Upload> {
        let find = |uploads: &Vec<Upload>| uploads.iter().find(|upload| upload.key == key).cloned();
        self.uploads.with_untracked(find)
    }

    fn change_upload(self, key: UploadKey, change: impl FnOnce(&mut Upload)) {
        self.uploads.update(|uploads| {
            if let Some(upload) = uploads.iter_mut().find(|upload| upload.key == key) {
                change(upload);
            }
        });
    }

    /// The server tells of a file, perhaps of one of this very tab.
    pub(in crate::ui::live) fn upload_progressed(self, progress: UploadProgress) {
        let (id, me) = (progress.upload_id, self.view.me().id);
        if let Some(transfer) = uploads::by_id(id) {
            return transfer.hear(progress);
        }
        let is_announcing = progress.by.id == me && uploads::is_announcing(progress.total);
        if !is_announcing && !uploads::is_over(id) {
            self.uploads
                .update(|uploads| row::told(uploads, progress, me));
        }
    }

    /// The server has read the first rows of a file, of which it has told before.
    pub(in crate::ui::live) fn upload_previewed(self, preview: UploadPreview) {
        let id = preview.upload_id;
        let key = match uploads::by_id(id) {
            Some(transfer) => UploadKey::Mine(transfer.number),
            None => UploadKey::Told(id),
        };
        self.change_upload(key, |upload| upload.preview = Some(Arc::new(preview)));
    }

    /// The data set is in the log: its file has come.
    pub(in crate::ui::live) fn upload_became(self, dataset_id: DatasetId) {
        self.dismiss_upload(UploadKey::Told(dataset_id.0));
    }

    /// After an interruption nobody knows how far the others' files came: whoever joins is told.
    pub(in crate::ui::live) fn forget_remote_uploads(self) {
        let is_open =
            |upload: &Upload| upload.is_told() && !matches!(upload.state, UploadState::Failed(_));
        let any = |uploads: &Vec<Upload>| uploads.iter().any(is_open);
        if self.uploads.with_untracked(any) {
            self.uploads
                .update(|uploads| uploads.retain(|upload| !is_open(upload)));
        }
    }
}
