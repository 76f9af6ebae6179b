//! A charset: how bytes become characters. It is an encoding of the web's standard or one of DOS that the standard
//! leaves out.

use super::code_page::CodePage;
use encoding_rs::{Encoding, IBM866, UTF_8};
use std::borrow::Cow;

/// How bytes become characters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Charset {
    Standard(&'static Encoding),
    Dos(CodePage),
}

impl From<&'static Encoding> for Charset {
    fn from(encoding: &'static Encoding) -> Self {
        Self::Standard(encoding)
    }
}

impl Charset {
    pub const UTF_8: Self = Self::Standard(UTF_8);
    pub const DOS_437: Self = Self::Dos(CodePage::Us437);
    pub const DOS_850: Self = Self::Dos(CodePage::Western850);
    pub const DOS_852: Self = Self::Dos(CodePage::Central852);

    pub fn for_label(label: &str) -> Option<Self> {
        let dos = CodePage::for_label(label).map(Self::Dos);
        dos.or_else(|| Encoding::for_label(label.as_bytes()).map(Self::Standard))
    }

    /// The label that a reading keeps.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard(encoding) => encoding.name(),
            Self::Dos(page) => page.name(),
        }
    }

    /// The number of a code page of DOS, or the name as people write it.
    pub fn short_title(self) -> String {
        match self {
            Self::Dos(page) => page.number().to_owned(),
            Self::Standard(encoding) => match encoding.name().strip_prefix("windows") {
                Some(rest) => format!("Windows{rest}"),
                None => encoding.name().to_owned(),
            },
        }
    }

    /// The name as people write it, with what it is.
    pub fn title(self) -> String {
        match self {
            Self::Dos(page) => format!("{}, the code page {} of DOS", page.name(), page.number()),
            Self::Standard(encoding) if encoding == IBM866 => {
                "IBM866, the code page 866 of DOS".to_owned()
            }
            Self::Standard(_) => self.short_title(),
        }
    }

    pub fn is_single_byte(self) -> bool {
        match self {
            Self::Standard(encoding) => encoding.is_single_byte(),
            Self::Dos(_) => true,
        }
    }

    /// The characters, and whether something is lost. A mark at the beginning is a character, too.
    pub fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        match self {
            Self::Standard(encoding) => encoding.decode_without_bom_handling(bytes),
            Self::Dos(page) => (page.decode(bytes), false),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_the_standard_and_of_dos_are_known() {
        for (label, name) in [
            ("ibm850", "IBM850"),
            ("CP850", "IBM850"),
            ("cp437", "IBM437"),
            ("852", "IBM852"),
            ("cp866", "IBM866"),
            ("latin1", "windows-1252"),
            ("utf-8", "UTF-8"),
        ] {
            assert_eq!(Charset::for_label(label).unwrap().name(), name);
        }
        assert_eq!(Charset::for_label("klingon"), None);
    }

    #[test]
    fn a_title_says_what_is_no_name_that_people_know() {
        for (charset, title) in [
            (Charset::DOS_437, "IBM437, the code page 437 of DOS"),
            (IBM866.into(), "IBM866, the code page 866 of DOS"),
            (encoding_rs::WINDOWS_1252.into(), "Windows-1252"),
        ] {
            assert_eq!(charset.title(), title);
        }
    }
}
