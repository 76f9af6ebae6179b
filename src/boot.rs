//! The top floor: builds the app from its parts, serves it, drains it, stops it.

pub mod check;
mod database;
mod listen;
mod pages;
pub mod people;
mod site;

use self::listen::Listeners;
use crate::{
    server::{
        app::App,
        auth, backup,
        caught::keep_running,
        config::Config,
        connections,
        db::{Database, epoch},
        engine::{Engine, Limits, WorkerPool},
        folder, heads,
        http::{
            self,
            uploads::{InFlight, tus},
        },
        metrics, orphaned_files, private, removals, removed_datasets,
        sockets::{self, OpenSockets, SocketBus},
    },
    shared::served::Served,
    ui::{
        pages::{
            account as ui_account, dataset as ui_dataset, live as ui_live, note as ui_note,
            reading as ui_reading, report as ui_report, rules as ui_rules, stray as ui_stray,
            tokens as ui_tokens,
        },
        shell::stylesheet,
    },
};
use anyhow::Context;
use axum::{Extension, Router, middleware};
use leptos::config::LeptosOptions;
use socketioxide::{SocketIo, layer::SocketIoLayer};
use std::{future::Future, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::{
    sync::oneshot,
    time::{Instant, timeout},
};

/// How long connected clients spread their return over when the server stops.
const DRAIN: Duration = Duration::from_secs(2);

/// How long the database has for what it was given last.
const LAST: Duration = Duration::from_secs(1);

/// A server that listens; [`Server::serve`] runs it.
pub struct Server {
    pub addr: SocketAddr,
    listeners: Listeners,
    router: Router,
    io: SocketIo,
    config: Arc<Config>,
    uploads: InFlight,
    /// How many may be open.
    files: u64,
    /// No other server works with the same data until this one has ended.
    claim: folder::Claim,
    /// The connections that everything here works with.
    pub db: Database,
}

/// Builds everything: database and its tables first, then the port.
pub async fn build(config: Config, engine: Arc<dyn Engine>) -> anyhow::Result<Server> {
    metrics::uptime();
    metrics::watch_panics();
    let files = connections::raise_open_files();
    folder::prepare(&config)?;
    let was_open = private::data(&config).context("The data folder is not usable")?;
    let claim = folder::claim(&config)?;
    let db = database::open(&config).await?;
    folder::sweep(&config, &db)
        .await
        .context("The data folder is not usable")?;
    orphaned_files::clear(&config, &db)
        .await
        .context("The data folder is not usable")?;
    let listeners = Listeners::open(&config).await?;
    let addr = listeners.addr()?;
    // A start that fails says one thing, why.
    if let Some(sentence) = was_open {
        tracing::warn!("{sentence}");
    }
    let config = Arc::new(config.listening_on(addr));

    let (layer, io) = sockets::build();
    let bus = Arc::new(SocketBus::new(io.clone()));
    let app = App::new(config.clone(), db.clone(), engine, bus);
    let auth = app.auth.clone();
    keep_running(move || auth.clone().close_expired());
    let (auth, open) = (app.auth.clone(), OpenSockets::new(io.clone()));
    keep_running(move || {
        let open = open.clone();
        auth.clone().close_ended(move || open.logins())
    });
    let of_removals = app.clone();
    keep_running(move || removals::delete_asked(of_removals.clone()));
    let of_datasets = app.clone();
    keep_running(move || removed_datasets::clear_as_they_go(of_datasets.clone()));
    let of_live = app.live.clone();
    keep_running(move || of_live.clone().tidy());
    tokio::spawn(app.rules.clone().begin());
    let of_heads = app.clone();
    keep_running(move || heads::tell(of_heads.clone()));
    tus::begin(&app).context("The data folder is not usable")?;
    sockets::serve(&io, &app);
    let uploads = app.uploads.clone();
    let open = OpenSockets::new(io.clone());
    let router = router(app, layer, open)?;
    Ok(Server {
        addr,
        listeners,
        router,
        io,
        config,
        uploads,
        files,
        claim,
        db,
    })
}

/// What the documents of plain pages are printed with.
#[derive(Clone)]
struct Plain {
    options: LeptosOptions,
    served: Served,
}

impl Plain {
    fn print<P: 'static>(
        &self,
        document: fn(LeptosOptions, Served, P) -> String,
    ) -> http::Print<P> {
        let Self { options, served } = self.clone();
        Arc::new(move |page| document(options.clone(), served.clone(), page))
    }
}

/// Pages, server functions, plain routes and sockets, inside the layers that guard them.
/// The outermost layer, which sees a request first, stands last.
fn router(app: App, socket_layer: SocketIoLayer, open: OpenSockets) -> anyhow::Result<Router> {
    let options = site::options()?;
    let served = Served {
        base: app.config.base.clone(),
        needs_https: false,
    };
    let sheet = stylesheet(options.clone(), &served.base);
    let reference = http::docs::Reference::new(&sheet, &served);
    let plain = Plain { options, served };
    let print_account = http::account::Prints {
        account: plain.print(ui_account::document),
        delete: plain.print(ui_account::delete_document),
    };
    let print_dataset = http::dataset_pages::Prints {
        about: plain.print(ui_dataset::document),
        comparison: plain.print(ui_dataset::comparison_document),
    };
    let print_notes = http::note_pages::Prints {
        list: plain.print(ui_note::list_document),
        note: plain.print(ui_note::document),
        history: plain.print(ui_note::history_document),
    };
    let print_tokens = plain.print(ui_tokens::document);
    let print_reading = plain.print(ui_reading::document);
    let print_report = plain.print(ui_report::document);
    let print_live = plain.print(ui_live::document);
    let print_rules = plain.print(ui_rules::document);
    let options = plain.options.clone();
    let print_stray = Arc::new(move |stray: &http::guard::Stray| {
        let (seen, expected) = (&stray.seen, &stray.expected);
        let home = stray.home.as_deref();
        let Plain { options, served } = plain.clone();
        ui_stray::document(options, served, seen, expected, home)
    });
    let base = app.config.base.clone();
    let router = pages::router(app.clone(), options)
        .merge(http::account::router(app.clone(), print_account))
        .merge(http::tokens::router(app.clone(), print_tokens))
        .merge(http::readings::router(app.clone(), print_reading))
        .merge(http::dataset_pages::router(app.clone(), print_dataset))
        .merge(http::live::page::router(app.clone(), print_live))
        .merge(http::live::rules::router(app.clone(), print_rules))
        .merge(http::note_pages::router(app.clone(), print_notes))
        .merge(http::report::router(app.clone(), print_report))
        .merge(http::router(app.clone()).layer(Extension(reference)))
        .layer(Extension(open))
        .layer(middleware::from_fn(http::statuses::statuses))
        .layer(middleware::from_fn(http::forms::forms))
        .layer(socket_layer)
        .layer(middleware::from_fn(sockets::limit))
        .layer(middleware::from_fn_with_state(
            sockets::Gate::new(app.config.clone()),
            sockets::gate,
        ))
        .layer(middleware::from_fn_with_state(
            app.auth.clone(),
            auth::layer,
        ))
        .layer(middleware::from_fn(http::patience::patience))
        .layer(middleware::from_fn_with_state(
            http::guard::Guard::new(app.config.clone(), print_stray),
            http::guard::guard,
        ))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            http::bodies::bodies,
        ))
        .layer(middleware::from_fn(http::methods::methods))
        .layer(middleware::from_fn_with_state(app.clone(), tus::protocol))
        .layer(middleware::from_fn(http::panics::panics))
        .layer(middleware::from_fn_with_state(app, http::headers::headers));
    Ok(http::base::below(base, router))
}

impl Server {
    /// Serves until `stop` resolves, then tells the clients and closes, within the time that the
    /// settings give: what is still going on then is cut.
    pub async fn serve(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let Self { io, config, .. } = self;
        let (told, stopped) = oneshot::channel();
        let stopping = async move {
            stop.await;
            tracing::info!("draining");
            let _ = told.send(Instant::now());
            sockets::drain(&io, DRAIN.as_millis() as u64).await;
        };
        let accepting =
            connections::accept(self.listeners, self.router, &config, self.files, stopping);
        let open = accepting.await;
        let since = stopped.await.unwrap_or_else(|_| Instant::now());
        finish(open, &self.uploads, since, config.connections.stops_within).await;
        if timeout(LAST, self.db.close_log()).await.is_err() {
            tracing::error!("the database does not take its last events: they were never acked");
        }
        drop(self.claim);
        Ok(())
    }
}

/// Lets answers end that have begun. Uploads that need longer are cut a little before the rest, so that
/// their senders still hear it.
async fn finish(mut open: connections::Open, uploads: &InFlight, since: Instant, within: Duration) {
    if open.finish(since + within * 3 / 4).await {
        return;
    }
    uploads.cut();
    if !open.finish(since + within).await {
        let connections = open.count();
        tracing::warn!(connections, "cut by the stop: they had not ended in time");
    }
}

/// `tandem serve`: the whole program, until it is told to stop.
pub async fn run(config: Config) -> anyhow::Result<()> {
    if config.reload_port.is_none() {
        site::check(&site::options()?)?;
    }
    let program = std::env::current_exe().context("This program's own path is unknown")?;
    let engine = Arc::new(WorkerPool::new(program, Limits::default()));
    let settings = config.clone();
    let server = build(config, engine).await?;
    let here = format!("{}{}", listen::url(server.addr), settings.base);
    println!("Tandem is at {here}");
    if let Some(line) = people::first(&server.db, settings.registration, &here).await? {
        println!("{line}");
    }
    if let Some(sentence) = settings.https_missing(server.addr) {
        tracing::warn!("{sentence}");
    }
    server.serve(stop_signal()).await
}

/// `tandem migrate`: brings the tables up to date and ends.
pub async fn migrate(config: Config) -> anyhow::Result<()> {
    folder::prepare(&config)?;
    database::open(&config).await?;
    println!("The database is up to date.");
    Ok(())
}

/// `tandem restored`: the database is a copy that was put back. `tandem backup` says it in its own copies.
pub async fn restored(config: Config) -> anyhow::Result<()> {
    folder::prepare(&config)?;
    let db = database::open(&config).await?;
    let begun = async {
        let copied_at = epoch::last_at(&db).await?;
        epoch::begin(&db, copied_at).await
    };
    begun.await.context("The database could not be changed")?;
    println!("Pages that saw more than this database holds will say so, and start from it.");
    Ok(())
}

/// `tandem backup`: copies what a server keeps, while it runs or not, and says what it wrote.
pub async fn backup(config: Config, target: PathBuf) -> anyhow::Result<()> {
    let backup = tokio::select! {
        made = backup::make(&config, &target) => made.map_err(|error| anyhow::anyhow!("{error}"))?,
        () = stop_signal() => anyhow::bail!("The backup was stopped; nothing of it was kept"),
    };
    let (files, bytes) = (backup.files, backup.bytes);
    println!(
        "Wrote {files} files, {bytes} bytes, to {}.",
        target.display()
    );
    if !backup.has_database {
        println!("These are the files of data sets only: save the database with pg_dump, first.");
    }
    for file in backup.missing {
        eprintln!("Not in the data folder either: {}.", file.display());
    }
    Ok(())
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("the handler is set once, at boot");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
