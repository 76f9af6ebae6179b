//! Places on the page: what lies under the mouse in terms of cards, charts and tables, and where the
//! same thing lies on this screen. For the browser only.

use crate::charts::Scales;
use crate::shared::protocol::{PointerPlace, Within};
use leptos::prelude::document;
use wasm_bindgen::JsValue;
use web_sys::{DomRect, Element};

const CARDS: &str = "#runs article:is([id^=run-],[id^=data-])";
const FIELDS: &str = "input,textarea,select,[contenteditable]";
const DRAWING: &str = "svg[data-plane]";
/// The first cell of a row when it only counts the rows.
const ROW_NUMBER: &str = "rownum";
/// Of a row or cell in a grid: which of the data set's it is.
const ROW: &str = "data-row";
const COLUMN: &str = "data-column";
/// How far a pointer and its name reach down and to a side, about.
const REACH: (f64, f64) = (96.0, 34.0);

/// A place in the window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub x: f64,
    pub y: f64,
    /// The top of the plot, where the place is in one.
    pub plot_top: Option<f64>,
}

/// What the mouse points at. None beside the cards, and where something else covers them.
pub fn place_at(x: f64, y: f64) -> Option<PointerPlace> {
    let hit = document().element_from_point(x as f32, y as f32)?;
    let card = hit.closest(CARDS).ok()??;
    let (within, (x, y)) = match hit.closest(".plot, tr").ok().flatten() {
        Some(row) if row.tag_name() == "TR" => (Within::Table, table_place(&row, &hit, x, y)?),
        Some(plot) => match chart_place(&plot, x, y) {
            Some(values) => (Within::Chart, values),
            None => (Within::Card, shares(&card, x, y)),
        },
        None => (Within::Card, shares(&card, x, y)),
    };
    let card = card.id().into();
    Some(PointerPlace { card, within, x, y })
}

/// Where a place is in this window. None when it is out of sight or covered.
pub fn spot_of(place: &PointerPlace) -> Option<Spot> {
    let card = document().get_element_by_id(&place.card.to_string())?;
    let card = card.closest(CARDS).ok()??;
    let (part, spot) = match place.within {
        Within::Card => {
            let spot = spot_in(&card, place.x, place.y);
            (card, spot)
        }
        Within::Chart => chart_spot(card, place)?,
        Within::Table => table_spot(&card, place)?,
    };
    let hit = document().element_from_point(spot.x as f32, spot.y as f32)?;
    (part.contains(Some(&hit)) && !is_over_a_focused_field(&spot)).then_some(spot)
}

fn chart_place(plot: &Element, x: f64, y: f64) -> Option<(f64, f64)> {
    let drawing = plot.query_selector(DRAWING).ok()??;
    let (across, down) = shares(&drawing, x, y);
    scales_of(&drawing)?.values_at(across, down)
}

fn chart_spot(card: Element, place: &PointerPlace) -> Option<(Element, Spot)> {
    let drawing = card.query_selector(DRAWING).ok()??;
    let scales = scales_of(&drawing)?;
    let (across, down) = scales.place_of(place.x, place.y)?;
    let mut spot = spot_in(&drawing, across.clamp(0.0, 1.0), down.clamp(0.0, 1.0));
    let top = spot_in(&drawing, 0.0, scales.edges[1]).y;
    spot.plot_top = (spot.y > top).then_some(top);
    Some((card, spot))
}

fn scales_of(drawing: &Element) -> Option<Scales> {
    let written = drawing.get_attribute("data-plane")?;
    let numbers: Vec<f64> = written.split(' ').map(js_sys::parse_float).collect();
    Scales::from_numbers(&numbers)
}

fn table_place(row: &Element, hit: &Element, x: f64, y: f64) -> Option<(f64, f64)> {
    let cell = hit.closest("th, td").ok()??;
    let (across, _) = shares(&cell, x, y);
    let (_, down) = shares(row, x, y);
    let column = match (told(&cell, COLUMN), cell.class_list().contains(ROW_NUMBER)) {
        (Some(column), _) => column,
        (None, true) => -1.0,
        (None, false) => number(&cell, "cellIndex")?,
    };
    let row_index = match row.closest("thead").ok()? {
        Some(_) => -1.0,
        None => told(row, ROW).or_else(|| number(row, "sectionRowIndex"))?,
    };
    Some((column + across, row_index + down))
}

fn table_spot(card: &Element, place: &PointerPlace) -> Option<(Element, Spot)> {
    let table = card.query_selector("table").ok()??;
    let row = if place.y < 0.0 {
        table.query_selector("thead tr").ok()??
    } else {
        part(&table, "tbody tr", ROW, place.y.floor())?
    };
    let cell = match place.x < 0.0 {
        true => row.query_selector(&format!(".{ROW_NUMBER}")).ok()??,
        false => part(&row, ":scope > *", COLUMN, place.x.floor())?,
    };
    let mut spot = spot_in(&cell, inside(place.x), 0.0);
    let size = row.get_bounding_client_rect();
    if spot.x == 0.0 {
        // A narrow screen has no column for the numbers of rows.
        spot.x = size.left() + 1.0;
    }
    spot.y = size.top() + inside(place.y) * size.height();
    Some((row, spot))
}

/// The row or cell at `index`: the one that says so, in a grid that draws but what is in sight; else the one that
/// stands there.
fn part(among: &Element, parts: &str, says: &str, index: f64) -> Option<Element> {
    if !(0.0..1e9).contains(&index) {
        return None;
    }
    let index = index as u32;
    let selector = match among.query_selector("[data-column]").ok()? {
        Some(_) => format!("{parts}[{says}=\"{index}\"]"),
        None => format!("{parts}:nth-child({})", index + 1),
    };
    among.query_selector(&selector).ok()?
}

fn told(element: &Element, what: &str) -> Option<f64> {
    let told = element.get_attribute(what)?;
    Some(js_sys::parse_float(&told))
}

/// The part after the whole number, kept off the borders.
fn inside(place: f64) -> f64 {
    (place - place.floor()).clamp(0.05, 0.95)
}

fn number(element: &Element, property: &str) -> Option<f64> {
    js_sys::Reflect::get(element, &JsValue::from(property))
        .ok()?
        .as_f64()
}

fn shares(element: &Element, x: f64, y: f64) -> (f64, f64) {
    let size = element.get_bounding_client_rect();
    let share = |at: f64, length: f64| if length > 0.0 { at / length } else { 0.0 };
    (
        share(x - size.left(), size.width()),
        share(y - size.top(), size.height()),
    )
}

fn spot_in(element: &Element, across: f64, down: f64) -> Spot {
    let size = element.get_bounding_client_rect();
    Spot {
        x: size.left() + across * size.width(),
        y: size.top() + down * size.height(),
        plot_top: None,
    }
}

fn is_over_a_focused_field(spot: &Spot) -> bool {
    let focused = document().active_element();
    let field = focused.filter(|element| element.matches(FIELDS).unwrap_or(false));
    let covers = |field: DomRect| {
        spot.x - REACH.0 < field.right()
            && field.left() < spot.x + REACH.0
            && spot.y < field.bottom()
            && field.top() < spot.y + REACH.1
    };
    field.is_some_and(|field| covers(field.get_bounding_client_rect()))
}
