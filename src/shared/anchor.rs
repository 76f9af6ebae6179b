//! What a person points at: a card, a place in it, or a message.
//!
//! Both travel as text. The card's is also the id of its element in the page.

use super::ids::{DatasetId, EventId, NoteId, RunId};
use schemars::{JsonSchema, r#gen::SchemaGenerator, schema::Schema};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A card of a session, `run-<uuid>` or `data-<uuid>`, or a page of its notes, `note-<uuid>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum CardId {
    Run(RunId),
    Dataset(DatasetId),
    Note(NoteId),
    /// Of a kind that this program does not know: handed on as it came, and on no page.
    Other(String),
}

/// What a message speaks of.
///
/// | text | is |
/// |---|---|
/// | `<uuid>` or `run-<uuid>` | a run; written in the first way, as it was before there were others |
/// | `run-<uuid>/<mark>` | a bar, bin or point of its chart, in the chart's order |
/// | `run-<uuid>/<mark>/<mark>` | those from one mark to another |
/// | `data-<uuid>` | a data set |
/// | `data-<uuid>/<row>` | a row of it, in the order of the file; of a live one, in the order in which all came |
/// | `data-<uuid>/<row>/<column>` | a cell of that |
/// | `note-<uuid>/<letter>/<letter>` | words on a page of notes, by their first and their last letter |
/// | `msg-<uuid>` | a message |
///
/// Marks, rows and columns are counted from 0. A letter is `<client>.<clock>`, as Yjs numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Anchor {
    Run(RunId),
    Mark {
        run: RunId,
        mark: u32,
    },
    Marks {
        run: RunId,
        first: u32,
        last: u32,
    },
    Dataset(DatasetId),
    Row {
        dataset: DatasetId,
        row: u32,
    },
    Cell {
        dataset: DatasetId,
        row: u32,
        column: u32,
    },
    Words {
        note: NoteId,
        first: Letter,
        last: Letter,
    },
    Message(EventId),
}

/// A letter of a page of notes: which program wrote it, and as which of all that it wrote there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Letter {
    pub client: u64,
    pub clock: u32,
}

/// The text names nothing that can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected run-<uuid>, run-<uuid>/<mark>, run-<uuid>/<mark>/<mark>, data-<uuid>, data-<uuid>/<row>, \
     data-<uuid>/<row>/<column>, note-<uuid>/<letter>/<letter> or msg-<uuid>"
)]
pub struct NoAnchor;

impl Anchor {
    /// The card that it is, or lies in.
    pub fn card(self) -> Option<CardId> {
        match self {
            Self::Run(run) | Self::Mark { run, .. } | Self::Marks { run, .. } => {
                Some(CardId::Run(run))
            }
            Self::Dataset(dataset) | Self::Row { dataset, .. } | Self::Cell { dataset, .. } => {
                Some(CardId::Dataset(dataset))
            }
            Self::Words { note, .. } => Some(CardId::Note(note)),
            Self::Message(_) => None,
        }
    }

    /// Whether `other` is this place, or lies in it.
    pub fn holds(self, other: Self) -> bool {
        let is_card = matches!(self, Self::Run(_) | Self::Dataset(_));
        self == other || (is_card && self.card() == other.card())
    }

    pub fn message(self) -> Option<EventId> {
        match self {
            Self::Message(id) => Some(id),
            _ => None,
        }
    }
}

impl fmt::Display for CardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run(id) => write!(f, "run-{id}"),
            Self::Dataset(id) => write!(f, "data-{id}"),
            Self::Note(id) => write!(f, "note-{id}"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run(id) => write!(f, "{id}"),
            Self::Mark { run, mark } => write!(f, "run-{run}/{mark}"),
            Self::Marks { run, first, last } => write!(f, "run-{run}/{first}/{last}"),
            Self::Dataset(id) => write!(f, "data-{id}"),
            Self::Row { dataset, row } => write!(f, "data-{dataset}/{row}"),
            Self::Cell {
                dataset,
                row,
                column,
            } => write!(f, "data-{dataset}/{row}/{column}"),
            Self::Words { note, first, last } => write!(f, "note-{note}/{first}/{last}"),
            Self::Message(id) => write!(f, "msg-{id}"),
        }
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.client, self.clock)
    }
}

impl FromStr for Letter {
    type Err = NoAnchor;

    fn from_str(text: &str) -> Result<Self, NoAnchor> {
        let (client, clock) = text.split_once('.').ok_or(NoAnchor)?;
        Ok(Self {
            client: client.parse().map_err(|_| NoAnchor)?,
            clock: clock.parse().map_err(|_| NoAnchor)?,
        })
    }
}

impl From<String> for CardId {
    fn from(text: String) -> Self {
        let card = match text.split_once('-') {
            Some(("run", id)) => id.parse().ok().map(Self::Run),
            Some(("data", id)) => id.parse().ok().map(Self::Dataset),
            Some(("note", id)) => id.parse().ok().map(Self::Note),
            _ => None,
        };
        card.unwrap_or(Self::Other(text))
    }
}

impl FromStr for Anchor {
    type Err = NoAnchor;

    fn from_str(text: &str) -> Result<Self, NoAnchor> {
        if let Ok(run) = text.parse() {
            return Ok(Self::Run(run));
        }
        if let Some(id) = text.strip_prefix("msg-") {
            return id.parse().map(Self::Message).map_err(|_| NoAnchor);
        }
        let mut parts = text.split('/');
        let card = CardId::from(parts.next().unwrap_or_default().to_owned());
        if let CardId::Note(note) = card {
            return words(note, parts);
        }
        let counts: Result<Vec<u32>, _> = parts.map(str::parse).collect();
        match (card, counts.as_deref()) {
            (CardId::Run(run), Ok([])) => Ok(Self::Run(run)),
            (CardId::Run(run), Ok(&[mark])) => Ok(Self::Mark { run, mark }),
            (CardId::Run(run), Ok(&[first, last])) => Ok(Self::Marks { run, first, last }),
            (CardId::Dataset(dataset), Ok([])) => Ok(Self::Dataset(dataset)),
            (CardId::Dataset(dataset), Ok(&[row])) => Ok(Self::Row { dataset, row }),
            (CardId::Dataset(dataset), Ok(&[row, column])) => Ok(Self::Cell {
                dataset,
                row,
                column,
            }),
            _ => Err(NoAnchor),
        }
    }
}

fn words<'a>(note: NoteId, mut parts: impl Iterator<Item = &'a str>) -> Result<Anchor, NoAnchor> {
    let mut letter = || parts.next().ok_or(NoAnchor)?.parse();
    let (first, last) = (letter()?, letter()?);
    match parts.next() {
        None => Ok(Anchor::Words { note, first, last }),
        Some(_) => Err(NoAnchor),
    }
}

impl TryFrom<String> for Anchor {
    type Error = NoAnchor;

    fn try_from(text: String) -> Result<Self, NoAnchor> {
        text.parse()
    }
}

macro_rules! as_text {
    ($($name:ident)*) => {$(
        impl From<$name> for String {
            fn from(place: $name) -> Self {
                place.to_string()
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> String {
                stringify!($name).into()
            }

            fn is_referenceable() -> bool {
                false
            }

            fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
                String::json_schema(schemas)
            }
        }
    )*};
}

as_text!(CardId Anchor);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::json;
    use uuid::Uuid;

    const ID: Uuid = Uuid::from_u128(0x4a);

    const fn letter(client: u64, clock: u32) -> Letter {
        Letter { client, clock }
    }

    fn anchors() -> [(String, Anchor); 8] {
        let (run, dataset) = (RunId(ID), DatasetId(ID));
        [
            (format!("{ID}"), Anchor::Run(run)),
            (format!("run-{ID}/7"), Anchor::Mark { run, mark: 7 }),
            (
                format!("run-{ID}/7/9"),
                Anchor::Marks {
                    run,
                    first: 7,
                    last: 9,
                },
            ),
            (format!("data-{ID}"), Anchor::Dataset(dataset)),
            (format!("data-{ID}/17"), Anchor::Row { dataset, row: 17 }),
            (
                format!("data-{ID}/17/2"),
                Anchor::Cell {
                    dataset,
                    row: 17,
                    column: 2,
                },
            ),
            (
                format!("note-{ID}/4294967295.7/9007199254740991.0"),
                Anchor::Words {
                    note: NoteId(ID),
                    first: letter(4_294_967_295, 7),
                    last: letter(9_007_199_254_740_991, 0),
                },
            ),
            (format!("msg-{ID}"), Anchor::Message(EventId(ID))),
        ]
    }

    #[test]
    fn a_place_is_the_same_after_a_way_as_text() {
        for (text, anchor) in anchors() {
            let written = serde_json::to_string(&anchor).unwrap();
            assert_eq!(written, format!("{text:?}"));
            assert_eq!(serde_json::from_str::<Anchor>(&written).unwrap(), anchor);
            assert_eq!(json::read_text::<Anchor>(&written).ok(), Some(anchor));
        }
        let long: Anchor = format!("run-{ID}").parse().unwrap();
        assert_eq!(long, Anchor::Run(RunId(ID)));
    }

    #[test]
    fn a_run_is_written_as_before_there_were_other_places() {
        let run = RunId(ID);
        let now = serde_json::to_value(Anchor::Run(run)).unwrap();
        assert_eq!(now, serde_json::to_value(run).unwrap());
    }

    #[test]
    fn a_card_is_the_id_of_its_element() {
        let cards = [
            CardId::Run(RunId(ID)),
            CardId::Dataset(DatasetId(ID)),
            CardId::Note(NoteId(ID)),
        ];
        for card in cards {
            assert_eq!(CardId::from(card.to_string()), card);
        }
    }

    #[test]
    fn a_card_holds_its_places_and_a_place_only_itself() {
        let (dataset, run) = (DatasetId(ID), RunId(ID));
        let row = Anchor::Row { dataset, row: 1 };
        assert!(Anchor::Dataset(dataset).holds(row) && row.holds(row));
        assert!(!row.holds(Anchor::Dataset(dataset)));
        assert!(!Anchor::Run(run).holds(row));
        assert!(Anchor::Run(run).holds(Anchor::Mark { run, mark: 2 }));
    }

    #[test]
    fn a_card_of_another_kind_is_handed_on_as_it_came() {
        for other in ["note-1", "run-7", "data-", "RUN-", ""] {
            let card = CardId::from(other.to_owned());
            assert_eq!(card, CardId::Other(other.into()));
            assert_eq!(serde_json::to_value(card).unwrap(), other);
        }
    }

    #[test]
    fn what_names_no_place_is_refused() {
        for text in [
            String::new(),
            "run-7".into(),
            format!("run-{ID}/"),
            format!("run-{ID}/-1"),
            format!("run-{ID}/1/2/3"),
            format!("data-{ID}/-1"),
            format!("data-{ID}/1/2/3"),
            format!("data-{ID}/4294967296/0"),
            format!("note-{ID}"),
            format!("note-{ID}/1.2"),
            format!("note-{ID}/1.2/1"),
            format!("note-{ID}/1.-2/1.3"),
            format!("note-{ID}/1.2/1.3/1.4"),
            format!("msg-{ID}/1"),
        ] {
            assert_eq!(text.parse::<Anchor>(), Err(NoAnchor), "{text}");
        }
    }
}
