//! Signs in a block that are no text: NUL bytes, the end mark of DOS, what decoding left of lost characters.

use super::{records, tally::Tally};
use crate::shared::reading::FindingKind;

/// Takes out NUL bytes, and the end mark of DOS behind the last line.
pub fn without(mut bytes: Vec<u8>, tally: &mut Tally) -> Vec<u8> {
    let end = bytes.iter().rposition(|byte| !matches!(byte, 0 | 0x1A));
    let end = end.map_or(0, |last| last + 1);
    if end < bytes.len() {
        let line = records::line_ends(&bytes[..end]) + 1;
        let is_end_mark = bytes[end..].contains(&0x1A);
        let what = if is_end_mark {
            "end mark (Ctrl-Z)"
        } else {
            "NUL"
        };
        tally.add(FindingKind::ControlMark, None, line, what);
        bytes.truncate(end);
    }
    if memchr::memchr(0, &bytes).is_none() {
        return bytes;
    }
    for at in memchr::memchr_iter(0, &bytes) {
        let line = match tally.count(FindingKind::ControlMark, None) < 20 {
            true => records::line_ends(&bytes[..at]) + 1,
            false => 0,
        };
        tally.add(FindingKind::ControlMark, None, line, "NUL");
    }
    bytes.retain(|byte| *byte != 0);
    bytes
}

/// Tells the lines in which decoding lost a character; returns how many.
pub fn tell_lost(text: &[u8], tally: &mut Tally) -> u64 {
    const LOST: &[u8] = "\u{FFFD}".as_bytes();
    if memchr::memmem::find(text, LOST).is_none() {
        return 0;
    }
    let mut lost = 0;
    for (line, number) in text.split(|byte| *byte == b'\n').zip(1..) {
        if memchr::memmem::find(line, LOST).is_some() {
            lost += 1;
            let shown = String::from_utf8_lossy(line);
            tally.add(FindingKind::Encoding, None, number, &shown);
        }
    }
    lost
}
