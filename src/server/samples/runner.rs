//! One source at work: each quarter of a second it looks whether it still runs, and appends the rows of the last.

use super::{
    Samples,
    weather::{self, PART_MS},
};
use crate::server::{
    caught::caught,
    db::now_ms,
    engine::{Append, Form},
};
use crate::shared::{
    dataset::Sample,
    error_code::ErrorCode,
    ids::{DatasetId, SessionId},
    session::{StreamState, datasets::RunSample},
};
use std::{ops::Range, time::Duration};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

/// It stops by itself after this long.
const LASTS_MS: i64 = 30 * 60_000;
const LASTED: &str = "It ran for 30 minutes.";
const ARCHIVED: &str = "The session was archived.";
/// Parts that are sent late; what is older is left out.
const MOST_LATE: i64 = 4;
/// It rests when nobody was there for so long. Whoever reloads is back before.
const RESTS_AFTER: Duration = Duration::from_secs(60);
const TRY_AGAIN: Duration = Duration::from_secs(1);

pub struct Runner {
    samples: Samples,
    session: SessionId,
    dataset_id: DatasetId,
    /// The first part of a second that was not sent.
    next: i64,
    /// When somebody was there last.
    seen: Instant,
}

/// What is to be done now.
enum Step {
    Go(Sample),
    /// Nobody is there, or it cannot be asked.
    Wait,
    Stop(Sample, String),
    /// It does not run.
    Rest,
}

impl Runner {
    pub fn new(samples: Samples, session: SessionId, dataset_id: DatasetId) -> Self {
        Self {
            samples,
            session,
            dataset_id,
            next: now_ms().div_euclid(PART_MS),
            seen: Instant::now(),
        }
    }

    pub async fn run(mut self) {
        let mut clock = interval(Duration::from_millis(PART_MS as u64));
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            clock.tick().await;
            let running = &self.samples.0.running;
            let woken = running.count(self.dataset_id);
            // After a panic it goes on with the next part.
            let rests = caught(self.work()).await.unwrap_or(false);
            if rests && self.samples.0.running.rest(self.dataset_id, woken) {
                return;
            }
        }
    }

    /// Whether there is nothing more to do.
    async fn work(&mut self) -> bool {
        let now = now_ms().div_euclid(PART_MS);
        let parts = self.next.max(now - MOST_LATE)..now;
        self.next = now;
        let step = match self.look().await {
            Step::Go(sample) => self.send(sample, parts).await,
            step => step,
        };
        match step {
            Step::Go(_) => false,
            Step::Wait => self.seen.elapsed() > RESTS_AFTER,
            Step::Stop(sample, why) => {
                self.stop(&sample, why).await;
                false
            }
            Step::Rest => true,
        }
    }

    async fn look(&mut self) -> Step {
        let present = self.samples.0.presences.users(self.session);
        let Some(somebody) = present.first() else {
            return Step::Wait;
        };
        self.seen = Instant::now();
        let id = self.dataset_id;
        let look = move |state: &StreamState| {
            let dataset = state.dataset_here(id).ok()?;
            let sample = dataset.sample.as_deref()?.clone();
            sample.on.then_some((sample, state.people.archived))
        };
        let streams = &self.samples.0.streams;
        match streams.read(self.session, somebody.id, look).await {
            Ok(Some((sample, false))) => lasts(sample, now_ms()),
            Ok(Some((sample, true))) => Step::Stop(sample, ARCHIVED.into()),
            Ok(None) => Step::Rest,
            Err(refusal) if refusal.code == ErrorCode::SessionUnknown => Step::Rest,
            Err(_) => Step::Wait,
        }
    }

    async fn send(&self, sample: Sample, parts: Range<i64>) -> Step {
        let seed = self.dataset_id.0.as_u128() as u64;
        for part in parts {
            let body = weather::rows(seed, sample.rate, part);
            if body.is_empty() {
                continue;
            }
            let batch = Append {
                // No part is there twice. Keys of people begin with a number.
                key: Some(format!("sample {part}")),
                form: Form::Csv,
                body,
            };
            let live = &self.samples.0.live;
            let Err(refusal) = live.append(self.session, self.dataset_id, batch).await else {
                continue;
            };
            match refusal.code {
                // It was sent at another rate.
                ErrorCode::DatasetKeyTaken => {}
                ErrorCode::RateLimited | ErrorCode::ServerUnavailable => return Step::Wait,
                ErrorCode::DatasetRemoved => return Step::Rest,
                _ => return Step::Stop(sample, refusal.message),
            }
        }
        Step::Go(sample)
    }

    async fn stop(&self, sample: &Sample, why: String) {
        let stop = RunSample {
            dataset_id: self.dataset_id,
            rate: None,
            on: Some(false),
            why: Some(why),
        };
        let streams = &self.samples.0.streams;
        let stopped = streams.submit(self.session, &sample.by, None, stop).await;
        if let Err(refusal) = stopped {
            // Perhaps the disk is full for the log too.
            tracing::warn!(%refusal, "a sample is not stopped yet");
            sleep(TRY_AGAIN).await;
        }
    }
}

fn lasts(sample: Sample, now_ms: i64) -> Step {
    match now_ms - sample.at < LASTS_MS {
        true => Step::Go(sample),
        false => Step::Stop(sample, LASTED.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::ada;

    #[test]
    fn it_stops_by_itself_half_an_hour_after_it_was_started() {
        let sample = || Sample::started(&ada(), 1_000, 10);
        assert!(matches!(lasts(sample(), 1_000 + LASTS_MS - 1), Step::Go(_)));
        let Step::Stop(stopped, why) = lasts(sample(), 1_000 + LASTS_MS) else {
            panic!("it goes on");
        };
        assert_eq!((stopped, why.as_str()), (sample(), LASTED));
    }
}
