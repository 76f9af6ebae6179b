//! Where a mouse is, in terms that hold on a screen of any size.

use crate::shared::anchor::CardId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ids of cards that another program knows are no longer than this.
const MAX_CARD_BYTES: usize = 64;

/// A place in a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointerPlace {
    /// `run-` or `data-`, and the id.
    pub card: CardId,
    /// What `x` and `y` count.
    #[serde(default, skip_serializing_if = "Within::is_card")]
    pub within: Within,
    pub x: f64,
    pub y: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// Shares of the card's width and height.
    #[default]
    Card,
    /// Data coordinates. A category is counted from 0: 2.5 is the middle of the third.
    Chart,
    /// Columns and rows, counted from 0 over all pages: 2.5 is the middle of the third. The head is
    /// the row from -1 to 0.
    Table,
}

impl Within {
    fn is_card(&self) -> bool {
        *self == Self::Card
    }
}

impl Within {
    /// Between what its numbers lie. A little beyond a card's edge is still a place.
    fn range(self) -> (f64, f64) {
        match self {
            Self::Card => (-1.0, 2.0),
            // Far beyond what is measured, and still a number when a few of them are added.
            Self::Chart => (-1e100, 1e100),
            Self::Table => (-1.0, 1e12),
        }
    }
}

impl PointerPlace {
    /// Whether it can be a place at all; otherwise it is not worth passing on.
    pub fn is_plausible(&self) -> bool {
        let (least, most) = self.within.range();
        // Not a number is in no range.
        let fits = |share: f64| (least..=most).contains(&share);
        let is_endless = matches!(&self.card, CardId::Other(name) if name.len() > MAX_CARD_BYTES);
        !is_endless && fits(self.x) && fits(self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ids::SessionId, protocol::Pointer};
    use serde_json::json;

    fn read(at: serde_json::Value) -> Option<PointerPlace> {
        let session_uuid = SessionId(uuid::Uuid::nil());
        let event = json!({ "session_uuid": session_uuid, "at": at });
        serde_json::from_value::<Pointer>(event).unwrap().at
    }

    #[test]
    fn a_place_says_what_it_counts_unless_it_is_the_card() {
        let plain = json!({ "card": "run-7", "x": 0.25, "y": 1 });
        let place = read(plain).unwrap();
        assert_eq!((place.within, place.x, place.y), (Within::Card, 0.25, 1.0));
        assert!(!serde_json::to_string(&place).unwrap().contains("within"));
        let over_data = json!({ "card": "run-7", "within": "chart", "x": -40.5, "y": 1e9 });
        let place = read(over_data.clone()).unwrap();
        assert_eq!(place.within, Within::Chart);
        assert_eq!(serde_json::to_value(&place).unwrap(), over_data);
    }

    #[test]
    fn no_place_means_gone() {
        assert_eq!(read(json!(null)), None);
    }

    #[test]
    fn a_card_with_an_endless_name_is_no_place() {
        let named = |card: String| PointerPlace {
            card: card.into(),
            within: Within::Table,
            x: 0.0,
            y: 0.0,
        };
        assert!(named(format!("data-{}", uuid::Uuid::nil())).is_plausible());
        assert!(!named("x".repeat(65)).is_plausible());
    }

    #[test]
    fn a_place_beyond_all_cards_is_no_place() {
        for (within, x, expected) in [
            (Within::Card, 1.02, true),
            (Within::Card, 1e3, false),
            (Within::Table, -0.5, true),
            (Within::Table, 1e308, false),
            (Within::Chart, -4e18, true),
            (Within::Chart, 1e308, false),
            (Within::Chart, f64::NAN, false),
            (Within::Card, f64::INFINITY, false),
        ] {
            let card = CardId::Other("run-7".into());
            let place = PointerPlace {
                card,
                within,
                x,
                y: 0.5,
            };
            assert_eq!(place.is_plausible(), expected, "{within:?} {x}");
        }
    }
}
