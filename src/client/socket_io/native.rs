//! The native driver: the same core over tokio-tungstenite, for tests, load and tools.
//!
//! One task owns the core and the connection; the handle sends it commands. No TLS.

use super::{
    core::{Core, Options},
    notice::{self, Notice},
    step::{Effect, Input},
};
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use futures_util::{SinkExt, StreamExt, future::BoxFuture};
use serde_json::Value;
use std::{
    collections::{BTreeMap, VecDeque},
    future::pending,
    time::Duration,
};
use tokio::{
    net::TcpStream,
    sync::{Mutex, MutexGuard, mpsc, oneshot},
    time::{Instant, sleep_until, timeout},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        self, Message,
        client::IntoClientRequest,
        http::{HeaderName, HeaderValue, Request},
    },
};

/// A namespace of a server. Closes when dropped.
pub struct NativeSocket {
    commands: mpsc::UnboundedSender<Command>,
    notices: Mutex<mpsc::UnboundedReceiver<Notice>>,
}

enum Command {
    Emit {
        name: String,
        payload: Value,
        on_ack: OnAck,
    },
    RetryNow,
    Close,
}

type OnAck = oneshot::Sender<Result<Value, ApiError>>;

impl NativeSocket {
    /// Joins `namespace` on a server such as `http://127.0.0.1:3000`, then keeps reconnecting.
    ///
    /// # Errors
    /// The refusal; or `client/offline` when the first attempt fails for another reason.
    pub async fn connect(
        url: &str,
        namespace: &str,
        headers: Vec<(String, String)>,
        auth: Option<Value>,
    ) -> Result<Self, ApiError> {
        let request = request(url, &headers, auth.is_some())?;
        let core = Core::new(Options {
            namespace: namespace.to_owned(),
            with_root: false,
            auth: Box::new(move || auth.clone()),
            random: Box::new(random),
        });
        let (commands, inbox) = mpsc::unbounded_channel();
        let (outlet, mut notices) = mpsc::unbounded_channel();
        tokio::spawn(Driver::new(core, request, outlet).run(inbox));
        match notices.recv().await {
            Some(Notice::Connected) => Ok(Self {
                commands,
                notices: Mutex::new(notices),
            }),
            Some(Notice::Refused(error)) => Err(error),
            _ => Err(notice::offline()),
        }
    }

    /// Sends at once, in the order of the calls; the future gives the ack.
    pub fn emit(
        &self,
        name: &str,
        payload: Value,
    ) -> impl Future<Output = Result<Value, ApiError>> + Send + use<> {
        let (on_ack, ack) = oneshot::channel();
        // A task that has ended drops `on_ack`, which the future reports.
        let _ = self.commands.send(Command::Emit {
            name: name.to_owned(),
            payload,
            on_ack,
        });
        async { ack.await.unwrap_or_else(|_| Err(notice::offline())) }
    }

    /// What happened since [`Self::connect`] returned, in order; kept until somebody reads it.
    pub async fn notices(&self) -> MutexGuard<'_, mpsc::UnboundedReceiver<Notice>> {
        self.notices.lock().await
    }

    /// The next event of this name; what comes before it is dropped. None once the socket is closed.
    pub async fn next_event(&self, wanted: &str) -> Option<Value> {
        let mut notices = self.notices().await;
        loop {
            match notices.recv().await? {
                Notice::Event { name, data } if name == wanted => return Some(data),
                _ => {}
            }
        }
    }

    /// Does not wait for the next attempt. After a refusal, starts again.
    pub fn retry_now(&self) {
        let _ = self.commands.send(Command::RetryNow);
    }

    /// Leaves and stays away.
    pub fn close(&self) {
        let _ = self.commands.send(Command::Close);
    }
}

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Dialed = Result<Stream, tungstenite::Error>;

enum Transport {
    None,
    Dialing(BoxFuture<'static, Dialed>),
    Open(Box<Stream>),
}

/// What the task met.
enum Met {
    Command(Option<Command>),
    Transport(Input),
    Timer,
}

struct Driver {
    core: Core,
    request: Request<()>,
    transport: Transport,
    notices: mpsc::UnboundedSender<Notice>,
    acks: BTreeMap<u64, OnAck>,
    last_id: u64,
    start: Instant,
    timer: Option<Instant>,
}

impl Driver {
    fn new(core: Core, request: Request<()>, notices: mpsc::UnboundedSender<Notice>) -> Self {
        Self {
            core,
            request,
            transport: Transport::None,
            notices,
            acks: BTreeMap::new(),
            last_id: 0,
            start: Instant::now(),
            timer: None,
        }
    }

    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>) {
        self.step(Input::RetryNow).await;
        loop {
            let timer = self.timer;
            let met = tokio::select! {
                command = inbox.recv() => Met::Command(command),
                input = self.transport.next() => Met::Transport(input),
                () = sleep_until_some(timer) => Met::Timer,
            };
            match met {
                Met::Command(Some(Command::Emit {
                    name,
                    payload,
                    on_ack,
                })) => {
                    self.last_id += 1;
                    self.acks.insert(self.last_id, on_ack);
                    self.step(Input::Emit {
                        id: self.last_id,
                        name,
                        payload,
                    })
                    .await;
                }
                Met::Command(Some(Command::RetryNow)) => self.step(Input::RetryNow).await,
                Met::Command(Some(Command::Close) | None) => return self.step(Input::Close).await,
                Met::Transport(input) => self.step(input).await,
                Met::Timer => {
                    self.timer = None;
                    self.step(Input::Tick).await;
                }
            }
        }
    }

    async fn step(&mut self, input: Input) {
        let mut effects = VecDeque::from(self.core.step(input, self.now()));
        while let Some(effect) = effects.pop_front() {
            if let Some(input) = self.perform(effect).await {
                effects.extend(self.core.step(input, self.now()));
            }
        }
    }

    /// Gives back what the core must hear at once.
    async fn perform(&mut self, effect: Effect) -> Option<Input> {
        match effect {
            Effect::OpenTransport => self.transport = dial(self.request.clone()),
            Effect::CloseTransport => self.transport.close().await,
            Effect::Send(frame) => return self.transport.send(frame).await.err(),
            Effect::SetTimer { at } => {
                self.timer = Some(self.start + Duration::from_millis(at.max(0) as u64));
            }
            // A native handshake shows its status by itself.
            Effect::Probe => {}
            // Nobody reads the time here.
            Effect::SetClock { .. } => {}
            // Nobody may be listening any more.
            Effect::Notice(notice) => drop(self.notices.send(notice)),
            Effect::Ack { id, result } => {
                let on_ack = self.acks.remove(&id);
                on_ack
                    .into_iter()
                    .for_each(|on_ack| drop(on_ack.send(result.clone())));
            }
        }
        None
    }

    fn now(&self) -> i64 {
        self.start.elapsed().as_millis() as i64
    }
}

impl Transport {
    /// The next input; never when there is no connection. Safe to cancel.
    async fn next(&mut self) -> Input {
        match self {
            Self::None => pending().await,
            Self::Dialing(dialing) => {
                let dialed = dialing.await;
                self.dialed(dialed)
            }
            Self::Open(stream) => loop {
                match stream.next().await {
                    Some(Ok(Message::Text(text))) => return Input::Frame(text.as_str().to_owned()),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => {
                        *self = Self::None;
                        return Input::Closed;
                    }
                    // Binary attachments, and pings that the library answers.
                    Some(Ok(_)) => {}
                }
            },
        }
    }

    fn dialed(&mut self, dialed: Dialed) -> Input {
        *self = Self::None;
        match dialed {
            Ok(stream) => {
                *self = Self::Open(Box::new(stream));
                Input::Opened
            }
            Err(tungstenite::Error::Http(response)) if response.status() == 401 => {
                Input::Refused(refusal(response.body().as_deref().unwrap_or_default()))
            }
            Err(_) => Input::Closed,
        }
    }

    /// A server that does not read must not hold the task: then the connection counts as lost.
    async fn send(&mut self, frame: String) -> Result<(), Input> {
        let Self::Open(stream) = self else {
            return Ok(());
        };
        let sent = timeout(Duration::from_secs(10), stream.send(Message::text(frame))).await;
        if matches!(sent, Ok(Ok(()))) {
            return Ok(());
        }
        *self = Self::None;
        Err(Input::Closed)
    }

    async fn close(&mut self) {
        if let Self::Open(stream) = self {
            let _ = timeout(Duration::from_secs(1), stream.close()).await;
        }
        *self = Self::None;
    }
}

fn dial(request: Request<()>) -> Transport {
    Transport::Dialing(Box::pin(async {
        connect_async(request).await.map(|(stream, _)| stream)
    }))
}

async fn sleep_until_some(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

fn refusal(body: &[u8]) -> ApiError {
    serde_json::from_slice(body).unwrap_or_else(|_| notice::sign_in_required())
}

/// `shows_later`: the handshake goes without a login, which is shown to the namespace.
fn request(
    url: &str,
    headers: &[(String, String)],
    shows_later: bool,
) -> Result<Request<()>, ApiError> {
    let base = url.trim_end_matches('/').replacen("http", "ws", 1);
    let later = if shows_later { "&auth=token" } else { "" };
    let url = format!("{base}/socket.io/?EIO=4&transport=websocket{later}");
    let mut request = url.into_client_request().map_err(invalid)?;
    for (name, value) in headers {
        let name = HeaderName::try_from(name).map_err(invalid)?;
        request
            .headers_mut()
            .append(name, HeaderValue::try_from(value).map_err(invalid)?);
    }
    Ok(request)
}

fn invalid(error: impl std::fmt::Display) -> ApiError {
    ApiError::new(
        ErrorCode::ClientAddress,
        format!("This is no address to connect to: {error}."),
    )
}

/// From 0 up to, not including, 1: 53 of a random uuid's bits.
fn random() -> f64 {
    let (_, low) = uuid::Uuid::new_v4().as_u64_pair();
    (low << 11 >> 11) as f64 / (1u64 << 53) as f64
}
