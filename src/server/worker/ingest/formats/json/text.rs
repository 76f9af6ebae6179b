//! The text of a JSON file, in UTF-8 whatever the file is in.

use super::super::super::{
    decode::{self, Charset, Encodings},
    sample::Sample,
};
use crate::shared::analysis::AnalysisError;
use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

/// So much is looked at to tell JSON.
const BEGINNING: usize = 4 << 10;
const CHUNK_BYTES: usize = 256 << 10;

/// A file of our own that goes when nobody needs it.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn of(to: &Path, extension: &str) -> Self {
        Self(to.with_extension(extension))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // It may not exist yet; that is as good as removed.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Where the text is.
pub enum Text<'a> {
    /// As it came, but for some lines.
    Same(&'a Path, Encodings),
    /// Written anew from this charset.
    Decoded(Scratch, Charset),
}

impl Text<'_> {
    pub fn path(&self) -> &Path {
        match self {
            Self::Same(path, _) => path,
            Self::Decoded(scratch, _) => scratch.path(),
        }
    }

    pub fn encodings(&self) -> Encodings {
        match self {
            Self::Same(_, encodings) => *encodings,
            Self::Decoded(..) => Encodings::UTF_8,
        }
    }

    /// What the file is in.
    pub fn encoding(&self) -> Charset {
        match self {
            Self::Same(..) => Charset::UTF_8,
            Self::Decoded(_, charset) => *charset,
        }
    }
}

pub fn open<'a>(from: &'a Path, to: &Path, file_name: &str) -> Result<Text<'a>, AnalysisError> {
    let sample = Sample::of_file(from)?;
    let found = decode::detect(&sample, file_name)?;
    if found.main == Charset::UTF_8 {
        return Ok(Text::Same(from, found));
    }
    // A whole file may be one line, which a single byte does not make another encoding.
    if decode::is_mostly_utf8(&sample.head) {
        let encodings = Encodings::new(Charset::UTF_8, Some(found.main));
        return Ok(Text::Same(from, encodings));
    }
    let scratch = Scratch::of(to, "text.unfinished");
    let mut out = BufWriter::new(File::create(scratch.path())?);
    write_utf8(found.main, File::open(from)?, &mut out)?;
    out.flush()?;
    Ok(Text::Decoded(scratch, found.main))
}

fn write_utf8(charset: Charset, mut from: impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut decoder = charset.decoder();
    let mut raw = Vec::with_capacity(CHUNK_BYTES);
    loop {
        raw.clear();
        let read = from
            .by_ref()
            .take(CHUNK_BYTES as u64)
            .read_to_end(&mut raw)?;
        match &mut decoder {
            None => to.write_all(charset.decode(&raw).0.as_bytes())?,
            Some(decoder) => {
                let longest = decoder.max_utf8_buffer_length(raw.len()).unwrap_or(0);
                let mut text = String::with_capacity(longest);
                let _ = decoder.decode_to_string(&raw, &mut text, read == 0);
                to.write_all(text.trim_start_matches('\u{FEFF}').as_bytes())?;
            }
        }
        if read == 0 {
            return Ok(());
        }
    }
}

/// The beginning of a text, in UTF-8 and without a mark, so far as its first signs need it.
pub fn beginning(head: &[u8]) -> Cow<'_, [u8]> {
    match decode::wide(head) {
        None => without_mark(head).into(),
        Some(charset) => {
            let some = &head[..head.len().min(BEGINNING)];
            let text = charset.decode(some).0;
            let text = text.trim_start_matches('\u{FEFF}').as_bytes();
            text.to_vec().into()
        }
    }
}

pub fn without_mark(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head)
}
