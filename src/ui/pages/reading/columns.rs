//! The columns: what each is called and how its values are read.

use super::layout::options;
use crate::shared::{
    dataset::{Column, ColumnType},
    reading::{ColumnReading, DayOrder, Reading},
    reading_page::MAX_FIELDS,
};
use leptos::prelude::*;

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
    let types = ColumnType::ALL.map(|one| (one.name(), one.word()));
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
                {options(types.into_iter(), reading.column_type.name())}
            </select>
            {order}
            {unit}
            <span class="hint">{missing}</span>
        </li>
    }
    .into_any()
}
