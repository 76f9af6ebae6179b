//! What the tests stand on: databases to run on, an app on a free port, people who sign in.

mod app;
mod databases;
mod disk;
mod line;
mod process;
pub mod raw;
pub mod sources;
mod visitor;

pub use app::{TestApp, program};
pub use databases::on_each_database;
pub use disk::{FailingDisk, SmallDisk};
pub use line::Line;
pub use process::{Running, free_address, readiness, site, start, start_with};
pub use visitor::{Visitor, ask, join, message};

use tandem::shared::{account::Person, ids::PersonId};

pub fn person(id: i64) -> Person {
    Person {
        id: PersonId(id),
        name: format!("person-{id}"),
    }
}
