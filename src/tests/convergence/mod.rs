//! Whatever happens on the way, everyone ends with the same state: random commands, cuts, duplicates,
//! reordering, lost acks, reloads and restarts, with the real rules, inbox and outbox, and a network
//! that is made of lists.

mod world;

use proptest::prelude::*;
use std::collections::{HashMap, VecDeque};
use tandem::{
    client::{MemoryStorage, Outbox},
    shared::{
        account::Person,
        api_error::ApiError,
        error_code::ErrorCode,
        ids::{Cid, EventId, PersonId, StreamId},
        protocol::Target,
        session::{
            Command, Rejection, Seat, Stamp, StreamState, apply, chat::redact, decide,
            people::TakeSeat,
        },
        stream::{Event, Inbox, Offer, StreamKind},
    },
};
use uuid::Uuid;
use world::World;

const STREAM: StreamId = StreamId(Uuid::from_u128(9));
const PEOPLE: usize = 3;
/// A gap larger than this is answered with a snapshot.
const WORTH_REPLAYING: i64 = 12;

#[derive(Clone, Debug)]
enum Step {
    Say(usize),
    Edit(usize, usize),
    Delete(usize, usize),
    React(usize, usize),
    /// Hands over the packet at this place of someone's wire, whatever its order.
    Deliver(usize, usize),
    Duplicate(usize, usize),
    /// A full buffer lost it.
    Lose(usize, usize),
    Cut(usize),
    /// Another tab of the same browser: a fresh page with the outbox that is there.
    Reload(usize),
    Connect(usize),
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 0..PEOPLE;
    let step = prop_oneof![
        4 => who.clone().prop_map(Step::Say),
        1 => (who.clone(), 0..40_usize).prop_map(|(who, at)| Step::Edit(who, at)),
        1 => (who.clone(), 0..40_usize).prop_map(|(who, at)| Step::Delete(who, at)),
        1 => (who.clone(), 0..40_usize).prop_map(|(who, at)| Step::React(who, at)),
        6 => (who.clone(), 0..4_usize).prop_map(|(who, at)| Step::Deliver(who, at)),
        1 => (who.clone(), 0..4_usize).prop_map(|(who, at)| Step::Duplicate(who, at)),
        1 => (who.clone(), 0..4_usize).prop_map(|(who, at)| Step::Lose(who, at)),
        1 => who.clone().prop_map(Step::Cut),
        1 => who.clone().prop_map(Step::Reload),
        2 => who.prop_map(Step::Connect),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 1..120)
}

/// The server: the log is the truth, the state its fold.
struct Server {
    log: Vec<Event>,
    state: StreamState,
    known: HashMap<(PersonId, Cid), Event>,
}

impl Server {
    fn new() -> Self {
        let mut server = Self {
            log: Vec::new(),
            state: empty(),
            known: HashMap::new(),
        };
        for (index, seat) in (0..PEOPLE).zip(1..) {
            let seat = TakeSeat { seat: Seat(seat) };
            server.submit(&person(index), None, seat.into()).unwrap();
        }
        server
    }

    /// The event, and whether it is new.
    fn submit(
        &mut self,
        by: &Person,
        cid: Option<Cid>,
        command: Command,
    ) -> Result<(Event, bool), Rejection> {
        if let Some(known) = cid.and_then(|cid| self.known.get(&(by.id, cid))) {
            return Ok((known.clone(), false));
        }
        let n = self.state.head + 1;
        let stamp = Stamp {
            id: Uuid::from_u128(1_000 + n as u128),
            at: n,
        };
        let fact = decide(&self.state, by, command, stamp)?;
        let event = Event {
            stream: STREAM,
            n,
            id: EventId(stamp.id),
            at: stamp.at,
            by: by.clone(),
            cid,
            fact,
        };
        apply(&mut self.state, &event);
        // What is changed or deleted is in no row any more, nor in an answer to a repeated command.
        let known = self.known.values_mut();
        for earlier in self.log.iter_mut().chain(known) {
            redact(earlier, &event);
        }
        self.log.push(event.clone());
        if let Some(cid) = cid {
            self.known.insert((by.id, cid), event.clone());
        }
        Ok((event, true))
    }

    /// Everything in memory is gone; what was stored comes back as it was written.
    fn restart(&mut self) {
        let stored = serde_json::to_string(&self.log).unwrap();
        self.log = serde_json::from_str(&stored).unwrap();
        self.state = empty();
        for event in &self.log {
            apply(&mut self.state, event);
        }
    }

    fn since(&self, after: i64) -> Vec<Event> {
        self.log
            .iter()
            .filter(|event| event.n > after)
            .cloned()
            .collect()
    }
}

#[derive(Clone, Debug)]
enum Packet {
    Event(Box<Event>),
    Ack(Cid, bool),
}

struct Client {
    me: Person,
    state: StreamState,
    inbox: Inbox,
    shelf: MemoryStorage,
    outbox: Outbox<MemoryStorage>,
    commands: HashMap<Cid, Command>,
    wire: VecDeque<Packet>,
    connected: bool,
    /// Numbers applied since the page was opened, and where snapshots jumped to.
    applied: Vec<i64>,
}

impl Client {
    fn new(index: usize, server: &Server) -> Self {
        let (me, shelf) = (person(index), MemoryStorage::default());
        Self {
            outbox: Outbox::open(shelf.clone(), me.id, Target::Room(STREAM)),
            me,
            inbox: Inbox::after(server.state.head),
            state: server.state.clone(),
            shelf,
            commands: HashMap::new(),
            wire: VecDeque::new(),
            connected: true,
            applied: Vec::new(),
        }
    }

    fn take(&mut self, event: Event) {
        if let Offer::Ready(events) = self.inbox.offer(event) {
            self.apply(events);
        }
    }

    fn apply(&mut self, events: Vec<Event>) {
        for event in events {
            assert_eq!(
                event.n,
                self.state.head + 1,
                "{} applied out of turn",
                self.me.name
            );
            assert!(!self.applied.contains(&event.n), "applied twice");
            self.applied.push(event.n);
            apply(&mut self.state, &event);
            if let (true, Some(cid)) = (event.by.id == self.me.id, event.cid) {
                self.outbox.acked(cid);
            }
        }
    }

    fn hear(&mut self, packet: Packet) {
        match packet {
            Packet::Event(event) => self.take(*event),
            Packet::Ack(cid, true) => self.outbox.acked(cid),
            // Refused: its person looks at the reason and lets it go.
            Packet::Ack(cid, false) => {
                self.outbox
                    .failed(cid, ApiError::new(ErrorCode::MessageUnknown, "Gone."));
                self.outbox.discard(cid);
            }
        }
    }

    fn cut(&mut self) {
        self.connected = false;
        self.wire.clear();
        self.outbox.connection_lost();
    }

    fn connect(&mut self, server: &Server) {
        self.connected = true;
        if server.state.head - self.inbox.cursor() > WORTH_REPLAYING {
            self.state = server.state.clone();
            let ready = self.inbox.jump(server.state.head);
            self.apply(ready);
        }
        for event in server.since(self.inbox.cursor()) {
            self.take(event);
        }
    }

    fn reload(&mut self, server: &Server) {
        self.cut();
        self.outbox = Outbox::open(self.shelf.clone(), self.me.id, Target::Room(STREAM));
        self.state = server.state.clone();
        self.inbox = Inbox::after(server.state.head);
        self.applied.clear();
        self.connect(server);
    }
}

fn empty() -> StreamState {
    StreamState::new(STREAM, StreamKind::Session, "Seattle")
}

fn person(index: usize) -> Person {
    Person {
        id: PersonId(index as i64 + 1),
        name: ["Ada", "Grace", "Noor"][index].into(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn everyone_ends_with_the_same_state_and_each_number_counts_once(steps in steps()) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
        }
        world.settle();
        let said = world.server.log.iter().filter_map(|event| event.cid);
        let said: Vec<Cid> = said.collect();
        for client in &world.clients {
            prop_assert!(client.outbox.pending().is_empty(), "{:?}", client.outbox.pending());
            prop_assert_eq!(&client.state, &world.server.state);
            // Nothing that somebody wanted to say was lost, and nothing was said twice.
            for (cid, command) in &client.commands {
                let times = said.iter().filter(|known| *known == cid).count();
                prop_assert!(times <= 1);
                if matches!(command, Command::SendMessage(_)) {
                    prop_assert_eq!(times, 1);
                }
            }
        }
        let stored = serde_json::to_string(&world.server.log).unwrap();
        for words in world.taken_back() {
            prop_assert!(!stored.contains(&words), "{words} in {stored}");
        }
        let numbers: Vec<i64> = world.server.log.iter().map(|event| event.n).collect();
        prop_assert!(numbers.iter().copied().eq(1..=numbers.len() as i64));
    }
}
