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
const ROW_NUMBER: &str = ".rownum";
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
    let column = number(&cell, "cellIndex")? - before_cells(row);
    let row_index = match row.closest("thead").ok()? {
        Some(_) => -1.0,
        None => first_row(row) + number(row, "sectionRowIndex")?,
    };
    Some((column + across, row_index + down))
}

fn table_spot(card: &Element, place: &PointerPlace) -> Option<(Element, Spot)> {
    let table = card.query_selector("table").ok()??;
    let selector = if place.y < 0.0 {
        "thead tr".to_owned()
    } else {
        nth("tbody tr", place.y.floor() - first_row(&table))?
    };
    let row = table.query_selector(&selector).ok()??;
    let selector = nth(":scope > *", place.x.floor() + before_cells(&row))?;
    let cell = row.query_selector(&selector).ok()??;
    let mut spot = spot_in(&cell, inside(place.x), 0.0);
    let size = row.get_bounding_client_rect();
    if spot.x == 0.0 {
        // A narrow screen has no column for the numbers of rows.
        spot.x = size.left() + 1.0;
    }
    spot.y = size.top() + inside(place.y) * size.height();
    Some((row, spot))
}

/// The selector of the element at `index`, counted from 0.
fn nth(elements: &str, index: f64) -> Option<String> {
    (0.0..1e9)
        .contains(&index)
        .then(|| format!("{elements}:nth-child({})", index as u32 + 1))
}

/// The part after the whole number, kept off the borders.
fn inside(place: f64) -> f64 {
    (place - place.floor()).clamp(0.05, 0.95)
}

/// How many cells of a row stand before those of the data.
fn before_cells(row: &Element) -> f64 {
    let numbered = row.query_selector(ROW_NUMBER).ok().flatten();
    f64::from(u8::from(numbered.is_some()))
}

/// The number of the first row of this page, counted from 0.
fn first_row(part: &Element) -> f64 {
    let table = part.closest("table").ok().flatten();
    let first = table.and_then(|table| table.query_selector("tbody .rownum").ok().flatten());
    first
        .and_then(|first| first.text_content())
        .map_or(0.0, |written| js_sys::parse_float(&written) - 1.0)
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
