//! Opening the database of the settings, and what is said when that does not work.

use crate::server::{
    config::Config,
    db::{self, Database, start},
    error::ServerError,
    start_error::StartError,
};

/// For a server: brought up to date, and tried.
pub async fn open(config: &Config) -> Result<Database, StartError> {
    let url = address(config);
    if url.starts_with("postgres") {
        start::reach(&url).await?;
    }
    let opened = async {
        let db = Database::open(&url).await?;
        db.can_be_changed().await?;
        Ok(db)
    };
    opened.await.map_err(|error| told(&url, &error))
}

/// For a command beside a server that may be running: the tables stay as they are.
pub async fn open_beside(config: &Config) -> Result<Database, StartError> {
    let url = address(config);
    match db::file_of(&url) {
        Some(file) if !file.exists() => {
            let (file, folder) = (file.display(), config.data.display());
            return Err(StartError(format!(
                "There is no database {file}. TANDEM_DATA, the folder that the server uses, is “{folder}”."
            )));
        }
        Some(_) => {}
        None => start::reach(&url).await?,
    }
    let opened = async {
        let db = Database::open_as_it_is(&url).await?;
        db.is_up_to_date().await?;
        Ok(db)
    };
    opened.await.map_err(|error| told(&url, &error))
}

/// Whether there is one; one that is elsewhere always is.
pub fn is_there(config: &Config) -> bool {
    db::file_of(&address(config)).is_none_or(|file| file.exists())
}

/// The address that the settings name, or the file in the data folder.
fn address(config: &Config) -> String {
    let url = config.database_url.clone();
    url.unwrap_or_else(|| db::url_in(&config.data))
}

fn told(url: &str, error: &ServerError) -> StartError {
    let (name, why) = (start::name(url), start::why(error));
    StartError(format!("The database ({name}) cannot be used: {why}."))
}
