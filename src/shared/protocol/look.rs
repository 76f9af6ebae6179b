//! Where in a session somebody looks, in terms that hold on a screen of any size: cards, rows and columns, no pixels.

use crate::shared::{anchor::CardId, ids::DatasetId, view::View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ids of cards that another program knows are no longer than this.
const MAX_CARD_BYTES: usize = 64;
/// Grids whose reader has moved them, and of which is told.
pub const MAX_GRIDS: usize = 4;
/// Filters, keys of an order, and values of one filter.
const MOST_PARTS: usize = 20;
/// Of a value, a name, or a text that is looked for.
const LONGEST_BYTES: usize = 200;
/// Columns that are told by name.
const MOST_COLUMNS: usize = 100;
/// Longer rests are as long.
pub const MAX_RESTS_MS: i64 = 86_400_000;

/// What a narrow screen shows of a session; wider ones show runs and data, and the chat or the notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    #[default]
    Runs,
    Data,
    Chat,
    Notes,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Runs, Self::Data, Self::Chat, Self::Notes];

    pub fn name(self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::Data => "data",
            Self::Chat => "chat",
            Self::Notes => "notes",
        }
    }
}

/// What of a session somebody has before them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookPlace {
    pub part: Part,
    /// The card that is looked at: the last that begins above the upper edge of the runs, or a little below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardId>,
    /// How much of that card is above the edge, of its height: 0.25 is a quarter. Below 0 it begins under the edge.
    #[serde(default)]
    pub share: f64,
    /// Grids that their reader has moved, at most four.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grids: Vec<GridPlace>,
}

/// What of the rows of a data set somebody has before them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GridPlace {
    pub dataset_id: DatasetId,
    #[serde(default)]
    pub view: View,
    /// Number of the first row in sight, among those of the view, from 0.
    pub row: i64,
    /// How many rows are in sight.
    #[serde(default)]
    pub rows: i64,
    /// Name of the first column in sight, without those that stay.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// Names of the columns that are shown, in their order; empty where all are, as in the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

impl LookPlace {
    /// Whether it can be a place at all, and is small enough to be told.
    pub fn is_plausible(&self) -> bool {
        let is_endless =
            matches!(&self.card, Some(CardId::Other(name)) if name.len() > MAX_CARD_BYTES);
        // Not a number is in no range.
        !is_endless
            && (-100.0..=100.0).contains(&self.share)
            && self.grids.len() <= MAX_GRIDS
            && self.grids.iter().all(GridPlace::is_plausible)
    }
}

impl GridPlace {
    /// The same of a grid.
    pub fn is_plausible(&self) -> bool {
        let names = self.columns.iter().chain([&self.column]);
        self.row >= 0
            && self.rows >= 0
            && self.columns.len() <= MOST_COLUMNS
            && names.map(String::len).all(|length| length <= LONGEST_BYTES)
            && self.view.is_within(MOST_PARTS, LONGEST_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::view::SortKey;

    fn grid() -> GridPlace {
        GridPlace {
            dataset_id: DatasetId(uuid::Uuid::nil()),
            view: View::default(),
            row: 12,
            rows: 10,
            column: "wind".into(),
            columns: vec![],
        }
    }

    fn place(share: f64, grids: Vec<GridPlace>) -> LookPlace {
        LookPlace {
            part: Part::Runs,
            card: Some(CardId::Other("run-7".into())),
            share,
            grids,
        }
    }

    #[test]
    fn what_is_not_said_is_left_out() {
        let told = serde_json::to_string(&LookPlace {
            card: None,
            ..place(0.0, vec![])
        });
        assert_eq!(told.unwrap(), r#"{"part":"runs","share":0.0}"#);
        let read: LookPlace = serde_json::from_str(r#"{"part":"chat"}"#).unwrap();
        assert_eq!((read.part, read.card, read.share), (Part::Chat, None, 0.0));
    }

    #[test]
    fn a_place_that_is_none_or_endless_is_not_told() {
        assert!(place(0.25, vec![grid()]).is_plausible());
        let key = SortKey {
            column: "x".repeat(LONGEST_BYTES + 1),
            descending: false,
        };
        let view = View {
            sort: vec![key],
            ..View::default()
        };
        for place in [
            place(f64::NAN, vec![]),
            place(1e9, vec![]),
            place(0.0, vec![grid(); MAX_GRIDS + 1]),
            place(0.0, vec![GridPlace { row: -1, ..grid() }]),
            place(0.0, vec![GridPlace { view, ..grid() }]),
            place(
                0.0,
                vec![GridPlace {
                    columns: vec![String::new(); MOST_COLUMNS + 1],
                    ..grid()
                }],
            ),
            LookPlace {
                card: Some(CardId::Other("x".repeat(65))),
                ..place(0.0, vec![])
            },
        ] {
            assert!(!place.is_plausible(), "{place:?}");
        }
    }
}
