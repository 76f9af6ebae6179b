//! What processes used, as `/proc` tells it: processor time and resident memory.

use anyhow::{Context, Result};
use std::{fs, time::Duration};

/// `/proc` counts in these on every Linux, whatever the kernel's own clock.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor time of a process and its children, the ended ones too.
pub fn cpu_of_tree(pid: u32) -> Result<Duration> {
    let mut ticks = 0;
    for process in tree(pid)? {
        ticks += stat(process)?.ticks;
    }
    Ok(duration(ticks))
}

/// Kilobytes of memory that a process and its children hold.
pub fn resident_kb_of_tree(pid: u32) -> Result<u64> {
    tree(pid)?.into_iter().map(resident_kb).sum()
}

/// Processor time of this process.
pub fn own_cpu() -> Result<Duration> {
    Ok(duration(stat(std::process::id())?.ticks))
}

/// How long this process's one thread has waited for its core; zero where the kernel does not say.
pub fn own_wait() -> Duration {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').nth(1).and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or_default())
}

fn duration(ticks: u64) -> Duration {
    Duration::from_secs_f64(ticks as f64 / TICKS_PER_SECOND)
}

struct Stat {
    parent: u32,
    ticks: u64,
}

fn stat(pid: u32) -> Result<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))
        .with_context(|| format!("process {pid} is gone"))?;
    // The name in brackets may hold anything; the fields after it begin with the third, the state.
    let fields: Vec<&str> = text
        .rsplit_once(") ")
        .map(|(_, fields)| fields.split(' ').collect())
        .unwrap_or_default();
    let number = |field: usize| -> Result<u64> {
        let text = fields.get(field - 3).context("/proc is not as expected")?;
        Ok(text.parse()?)
    };
    Ok(Stat {
        parent: number(4)? as u32,
        // User and system time, and those of children that have ended.
        ticks: number(14)? + number(15)? + number(16)? + number(17)?,
    })
}

fn resident_kb(pid: u32) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb = line.and_then(|line| line.trim().strip_suffix(" kB"));
    Ok(kb.context("/proc is not as expected")?.trim().parse()?)
}

fn tree(root: u32) -> Result<Vec<u32>> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, stat(pid).ok()?.parent)))
        .collect();
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(parent) = tree.get(next).copied() {
        tree.extend(
            parents
                .iter()
                .filter(|(_, of)| *of == parent)
                .map(|(pid, _)| *pid),
        );
        next += 1;
    }
    Ok(tree)
}
