//! What the page shows that begins a live data set: its name, its columns, how much of it is kept.

use super::{
    account::Person,
    dataset::ColumnType,
    ids::{DatasetId, SessionId},
    look::Look,
};

#[derive(Clone, Debug)]
pub struct LivePage {
    pub me: Person,
    pub look: Look,
    pub session: SessionId,
    /// The data set whose columns it has and whose rows come first, with its title.
    pub from: Option<(DatasetId, String)>,
    /// As they stand in the fields.
    pub name: String,
    /// Those without a name are left out.
    pub columns: Vec<(String, ColumnType)>,
    pub kept: Kept,
    /// Why it was not begun.
    pub problem: Option<String>,
}

/// How much is kept, as it stands in two fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub unit: KeptUnit,
    /// How many of them; nothing where all is kept.
    pub count: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeptUnit {
    #[default]
    All,
    Rows,
    Megabytes,
    Days,
}

impl KeptUnit {
    pub const ALL: [Self; 4] = [Self::All, Self::Rows, Self::Megabytes, Self::Days];

    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Rows => "rows",
            Self::Megabytes => "megabytes",
            Self::Days => "days",
        }
    }

    /// As the form sends it; all where it sends nothing that is known.
    pub fn named(name: &str) -> Self {
        let known = Self::ALL.into_iter().find(|unit| unit.name() == name);
        known.unwrap_or_default()
    }

    /// What stands in the choice.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All rows",
            Self::Rows => "The newest rows",
            Self::Megabytes => "The newest megabytes",
            Self::Days => "The rows of the last days",
        }
    }
}
