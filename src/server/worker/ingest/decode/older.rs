//! Words as old Macs and DOS wrote them, of which the detector knows little.
//!
//! Letters within words tell, as few of them have the same byte in other encodings of the West.

use super::{Charset, dos};
use encoding_rs::{Encoding, IBM866, MACINTOSH};

const SMALL: &str = "äöüßéèêëàâçñíóôîïúáûœåøæ";
const CAPITAL: &str = "ÄÖÜÉÈÊËÀÂÇÑÍÓÔÎÏÚÁÛŒÅØÆ";
/// The same of Central Europe. The ĺ and ŕ of few words are left out: they are an apostrophe and an ohm elsewhere.
const CENTRAL_SMALL: &str = "áâäăąćčçďđéëęěíîľłńňóôöőřśšşťţúůüűýźžżß";
const CENTRAL_CAPITAL: &str = "ÁÂÄĂĄĆČÇĎĐÉËĘĚÍÎĽŁŃŇÓÔÖŐŘŚŠŞŤŢÚŮÜŰÝŹŽŻ";

/// A byte above ASCII that a letter stands before.
struct Within {
    byte: u8,
    /// Of the letter before it and, if there is one, of the letter after it.
    is_capital: bool,
    /// Whether no letter stands after it, where quote marks and dots do.
    is_last: bool,
}

/// What the detector says of bytes, unless they are words as old Macs or DOS wrote them.
pub fn or_older(guess: &'static Encoding, bytes: &[u8]) -> Charset {
    let guess = Charset::from(guess);
    // Characters of two bytes each stand beside others of their kind, as letters with a mark do not.
    let is_high = |byte: &u8| *byte > 0x7F;
    if !guess.is_single_byte() && bytes.windows(2).any(|pair| pair.iter().all(is_high)) {
        return guess;
    }
    let within = within(bytes);
    let count = |charset: Charset, also: &str, is_letter: IsLetter| match charset.is_single_byte() {
        true => letters(charset, &within, also, is_letter),
        false => 0,
    };
    let macs = count(MACINTOSH.into(), "", in_the_west);
    let dos = count(Charset::DOS_850, "", in_the_west);
    let central = count(Charset::DOS_852, "", in_the_centre);
    let quotes = "’‘–—…";
    // Some of the same bytes are letters of several; then most of them tell.
    let (charset, found, of_guess) = match () {
        () if central > dos.max(macs) => {
            (Charset::DOS_852, central, count(guess, quotes, anywhere))
        }
        () if dos > macs => (Charset::DOS_850, dos, count(guess, quotes, in_the_west)),
        () => (MACINTOSH.into(), macs, count(guess, "’", in_the_west)),
    };
    match found * 10 > within.len() * 9 && found > of_guess {
        true => charset,
        // Boxes of Cyrillic tables look the same.
        false if guess != IBM866.into() && dos::is_drawn(bytes) => Charset::DOS_850,
        false => guess,
    }
}

/// Whether a sign is a letter where it stands, a capital or a small one.
type IsLetter = fn(sign: char, is_capital: bool) -> bool;

fn in_the_west(sign: char, is_capital: bool) -> bool {
    if is_capital { CAPITAL } else { SMALL }.contains(sign)
}

fn in_the_centre(sign: char, is_capital: bool) -> bool {
    match is_capital {
        true => CENTRAL_CAPITAL.contains(sign),
        false => CENTRAL_SMALL.contains(sign),
    }
}

fn anywhere(sign: char, is_capital: bool) -> bool {
    match is_capital {
        true => sign.is_uppercase(),
        false => sign.is_lowercase(),
    }
}

fn within(bytes: &[u8]) -> Vec<Within> {
    let found = (1..bytes.len()).filter_map(|at| {
        let (before, byte) = (bytes[at - 1], bytes[at]);
        let after = bytes.get(at + 1).copied().unwrap_or(b'\n');
        let is_capital = before.is_ascii_uppercase() && !after.is_ascii_lowercase();
        let is_word = match after.is_ascii_alphabetic() {
            // McÄ is no word that tells.
            true => before.is_ascii_uppercase() || after.is_ascii_lowercase(),
            false => before.is_ascii_lowercase() && after.is_ascii(),
        };
        let counts = byte > 0x7F && before.is_ascii_alphabetic() && is_word;
        counts.then_some(Within {
            byte,
            is_capital,
            is_last: !after.is_ascii_alphabetic(),
        })
    });
    found.collect()
}

/// How many of them are letters in a charset, or one of the signs that may stand there as well: some of these stand
/// at the end of a word only.
fn letters(charset: Charset, within: &[Within], also: &str, is_letter: IsLetter) -> usize {
    let counts = |one: &&Within| {
        let text = charset.decode(std::slice::from_ref(&one.byte)).0;
        let ends = one.is_last && !also.is_empty() && "’”“…™®".contains(text.as_ref());
        let mut signs = text.chars();
        signs.all(|sign| is_letter(sign, one.is_capital)) || also.contains(text.as_ref()) || ends
    };
    within.iter().filter(counts).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{SHIFT_JIS, WINDOWS_1252};

    #[test]
    fn letters_within_words_tell_old_macs_and_dos() {
        let (mac, windows) = (MACINTOSH.into(), WINDOWS_1252.into());
        for (bytes, expected) in [
            (&b"Orl\x8Eans;1\nS\x8Fte;2\n"[..], mac),
            (b"M\x9Fnchen;1\nK\x9Aln;2\n", mac),
            (b"Caf\x8E;1\nVeg\x8E;2\n", mac),
            (b"Espa\x96a;1\nLe\x97n;2\n", mac),
            (b"M\x81nchen;1\nK\x94ln;2\n", Charset::DOS_850),
            (b"M\x9ANCHEN;1\nK\x99LN;2\n", Charset::DOS_850),
            (b"Jos\x82;1\nZo\x89;2\n", Charset::DOS_850),
            (b"K\x9Bbenhavn;1\n\x8Frhus;2\n", Charset::DOS_850),
            (b"M\xFCnchen;1\nK\xF6ln;2\n", windows),
            (b"M\xDCNCHEN;1\nK\xD6LN;2\n", windows),
            (b"it\x92s;1\n", windows),
            (b"\x93word\x94;1\nand\x85;2\nAcme\x99;3\n", windows),
            (b"Stra\xDFe;1\nm\xE4n;2\n", windows),
            (b"London\x96Paris;1\nwait\x85what;2\n", windows),
            (b"abc", windows),
            (b"Pozna\xE4;1\nKrak\xA2w;2\nGda\xE4sk;3\n", Charset::DOS_852),
            (
                b"Plze\xE5;1\nP\xFD\xA1bram;2\nZl\xA1n;3\n",
                Charset::DOS_852,
            ),
            (b"KRAK\xE0W;1\nGDA\xE3SK;2\n", Charset::DOS_852),
            (b"na\xEFve;1\nfa\xE7ade;2\nit\x92s;3\n", windows),
        ] {
            assert_eq!(or_older(WINDOWS_1252, bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn signs_of_two_bytes_stand_beside_others() {
        let words = b"\x93\x8C\x8B\x9E\x93s,Tokyo\n\x91\xE5\x8D\xE3\x95{\n";
        assert_eq!(or_older(SHIFT_JIS, words), SHIFT_JIS.into());
        assert_eq!(or_older(SHIFT_JIS, b"M\x81ller\n"), Charset::DOS_850);
    }
}
