//! One Socket.IO connection by hand: the handshake, the namespace, a room, then what arrives.

use crate::{
    frames::{self, CLOSE, PING, PONG, TEXT},
    tally::Tally,
};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{cell::RefCell, rc::Rc};
use tokio::{
    io::AsyncReadExt,
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// Bytes asked for at once; some hundred deliveries.
const READ: usize = 16 * 1024;
/// The ack id of `join`; messages use their own numbers after it.
const JOIN: usize = 0;

/// What everyone in a room must get: a number, an author, a time, a text.
#[derive(Deserialize)]
struct Delivery<'a> {
    n: u64,
    by: Author<'a>,
    at: u64,
    text: &'a str,
}

#[derive(Deserialize)]
struct Author<'a> {
    name: &'a str,
}

#[derive(Deserialize)]
struct Acked {
    ok: Option<serde::de::IgnoredAny>,
}

/// The sending half of a connection in its room.
pub struct Sender {
    socket: Rc<RefCell<OwnedWriteHalf>>,
    namespace: Rc<str>,
    /// `{"room":"…",` as it opens each message.
    opening: String,
}

/// The receiving half.
pub struct Receiver {
    socket: OwnedReadHalf,
    answers: Rc<RefCell<OwnedWriteHalf>>,
    buffer: Vec<u8>,
    /// `/chat,["receive_message",`: the packet's type comes before it.
    delivery: String,
    /// `/chat,`, after which an ack's number comes.
    ack: String,
    last_n: Option<u64>,
}

/// Opens a connection and enters a room.
pub async fn open(
    address: &str,
    cookie: &str,
    namespace: Rc<str>,
    (field, room): (&str, &str),
) -> Result<(Sender, Receiver)> {
    let socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    let (reader, writer) = socket.into_split();
    let writer = Rc::new(RefCell::new(writer));
    let mut receiver = Receiver {
        socket: reader,
        answers: writer.clone(),
        buffer: Vec::new(),
        delivery: format!("{namespace},[\"receive_message\","),
        ack: format!("{namespace},"),
        last_n: None,
    };
    let sender = Sender {
        socket: writer,
        namespace: namespace.clone(),
        opening: format!("{{\"{field}\":\"{room}\","),
    };
    sender.write(&upgrade(address, cookie))?;
    receiver.upgraded().await?;
    receiver
        .wait_for("0{")
        .await
        .context("no Engine.IO handshake")?;
    sender.packet(&format!("40{namespace},"))?;
    receiver
        .wait_for(&format!("40{namespace},"))
        .await
        .context("the namespace did not open")?;
    let join = json!(["join", { field: room }]);
    sender.packet(&format!("42{namespace},{JOIN}{join}"))?;
    let answer = receiver.wait_for(&format!("43{namespace},{JOIN}")).await?;
    let [answer]: [Value; 1] = serde_json::from_str(&answer)?;
    ensure!(answer.get("ok").is_some(), "join was refused: {answer}");
    Ok((sender, receiver))
}

fn upgrade(address: &str, cookie: &str) -> Vec<u8> {
    let cookie = match cookie {
        "" => String::new(),
        cookie => format!("Cookie: {cookie}\r\n"),
    };
    format!(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {address}\r\n{cookie}\
         Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    .into_bytes()
}

impl Sender {
    /// Sends message number `message`; the text begins with it.
    pub fn say(&self, message: usize) -> Result<()> {
        let (namespace, opening, ack) = (&self.namespace, &self.opening, JOIN + 1 + message);
        self.packet(&format!(
            "42{namespace},{ack}[\"send_message\",{opening}\
             \"cid\":\"00000000-0000-4000-8000-{message:012x}\",\
             \"text\":\"{message:08} It rains in Bergen again; bring the umbrella and the figures.\"}}]"
        ))
    }

    fn packet(&self, text: &str) -> Result<()> {
        self.write(&frames::client(TEXT, text.as_bytes()))
    }

    fn write(&self, bytes: &[u8]) -> Result<()> {
        write(&self.socket, bytes)
    }
}

/// Writes at once or not at all: a few hundred bytes fit unless the server has stopped reading.
fn write(socket: &RefCell<OwnedWriteHalf>, bytes: &[u8]) -> Result<()> {
    let written = socket
        .borrow()
        .try_write(bytes)
        .context("the server does not read")?;
    ensure!(written == bytes.len(), "the server does not read");
    Ok(())
}

impl Receiver {
    /// Reads on and keeps the books until the server closes.
    pub async fn listen(mut self, tally: Rc<RefCell<Tally>>) {
        loop {
            let taken = self.take_all(&mut tally.borrow_mut());
            if let Err(error) = match taken {
                Ok(()) => self.more().await,
                Err(error) => Err(error),
            } {
                return tally.borrow_mut().fail(format!("{error:#}"));
            }
        }
    }

    /// Takes every whole frame out of the buffer.
    fn take_all(&mut self, tally: &mut Tally) -> Result<()> {
        let mut done = 0;
        while let Some(frame) = frames::first(&self.buffer[done..])? {
            let payload = done + frame.payload.start..done + frame.payload.end;
            done = payload.end;
            self.last_n = self.take(frame.opcode, &self.buffer[payload], tally)?;
        }
        self.buffer.drain(..done);
        Ok(())
    }

    /// Books one frame and answers the last number seen after it.
    fn take(&self, opcode: u8, payload: &[u8], tally: &mut Tally) -> Result<Option<u64>> {
        let unchanged = Ok(self.last_n);
        if self.answer_heartbeat(opcode, payload)? {
            return unchanged;
        }
        if let Some(ack) = after(payload, "43", &self.ack) {
            book_ack(ack, tally)?;
            return unchanged;
        }
        let Some(event) = after(payload, "42", &self.delivery) else {
            return unchanged;
        };
        let event = event.strip_suffix(b"]").context("an event has no end")?;
        let event: Delivery = serde_json::from_slice(event)?;
        let follows = self.last_n.is_none_or(|last| event.n == last + 1);
        ensure!(follows, "number {} after {:?}", event.n, self.last_n);
        ensure!(
            event.at > 0 && !event.by.name.is_empty(),
            "a message without time or author"
        );
        let message = event.text.get(..8).context("a text was cut")?.parse()?;
        tally.deliver(message);
        Ok(Some(event.n))
    }

    /// Answers pings of both protocols; a closing frame is an error.
    fn answer_heartbeat(&self, opcode: u8, payload: &[u8]) -> Result<bool> {
        match (opcode, payload) {
            (TEXT, b"2") => write(&self.answers, &frames::client(TEXT, b"3"))?,
            (PING, _) => write(&self.answers, &frames::client(PONG, payload))?,
            (CLOSE, _) => bail!("the server closed a connection"),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The rest of the first packet that starts with `prefix`; other packets are passed over.
    async fn wait_for(&mut self, prefix: &str) -> Result<String> {
        loop {
            while let Some(frame) = frames::first(&self.buffer)? {
                let payload: Vec<u8> = self.buffer[frame.payload.clone()].to_vec();
                self.buffer.drain(..frame.payload.end);
                if let Some(rest) = payload.strip_prefix(prefix.as_bytes()) {
                    return Ok(String::from_utf8(rest.to_vec())?);
                }
                if payload.starts_with(b"44") {
                    bail!("refused: {}", String::from_utf8_lossy(&payload));
                }
                self.answer_heartbeat(frame.opcode, &payload)?;
            }
            self.more().await?;
        }
    }

    async fn upgraded(&mut self) -> Result<()> {
        const END: &[u8] = b"\r\n\r\n";
        loop {
            if let Some(end) = self.buffer.windows(END.len()).position(|at| at == END) {
                let head: Vec<u8> = self.buffer.drain(..end + END.len()).collect();
                let head = String::from_utf8_lossy(&head);
                ensure!(head.starts_with("HTTP/1.1 101"), "no WebSocket: {head}");
                return Ok(());
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> Result<()> {
        self.buffer.reserve(READ);
        let read = self.socket.read_buf(&mut self.buffer).await?;
        ensure!(read > 0, "the server hung up");
        Ok(())
    }
}

/// What follows a packet's type and the words after it.
fn after<'a>(payload: &'a [u8], kind: &str, words: &str) -> Option<&'a [u8]> {
    payload
        .strip_prefix(kind.as_bytes())?
        .strip_prefix(words.as_bytes())
}

fn book_ack(ack: &[u8], tally: &mut Tally) -> Result<()> {
    let digits = ack.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let [answer]: [Acked; 1] = serde_json::from_slice(&ack[digits..])?;
    ensure!(
        answer.ok.is_some(),
        "a message was refused: {}",
        String::from_utf8_lossy(ack)
    );
    tally.ack();
    Ok(())
}
