//! WebSocket frames as bytes: what this generator sends and the little that servers send it.
//!
//! Knows no Socket.IO. A server that splits a message over frames is refused: none here does, and
//! putting pieces together would only be untested code.

use anyhow::{Result, bail};
use std::ops::Range;

pub const TEXT: u8 = 1;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const PONG: u8 = 10;

const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;

/// One frame at the start of a buffer.
pub struct Frame {
    pub opcode: u8,
    /// Where its payload lies; the next frame begins at its end.
    pub payload: Range<usize>,
}

/// The first frame of `bytes`, or none while it is not all there.
pub fn first(bytes: &[u8]) -> Result<Option<Frame>> {
    let [head, length, ..] = *bytes else {
        return Ok(None);
    };
    if head & FINAL == 0 || length & MASKED != 0 {
        bail!("the server sent a frame that is split or masked");
    }
    let (start, size) = match length {
        126 => (4, big_endian(bytes, 2..4)),
        127 => (10, big_endian(bytes, 2..10)),
        short => (2, Some(usize::from(short))),
    };
    let Some(end) = size.map(|size| start + size) else {
        return Ok(None);
    };
    Ok((end <= bytes.len()).then_some(Frame {
        opcode: head & 0x0f,
        payload: start..end,
    }))
}

fn big_endian(bytes: &[u8], at: Range<usize>) -> Option<usize> {
    let digits = bytes.get(at)?;
    Some(
        digits
            .iter()
            .fold(0, |sum, digit| sum << 8 | usize::from(*digit)),
    )
}

/// A client's frame around `payload`, of at most 65,535 bytes.
pub fn client(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(payload.len() + 8);
    frame.push(FINAL | opcode);
    match payload.len() {
        short @ 0..126 => frame.push(MASKED | short as u8),
        long => {
            frame.push(MASKED | 126);
            frame.extend_from_slice(&(long as u16).to_be_bytes());
        }
    }
    // Clients must mask. A mask of zeros is one, and leaves the payload as it is.
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a server sends: a client's frame without its mask.
    fn server(payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![FINAL | TEXT];
        match payload.len() {
            short @ 0..126 => frame.push(short as u8),
            long => {
                frame.push(126);
                frame.extend_from_slice(&(long as u16).to_be_bytes());
            }
        }
        frame.extend_from_slice(payload);
        frame
    }

    #[test]
    fn half_a_frame_is_not_one_yet() {
        for size in [0, 1, 125, 126, 4_000] {
            let payload = vec![b'x'; size];
            let whole = server(&payload);
            for cut in 0..whole.len() {
                assert!(first(&whole[..cut]).unwrap().is_none(), "{size} at {cut}");
            }
            let frame = first(&whole).unwrap().unwrap();
            assert_eq!(whole[frame.payload], payload);
        }
    }

    #[test]
    fn masked_and_split_frames_are_refused() {
        assert!(first(&client(TEXT, b"2")).is_err());
        assert!(first(&[TEXT, 1, b'2']).is_err());
    }
}
