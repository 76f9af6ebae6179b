//! The task of one session in which runs follow: computes the one that waits longest, tells it, and so on; the log gets
//! checkpoints in between.

use super::{
    Follow,
    followed::{Followed, over_at},
};
use crate::server::{
    bus::Audience,
    db::now_ms,
    engine::RunJob,
    live::Version,
    metrics::RUN_FRAMES,
    streams::{Frame, output_url},
};
use crate::shared::{
    analysis::Output,
    api_error::ApiError,
    ids::{RunId, SessionId},
    protocol::RunFrame,
    session::runs::AsOf,
    stream::StreamKind,
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout_at},
};

/// After a fault.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// Something is looked at again after this long, whatever was heard.
const LONGEST: Duration = Duration::from_secs(60);

/// What others know of the task.
pub struct Following {
    woken: Notify,
    /// Other runs may follow than before.
    state_changed: AtomicBool,
    /// What was told last of each run that follows, as far as the log does not say it.
    frames: Mutex<HashMap<RunId, Arc<Frame>>>,
}

impl Default for Following {
    fn default() -> Self {
        Self {
            woken: Notify::new(),
            state_changed: AtomicBool::new(true),
            frames: Mutex::default(),
        }
    }
}

impl Following {
    pub fn wake(&self, state_changed: bool) {
        self.state_changed.fetch_or(state_changed, Ordering::AcqRel);
        self.woken.notify_one();
    }

    /// What was told last, as it is told.
    pub fn frames(&self, session: SessionId) -> Vec<RunFrame> {
        let known = self.known();
        let frames = known.iter();
        frames
            .map(|(run_id, frame)| told(session, *run_id, frame))
            .collect()
    }

    pub fn output(&self, run_id: RunId) -> Option<String> {
        self.known().get(&run_id).map(|frame| frame.json.clone())
    }

    fn known(&self) -> MutexGuard<'_, HashMap<RunId, Arc<Frame>>> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Until nobody has the session open any more.
pub async fn follow(follow: &Follow, session: SessionId, following: &Following) {
    let mut task = Task {
        follow,
        session,
        following,
        runs: Vec::new(),
    };
    loop {
        if following.state_changed.swap(false, Ordering::AcqRel)
            && let Err(error) = task.look_again().await
        {
            if error.retry_ms.is_none() {
                // The session is no more.
                follow.forget(session);
                return;
            }
            following.state_changed.store(true, Ordering::Release);
            sleep(TRY_AGAIN).await;
            continue;
        }
        if !follow.0.presences.anyone_in(session.into()) {
            task.keep_all().await;
            if follow.ends(session) {
                return;
            }
        }
        let next = task.step().await;
        let until = next.unwrap_or_else(|| Instant::now() + LONGEST);
        // Either way there is something to look at.
        let _ = timeout_at(until, following.woken.notified()).await;
    }
}

struct Task<'a> {
    follow: &'a Follow,
    session: SessionId,
    following: &'a Following,
    runs: Vec<Followed>,
}

impl Task<'_> {
    /// Takes up the runs that follow now. The log gets what the others came to.
    async fn look_again(&mut self) -> Result<(), ApiError> {
        let mut now_following = self.follow.0.streams.following(self.session).await?;
        let mut gone = Vec::new();
        for mut one in std::mem::take(&mut self.runs) {
            let at = now_following
                .iter()
                .position(|(run, _)| run.run_id == one.run.run_id);
            match at.map(|at| now_following.swap_remove(at)) {
                Some((run, dataset)) => {
                    (one.run, one.dataset) = (run, dataset);
                    self.runs.push(one);
                }
                None => gone.push(one),
            }
        }
        let new = now_following.into_iter();
        let now = Instant::now();
        self.runs
            .extend(new.map(|(run, dataset)| Followed::new(run, dataset, now)));
        for one in &mut gone {
            self.keep(one).await;
            self.following.known().remove(&one.run.run_id);
        }
        Ok(())
    }

    /// Does the one thing that is due; answers when the next is, if that is known.
    async fn step(&mut self) -> Option<Instant> {
        let looked_at = self.follow.0.presences.anyone_looks(self.session.into());
        let now = Instant::now();
        let mut next: Option<Instant> = None;
        let mut note = |at: Instant| next = Some(next.map_or(at, |known| known.min(at)));
        let (mut waits, mut lacks) = (None::<(Instant, usize, Version)>, None);
        for (index, one) in self.runs.iter().enumerate() {
            let live = &self.follow.0.live;
            let Ok(version) = live.version(self.session, one.dataset.dataset_id).await else {
                note(now + TRY_AGAIN);
                continue;
            };
            let is_behind = looked_at && one.is_behind(version.head() as i64, now_ms());
            if is_behind && one.next > now {
                note(one.next);
            } else if is_behind && waits.as_ref().is_none_or(|(first, ..)| one.next < *first) {
                waits = Some((one.next, index, version));
            } else if let Some(left) = one.over_in(now_ms()).filter(|_| looked_at) {
                note(now + left);
            }
            match one.checkpoint_at(is_behind) {
                Some(at) if at <= now => lacks = Some(index),
                Some(at) => note(at),
                None => {}
            }
        }
        if let Some(index) = lacks {
            let mut one = self.runs.swap_remove(index);
            self.keep(&mut one).await;
            self.runs.push(one);
            return Some(now);
        }
        match waits {
            Some((_, index, version)) => {
                self.compute(index, &version).await;
                Some(now)
            }
            None => next,
        }
    }

    /// Computes a run over a version, and tells what it came to unless it no longer follows.
    async fn compute(&mut self, index: usize, version: &Version) {
        let runs = self.runs.len();
        let one = &mut self.runs[index];
        let (run_id, as_of) = (one.run.run_id, version.as_of());
        let mut dataset = one.dataset.clone();
        dataset.rows = as_of.rows;
        let job = RunJob {
            parquet: version.path().to_owned(),
            dataset,
            spec: one.run.spec.clone(),
            now_ms: Some(as_of.at),
        };
        let begun = Instant::now();
        let computed = self.follow.0.engine.frame(job).await;
        let (now, took) = (Instant::now(), begun.elapsed());
        let computed = match computed {
            Ok(None) => return one.put_off(now),
            Ok(Some((output, reads))) => framed(output, as_of).map(|framed| (framed, reads)),
            Err(error) => Err(error.message),
        };
        // What was paused meanwhile stays as it was.
        let is_stale = self.following.state_changed.load(Ordering::Acquire);
        match computed {
            Ok(_) if is_stale => one.put_off(now),
            Ok(((frame, over_at), reads)) => {
                let frame = Arc::new(frame);
                one.computed(frame.clone(), over_at, reads, took, runs, now);
                RUN_FRAMES.inc();
                // Known before it is told: whoever comes meanwhile has it one way or the other.
                self.following.known().insert(run_id, frame.clone());
                self.tell(&told(self.session, run_id, &frame));
            }
            Err(sentence) => {
                one.failed(took, runs, now);
                self.tell(&RunFrame {
                    session_uuid: self.session,
                    run_id,
                    as_of,
                    output: None,
                    output_url: None,
                    error: Some(sentence),
                });
            }
        }
    }

    fn tell(&self, frame: &RunFrame) {
        let to = Audience::Stream(StreamKind::Session, self.session.into());
        self.follow.0.bus.send(to, frame);
    }

    async fn keep_all(&mut self) {
        for mut one in std::mem::take(&mut self.runs) {
            self.keep(&mut one).await;
            self.runs.push(one);
        }
    }

    /// The log gets what was told last, unless it has it.
    async fn keep(&self, one: &mut Followed) {
        let Some(frame) = one.unkept() else { return };
        let streams = &self.follow.0.streams;
        let kept = streams.keep_frame(self.session, &one.run, &one.dataset, &frame);
        match kept.await {
            // From now on the log says it.
            Ok(()) => _ = self.following.known().remove(&one.run.run_id),
            // The next checkpoint has it, and whoever joins is told.
            Err(error) => tracing::debug!(%error, "what a run has come to was not kept"),
        }
        one.kept(Instant::now());
    }
}

fn framed(output: Output, as_of: AsOf) -> Result<(Frame, Option<i64>), String> {
    let over_at = over_at(&output.chart.marks);
    let frame = Frame::new(output, as_of).map_err(|error| error.to_string())?;
    Ok((frame, over_at))
}

/// A frame as it travels. Its address is another for other rows, so that it is fetched again.
fn told(session_uuid: SessionId, run_id: RunId, frame: &Frame) -> RunFrame {
    let as_of = frame.as_of;
    let url = || format!("{}?head={}", output_url(session_uuid, run_id), as_of.head);
    RunFrame {
        session_uuid,
        run_id,
        as_of,
        output: frame.output.clone(),
        output_url: frame.output.is_none().then(url),
        error: None,
    }
}
