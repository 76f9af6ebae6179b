//! The columns: what each is called and how its values are read.

use super::layout::options;
use crate::shared::{
    dataset::{Column, ColumnType},
    reading::{ColumnReading, DayOrder, Reading},
    reading_page::MAX_FIELDS,
};
use leptos::prelude::*;

/// The list of time zones that fields complete from.
const ZONES: &str = "zones";

#[component]
pub fn Columns(
    reading: Reading,
    /// As they came out.
    columns: Vec<Column>,
    /// What their names are searched for.
    find: String,
    zones: Vec<&'static str>,
) -> impl IntoView {
    let count = reading.columns.len();
    let wanted = find.to_lowercase();
    let is_found = |column: &ColumnReading| column.name.to_lowercase().contains(&wanted);
    let all = reading.columns.iter().zip(columns).enumerate();
    let found = all.filter(|(_, (reading, _))| is_found(reading));
    let rows: Vec<AnyView> = found
        .take(MAX_FIELDS)
        .map(|(place, (column, came_out))| row(place, column, &came_out, &reading))
        .collect();
    let shown = rows.len();
    let search = (count > MAX_FIELDS).then(|| {
        let sentence = match shown {
            0 => format!("None of the {count} columns is called so."),
            _ => format!("{shown} of {count} columns are shown; the others are read as proposed, or as decided before."),
        };
        view! {
            <div class="field">
                <label for="find">"Find columns by name"</label>
                <input class="input" id="find" name="find" type="text" autocomplete="off" value=find/>
            </div>
            <p class="hint" role="status">{sentence}</p>
        }
    });
    let has_times = |column: &ColumnReading| column.column_type == ColumnType::DateTime;
    let zones = reading.columns.iter().any(has_times).then(|| {
        let zones = zones.into_iter();
        let zones = zones.map(|zone| view! { <option value=zone></option> }.into_any());
        view! { <datalist id=ZONES>{zones.collect::<Vec<_>>()}</datalist> }
    });
    view! {
        <h2>"The columns"</h2>
        {search}
        <ul class="reading-columns">{rows}</ul>
        {zones}
    }
}

fn row(place: usize, reading: &ColumnReading, column: &Column, of_file: &Reading) -> AnyView {
    let field = |name: &str| format!("{name}.{place}");
    let types = ColumnType::ALL.map(|one| (one.name(), one.word()));
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
            {rest(place, reading, of_file)}
            <span class="hint">{missing}</span>
        </li>
    }
    .into_any()
}

/// What is asked of a column of such a type.
fn rest(place: usize, reading: &ColumnReading, of_file: &Reading) -> Vec<AnyView> {
    let name = &reading.name;
    let small = |field: &str, caption, label: String, value, list| {
        small(format!("{field}.{place}"), caption, label, value, list)
    };
    let words = || {
        let label = format!("Missing is written, in {name}");
        let words = of_file.missing_in(reading).join(", ");
        small("words", "Missing is written", label, words, None)
    };
    match reading.column_type {
        ColumnType::Text => vec![words()],
        ColumnType::Boolean => Vec::new(),
        ColumnType::Integer | ColumnType::Number => {
            let label = format!("Sign left out, in {name}");
            let unit = reading.unit.clone().unwrap_or_default();
            vec![small("unit", "Sign left out", label, unit, None), words()]
        }
        ColumnType::Date | ColumnType::DateTime => {
            let label = format!("20… below, in years of {name}");
            let pivot = reading.year_pivot.map(|year| year.to_string());
            let pivot = pivot.unwrap_or_default();
            let mut fields = vec![
                order(place, reading),
                small("pivot", "20… below", label, pivot, None),
            ];
            if reading.column_type == ColumnType::DateTime {
                let label = format!("Time zone of {name}");
                let zone = reading.zone.clone().unwrap_or_default();
                fields.push(small("zone", "Time zone", label, zone, Some(ZONES)));
            }
            fields
        }
    }
}

fn order(place: usize, reading: &ColumnReading) -> AnyView {
    let order = match reading.day_order {
        DayOrder::DayFirst => "day",
        DayOrder::MonthFirst => "month",
        DayOrder::YearFirst => "year",
    };
    let orders = [
        ("day", "day first"),
        ("month", "month first"),
        ("year", "year first"),
    ];
    let label = format!("Order of day, month and year in {}", reading.name);
    view! {
        <select class="input" name=format!("order.{place}") aria-label=label>{options(orders.into_iter(), order)}</select>
    }
    .into_any()
}

/// A field with a caption before it; `label` says of which column it is.
fn small(
    name: String,
    caption: &'static str,
    label: String,
    value: String,
    list: Option<&'static str>,
) -> AnyView {
    view! {
        <label class="reading-more">
            <span class="hint">{caption}</span>
            <input class="input" name=name type="text" autocomplete="off" aria-label=label value=value list=list/>
        </label>
    }
    .into_any()
}
