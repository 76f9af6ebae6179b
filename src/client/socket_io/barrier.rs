//! Whether something on the way lets plain requests through and WebSocket not. The server answers
//! while no WebSocket comes about: once may be chance, as when it just starts; twice is a barrier.

/// An attempt that takes longer than this is doubted, again and again.
pub const DOUBT_MS: i64 = 4_000;
/// Answers without a WebSocket in between.
const ENOUGH: u32 = 2;
/// The longest pause between attempts. A barrier does not go away by itself.
const LONGEST_MS: u64 = 10_000;
const LONGEST_BEFORE_A_BARRIER_MS: u64 = 60_000;

#[derive(Default)]
pub struct Barrier {
    answers: u32,
    /// When the attempt is doubted next.
    pub doubt_at: i64,
}

impl Barrier {
    /// The server answered a plain request. Whether that shows the barrier, for the first time.
    pub fn answered(&mut self) -> bool {
        self.answers += 1;
        self.answers == ENOUGH
    }

    /// Nobody answered, or a WebSocket came about. Whether a barrier was thought to be there.
    pub fn gone(&mut self) -> bool {
        std::mem::take(&mut self.answers) >= ENOUGH
    }

    pub fn longest_ms(&self) -> u64 {
        match self.answers >= ENOUGH {
            true => LONGEST_BEFORE_A_BARRIER_MS,
            false => LONGEST_MS,
        }
    }
}
