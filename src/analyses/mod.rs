//! The kinds of analysis: a folder each, and its name in the list below.
//!
//! A folder has the parameters that a kind takes ([`Analysis`]), what the form asks for them, and on the
//! server the computation (`compute.rs`), with its known answers beside it.

mod form;
mod group_by;
mod histogram;
mod profile;
mod scatter;
mod time_series;
mod top_values;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use form::{Field, FieldValues, Form, Input, Suits};
pub use group_by::{Aggregate, GroupBy};
pub use histogram::Histogram;
pub use profile::Profile;
pub use scatter::Scatter;
pub use time_series::{Last, TimeSeries};
pub use top_values::TopValues;

use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind},
    dataset::{Column, ColumnType, Dataset},
    json::tagged,
    text::isolated,
};

/// Makes of the kinds the enum that travels and is stored, and everything that is asked of any of them.
macro_rules! analyses {
    ($($kind:ident),+ $(,)?) => {
        tagged! {
            "kind";
            /// The parameters of an analysis, a plain value: equal specs on equal data have equal outputs.
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            pub enum Spec { $($kind($kind)),+ }
        }

        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($kind),+ }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $kind::NAME),+ }
            }

            pub fn label(self) -> &'static str {
                match self { $(Self::$kind => $kind::LABEL),+ }
            }

            pub fn picture(self) -> Picture {
                match self { $(Self::$kind => $kind::PICTURE),+ }
            }

            pub fn version(self) -> u32 {
                match self { $(Self::$kind => $kind::VERSION),+ }
            }

            pub fn fields(self) -> &'static [Field] {
                match self { $(Self::$kind => $kind::FIELDS),+ }
            }

            pub fn from_form(self, form: &Form<'_>) -> Spec {
                match self { $(Self::$kind => Spec::$kind($kind::from_form(form))),+ }
            }
        }

        impl Spec {
            pub fn kind(&self) -> Kind {
                match self { $(Self::$kind(_) => Kind::$kind),+ }
            }

            pub fn fits(&self, dataset: &Dataset) -> Result<(), AnalysisError> {
                match self { $(Self::$kind(spec) => spec.fits(dataset)),+ }
            }

            pub fn title(&self, dataset_name: &str) -> String {
                match self { $(Self::$kind(spec) => spec.title(dataset_name)),+ }
            }

            /// Answers of a data set that it fits.
            #[cfg(feature = "ssr")]
            pub async fn compute(
                &self,
                data: &crate::server::worker::analysis::Data<'_>,
            ) -> Result<crate::shared::analysis::Output, AnalysisError> {
                match self { $(Self::$kind(spec) => spec.compute(data).await),+ }
            }
        }
    };
}

analyses! { Profile, GroupBy, Histogram, Scatter, TopValues, TimeSeries }

/// One kind of analysis, as its parameters.
pub trait Analysis: Sized {
    /// As the wire and the form's choice call it.
    const NAME: &'static str;
    /// As people read it in the form.
    const LABEL: &'static str;
    const PICTURE: Picture;
    /// Counts up when the same question would be answered differently: older outputs are computed again.
    const VERSION: u32;
    /// What the form asks, in its order.
    const FIELDS: &'static [Field];

    /// The parameters that a form stands for, whether or not they fit the data.
    fn from_form(form: &Form<'_>) -> Self;

    /// Refuses a column that the data set lacks, or text where a number is needed.
    fn fits(&self, dataset: &Dataset) -> Result<(), AnalysisError>;

    /// The recipe in words, which is also the title of its card: "Mean of wind by weather".
    fn title(&self, dataset_name: &str) -> String;
}

/// What stands beside a run's name in lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    Table,
    Bars,
    Points,
    Line,
}

impl Kind {
    /// The first of all where no kind has the name.
    pub fn from_name(name: &str) -> Self {
        let named = Self::ALL.iter().find(|kind| kind.name() == name);
        named.copied().unwrap_or(Self::ALL[0])
    }
}

fn has_column(dataset: &Dataset, name: &str) -> Result<(), AnalysisError> {
    if dataset.column(name).is_some() {
        return Ok(());
    }
    let names: Vec<String> = dataset
        .columns
        .iter()
        .take(12)
        .map(|c| isolated(&c.name))
        .collect();
    Err(unsuitable(format!(
        "There is no column “{}”. {} has: {}.",
        isolated(name),
        isolated(&dataset.name),
        names.join(", ")
    )))
}

fn has_number(dataset: &Dataset, name: &str) -> Result<(), AnalysisError> {
    has_column(dataset, name)?;
    match dataset.column(name) {
        Some(column) if !column.column_type.is_numeric() => {
            Err(holds(column, "Choose a column of numbers."))
        }
        _ => Ok(()),
    }
}

fn has_time(dataset: &Dataset, name: &str) -> Result<(), AnalysisError> {
    has_column(dataset, name)?;
    match dataset.column(name) {
        Some(column) if !column.column_type.is_time() => {
            Err(holds(column, "Choose a column of dates or times."))
        }
        _ => Ok(()),
    }
}

/// Says what a column holds that does not suit, and what to do.
fn holds(column: &Column, advice: &str) -> AnalysisError {
    let what = match column.column_type {
        ColumnType::Integer | ColumnType::Number => "numbers",
        ColumnType::Date => "dates",
        ColumnType::DateTime => "dates and times",
        other => other.word(),
    };
    unsuitable(format!(
        "“{}” holds {what}. {advice}",
        isolated(&column.name)
    ))
}

fn unsuitable(message: impl Into<String>) -> AnalysisError {
    AnalysisError::new(AnalysisErrorKind::Unsuitable, message)
}
