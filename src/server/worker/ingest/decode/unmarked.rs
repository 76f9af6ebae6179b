//! Encodings that no mark tells and the detector does not know.

use encoding_rs::{Encoding, ISO_2022_JP, UTF_16BE, UTF_16LE};

/// Bytes that are looked at; an even number.
const LOOKED_AT: usize = 64 << 10;

/// Whether the file begins with the mark of UTF-32. The mark of UTF-16 is the beginning of one of them.
pub fn is_utf32(head: &[u8]) -> bool {
    head.starts_with(&[0xFF, 0xFE, 0, 0]) || head.starts_with(&[0, 0, 0xFE, 0xFF])
}

/// UTF-16 without a mark, and Japanese mail, which is all ASCII and shifts.
pub fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(LOOKED_AT)];
    utf16_by_zeros(head)
        .or_else(|| [UTF_16LE, UTF_16BE].into_iter().find(|e| is_utf16(head, e)))
        .or_else(|| shifts(head).then_some(ISO_2022_JP))
}

/// Latin letters, commas and digits leave every other byte zero.
fn utf16_by_zeros(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |first: usize| {
        let bytes = head.iter().skip(first).step_by(2);
        bytes.filter(|byte| **byte == 0).count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if odd * 10 > half * 6 && even * 20 < half => Some(UTF_16LE),
        () if even * 10 > half * 6 && odd * 20 < half => Some(UTF_16BE),
        () => None,
    }
}

/// Whether these are characters of two bytes of any script: lines of text, with some ASCII between as every
/// table has it, and nothing that no text has.
fn is_utf16(head: &[u8], encoding: &'static Encoding) -> bool {
    let unit = |pair: &[u8]| match encoding == UTF_16LE {
        true => u16::from_le_bytes([pair[0], pair[1]]),
        false => u16::from_be_bytes([pair[0], pair[1]]),
    };
    if memchr::memchr(0, head).is_none() {
        return false;
    }
    let (mut units, mut ascii, mut ends) = (0, 0, 0);
    let mut before = 0;
    for unit in head.chunks_exact(2).map(unit) {
        units += 1;
        match unit {
            0x0A | 0x0D => ends += 1,
            0x09 | 0x20..=0x7E => ascii += 1,
            // Controls, private signs, and what is no character.
            0..0x20 | 0x7F..0xA0 | 0xE000..=0xF8FF | 0xFFFE.. => return false,
            // The second half of a pair, without a first.
            0xDC00..=0xDFFF if !(0xD800..0xDC00).contains(&before) => return false,
            _ => (),
        }
        before = unit;
    }
    ends > 0 && ascii > 0 && (ends + ascii) * 16 >= units
}

/// Whether it shifts between ASCII and signs of two bytes.
fn shifts(head: &[u8]) -> bool {
    let holds = |shift: &[u8]| memchr::memmem::find(head, shift).is_some();
    head.is_ascii()
        && (holds(b"\x1B$B") || holds(b"\x1B$@"))
        && (holds(b"\x1B(B") || holds(b"\x1B(J"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn two_bytes_are_a_character_of_any_script() {
        for text in [
            "город,число\nМосква,1\n",
            "城市,人口\n北京,1\n",
            "a,b\n𠮷,1\n",
        ] {
            assert_eq!(wide(&utf16(text, u16::to_le_bytes)), Some(UTF_16LE));
            assert_eq!(wide(&utf16(text, u16::to_be_bytes)), Some(UTF_16BE));
        }
        for other in [
            "a,b\n1,2\n".as_bytes(),
            "город,число\nМосква,1\n".as_bytes(),
            b"",
            b"\n",
            b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x01\0",
            b"\x17\x53\x17\x53\x17\x53\n\0\x01\0",
            b"a,b\n\0\0\0\0\0\0",
        ] {
            assert_eq!(wide(other), None, "{other:?}");
        }
    }
}
