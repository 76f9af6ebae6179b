//! Loads one Socket.IO server and measures how it fans out: `fan_out < plan.json`.
//!
//! It opens the plan's connections, sends messages into its rooms at a fixed rate, and notes when
//! each message arrives at each connection. It speaks raw frames on one thread, and refuses its own
//! figures when it needed so much of its core that they would be about itself.
//! Prints one line of JSON; status 3 says the run does not count.

mod connection;
mod figures;
mod frames;
mod load;
mod plan;
mod process;
mod tally;

use anyhow::{Context, Result};
use figures::Figures;
use plan::Plan;
use std::{io::Read, process::ExitCode};

fn main() -> ExitCode {
    let figures = match run() {
        Ok(figures) => figures,
        Err(error) => {
            eprintln!("{error:#}");
            return ExitCode::FAILURE;
        }
    };
    match serde_json::to_string(&figures) {
        Ok(line) => println!("{line}"),
        Err(error) => eprintln!("{error}"),
    }
    match figures.objection() {
        Some(sentence) => {
            eprintln!("rejected: {sentence}");
            ExitCode::from(3)
        }
        None => ExitCode::SUCCESS,
    }
}

fn run() -> Result<Figures> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("the plan is read from standard input")?;
    let plan: Plan = serde_json::from_str(&text).context("the plan is not one")?;
    // One thread: what it used of its core is then a number one can check.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    tokio::task::LocalSet::new().block_on(&runtime, load::run(plan))
}
