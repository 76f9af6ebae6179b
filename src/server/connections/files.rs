//! How many files and sockets this process may have open.

/// No server of this kind needs more; some systems offer a thousand times as many.
const ENOUGH: u64 = 1_048_576;

/// Raises the soft limit to the hard one. Answers what holds from now on.
pub fn raise_open_files() -> u64 {
    match rlimit::increase_nofile_limit(ENOUGH) {
        Ok(files) => files,
        Err(error) => {
            tracing::warn!(%error, "the limit of open files stays what it is");
            rlimit::getrlimit(rlimit::Resource::NOFILE).map_or(1_024, |(soft, _)| soft)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rlimit::Resource;

    #[test]
    fn the_soft_limit_is_raised_to_the_hard_one() {
        let (_, hard) = rlimit::getrlimit(Resource::NOFILE).unwrap();
        let low = hard.min(256);
        rlimit::setrlimit(Resource::NOFILE, low, hard).unwrap();
        assert_eq!(raise_open_files(), hard.min(ENOUGH));
        let (soft, _) = rlimit::getrlimit(Resource::NOFILE).unwrap();
        assert_eq!(soft, hard.min(ENOUGH));
    }
}
