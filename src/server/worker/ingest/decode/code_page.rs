//! The code pages of DOS that the web's standard leaves out: what stands above ASCII in each.

use std::{borrow::Cow, sync::LazyLock};

/// A code page of DOS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePage {
    /// Of America, with box drawing and Greek letters.
    Us437,
    /// Of Western Europe, with more letters in their place.
    Western850,
    /// Of Central Europe.
    Central852,
}

const US_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
const WESTERN_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";
const CENTRAL_852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{AD}˝˛ˇ˘§÷¸°¨˙űŘř■\u{A0}";

impl CodePage {
    const ALL: [Self; 3] = [Self::Us437, Self::Western850, Self::Central852];

    pub fn for_label(label: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|page| {
            let mut labels = page.labels().into_iter();
            labels.any(|known| known.eq_ignore_ascii_case(label.trim()))
        })
    }

    /// What it is called; the first is its name.
    fn labels(self) -> [&'static str; 4] {
        match self {
            Self::Us437 => ["IBM437", "cp437", "437", "csPC8CodePage437"],
            Self::Western850 => ["IBM850", "cp850", "850", "csPC850Multilingual"],
            Self::Central852 => ["IBM852", "cp852", "852", "csPCp852"],
        }
    }

    pub fn name(self) -> &'static str {
        self.labels()[0]
    }

    /// The number that people know it by.
    pub fn number(self) -> &'static str {
        self.labels()[2]
    }

    /// The character of a byte.
    pub fn sign(self, byte: u8) -> char {
        static UPPER: LazyLock<[Vec<char>; 3]> =
            LazyLock::new(|| [US_437, WESTERN_850, CENTRAL_852].map(|page| page.chars().collect()));
        match byte.checked_sub(0x80) {
            None => char::from(byte),
            Some(at) => UPPER[self as usize][usize::from(at)],
        }
    }

    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => text.into(),
            _ => bytes.iter().map(|byte| self.sign(*byte)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dos_has_a_character_for_every_byte() {
        for page in [US_437, WESTERN_850, CENTRAL_852] {
            assert_eq!(page.chars().count(), 128);
        }
        let text = CodePage::Western850.decode(b"M\x81ller \x86 \x9B \xF5 5\xF8 \xFF");
        assert_eq!(text, "Müller å ø § 5° \u{A0}");
        assert_eq!(
            CodePage::Us437.decode(b"\x9B5 \xE4=\xF2 \xFF"),
            "¢5 Σ=≥ \u{A0}"
        );
        assert_eq!(CodePage::Central852.decode(b"\x9D\xA2d\xAB"), "Łódź");
        assert_eq!(CodePage::Western850.decode(b"abc"), "abc");
    }
}
