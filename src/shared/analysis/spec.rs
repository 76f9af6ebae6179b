//! What can be asked of a data set: one struct per kind of analysis.

use super::{AnalysisError, AnalysisErrorKind};
use crate::shared::{dataset::Dataset, json::tagged, text::isolated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

tagged! {
    "kind";
    /// The parameters of an analysis, a plain value: equal specs on equal data have equal outputs.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    pub enum Spec {
        Profile(Profile),
        GroupBy(GroupBy),
        Histogram(Histogram),
        Scatter(Scatter),
    }
}

/// Every column at a glance: values, missing, distinct, lowest, highest, mean, spread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {}

/// One row and one bar for each value of `by`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupBy {
    pub by: String,
    pub aggregate: Aggregate,
    /// The numeric column to aggregate; none for a count.
    #[serde(default)]
    pub measure: Option<String>,
}

/// How often values fall between equal steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Histogram {
    pub column: String,
    /// 1 to 200; none lets the Freedman-Diaconis rule choose.
    #[serde(default)]
    pub bins: Option<u32>,
}

/// Two numeric columns against each other, with the least-squares line and R².
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scatter {
    pub x: String,
    pub y: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    Count,
    Sum,
    Mean,
    Median,
    Min,
    Max,
}

impl Aggregate {
    pub const ALL: [Self; 6] = [
        Self::Count,
        Self::Sum,
        Self::Mean,
        Self::Median,
        Self::Min,
        Self::Max,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Min => "lowest",
            Self::Max => "highest",
        }
    }
}

impl Spec {
    /// The recipe in words, which is also the title of its card: "Mean of wind by weather".
    pub fn title(&self, dataset_name: &str) -> String {
        match self {
            Self::Profile(_) => format!("Profile of {}", isolated(dataset_name)),
            Self::GroupBy(GroupBy {
                by,
                aggregate: Aggregate::Count,
                ..
            }) => {
                format!("Rows by {}", isolated(by))
            }
            Self::GroupBy(GroupBy {
                by,
                aggregate,
                measure,
            }) => {
                let word = aggregate.word();
                let (first, rest) = word.split_at(1);
                let measure = isolated(measure.as_deref().unwrap_or("rows"));
                let by = isolated(by);
                format!("{}{rest} of {measure} by {by}", first.to_ascii_uppercase())
            }
            Self::Histogram(spec) => format!("Distribution of {}", isolated(&spec.column)),
            Self::Scatter(spec) => format!("{} against {}", isolated(&spec.y), isolated(&spec.x)),
        }
    }

    /// Refuses a spec that names a column the data set lacks, or text where a number is needed.
    pub fn fits(&self, dataset: &Dataset) -> Result<(), AnalysisError> {
        match self {
            Self::Profile(_) => Ok(()),
            Self::GroupBy(spec) => {
                has_column(dataset, &spec.by)?;
                match (&spec.measure, spec.aggregate) {
                    (_, Aggregate::Count) => Ok(()),
                    (Some(measure), _) => has_number(dataset, measure),
                    (None, aggregate) => Err(unsuitable(format!(
                        "Choose the column to take the {} of.",
                        aggregate.word()
                    ))),
                }
            }
            Self::Histogram(spec) => {
                if spec.bins.is_some_and(|bins| !(1..=200).contains(&bins)) {
                    return Err(unsuitable("A histogram has 1 to 200 bins.".into()));
                }
                has_number(dataset, &spec.column)
            }
            Self::Scatter(spec) => {
                has_number(dataset, &spec.x)?;
                has_number(dataset, &spec.y)
            }
        }
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
        Some(column) if !column.column_type.is_numeric() => Err(unsuitable(format!(
            "“{}” holds {}. Choose a column of numbers.",
            isolated(name),
            match column.column_type.word() {
                "date" => "dates",
                "date and time" => "dates and times",
                word => word,
            }
        ))),
        _ => Ok(()),
    }
}

fn unsuitable(message: String) -> AnalysisError {
    AnalysisError::new(AnalysisErrorKind::Unsuitable, message)
}
