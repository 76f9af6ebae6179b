//! The database's tables, step by step; each step can be taken back.

mod m0001_accounts;
mod m0002_sessions;
mod m0003_datasets;
mod m0004_outputs;
mod m0005_rooms;
mod m0006_access;
mod m0007_notifications;
mod m0008_heads;
mod m0009_name_keys;
mod m0010_redaction;
mod m0011_epoch;
mod m0012_account;
mod m0013_operators;
mod m0014_probe;
mod m0015_anchors;
mod m0016_dataset_care;
mod m0017_live;
mod m0019_notes;
mod m0020_comments;

use sea_orm_migration::prelude::*;
pub use sea_orm_migration::{MigratorTrait, sea_orm};

/// All steps, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Step),
            Box::new(m0002_sessions::Step),
            Box::new(m0003_datasets::Step),
            Box::new(m0004_outputs::Step),
            Box::new(m0005_rooms::Step),
            Box::new(m0006_access::Step),
            Box::new(m0007_notifications::Step),
            Box::new(m0008_heads::Step),
            Box::new(m0009_name_keys::Step),
            Box::new(m0010_redaction::Step),
            Box::new(m0011_epoch::Step),
            Box::new(m0012_account::Step),
            Box::new(m0013_operators::Step),
            Box::new(m0014_probe::Step),
            Box::new(m0015_anchors::Step),
            Box::new(m0016_dataset_care::Step),
            Box::new(m0017_live::Step),
            Box::new(m0019_notes::Step),
            Box::new(m0020_comments::Step),
        ]
    }
}
