//! The code page 437 of DOS or 850: they have the same letters for most of Western Europe, but 850 has more of them
//! where 437 draws boxes and has signs of Greece and of mathematics.
//!
//! What stands beside a sign tells: letters stand in words, pieces of boxes beside others, money and bounds at numbers.

use super::{Charset, code_page::CodePage};

/// Which of both wrote these bytes, and the other one where nothing tells for sure.
pub fn western(bytes: &[u8]) -> (Charset, Option<Charset>) {
    let (mut for_437, mut for_850, mut differ) = (0, 0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        let (of_437, of_850) = (
            CodePage::Us437.sign(*byte),
            CodePage::Western850.sign(*byte),
        );
        if of_437 == of_850 {
            continue;
        }
        differ += 1;
        let beside = Beside::of(bytes, at);
        match (beside.suits(of_437), beside.suits(of_850)) {
            (true, false) => for_437 += 1,
            (false, true) => for_850 += 1,
            _ => {}
        }
    }
    let (found, other, more, less) = match for_437 > for_850 {
        true => (Charset::DOS_437, Charset::DOS_850, for_437, for_850),
        false => (Charset::DOS_850, Charset::DOS_437, for_850, for_437),
    };
    // A sign or two may be noise among many.
    let is_told = differ == 0 || more > less * 4;
    (found, Some(other).filter(|_| !is_told))
}

/// What stands beside a sign.
struct Beside {
    before: u8,
    after: u8,
    /// The same behind blanks.
    further: u8,
}

impl Beside {
    fn of(bytes: &[u8], at: usize) -> Self {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let further = rest.iter().find(|byte| **byte != b' ');
        Self {
            before: match at {
                0 => b'\n',
                at => bytes[at - 1],
            },
            after: rest.first().copied().unwrap_or(b'\n'),
            further: further.copied().unwrap_or(b'\n'),
        }
    }

    /// Whether people would have written a sign here.
    fn suits(&self, sign: char) -> bool {
        let word = is_letter(self.before) || is_letter(self.after);
        let (digit_before, digit_after) =
            (self.before.is_ascii_digit(), self.after.is_ascii_digit());
        match sign {
            // Money stands at one end of a number.
            '¢' | '¥' | '₧' => !word && digit_before != digit_after,
            'α' | 'Γ' | 'π' | 'Σ' | 'σ' | 'τ' | 'Φ' | 'Θ' | 'Ω' | 'δ' | 'φ' | 'ε' | '∞' => {
                !is_letter(self.after) && (!is_letter(self.before) || is_unit(sign, self.before))
            }
            '≥' | '≤' | '≈' | '√' | '≡' => !word && self.further.is_ascii_digit(),
            '×' => !word && (digit_before == digit_after),
            '¹' | '³' => digit_before || is_letter(self.before),
            '¾' => !word && !digit_after,
            '§' => !word && self.further.is_ascii_digit(),
            '´' => is_letter(self.before) && is_letter(self.after),
            '©' | '®' | '¶' | '¤' => !is_box(self.before) && !is_box(self.after),
            '\u{2500}'..='\u{259F}' => !word && (is_box(self.before) || is_box(self.after)),
            letter if letter.is_lowercase() => {
                word && !(self.before.is_ascii_uppercase() && self.after.is_ascii_uppercase())
            }
            letter if letter.is_uppercase() => word && !self.before.is_ascii_lowercase(),
            _ => false,
        }
    }
}

/// An ohm in thousands: kΩ, MΩ.
fn is_unit(sign: char, before: u8) -> bool {
    sign == 'Ω' && matches!(before, b'k' | b'm' | b'M' | b'G')
}

/// Whether a byte is a letter in both.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, 0x80..=0x9A | 0xA0..=0xA5 | 0xE1)
}

/// Whether a byte draws a part of a box in 437.
fn is_box(byte: u8) -> bool {
    matches!(byte, 0xB0..=0xDF)
}

/// Whether lines are drawn as DOS does it: runs of the same piece, which no language has as letters.
pub fn is_drawn(bytes: &[u8]) -> bool {
    [0xC4, 0xCD]
        .into_iter()
        .any(|piece| memchr::memmem::find(bytes, &[piece; 6]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_sign_tells_437_from_850() {
        let (of_437, of_850) = (Charset::DOS_437, Charset::DOS_850);
        for (bytes, found, also) in [
            (&b"K\x9Bbenhavn;1\n\x9Drsted;2\n"[..], of_850, None),
            (b"S\xC6o Paulo;1\n", of_850, None),
            (b"RAZ\xE0N;1\n\xD6ndice;2\n", of_850, None),
            (b"20 m\xFC;\xF5 12\n", of_850, None),
            (b"10\x9B;1\n25\x9B;2\n", of_437, None),
            (b"\x9D500;1\n", of_437, None),
            (b"10 k\xEA;1\n5 \xEA;2\n", of_437, None),
            (b"\xF2 5;1\n\xF35;2\n", of_437, None),
            (b"\xD5\xCD\xCD\xD1\xCD\xB8\n", of_437, None),
            // The same in both.
            (b"M\x81ller;1\nJos\x82;2\n", of_850, None),
            (b"\xB3 a \xB3\n\xC4\xC4\n", of_850, None),
            // Nothing tells.
            (b"caf\x82;\xF9\n", of_850, Some(of_437)),
        ] {
            assert_eq!(western(bytes), (found, also), "{bytes:?}");
        }
    }
}
