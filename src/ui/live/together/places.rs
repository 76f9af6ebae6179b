//! Where the runs are scrolled to, as a card and the share of it that is above the edge. For the browser only.

use crate::shared::anchor::CardId;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element};

const CARDS: &str = "article:is([id^=run-],[id^=data-])";
/// What one moves to move what one sees.
const MOVES: &str = ".canvas,.rail,.tabbar";
/// A card that begins in this part of what is seen, from the edge down, is the one that is looked at.
const UPPER: f64 = 0.25;

/// The last card that begins above the edge or in the upper part of what is seen, otherwise the first; and how much
/// of it is above the edge, of its height.
pub fn card_in_sight() -> Option<(CardId, f64)> {
    let canvas = canvas()?;
    let edge = canvas.get_bounding_client_rect().top();
    let upper = edge + UPPER * f64::from(canvas.client_height());
    let cards = canvas.query_selector_all(CARDS).ok()?;
    let all = (0..cards.length()).filter_map(|at| cards.item(at)?.dyn_into::<Element>().ok());
    let mut found: Option<(Element, DomRect)> = None;
    for card in all {
        let size = card.get_bounding_client_rect();
        if found.is_some() && size.top() > upper {
            break;
        }
        found = Some((card, size));
    }
    let (card, size) = found.filter(|(_, size)| size.height() > 0.0)?;
    Some((card.id().into(), (edge - size.top()) / size.height()))
}

/// Scrolls the runs so that this share of the card is above the edge.
pub fn show_card_at(card: &CardId, share: f64) {
    let card = document().get_element_by_id(&card.to_string());
    if let (Some(canvas), Some(card)) = (canvas(), card) {
        let (edge, size) = (
            canvas.get_bounding_client_rect(),
            card.get_bounding_client_rect(),
        );
        let by = size.top() - edge.top() + share * size.height();
        scroll_to(canvas.scroll_top() + by as i32);
    }
}

/// How far the runs are scrolled, in CSS pixels.
pub fn scrolled() -> i32 {
    canvas().map_or(0, |canvas| canvas.scroll_top())
}

pub fn scroll_to(top: i32) {
    if let Some(canvas) = canvas() {
        canvas.set_scroll_top(top);
    }
}

/// Whether what is done to an element can move what its reader sees.
pub fn moves(target: &Element) -> bool {
    target.tag_name() == "BODY" || matches!(target.closest(MOVES), Ok(Some(_)))
}

fn canvas() -> Option<Element> {
    document().get_element_by_id("runs")
}
