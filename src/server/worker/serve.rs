//! The worker's life: read a request, answer it, and so on until stdin closes.

use super::{
    analysis, compare, ingest,
    live::Stores,
    tables::ColumnCache,
    view::{self, OpenTables},
    wire::{self, Reply, Request},
};
use std::{
    io,
    process::ExitCode,
    sync::{Arc, mpsc},
};
use tokio::runtime::{Builder, Runtime};

/// Deep plans recurse deeply; the default of 2 MB overflows and takes the process along.
const STACK_BYTES: usize = 32 << 20;

/// Runs a worker until its stdin closes. `tandem worker` is this and nothing else.
pub fn run() -> ExitCode {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build();
    match runtime.and_then(|runtime| serve(&runtime)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("worker: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(runtime: &Runtime) -> io::Result<()> {
    let requests = listen();
    let tables = Arc::new(ColumnCache::new());
    let open = Arc::new(OpenTables::default());
    let live = Arc::new(Stores::default());
    let mut stdout = io::stdout().lock();
    for request in requests {
        let reply = reply(
            runtime,
            answer(tables.clone(), open.clone(), live.clone(), request),
        );
        wire::write(&mut stdout, &reply)?;
    }
    Ok(())
}

/// What comes of a job, also when it panics.
fn reply(runtime: &Runtime, job: impl Future<Output = Reply> + Send + 'static) -> Reply {
    let job = runtime.spawn(job);
    let ended = runtime.block_on(job);
    ended.unwrap_or_else(|panic| Reply::Panicked(panic.to_string()))
}

/// Reads requests on a thread of its own, which ends the process when the parent is gone, even in
/// the middle of a job.
fn listen() -> mpsc::Receiver<Request> {
    let (sender, requests) = mpsc::channel();
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            match wire::read(&mut stdin) {
                Ok(Some(request)) => sender.send(request).unwrap_or_default(),
                Ok(None) => std::process::exit(0),
                Err(error) => {
                    eprintln!("worker: {error}");
                    std::process::exit(1);
                }
            }
        }
    });
    requests
}

async fn answer(
    tables: Arc<ColumnCache>,
    open: Arc<OpenTables>,
    live: Arc<Stores>,
    request: Request,
) -> Reply {
    let reply = match request {
        Request::Warm => analysis::warm(&tables).await.map(|()| Reply::Ready),
        Request::Run {
            parquet,
            dataset,
            spec,
            now_ms,
        } => analysis::run(&tables, &parquet, &dataset, &spec, now_ms)
            .await
            .map(|(output, reads)| Reply::Output(output, reads)),
        Request::Ingest {
            source,
            file_name,
            decisions,
            after,
            parquet,
        } => ingest::ingest_after(&source, &file_name, &decisions, after.as_ref(), &parquet)
            .map(Reply::Ingested),
        Request::Try {
            source,
            file_name,
            decisions,
            scratch,
        } => ingest::attempt(&source, &file_name, &decisions, &scratch)
            .map(|trial| Reply::Tried(Box::new(trial))),
        Request::FirstRows {
            source,
            file_name,
            goes_on,
            scratch,
        } => ingest::first_rows(&source, &file_name, goes_on, &scratch).map(Reply::FirstRows),
        Request::Rows {
            look,
            offset,
            limit,
        } => view::page(&open, &look, offset, limit)
            .map(|page| page.map_or(Reply::NotComputed, Reply::Page)),
        Request::Compute { look } => view::compute(&open, &look).map(|()| Reply::Computed),
        Request::Profile { look } => view::profile(&open, &look).map(Reply::Profile),
        Request::Compare { before, now } => compare::compare(&tables, &before, &now)
            .await
            .map(|comparison| Reply::Compared(Box::new(comparison))),
        Request::Export { look, format, to } => {
            view::export(&open, &look, format, &to).map(|()| Reply::Exported)
        }
        Request::Came {
            parquet,
            from,
            numbers,
            texts,
        } => view::came(&open, &parquet, from, &numbers, &texts).map(Reply::Came),
        Request::CreateLive {
            folder,
            columns,
            keep,
            from,
        } => live
            .create(&folder, columns, keep, from.as_deref())
            .map(Reply::Live),
        Request::Append {
            folder,
            batches,
            now_ms,
        } => Ok(Reply::Appended(live.append(&folder, &batches, now_ms))),
        Request::Version { folder } => live
            .version(&folder)
            .map(|(path, state)| Reply::Version(path, state)),
        Request::KeepLive { folder, keep } => live.keep(&folder, keep).map(Reply::Live),
        Request::RemoveLive { folder } => live.remove(&folder).map(|()| Reply::Removed),
    };
    reply.unwrap_or_else(Reply::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_panics_has_a_reply_and_the_next_one_too() {
        let runtime = Builder::new_multi_thread().build().unwrap();
        match reply(&runtime, async { panic!("on purpose") }) {
            Reply::Panicked(words) => assert!(words.contains("on purpose"), "{words}"),
            other => panic!("{other:?}"),
        }
        assert!(matches!(
            reply(&runtime, async { Reply::Ready }),
            Reply::Ready
        ));
    }
}
