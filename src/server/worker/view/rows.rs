//! Rows of a table by their numbers; all of them need no list.

/// Rows of a table by their numbers.
pub enum Rows {
    /// So many, as they stand.
    All(u32),
    Some(Vec<u32>),
}

impl Rows {
    pub fn len(&self) -> usize {
        match self {
            Self::All(count) => *count as usize,
            Self::Some(rows) => rows.len(),
        }
    }

    pub fn at(&self, place: usize) -> u32 {
        match self {
            Self::All(_) => place as u32,
            Self::Some(rows) => rows[place],
        }
    }

    pub fn numbers(self) -> Vec<u32> {
        match self {
            Self::All(count) => (0..count).collect(),
            Self::Some(rows) => rows,
        }
    }
}
