//! Disks and databases that only let themselves be read.

use super::{ended, refused, tandem, text};
use crate::{faults::postgres, support::SmallDisk};
use sea_orm::{ConnectionTrait, Database as SeaOrm};

#[test]
fn a_disk_that_is_mounted_read_only_is_named() {
    let Some(disk) = SmallDisk::of(30) else {
        return;
    };
    let data = disk.path().join("data");
    let file = data.join("tandem.sqlite");
    let settings = [("TANDEM_DATA", text(&data))];
    let made = ended(&mut tandem("migrate", &settings));
    assert!(made.status.success() && file.exists(), "{made:?}");
    disk.close();
    refused(
        &mut tandem("serve", &settings),
        &["TANDEM_DATA", text(&data), "mounted read-only"],
    );
    // The database alone is there.
    let elsewhere = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", file.display());
    let settings = [
        ("TANDEM_DATA", text(elsewhere.path())),
        ("DATABASE_URL", &url),
    ];
    refused(
        &mut tandem("serve", &settings),
        &["DATABASE_URL", text(&data), "mounted read-only"],
    );
}

#[tokio::test]
async fn a_postgres_that_can_only_be_read_is_told() {
    let Some(url) = postgres::fresh().await else {
        return;
    };
    let data = tempfile::tempdir().unwrap();
    let name = url.rsplit_once('/').unwrap().1;
    let settings = [("TANDEM_DATA", text(data.path())), ("DATABASE_URL", &url)];
    for with_tables in [false, true] {
        if with_tables {
            let made = ended(&mut tandem("migrate", &settings));
            assert!(made.status.success(), "{made:?}");
        }
        only_read(name, true).await;
        refused(
            &mut tandem("serve", &settings),
            &[
                name,
                "only lets itself be read",
                "default_transaction_read_only",
            ],
        );
        only_read(name, false).await;
    }
}

async fn only_read(name: &str, on: bool) {
    let server = std::env::var("TANDEM_TEST_POSTGRES").unwrap();
    let admin = SeaOrm::connect(server).await.unwrap();
    let sql = format!("ALTER DATABASE {name} SET default_transaction_read_only = {on}");
    admin.execute_unprepared(&sql).await.unwrap();
    admin.close().await.unwrap();
}
