//! One page as a document of several writers: what came is put into it, what somebody lacks is taken out.
//!
//! What strangers send is looked at before it is put in. Where that goes wrong nevertheless the page is spoilt, and has to
//! be made anew.

use super::{
    TEXT,
    bytes::Malformed,
    replace::{Change, changes},
    update,
};
use crate::server::metrics::unheard;
use std::mem::ManuallyDrop;
use yrs::{
    ClientID, Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, TextRef, Transact,
    Update,
    updates::{decoder::Decode, encoder::Encode},
};

/// An update that changes nothing.
const NOTHING: [u8; 2] = [0, 0];

pub struct Page {
    doc: Doc,
    text: TextRef,
}

/// Why an update was not put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    Malformed(Malformed),
    /// Something before it is not here.
    Behind,
    /// It went in, at least a part of it: what the page is now nobody knows.
    Spoilt,
}

impl Page {
    /// Before the first letter.
    pub fn empty() -> Self {
        let doc = Doc::with_options(Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::default()
        });
        let text = doc.get_or_insert_text(TEXT);
        Self { doc, text }
    }

    /// A page that others' updates made.
    pub fn of<'a>(updates: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, Unfit> {
        let page = Self::empty();
        for update in updates {
            page.take(update)?;
        }
        Ok(page)
    }

    /// Puts in what a stranger sent; answers what of it is new, as an update, or none where all of it was known.
    pub fn put(&self, update: &[u8]) -> Result<Option<Vec<u8>>, Unfit> {
        let reach = update::check(update).map_err(Unfit::Malformed)?;
        let here = self.doc.transact().state_vector();
        let known = |client| u64::from(here.get(&ClientID::new(client)));
        match reach.is_near(known) {
            true => self.take(update).map_err(|_| Unfit::Spoilt),
            false => Err(Unfit::Behind),
        }
    }

    /// The same with what was checked before it was stored.
    pub fn take(&self, update: &[u8]) -> Result<Option<Vec<u8>>, Unfit> {
        // Where the library panics, what is under way must not end by itself: that may panic once more, which would
        // end the process. So it is let go of as it is, with the page.
        let put = unheard(|| {
            let update = Update::decode_v1(update).ok()?;
            let mut under_way = ManuallyDrop::new(self.doc.transact_mut());
            under_way.apply_update(update).ok()?;
            let is_behind = under_way.has_missing_updates();
            let new = under_way.encode_update_v1();
            drop(ManuallyDrop::into_inner(under_way));
            Some((new, is_behind))
        });
        match put.flatten() {
            Some((_, true)) => Err(Unfit::Behind),
            Some((new, false)) => Ok((new != NOTHING).then_some(new)),
            None => Err(Unfit::Spoilt),
        }
    }

    pub fn text(&self) -> String {
        self.text.get_string(&self.doc.transact())
    }

    /// In UTF-16 units.
    pub fn length(&self) -> u32 {
        self.text.len(&self.doc.transact())
    }

    /// What is here, for [`Self::since`] of another.
    pub fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// What somebody lacks who has what a state vector says.
    pub fn since(&self, state_vector: &[u8]) -> Result<Vec<u8>, Malformed> {
        let vector = StateVector::decode_v1(state_vector);
        let vector = vector.map_err(|_| Malformed("its state vector cannot be read"))?;
        Ok(self.doc.transact().encode_state_as_update_v1(&vector))
    }

    /// All of it as one update.
    pub fn whole(&self) -> Vec<u8> {
        let nothing = StateVector::default();
        self.doc.transact().encode_state_as_update_v1(&nothing)
    }

    /// Writes `text` in the place of what stands here, changing no more than what is different; answers the update, none
    /// where nothing is.
    pub fn write(&self, text: &str) -> Option<Vec<u8>> {
        let before = self.text();
        let changes = changes(&before, text);
        if changes.is_empty() {
            return None;
        }
        let mut under_way = self.doc.transact_mut();
        // From the end, so that the places before stay where they are.
        for Change { at, removed, added } in changes.into_iter().rev() {
            if removed > 0 {
                self.text.remove_range(&mut under_way, at, removed);
            }
            self.text.insert(&mut under_way, at, added);
        }
        Some(under_way.encode_update_v1())
    }
}
