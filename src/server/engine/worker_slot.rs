//! One worker and the queue before it: jobs of a slot run one after another, first come first served.
//!
//! A worker that was stopped in a job, panicked or died, is replaced at once by a warm one.

use super::child::Child;
use crate::server::worker::wire::{Reply, Request};
use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};

/// So many jobs that are alike take as much out of a worker as one that is not.
const ALIKE: u32 = 10;

/// Why a job has no reply.
#[derive(Debug)]
pub enum Stopped {
    AtDeadline,
    /// The worker died or could not be started.
    Died(io::Error),
}

#[derive(Clone)]
pub struct WorkerSlot {
    executable: PathBuf,
    jobs_per_worker: u32,
    runtime: Handle,
    worker: Arc<Mutex<Option<Child>>>,
    /// 0 while there is no worker.
    process_id: Arc<AtomicU32>,
}

impl WorkerSlot {
    /// Starts warming a worker. Must be called within a tokio runtime.
    pub fn open(executable: PathBuf, jobs_per_worker: u32) -> Self {
        let slot = Self {
            executable,
            jobs_per_worker,
            runtime: Handle::current(),
            worker: Arc::default(),
            process_id: Arc::default(),
        };
        let place = slot
            .worker
            .clone()
            .try_lock_owned()
            .expect("nobody else knows the slot yet");
        slot.renew(place);
        slot
    }

    /// Waits for its turn, calls `started`, and asks. The deadline counts from there.
    /// Dropping the future leaves the queue, or kills and replaces the worker.
    pub async fn ask(
        self,
        request: Request,
        deadline: Duration,
        started: impl FnOnce(),
    ) -> Result<Reply, Stopped> {
        let place = self.worker.clone().lock_owned().await;
        let most = self.jobs_per_worker;
        self.answer(place, request, deadline, most, started).await
    }

    /// Asks only where nobody else has the worker or waits for it. Such jobs are many and alike: what the worker keeps
    /// of them is worth more than a new one.
    pub async fn ask_if_free(
        self,
        request: Request,
        deadline: Duration,
    ) -> Option<Result<Reply, Stopped>> {
        let place = self.worker.clone().try_lock_owned().ok()?;
        let most = self.jobs_per_worker.saturating_mul(ALIKE);
        Some(self.answer(place, request, deadline, most, || {}).await)
    }

    async fn answer(
        self,
        place: OwnedMutexGuard<Option<Child>>,
        request: Request,
        deadline: Duration,
        most_jobs: u32,
        started: impl FnOnce(),
    ) -> Result<Reply, Stopped> {
        let mut turn = Turn {
            slot: self,
            place: Some(place),
            in_order: false,
        };
        let child = turn.child().map_err(Stopped::Died)?;
        started();
        match timeout(deadline, child.ask(&request)).await {
            Err(_) => Err(Stopped::AtDeadline),
            Ok(Err(error)) => Err(Stopped::Died(error)),
            Ok(Ok(reply)) => {
                let panicked = matches!(reply, Reply::Panicked(_));
                turn.in_order = !panicked && child.jobs < most_jobs;
                Ok(reply)
            }
        }
    }

    pub fn process_id(&self) -> Option<u32> {
        Some(self.process_id.load(Ordering::Relaxed)).filter(|id| *id != 0)
    }

    /// Whether a worker is there and alive; one that is busy is.
    pub fn has_worker(&self) -> bool {
        match self.worker.try_lock() {
            Ok(mut place) => place.as_mut().is_some_and(Child::lives),
            Err(_) => self.process_id().is_some(),
        }
    }

    /// Kills what is in the place, if anything, and puts a warm worker there. The queue waits.
    fn renew(&self, mut place: OwnedMutexGuard<Option<Child>>) {
        let slot = self.clone();
        place.take();
        slot.process_id.store(0, Ordering::Relaxed);
        self.runtime.spawn(async move {
            match Child::start_warm(&slot.executable).await {
                Ok(child) => slot.settle(&mut place, child),
                // The next job tries again and tells its owner.
                Err(error) => tracing::error!(%error, "a worker did not start"),
            }
        });
    }

    fn settle(&self, place: &mut Option<Child>, child: Child) {
        self.process_id
            .store(child.process_id().unwrap_or(0), Ordering::Relaxed);
        *place = Some(child);
    }
}

/// A job's hold on the worker. Unless the job ended in order, its end renews the worker.
struct Turn {
    slot: WorkerSlot,
    place: Option<OwnedMutexGuard<Option<Child>>>,
    in_order: bool,
}

impl Turn {
    /// The worker; a cold one when there is none, since the last died while idle or did not start.
    fn child(&mut self) -> io::Result<&mut Child> {
        let place = self.place.as_mut().expect("held until the drop");
        if !place.as_mut().is_some_and(Child::lives) {
            let child = Child::start(&self.slot.executable)?;
            self.slot.settle(place, child);
        }
        place.as_mut().ok_or_else(|| io::Error::other("no worker"))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(place) = self.place.take().filter(|_| !self.in_order) {
            self.slot.renew(place);
        }
    }
}
