//! What a file asks of the server, in headers and bytes.

use super::Transfer;
use crate::client::{
    clock::now_ms,
    http,
    uploads::{
        request,
        step::{Answer, Ask},
    },
};
use crate::shared::{api_error::ApiError, error_code::ErrorCode, text::isolated};
use std::rc::Rc;
use uuid::Uuid;
use web_sys::{Blob, XmlHttpRequest};

/// So many bytes before the place where it goes on are compared.
const COMPARED: u64 = 65_536;
/// The server tells how far a file is, and more often than this, unless the session's own line is away.
const TOLD_WITHIN_MS: i64 = 2_000;

impl Transfer {
    pub(super) async fn ask(self: &Rc<Self>, asked: Ask) -> Result<Answer, ApiError> {
        match asked {
            Ask::Announce => {
                self.is_announced.set(true);
                self.announce().await
            }
            Ask::Look(id) => {
                self.take_turn();
                let request = request::open("HEAD", &address(id), &[]);
                Ok(self.send(request, None, 0).await)
            }
            Ask::Bring(id, offset) => {
                self.take_turn();
                self.bring(id, offset).await
            }
        }
    }

    async fn announce(&self) -> Result<Answer, ApiError> {
        let (name, add_as) = (self.name(), self.add_as.word());
        let (name, add_as) = (request::base64(&name), request::base64(add_as));
        let metadata = format!("filename {name},as {add_as}");
        let length = self.bytes().to_string();
        let headers = [("Upload-Length", &*length), ("Upload-Metadata", &*metadata)];
        let at = format!("/api/sessions/{}/uploads", self.session);
        let request = request::open("POST", &at, &headers).ok_or_else(http::offline)?;
        // Not given up: only its answer says what to cancel.
        Ok(request::send(&request, None, |_| ()).await)
    }

    async fn bring(self: &Rc<Self>, id: Uuid, offset: u64) -> Result<Answer, ApiError> {
        let before = self.before(offset).await?;
        // Its sender may have paused it meanwhile.
        if !self.is_free() {
            return Ok(Answer::default());
        }
        let at = offset.to_string();
        let mut headers = vec![
            ("Upload-Offset", &*at),
            ("Content-Type", "application/offset+octet-stream"),
        ];
        headers.extend(before.as_deref().map(|hash| ("Tandem-Before", hash)));
        let rest = self.piece(offset, self.bytes())?;
        let request = request::open("PATCH", &address(id), &headers);
        Ok(self.send(request, Some(&rest), offset).await)
    }

    /// The hash of what stands before the place where it goes on, where that can be computed.
    async fn before(&self, offset: u64) -> Result<Option<String>, ApiError> {
        let from = offset.saturating_sub(COMPARED);
        // Of a file that begins one byte is read: without it, one that is gone would look like a lost line.
        let piece = self.piece(from, offset.max(self.bytes().min(1)))?;
        let bytes = request::read(&piece).await.map_err(|_| self.unreadable())?;
        match offset {
            0 => Ok(None),
            _ => Ok(request::sha256(&bytes).await),
        }
    }

    fn piece(&self, from: u64, to: u64) -> Result<Blob, ApiError> {
        let piece = self.file.slice_with_f64_and_f64(from as f64, to as f64);
        piece.map_err(|_| self.unreadable())
    }

    /// What is on the server waits there, for whoever has the file.
    fn unreadable(&self) -> ApiError {
        self.place.take();
        let name = isolated(&self.name());
        let sentence = format!("{name} was changed or moved while it was sent. Add it again.");
        ApiError::new(ErrorCode::DatasetUnreadable, sentence)
    }

    /// Sends what may be given up at any moment.
    async fn send(
        self: &Rc<Self>,
        request: Option<XmlHttpRequest>,
        body: Option<&Blob>,
        offset: u64,
    ) -> Answer {
        let Some(request) = request else {
            return Answer::default();
        };
        self.request.replace(Some(request.clone()));
        self.moved_ms.set(now_ms());
        self.heard_ms.set(now_ms());
        let transfer = self.clone();
        let answer = request::send(&request, body, move |sent| {
            let now = now_ms();
            transfer.moved_ms.set(now);
            // What the browser has handed on may be far from having arrived.
            if now - transfer.heard_ms.get() > TOLD_WITHIN_MS {
                transfer.sent.set(offset + sent);
                transfer.moved();
            }
        });
        let answer = answer.await;
        self.request.take();
        answer
    }
}

fn address(id: Uuid) -> String {
    format!("/api/uploads/{id}")
}
