//! What another sees, told small and without moving the reader.

use super::message::CardPreview;
use crate::charts::number;
use crate::shared::{
    anchor::{Anchor, CardId},
    protocol::{GridPlace, LookPlace, Part},
    view::words,
};

/// What a place is, in words. `card`: of the card at the edge, where it is known.
pub fn sight(at: Option<&LookPlace>, card: Option<&CardPreview>) -> String {
    let Some(at) = at else {
        return "Where they look is not known yet.".into();
    };
    let Some(card) = card.filter(|_| at.part == Part::Runs) else {
        let words = match at.part {
            Part::Runs => "No data and no runs.",
            Part::Data => "The list of data and runs.",
            Part::Chat => "The conversation.",
            Part::Notes => "The notes.",
        };
        return words.into();
    };
    let mut grids = at.grids.iter();
    let of_card = |grid: &&GridPlace| at.card == Some(CardId::Dataset(grid.dataset_id));
    match grids.find(of_card) {
        Some(grid) => format!("{}: {}", card.title, rows(grid)),
        None => card.title.clone(),
    }
}

/// The card that stands at the edge, as something to speak of.
pub fn at_edge(at: &LookPlace) -> Option<Anchor> {
    match at.card {
        Some(CardId::Run(run)) => Some(Anchor::Run(run)),
        Some(CardId::Dataset(dataset)) => Some(Anchor::Dataset(dataset)),
        _ => None,
    }
}

/// "rows 121 to 130, wind from 3, by date"
fn rows(grid: &GridPlace) -> String {
    let [first, last] = [grid.row + 1, grid.row + grid.rows].map(number::integer);
    let view = words::whole(&grid.view);
    let comma = if view.is_empty() { "" } else { ", " };
    format!("rows {first} to {last}{comma}{view}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        ids::DatasetId,
        view::{SortKey, View},
    };

    #[test]
    fn a_place_is_told_by_its_card_and_rows_counted_from_one() {
        let dataset_id = DatasetId(uuid::Uuid::nil());
        let mut at = LookPlace {
            part: Part::Runs,
            card: Some(CardId::Dataset(dataset_id)),
            share: 0.0,
            grids: vec![GridPlace {
                dataset_id,
                view: View::default(),
                row: 1_200,
                rows: 10,
                column: String::new(),
                columns: vec![],
            }],
        };
        let card = CardPreview {
            title: "wind".into(),
            state: String::new(),
            picture: String::new(),
            thread: None,
        };
        assert_eq!(at_edge(&at), Some(Anchor::Dataset(dataset_id)));
        assert_eq!(sight(Some(&at), Some(&card)), "wind: rows 1,201 to 1,210");
        at.grids[0].view.sort = vec![SortKey {
            column: "date".into(),
            descending: false,
        }];
        let sorted = "wind: rows 1,201 to 1,210, by date";
        assert_eq!(sight(Some(&at), Some(&card)), sorted);
        at.part = Part::Chat;
        assert_eq!(sight(Some(&at), Some(&card)), "The conversation.");
        assert!(sight(None, None).ends_with("not known yet."));
    }
}
