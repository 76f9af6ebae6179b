//! The columns: what each is called and how its values are read.

use super::layout::options;
use crate::shared::{
    dataset::{Column, ColumnType},
    reading::{ColumnReading, DayOrder, Reading},
    reading_page::MAX_FIELDS,
};
use leptos::prelude::*;

const TYPES: [ColumnType; 6] = [
    ColumnType::Text,
    ColumnType::Integer,
    ColumnType::Number,
    ColumnType::Boolean,
    ColumnType::Date,
    ColumnType::DateTime,
];

#[component]
pub fn Columns(
    reading: Reading,
    /// As they came out.
    columns: Vec<Column>,
) -> impl IntoView {
    let more = reading.columns.len().saturating_sub(MAX_FIELDS);
    let more = (more > 0).then(|| {
        let sentence = format!("The other {more} columns are read as proposed.");
        view! { <p class="hint">{sentence}</p> }
    });
    let rows = reading
        .columns
        .iter()
        .zip(columns)
        .take(MAX_FIELDS)
        .enumerate();
    let rows = rows.map(|(place, (reading, column))| row(place, reading, &column));
    view! {
        <h2>"The columns"</h2>
        <ul class="reading-columns">{rows.collect::<Vec<_>>()}</ul>
        {more}
    }
}

fn row(place: usize, reading: &ColumnReading, column: &Column) -> AnyView {
    let field = |name: &str| format!("{name}.{place}");
    let types = TYPES.map(|one| (wire(one), one.word().to_owned()));
    let types = types
        .iter()
        .map(|(value, word)| (value.as_str(), word.as_str()));
    let is_date = matches!(column.column_type, ColumnType::Date | ColumnType::DateTime);
    let order = match reading.day_order {
        DayOrder::DayFirst => "day",
        DayOrder::MonthFirst => "month",
        DayOrder::YearFirst => "year",
    };
    let order = is_date.then(|| {
        let name = field("order");
        let orders = [("day", "day first"), ("month", "month first"), ("year", "year first")];
        let label = format!("Order of day, month and year in {}", reading.name);
        view! {
            <select class="input" name=name aria-label=label>{options(orders.into_iter(), order)}</select>
        }
    });
    let unit = reading
        .unit
        .clone()
        .map(|unit| view! { <span class="hint">"in " {unit}</span> });
    let missing = match column.nulls {
        0 => String::new(),
        nulls => format!("{nulls} missing"),
    };
    view! {
        <li class="reading-column">
            <input
                class="input" name=field("name") type="text" dir="auto" autocomplete="off" maxlength="200"
                value=reading.name.clone() aria-label=format!("Name of column {}", place + 1)
            />
            <select class="input" name=field("type") aria-label=format!("Type of {}", reading.name)>
                {options(types, &wire(reading.column_type))}
            </select>
            {order}
            {unit}
            <span class="hint">{missing}</span>
        </li>
    }
    .into_any()
}

/// The type as it travels.
fn wire(column_type: ColumnType) -> String {
    let value = serde_json::to_value(column_type);
    let word = value
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned));
    word.unwrap_or_default()
}
