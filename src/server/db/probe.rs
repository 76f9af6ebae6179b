//! One row of no meaning, written to see whether anything can be (`m0014_probe`).

use super::now_ms;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

pub async fn write(db: &DatabaseConnection) -> Result<(), DbErr> {
    let sql = format!("UPDATE probe SET at = {}", now_ms());
    db.execute_unprepared(&sql).await?;
    Ok(())
}
