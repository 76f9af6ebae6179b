//! What something in a file is found by: its line in a text, its row in a sheet, its element in a list.

/// What the places of a file are called, and how they are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Places {
    /// Lines of a text, as an editor counts them.
    #[default]
    Lines,
    /// Records of JSON that are a line each.
    JsonLines,
    /// Elements of a list in JSON.
    Elements,
    /// Rows of a sheet.
    Rows,
}

impl Places {
    /// Whether each record is one place, however many lines our own text takes for it.
    pub fn by_record(self) -> bool {
        self != Self::Lines
    }

    /// Whether each is a record that was meant as one, also where nothing is in it.
    pub fn are_meant(self) -> bool {
        matches!(self, Self::JsonLines | Self::Elements)
    }

    /// Whether the names of the columns stand in the file as a record of their own.
    pub fn count_header(self) -> bool {
        matches!(self, Self::Lines | Self::Rows)
    }

    /// The word for one, and for several.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Lines | Self::JsonLines => ("line", "lines"),
            Self::Elements => ("element", "elements"),
            Self::Rows => ("row", "rows"),
        }
    }
}
