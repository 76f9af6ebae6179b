//! WebSocket frames as they come in, read only as far as their lengths (RFC 6455, section 5.2).

/// Finds a message that is longer than may be, before it is here.
#[derive(Default)]
pub struct Frames {
    /// The head of the frame that is coming, as far as it has come.
    head: Vec<u8>,
    /// Bytes of the frame's content that are to come.
    content_left: u64,
    /// Bytes of the message so far, of all its frames.
    message: u64,
}

/// A message over the limit.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLong {
    /// Bytes before the frame that went over it.
    pub good: usize,
    /// What its heads say that the message has; a fragmented one may have more.
    pub length: u64,
}

/// Data goes on from the frame before.
const CONTINUATION: u8 = 0;
/// From here on a frame controls the connection and belongs to no message.
const CONTROL: u8 = 8;

impl Frames {
    /// Takes what was read next.
    pub fn take(&mut self, bytes: &[u8], most: u64) -> Result<(), TooLong> {
        let mut at = 0;
        let mut frame_from = 0;
        while at < bytes.len() {
            if self.content_left > 0 {
                let here = self.content_left.min((bytes.len() - at) as u64);
                self.content_left -= here;
                at += here as usize;
                frame_from = at;
                continue;
            }
            self.head.push(bytes[at]);
            at += 1;
            let Some((opcode, length)) = whole(&self.head) else {
                continue;
            };
            self.head.clear();
            self.content_left = length;
            if opcode < CONTROL {
                let before = if opcode == CONTINUATION {
                    self.message
                } else {
                    0
                };
                self.message = before.saturating_add(length);
                if self.message > most {
                    let (good, length) = (frame_from, self.message);
                    return Err(TooLong { good, length });
                }
            }
            frame_from = at;
        }
        Ok(())
    }
}

/// The kind of a frame and how long its content is, once its head is whole.
fn whole(head: &[u8]) -> Option<(u8, u64)> {
    let &[first, second, ref rest @ ..] = head else {
        return None;
    };
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    let wide = match second & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    if rest.len() < wide + mask {
        return None;
    }
    let number = |bytes: &[u8]| bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
    let length = match wide {
        0 => u64::from(second & 0x7f),
        _ => number(&rest[..wide]),
    };
    Some((first & 0x0f, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MASK: [u8; 4] = [1, 2, 3, 4];

    fn frame(opcode: u8, length: usize) -> Vec<u8> {
        let mut frame = vec![0x80 | opcode];
        match length {
            0..126 => frame.push(0x80 | length as u8),
            126..65_536 => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
            _ => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        frame.extend(MASK);
        frame.extend(vec![b'x'; length]);
        frame
    }

    /// Whatever pieces it comes in.
    fn take(bytes: &[u8], piece: usize) -> Option<u64> {
        let mut frames = Frames::default();
        let mut pieces = bytes.chunks(piece);
        pieces.find_map(|piece| frames.take(piece, 1_000).err().map(|long| long.length))
    }

    #[test]
    fn a_message_over_the_limit_is_found_however_it_comes() {
        for piece in [1, 3, 100, 1_000_000] {
            let fine = [frame(1, 1_000), frame(9, 100), frame(2, 0), frame(1, 999)].concat();
            assert_eq!(take(&fine, piece), None);
            let long = [frame(1, 500), frame(1, 1_001)].concat();
            assert_eq!(take(&long, piece), Some(1_001));
            assert_eq!(take(&frame(1, 70_000), piece), Some(70_000));
            // In fragments, with a ping between them.
            let parts = [frame(1, 600), frame(9, 5), frame(0, 600)].concat();
            assert_eq!(take(&parts, piece), Some(1_200));
        }
    }

    #[test]
    fn what_came_before_it_is_good() {
        let bytes = [frame(1, 10), frame(1, 2_000)].concat();
        let long = Frames::default().take(&bytes, 1_000).unwrap_err();
        assert_eq!(
            long,
            TooLong {
                good: 16,
                length: 2_000
            }
        );
    }

    #[test]
    fn a_length_beyond_all_numbers_is_too_long() {
        let head = [
            0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4,
        ];
        let mut frames = Frames::default();
        assert_eq!(frames.take(&head, 1_000).unwrap_err().length, u64::MAX);
    }
}
