//! What is asked of the server next, and what follows from its answer. Pure.

use crate::client::http::read_error;
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use uuid::Uuid;

/// What is known of a file's way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The upload's id, once it is announced.
    pub id: Option<Uuid>,
    /// Bytes that the server has; none where it has to be asked.
    pub offset: Option<u64>,
}

/// A request to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Says that a file comes.
    Announce,
    /// How much of it is there?
    Look(Uuid),
    /// Here is the rest.
    Bring(Uuid, u64),
}

/// What came back.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// 0 when nothing came.
    pub status: u16,
    pub text: String,
    /// The upload that was announced.
    pub id: Option<Uuid>,
    /// Bytes that the server has.
    pub offset: Option<u64>,
    /// The file is a data set now.
    pub is_kept: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Goes on at once.
    Go(Place),
    /// Goes on by itself after a while; in ms, where the server says how long.
    Wait(Place, Option<u64>),
    /// Goes on when its sender says so.
    Stop(Place, ApiError),
    Done,
    End(ApiError),
}

impl Place {
    pub fn next(self) -> Ask {
        match (self.id, self.offset) {
            (None, _) => Ask::Announce,
            (Some(id), None) => Ask::Look(id),
            (Some(id), Some(offset)) => Ask::Bring(id, offset),
        }
    }

    fn at(id: Uuid, offset: Option<u64>) -> Self {
        let id = Some(id);
        Self { id, offset }
    }
}

impl Ask {
    /// What is known for sure when an answer does not say how much is there.
    fn place(self) -> Place {
        match self {
            Self::Announce => Place::default(),
            Self::Look(id) | Self::Bring(id, _) => Place::at(id, None),
        }
    }
}

pub fn after(asked: Ask, answer: &Answer) -> Step {
    let place = asked.place();
    match (answer.status, asked) {
        (0, _) => Step::Wait(place, None),
        (200..300, _) if answer.is_kept => Step::Done,
        (200..300, Ask::Announce) => match answer.id {
            Some(id) => Step::Go(Place::at(id, Some(0))),
            None => refused(place, answer),
        },
        // Nothing came through: not again at once.
        (200..300, Ask::Bring(_, before)) if answer.offset.is_none_or(|now| now <= before) => {
            Step::Wait(place, None)
        }
        (200..300, Ask::Look(id) | Ask::Bring(id, _)) => Step::Go(Place::at(id, answer.offset)),
        // Announced anew by itself, what somebody cancelled would come back.
        (404, Ask::Look(_) | Ask::Bring(..)) => Step::Stop(Place::default(), gone()),
        _ => refused(place, answer),
    }
}

fn refused(place: Place, answer: &Answer) -> Step {
    let error = read_error(answer.status, &answer.text);
    match &error.code {
        ErrorCode::UploadOffset => Step::Go(Place {
            offset: answer.offset,
            ..place
        }),
        ErrorCode::RateLimited | ErrorCode::RequestTooSlow | ErrorCode::ServerUnavailable => {
            Step::Wait(place, error.retry_ms)
        }
        code if code.is_retryable() || *code == ErrorCode::UploadTooMany => {
            Step::Stop(place, error)
        }
        _ => Step::End(error),
    }
}

fn gone() -> ApiError {
    let sentence =
        "The server no longer has what was sent of it. Try again to send it from the start.";
    ApiError::new(ErrorCode::UploadUnknown, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(4);
    const LOOK: Ask = Ask::Look(ID);
    const BRING: Ask = Ask::Bring(ID, 7);

    fn at(offset: Option<u64>) -> Place {
        Place::at(ID, offset)
    }

    fn says(status: u16, offset: Option<u64>) -> Answer {
        Answer {
            status,
            offset,
            ..Answer::default()
        }
    }

    fn refuses(error: &ApiError) -> Answer {
        Answer {
            status: error.status(),
            text: serde_json::to_string(error).unwrap(),
            ..Answer::default()
        }
    }

    #[test]
    fn a_file_is_announced_then_looked_at_then_brought() {
        assert_eq!(Place::default().next(), Ask::Announce);
        assert_eq!(at(None).next(), LOOK);
        assert_eq!(at(Some(7)).next(), BRING);
    }

    #[test]
    fn it_goes_on_from_where_the_server_says_that_it_is() {
        let announced = Answer {
            id: Some(ID),
            ..says(201, Some(0))
        };
        assert_eq!(after(Ask::Announce, &announced), Step::Go(at(Some(0))));
        assert_eq!(after(LOOK, &says(200, Some(7))), Step::Go(at(Some(7))));
        assert_eq!(after(BRING, &says(204, Some(9))), Step::Go(at(Some(9))));
    }

    #[test]
    fn another_offset_is_believed_whichever_it_is() {
        let elsewhere = ApiError::new(ErrorCode::UploadOffset, "3 bytes are here.");
        let answer = Answer {
            offset: Some(3),
            ..refuses(&elsewhere)
        };
        assert_eq!(after(BRING, &answer), Step::Go(at(Some(3))));
    }

    #[test]
    fn an_answer_that_names_the_data_set_is_the_end_of_it() {
        for (asked, status) in [(LOOK, 200), (BRING, 204), (Ask::Announce, 201)] {
            let answer = Answer {
                is_kept: true,
                ..says(status, Some(9))
            };
            assert_eq!(after(asked, &answer), Step::Done);
        }
    }

    #[test]
    fn a_lost_line_is_waited_for_and_the_server_asked_how_far_it_came() {
        for asked in [LOOK, BRING] {
            assert_eq!(after(asked, &says(0, None)), Step::Wait(at(None), None));
        }
        let unknown = Step::Wait(Place::default(), None);
        assert_eq!(after(Ask::Announce, &says(0, None)), unknown);
        // A proxy that has lost its server.
        assert_eq!(after(BRING, &says(502, None)), Step::Wait(at(None), None));
        // An answer that brings it no further.
        assert_eq!(
            after(BRING, &says(204, Some(7))),
            Step::Wait(at(None), None)
        );
    }

    #[test]
    fn what_passes_by_itself_is_waited_for_as_long_as_the_server_says() {
        for code in [ErrorCode::RateLimited, ErrorCode::ServerUnavailable] {
            let later = ApiError::new(code, "Later.").retry_after(5_000);
            let answer = refuses(&later);
            assert_eq!(after(BRING, &answer), Step::Wait(at(None), Some(5_000)));
        }
    }

    #[test]
    fn without_room_it_stops_with_the_sentence_and_its_sender_may_try_again() {
        for code in [
            ErrorCode::ServerFull,
            ErrorCode::ServerDiskFull,
            ErrorCode::UploadTooMany,
        ] {
            let full = ApiError::new(code, "This session is full.");
            let stopped = Step::Stop(Place::default(), full.clone());
            assert_eq!(after(Ask::Announce, &refuses(&full)), stopped);
        }
    }

    #[test]
    fn what_is_gone_is_sent_from_the_start_only_when_its_sender_says_so() {
        for asked in [LOOK, BRING] {
            let stopped = Step::Stop(Place::default(), gone());
            assert_eq!(after(asked, &says(404, None)), stopped);
        }
    }

    #[test]
    fn a_refusal_is_the_end_of_it() {
        for code in [
            ErrorCode::DatasetTooLarge,
            ErrorCode::DatasetUnreadable,
            ErrorCode::SessionUnknown,
            ErrorCode::UploadCancelled,
            ErrorCode::UploadChanged,
            ErrorCode::UploadTakenOver,
        ] {
            let error = ApiError::new(code, "Not this one.");
            let asked = match error.status() {
                404 => Ask::Announce,
                _ => BRING,
            };
            assert_eq!(after(asked, &refuses(&error)), Step::End(error));
        }
    }
}
