//! What a worker gives up before its first request: memory without end and new rights.
//!
//! It does not ask to die with its parent: that signal follows the parent's thread, not its process.
//! The closed stdin does it instead.

use rustix::{
    process::{Resource, Rlimit, nice, setrlimit},
    thread::set_no_new_privs,
};

/// Address space, most of it never touched: stacks, arenas and mapped files count too.
const MAX_ADDRESS_SPACE: u64 = 16 << 30;

/// Confines this process. A limit that the system refuses is logged and left out.
pub fn confine() {
    let limit = |resource, most| {
        setrlimit(
            resource,
            Rlimit {
                current: Some(most),
                maximum: Some(most),
            },
        )
    };
    let steps = [
        ("address space", limit(Resource::As, MAX_ADDRESS_SPACE)),
        ("core files", limit(Resource::Core, 0)),
        ("new rights", set_no_new_privs(true)),
        // Above zero: the server's own threads come first when both want a core.
        ("niceness", nice(10).map(drop)),
    ];
    for (what, result) in steps {
        if let Err(error) = result {
            eprintln!("worker: {what} not limited: {error}");
        }
    }
}
