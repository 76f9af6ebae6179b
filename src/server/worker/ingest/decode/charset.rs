//! A charset: how bytes become characters. It is an encoding of the web's standard or one of DOS that the standard
//! leaves out.

use encoding_rs::{Encoding, UTF_8};
use std::{borrow::Cow, sync::LazyLock};

/// What DOS has above ASCII in Western Europe.
const DOS_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";
/// The labels of it, in lower case; the first is its name.
const LABELS_850: [&str; 4] = ["IBM850", "cp850", "850", "csPC850Multilingual"];

/// How bytes become characters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Charset {
    Standard(&'static Encoding),
    Dos850,
}

impl From<&'static Encoding> for Charset {
    fn from(encoding: &'static Encoding) -> Self {
        Self::Standard(encoding)
    }
}

impl Charset {
    pub const UTF_8: Self = Self::Standard(UTF_8);

    pub fn for_label(label: &str) -> Option<Self> {
        let is_dos = LABELS_850
            .iter()
            .any(|known| known.eq_ignore_ascii_case(label.trim()));
        match is_dos {
            true => Some(Self::Dos850),
            false => Encoding::for_label(label.as_bytes()).map(Self::Standard),
        }
    }

    /// The label that a reading keeps.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard(encoding) => encoding.name(),
            Self::Dos850 => LABELS_850[0],
        }
    }

    /// The name as people write it.
    pub fn title(self) -> String {
        match self.name().strip_prefix("windows") {
            Some(rest) => format!("Windows{rest}"),
            None if self == Self::Dos850 => "IBM850, the code page 850 of DOS".to_owned(),
            None => self.name().to_owned(),
        }
    }

    pub fn is_single_byte(self) -> bool {
        match self {
            Self::Standard(encoding) => encoding.is_single_byte(),
            Self::Dos850 => true,
        }
    }

    /// The characters, and whether something is lost. A mark at the beginning is a character, too.
    pub fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        match self {
            Self::Standard(encoding) => encoding.decode_without_bom_handling(bytes),
            Self::Dos850 => (dos_850(bytes), false),
        }
    }

    /// What decodes a stream, where the lines of a text cannot be told apart before.
    pub fn decoder(self) -> Option<encoding_rs::Decoder> {
        match self {
            Self::Standard(encoding) if self != Self::UTF_8 && !encoding.is_single_byte() => {
                Some(encoding.new_decoder_without_bom_handling())
            }
            _ => None,
        }
    }
}

fn dos_850(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && text.is_ascii()
    {
        return text.into();
    }
    static UPPER: LazyLock<Vec<char>> = LazyLock::new(|| DOS_850.chars().collect());
    let sign = |byte: &u8| match byte.checked_sub(0x80) {
        None => char::from(*byte),
        Some(at) => UPPER[usize::from(at)],
    };
    bytes.iter().map(sign).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dos_has_a_character_for_every_byte() {
        assert_eq!(DOS_850.chars().count(), 128);
        let (text, lost) = Charset::Dos850.decode(b"M\x81ller \x86 \x9B \xF5 5\xF8 \xFF");
        assert_eq!((text.as_ref(), lost), ("Müller å ø § 5° \u{A0}", false));
        assert_eq!(Charset::Dos850.decode(b"abc").0, "abc");
    }

    #[test]
    fn labels_of_the_standard_and_of_dos_are_known() {
        for (label, name) in [
            ("ibm850", "IBM850"),
            ("CP850", "IBM850"),
            ("latin1", "windows-1252"),
            ("utf-8", "UTF-8"),
        ] {
            assert_eq!(Charset::for_label(label).unwrap().name(), name);
        }
        assert_eq!(Charset::for_label("klingon"), None);
    }
}
