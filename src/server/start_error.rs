//! What keeps Tandem from starting, for whoever runs it: one line with the setting, the folder or the
//! address, the user, what was found and what should be there.

use std::fmt;

/// A sentence or two, each ended; nothing is added to it when it is printed.
#[derive(Debug)]
pub struct StartError(pub String);

impl fmt::Display for StartError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}
