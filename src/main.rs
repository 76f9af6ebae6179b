//! `tandem serve | migrate | backup | reference | worker`: reads the settings and hands over.

use std::{io::IsTerminal, path::PathBuf, process::ExitCode, time::Duration};
use tandem::{
    boot::{self, people},
    server::{config::Config, private, reference, worker},
    shared::served::Served,
};

const USAGE: &str = "\
tandem [serve]     serves the app (the default)
tandem migrate     brings the database up to date and ends
tandem restored    after pg_restore, before the server starts: says that the database is a copy
tandem backup DIR  copies database and files to a new folder, also while the server runs;
                   with PostgreSQL the files only, the database is saved with pg_dump
tandem check       reads every stream and every file, and says what does not fit; beside a server too
tandem person …    list, add NAME, reset-password NAME, disable NAME, enable NAME, delete NAME
tandem invite [DAYS]  prints a link by which one account can be made, where registration is invite
tandem reference   prints the event reference, an AsyncAPI document
tandem worker      runs analyses for a server; started by it

Settings, by environment: TANDEM_ADDR (localhost:3000), TANDEM_DATA (./data), DATABASE_URL
(a SQLite file in the data folder, or postgres://…), TANDEM_ORIGINS (from the address),
TANDEM_BASE (the path below which it is served, /tandem; none),
TANDEM_MAX_UPLOAD and TANDEM_MAX_SESSION (bytes), TANDEM_REGISTRATION
(open, invite or closed), TANDEM_LOGINS_PER_MINUTE and
TANDEM_REGISTRATIONS_PER_MINUTE (from one address), TANDEM_SOCKETS_PER_PERSON and
TANDEM_SOCKETS_PER_ADDRESS (open at once), TANDEM_CONNECTIONS and
TANDEM_CONNECTIONS_PER_ADDRESS (of any kind), TANDEM_UPLOADS_PER_PERSON (at the same time),
TANDEM_UPLOAD_HOURS (for the rest of one that broke off),
TANDEM_HEADER_SECONDS and TANDEM_BODY_SECONDS (how long a request may take to arrive),
TANDEM_STOP_SECONDS (to end in when asked to stop), TANDEM_METRICS_TOKEN (who may read /metrics
beside this machine), TANDEM_TRUST_FORWARDED=1 (behind a proxy),
TANDEM_PLAIN_HTTP=1 (http on this machine only), RUST_LOG.";

fn main() -> ExitCode {
    private::begin();
    let command = std::env::args().nth(1);
    let target = std::env::args_os().nth(2).map(PathBuf::from);
    let words: Vec<String> = std::env::args().skip(2).collect();
    match command.as_deref() {
        // Its own runtime and its own output: it speaks only to the server that started it.
        Some("worker") => worker::run(),
        None | Some("serve") => start(boot::run),
        Some("migrate") => start(boot::migrate),
        Some("restored") => start(boot::restored),
        Some("backup") => match target {
            Some(target) => start(|config| boot::backup(config, target)),
            None => {
                eprintln!("Name the folder to make: tandem backup FOLDER.");
                ExitCode::from(2)
            }
        },
        Some("check") => start(boot::check::run),
        Some("person") => asked(people::Command::person(&words)),
        Some("invite") => asked(people::Command::invite(&words)),
        Some("reference") => {
            println!("{:#}", reference::document(&Served::default()));
            ExitCode::SUCCESS
        }
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Some(other) => {
            eprintln!("There is no command “{other}”.\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// What is asked of accounts, if it can be understood.
fn asked(command: Result<people::Command, String>) -> ExitCode {
    match command {
        Ok(command) => start(|config| people::run(config, command)),
        Err(usage) => {
            eprintln!("{usage}");
            ExitCode::from(2)
        }
    }
}

fn start<F: Future<Output = anyhow::Result<()>>>(command: impl FnOnce(Config) -> F) -> ExitCode {
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| "tandem=info,warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Colours are for a person's screen: in a file they are noise that searches trip over.
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made at boot");
    let done = runtime.block_on(command(config));
    // A file that a disk does not give holds nobody up.
    runtime.shutdown_timeout(Duration::from_millis(500));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let said = format!("{error:#}");
            eprintln!("{}.", said.trim_end_matches('.'));
            ExitCode::FAILURE
        }
    }
}
