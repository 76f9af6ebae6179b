//! Numbers, blocks and texts as lib0 encodes them, which y-protocols are made of.

use std::str;

/// Why bytes are not what they should be; the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

/// What JavaScript can count to.
const MAX_NUMBER: u64 = (1 << 53) - 1;

/// Reads from the front.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub fn byte(&mut self) -> Result<u8, Malformed> {
        let (byte, rest) = self.0.split_first().ok_or(Malformed("it ends too soon"))?;
        self.0 = rest;
        Ok(*byte)
    }

    /// Seven bits a byte, the lowest first.
    pub fn number(&mut self) -> Result<u64, Malformed> {
        let mut number = 0;
        for shift in (0..56).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return match number <= MAX_NUMBER {
                    true => Ok(number),
                    false => break,
                };
            }
        }
        Err(Malformed("a number in it is too large"))
    }

    /// How many things follow, of which each has `least` bytes or more.
    pub fn count(&mut self, least: usize) -> Result<usize, Malformed> {
        let count = self.number()?;
        let most = self.0.len() / least;
        match usize::try_from(count) {
            Ok(count) if count <= most => Ok(count),
            _ => Err(Malformed("it ends too soon")),
        }
    }

    /// Bytes with their length before them.
    pub fn block(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.count(1)?;
        let (block, rest) = self.0.split_at(length);
        self.0 = rest;
        Ok(block)
    }

    pub fn text(&mut self) -> Result<&'a str, Malformed> {
        str::from_utf8(self.block()?).map_err(|_| Malformed("a text in it is not UTF-8"))
    }

    pub fn end(&self) -> Result<(), Malformed> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(Malformed("something follows its end")),
        }
    }
}

pub fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

pub fn put_block(bytes: &mut Vec<u8>, block: &[u8]) {
    put_number(bytes, block.len() as u64);
    bytes.extend_from_slice(block);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for number in [0, 1, 127, 128, 300, 1 << 31, MAX_NUMBER] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, number);
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.number(), Ok(number));
            assert_eq!(reader.end(), Ok(()));
        }
        let mut bytes = Vec::new();
        put_block(&mut bytes, "né".as_bytes());
        assert_eq!(Reader::new(&bytes).text(), Ok("né"));
    }

    #[test]
    fn nothing_is_read_beyond_the_end() {
        for bytes in [
            &[][..],
            &[0x80],
            &[0xff; 12],
            &[5, 1, 2],
            &[0xff, 0xff, 0xff, 0x7f],
        ] {
            assert!(Reader::new(bytes).block().is_err(), "{bytes:?}");
        }
        let mut too_large = Vec::new();
        put_number(&mut too_large, MAX_NUMBER + 1);
        assert!(Reader::new(&too_large).number().is_err());
        assert!(Reader::new(&[1, 0xff]).text().is_err());
    }
}
