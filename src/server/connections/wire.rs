//! One accepted connection as bytes. Once it speaks WebSocket, a message over the limit ends it with
//! close code 1009 and a reason. An answer that nobody takes ends it too.

use super::{
    counts::Place,
    farewell,
    frames::{Frames, TooLong},
};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

/// What a request's handlers can tell the connection that it came by; in the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct Link(Arc<AtomicU64>);

impl Link {
    /// From here on this is a WebSocket whose messages have `most` bytes.
    pub fn speaks_web_socket(&self, most: usize) {
        self.0.store(most as u64, Ordering::Relaxed);
    }

    fn longest_message(&self) -> Option<u64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|most| *most > 0)
    }
}

pub struct Wire {
    /// None once it is given away to end by itself.
    stream: Option<TcpStream>,
    place: Option<Place>,
    link: Link,
    frames: Frames,
    /// What is said last, when a message was too long. Nothing is read or written any more.
    last_words: Option<Vec<u8>>,
    /// The last write did not take all: the other side has half a frame.
    is_cut: bool,
    /// The other side has closed, or is gone.
    has_ended: bool,
    /// How long the other side may take nothing while there is something for it.
    rests: Duration,
    /// Runs while it takes nothing.
    resting: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    pub fn new(stream: TcpStream, place: Place, link: Link, rests: Duration) -> Self {
        Self {
            stream: Some(stream),
            place: Some(place),
            link,
            frames: Frames::default(),
            last_words: None,
            is_cut: false,
            has_ended: false,
            rests,
            resting: None,
        }
    }

    /// `written`, or the end when the other side has taken nothing for too long.
    fn in_time(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = written {
            self.resting = None;
            self.has_ended |= written.is_err();
            return Poll::Ready(written);
        }
        let rests = self.rests;
        let resting = self.resting.get_or_insert_with(|| Box::pin(sleep(rests)));
        ready!(resting.as_mut().poll(context));
        self.has_ended = true;
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn stream(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        match &mut self.stream {
            Some(stream) => Ok(Pin::new(stream)),
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Looks at what was read; leaves of it what may be read on.
    fn look(&mut self, buffer: &mut ReadBuf<'_>, before: usize) {
        let Some(most) = self.link.longest_message() else {
            return;
        };
        if let Err(TooLong { good, length }) = self.frames.take(&buffer.filled()[before..], most) {
            self.last_words = Some(too_big(length, most));
            buffer.set_filled(before + good);
        }
    }
}

/// A close frame: what it may have, and what it has.
fn too_big(length: u64, most: u64) -> Vec<u8> {
    let reason = format!("A message may have up to {most} bytes; this one has {length}.");
    let code = 1009_u16.to_be_bytes();
    let size = code.len() + reason.len();
    let mut frame = vec![0x88, size as u8];
    frame.extend(code);
    frame.extend(reason.into_bytes());
    frame
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.last_words.is_some() {
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = ready!(self.stream()?.poll_read(context, buffer));
        self.has_ended |= read.is_err() || buffer.filled().len() == before;
        self.look(buffer, before);
        Poll::Ready(read)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.last_words.is_some() && !self.is_cut {
            // Nothing may stand between the last whole frame and the last words.
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = self.stream()?.poll_write(context, bytes);
        let written = ready!(self.in_time(context, written));
        self.is_cut = written.as_ref().is_ok_and(|written| *written < bytes.len());
        Poll::Ready(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.link.longest_message().is_some() {
            let first = bytes.iter().find(|slice| !slice.is_empty());
            return self.poll_write(context, first.map_or(&[], |slice| slice));
        }
        let written = self.stream()?.poll_write_vectored(context, bytes);
        self.in_time(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream
            .as_ref()
            .is_some_and(|one| one.is_write_vectored())
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(context)
    }

    /// The farewell does it, after the last words.
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if let (Some(stream), Some(place), false) =
            (self.stream.take(), self.place.take(), self.has_ended)
        {
            let last = self.last_words.take().filter(|_| !self.is_cut);
            farewell::end(stream, last.unwrap_or_default(), place);
        }
    }
}
