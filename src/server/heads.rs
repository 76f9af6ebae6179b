//! Tells each stream's last number now and then, so that a lost last event is noticed.

use super::{app::App, bus::Audience, db};
use crate::shared::{ids::StreamId, protocol::Heads};
use std::{collections::BTreeMap, time::Duration};

const EVERY: Duration = Duration::from_secs(20);

/// Tells those who listen, for as long as the server runs.
pub async fn tell(app: App) {
    let mut clock = tokio::time::interval(EVERY);
    loop {
        clock.tick().await;
        let kinds = app.presences.streams();
        let streams: Vec<StreamId> = kinds.keys().copied().collect();
        let heads = match db::streams::heads(&app.db, &streams).await {
            Ok(heads) => heads,
            Err(error) => {
                tracing::warn!(%error, "heads not read");
                continue;
            }
        };
        for (stream, head) in heads {
            let kind = kinds.get(&stream).copied().unwrap_or_default();
            let heads = Heads {
                heads: BTreeMap::from_iter([(stream, head)]),
            };
            app.bus.send(Audience::Stream(kind, stream), &heads);
        }
    }
}
