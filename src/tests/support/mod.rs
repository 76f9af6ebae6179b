//! What the tests stand on: databases to run on, an app on a free port, people who sign in.

mod app;
mod databases;
mod disk;
mod fixture;
mod line;
mod process;
pub mod raw;
pub mod sources;
mod visitor;

pub use app::{TestApp, program};
pub use databases::on_each_database;
pub use disk::{FailingDisk, SmallDisk};
pub use fixture::{Fixture, enter};
pub use line::Line;
pub use process::{Running, free_address, readiness, site, start, start_with};
pub use visitor::{Visitor, ask, join, message};

use std::sync::Arc;
use tandem::{
    server::{
        bus::Bus, config::Config, db::Database, engine::Engine, live::Live, streams::Sources,
    },
    shared::{account::Person, ids::PersonId},
};

/// For streams that have no data.
pub fn no_data(db: &Database, engine: Arc<dyn Engine>, bus: Arc<dyn Bus>) -> Sources {
    let config = Arc::new(Config::on_this_machine("nowhere".into()));
    let files = config.clone();
    Sources {
        parquet: Arc::new(move |dataset_id| files.parquet(dataset_id)),
        live: Live::new(config, db.clone(), engine, bus),
    }
}

pub fn person(id: i64) -> Person {
    Person {
        id: PersonId(id),
        name: format!("person-{id}"),
    }
}
