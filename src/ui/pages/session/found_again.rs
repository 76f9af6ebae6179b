//! Rows that comments hang on, found again in newer versions of their data sets by what names them.

use crate::client::http;
use crate::shared::{address::query_value, anchor::Anchor, dataset::RowPage, view::View};
use crate::ui::{
    lean::effect,
    live::{Sought, StreamView},
};
use leptos::task::spawn_local;

/// Looks for them as soon as there is a newer version.
pub fn find_again(stream: StreamView) {
    effect(move || {
        for sought in stream.sought() {
            spawn_local(find(stream, sought));
        }
    });
}

/// What cannot be asked for stays unknown.
async fn find(stream: StreamView, mut sought: Sought) {
    let (dataset, column) = (sought.dataset_id, sought.column);
    let Some(key) = sought.key.take() else {
        return stream.was_found(&sought, None);
    };
    let view = View {
        filters: vec![key],
        ..View::default()
    };
    let view = query_value(&serde_json::to_string(&view).unwrap_or_default());
    let url = format!("/api/datasets/{dataset}/rows?offset=0&limit=2&columns=0&view={view}");
    let Ok(page) = http::get_json::<RowPage>(&url).await else {
        return;
    };
    let row = page.numbers.first().filter(|_| page.total == 1);
    let place = row
        .map(|row| ((*row + page.gone) as u32, column))
        .map(|place| match place {
            (row, Some(column)) => Anchor::Cell {
                dataset,
                row,
                column,
            },
            (row, None) => Anchor::Row { dataset, row },
        });
    stream.was_found(&sought, place);
}
