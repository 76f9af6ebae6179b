//! A server, three people, and a network made of lists.

use super::{Client, PEOPLE, Packet, Server, Step};
use tandem::shared::{
    ids::{Cid, EventId},
    protocol::DurableCommand,
    session::{
        Command, EntryBody,
        chat::{DeleteMessage, EditMessage, React, SendMessage},
    },
    stream::Fact,
};
use uuid::Uuid;

pub struct World {
    pub server: Server,
    pub clients: Vec<Client>,
    next_cid: u128,
}

impl World {
    pub fn new() -> Self {
        let server = Server::new();
        let clients = (0..PEOPLE)
            .map(|index| Client::new(index, &server))
            .collect();
        Self {
            server,
            clients,
            next_cid: 1,
        }
    }

    pub fn take(&mut self, step: &Step) {
        match *step {
            Step::Say(who) => {
                let text = format!("message {}", self.next_cid);
                self.want(
                    who,
                    SendMessage {
                        text,
                        reply_to: None,
                        about: None,
                        seen: None,
                    },
                );
            }
            Step::Edit(who, at) => {
                if let Some(message_id) = self.message(at) {
                    let text = format!("edited {}", self.next_cid);
                    self.want(who, EditMessage { message_id, text });
                }
            }
            Step::Delete(who, at) => {
                if let Some(message_id) = self.message(at) {
                    self.want(who, DeleteMessage { message_id });
                }
            }
            Step::React(who, at) => {
                if let Some(message_id) = self.message(at) {
                    let (emoji, on) = ("👍".into(), !self.next_cid.is_multiple_of(3));
                    self.want(
                        who,
                        React {
                            message_id,
                            emoji,
                            on,
                        },
                    );
                }
            }
            Step::Deliver(who, at) => {
                if let Some(packet) = self.clients[who].wire.remove(at) {
                    self.clients[who].hear(packet);
                    self.pump(who);
                }
            }
            Step::Duplicate(who, at) => {
                let packet = self.clients[who].wire.get(at).cloned();
                self.clients[who].wire.extend(packet);
            }
            Step::Lose(who, at) => {
                let wire = &mut self.clients[who].wire;
                // Acks come on a transport that keeps them; events may fall out of a full buffer.
                if matches!(wire.get(at), Some(Packet::Event(_))) {
                    wire.remove(at);
                }
            }
            Step::Cut(who) => self.clients[who].cut(),
            Step::Reload(who) => {
                self.clients[who].reload(&self.server);
                self.pump(who);
            }
            Step::Connect(who) => {
                if !self.clients[who].connected {
                    self.clients[who].connect(&self.server);
                    self.pump(who);
                }
            }
            Step::Restart => {
                self.server.restart();
                self.clients.iter_mut().for_each(Client::cut);
            }
        }
    }

    fn message(&self, at: usize) -> Option<EventId> {
        let messages: Vec<EventId> = self
            .server
            .log
            .iter()
            .filter(|event| matches!(event.fact, Fact::ReceiveMessage(_)))
            .map(|event| event.id)
            .collect();
        (!messages.is_empty()).then(|| messages[at % messages.len()])
    }

    /// What somebody said once and nobody says now, as it would stand in JSON.
    pub fn taken_back(&self) -> Vec<String> {
        let timeline = &self.server.state.chat.timeline;
        let says_now = |words: &String| {
            timeline.iter().any(
                |entry| matches!(&entry.body, EntryBody::Message { text, .. } if text == words),
            )
        };
        let commands = self.clients.iter().flat_map(|one| one.commands.values());
        let said = commands.filter_map(|command| match command {
            Command::SendMessage(said) => Some(&said.text),
            Command::EditMessage(edited) => Some(&edited.text),
            _ => None,
        });
        said.filter(|words| !says_now(words))
            .map(|words| format!("\"{words}\""))
            .collect()
    }

    fn want<C>(&mut self, who: usize, command: C)
    where
        C: Clone + Into<Command> + Into<DurableCommand>,
    {
        let cid = Cid(Uuid::from_u128(self.next_cid));
        self.next_cid += 1;
        let client = &mut self.clients[who];
        client.commands.insert(cid, command.clone().into());
        client.outbox.push(cid, command.into(), 0);
        self.pump(who);
    }

    /// Sends the next command, when one waits and none is on its way.
    fn pump(&mut self, who: usize) {
        if !self.clients[who].connected {
            return;
        }
        let Some(pending) = self.clients[who].outbox.next() else {
            return;
        };
        let me = self.clients[who].me.clone();
        let command = self.clients[who].commands[&pending.cid].clone();
        let result = self.server.submit(&me, Some(pending.cid), command);
        if let Ok((event, true)) = &result {
            for client in self.clients.iter_mut().filter(|client| client.connected) {
                client
                    .wire
                    .push_back(Packet::Event(Box::new(event.clone())));
            }
        }
        let ack = Packet::Ack(pending.cid, result.is_ok());
        self.clients[who].wire.push_back(ack);
    }

    /// Everyone comes back, hears everything, and says what they still have to say.
    pub fn settle(&mut self) {
        for who in 0..PEOPLE {
            self.clients[who].cut();
            self.clients[who].connect(&self.server);
        }
        for _ in 0..10_000 {
            let mut quiet = true;
            for who in 0..PEOPLE {
                self.pump(who);
                while let Some(packet) = self.clients[who].wire.pop_front() {
                    quiet = false;
                    self.clients[who].hear(packet);
                }
            }
            if quiet {
                return;
            }
        }
        panic!("it never ends");
    }
}
