//! The run itself: connect everyone, warm up, send at a fixed rate, wait for the last delivery.

use crate::{
    connection::{self, Sender},
    figures::Figures,
    plan::Plan,
    process,
    tally::Tally,
};
use anyhow::{Context, Result, anyhow};
use std::{cell::RefCell, rc::Rc};
use tokio::time::{Duration, Instant, sleep, sleep_until};

/// Connections that are open when a server's memory counts as its own and not theirs.
const FIRST: usize = 10;
/// How long the last deliveries may take to come.
const PATIENCE: Duration = Duration::from_secs(15);
/// After connecting, before memory is read.
const SETTLE: Duration = Duration::from_millis(500);

/// The senders of one room.
type Room = Vec<Sender>;

pub async fn run(plan: Plan) -> Result<Figures> {
    let tally = Rc::new(RefCell::new(Tally::default()));
    let (rooms, kb_per_connection) = connect(&plan, &tally).await?;
    let load = Load { plan, rooms, tally };
    load.send_for(load.plan.warm_seconds).await?;
    load.tally.borrow_mut().begin();
    let (server, own) = (process::cpu_of_tree(load.plan.pid)?, process::own_cpu()?);
    let waited = process::own_wait();
    let started = Instant::now();
    load.send_for(load.plan.seconds).await?;
    let took = started.elapsed().as_secs_f64();
    let server = process::cpu_of_tree(load.plan.pid)?.saturating_sub(server);
    let own = process::own_cpu()? - own;
    let waited = process::own_wait() - waited;
    let mut tally = load.tally.borrow_mut();
    let delivered = tally.measured() as f64;
    Ok(Figures {
        connections: load.plan.connections(),
        offered_per_second: load.plan.deliveries_per_second,
        delivered_per_second: delivered / took,
        lost: tally.missing(),
        cpu_us_per_delivery: server.as_secs_f64() * 1e6 / delivered,
        kb_per_connection,
        p50_ms: tally.percentile(0.5).as_secs_f64() * 1e3,
        p99_ms: tally.percentile(0.99).as_secs_f64() * 1e3,
        generator_share: own.as_secs_f64() / took,
        generator_waited_share: waited.as_secs_f64() / took,
    })
}

/// Opens all connections one after the other; answers what each of them cost in memory.
async fn connect(plan: &Plan, tally: &Rc<RefCell<Tally>>) -> Result<(Vec<Room>, f64)> {
    let namespace: Rc<str> = plan.namespace.as_str().into();
    let mut rooms = Vec::with_capacity(plan.rooms.len());
    let mut open = 0;
    let mut before_kb = 0;
    for room in &plan.rooms {
        let mut senders = Vec::with_capacity(room.cookies.len());
        for cookie in &room.cookies {
            if open == FIRST {
                sleep(SETTLE).await;
                before_kb = process::resident_kb_of_tree(plan.pid)?;
            }
            let place = (plan.room_field.as_str(), room.name.as_str());
            let (sender, receiver) =
                connection::open(&plan.address, cookie, namespace.clone(), place)
                    .await
                    .with_context(|| format!("connection {open}"))?;
            tokio::task::spawn_local(receiver.listen(tally.clone()));
            senders.push(sender);
            open += 1;
        }
        rooms.push(senders);
    }
    sleep(SETTLE).await;
    let after_kb = process::resident_kb_of_tree(plan.pid)?;
    let cost = after_kb.saturating_sub(before_kb) as f64;
    Ok((rooms, cost / open.saturating_sub(FIRST).max(1) as f64))
}

struct Load {
    plan: Plan,
    rooms: Vec<Room>,
    tally: Rc<RefCell<Tally>>,
}

impl Load {
    /// Sends on schedule, whatever comes back, and then waits for all of it.
    async fn send_for(&self, seconds: f64) -> Result<()> {
        let started = Instant::now();
        let mut due = 0.0;
        while due < seconds {
            sleep_until(started + Duration::from_secs_f64(due)).await;
            let people = self.send_next()?;
            due += people as f64 / self.plan.deliveries_per_second;
        }
        self.settle().await
    }

    /// Sends the next message: rooms in turn, and in each room its people in turn.
    fn send_next(&self) -> Result<usize> {
        let mut tally = self.tally.borrow_mut();
        let turn = tally.next_message();
        let room = &self.rooms[turn % self.rooms.len()];
        let speaker = &room[turn / self.rooms.len() % room.len()];
        speaker.say(tally.send(room.len()))?;
        Ok(room.len())
    }

    async fn settle(&self) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !self.tally.borrow().settled() && Instant::now() < deadline {
            sleep(Duration::from_millis(1)).await;
        }
        match self.tally.borrow_mut().fault.take() {
            Some(fault) => Err(anyhow!(fault)),
            None => Ok(()),
        }
    }
}
