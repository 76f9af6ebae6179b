//! Work on some cores at once.

use std::{
    mem,
    panic::resume_unwind,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// More would need more memory than a worker should have.
const MAX_THREADS: usize = 4;

/// Does `work` for 0 to `count`, some at once; results in their order. The first error ends it.
pub fn in_parallel<T: Send, E: Send>(
    count: usize,
    work: impl Fn(usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let threads = threads().min(count);
    if threads <= 1 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let some = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return Ok(mine);
            }
            let done = work(index).inspect_err(|_| next.store(count, Ordering::Relaxed));
            mine.push((index, done?));
        }
    };
    let mut done = Vec::with_capacity(count);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(some)).collect();
        for thread in threads {
            match thread.join() {
                Ok(mine) => done.extend(mine?),
                Err(panic) => resume_unwind(panic),
            }
        }
        Ok(())
    })?;
    done.sort_unstable_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

fn threads() -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    cores.min(MAX_THREADS)
}

/// Cuts a slice into parts of these lengths.
pub fn cut<T>(mut all: &mut [T], lengths: impl IntoIterator<Item = usize>) -> Vec<&mut [T]> {
    let parts = lengths.into_iter().map(|length| {
        let (part, rest) = mem::take(&mut all).split_at_mut(length);
        all = rest;
        part
    });
    parts.collect()
}

/// Does `work` with slices, some at once, each with its place among them; results in their order.
pub fn in_slices<T: Send, R: Send, E: Send>(
    slices: Vec<&mut [T]>,
    work: impl Fn(usize, &mut [T]) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let slices: Vec<Mutex<&mut [T]>> = slices.into_iter().map(Mutex::new).collect();
    in_parallel(slices.len(), |index| {
        let slice = &slices[index];
        work(
            index,
            &mut slice.lock().unwrap_or_else(PoisonError::into_inner),
        )
    })
}

/// Does `work` with equal parts of a slice, each on a core.
pub fn in_parts<T: Send>(all: &mut [T], work: impl Fn(&mut [T]) + Sync) {
    const LEAST: usize = 1 << 15;
    let part = all.len().div_ceil(threads()).max(LEAST);
    thread::scope(|scope| {
        for part in all.chunks_mut(part) {
            let work = &work;
            scope.spawn(move || work(part));
        }
    });
}
