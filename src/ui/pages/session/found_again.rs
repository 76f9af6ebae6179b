//! Rows that comments hang on, found again in newer versions of their data sets by what names them.

use crate::client::http;
use crate::shared::{
    address::query_value,
    anchor::Anchor,
    dataset::RowPage,
    ids::DatasetId,
    view::{Filter, Test, View},
};
use crate::ui::{
    effects::effect,
    live::{Found, Sought, StreamView},
};
use leptos::{prelude::*, task::spawn_local};

/// Looks for them as soon as there is a newer version.
pub fn find_again(stream: StreamView) {
    let sought = stream.sought();
    effect(move || {
        for one in sought.get() {
            spawn_local(find(stream, one));
        }
    });
}

async fn find(stream: StreamView, sought: Sought) {
    let dataset = sought.dataset_id;
    let place = match sought.column {
        // It lacks the column.
        Some(None) => None,
        column => {
            let filter = Filter {
                column: sought.key.column,
                test: Test::OneOf(vec![sought.key.value]),
            };
            let view = View {
                filters: vec![filter],
                ..View::default()
            };
            let Some(page) = first_of(dataset, &view).await else {
                return;
            };
            let row = page.numbers.first().filter(|_| page.total == 1);
            row.map(|row| place_of(dataset, *row as u32, column.flatten()))
        }
    };
    let message_id = sought.message_id;
    // The page may be gone.
    _ = stream.found.try_update(|found| {
        found.push(Found {
            message_id,
            dataset_id: dataset,
            place,
        });
    });
}

/// None where it cannot be had: a version without the column that names rows has no such row.
async fn first_of(dataset: DatasetId, view: &View) -> Option<RowPage> {
    let view = query_value(&serde_json::to_string(view).ok()?);
    let url = format!("/api/datasets/{dataset}/rows?offset=0&limit=2&columns=0&view={view}");
    http::get_json(&url).await.ok()
}

fn place_of(dataset: DatasetId, row: u32, column: Option<u32>) -> Anchor {
    match column {
        Some(column) => Anchor::Cell {
            dataset,
            row,
            column,
        },
        None => Anchor::Row { dataset, row },
    }
}
