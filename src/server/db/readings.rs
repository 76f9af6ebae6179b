//! How data sets were read. Those that an older program read have none.

use super::{Database, entities::reading};
use crate::server::error::ServerError;
use crate::shared::{ids::DatasetId, reading::ReadingReport};
use sea_orm::{ActiveValue::Set, EntityTrait};

pub async fn insert(
    db: &Database,
    id: DatasetId,
    report: &ReadingReport,
) -> Result<(), ServerError> {
    let row = reading::ActiveModel {
        dataset_id: Set(id.0),
        data: Set(serde_json::to_string(report)?),
    };
    reading::Entity::insert(row)
        .exec_without_returning(&db.write)
        .await?;
    Ok(())
}

pub async fn get(db: &Database, id: DatasetId) -> Result<Option<ReadingReport>, ServerError> {
    let row = reading::Entity::find_by_id(id.0).one(&db.read).await?;
    let report = row.map(|row| serde_json::from_str(&row.data));
    Ok(report.transpose()?)
}

pub async fn remove(db: &Database, id: DatasetId) -> Result<(), ServerError> {
    reading::Entity::delete_by_id(id.0).exec(&db.write).await?;
    Ok(())
}
