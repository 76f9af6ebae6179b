//! A view against the columns that there are: its names as places, its values as what the columns hold.

use super::{
    table::Table,
    text::Needle,
    value::{self, Moment, Number},
};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind},
    text::isolated,
    view::{Filter, Test, View},
};
use datafusion::arrow::datatypes::DataType;
use std::collections::HashSet;

pub struct Plan {
    pub checks: Vec<(usize, Check)>,
    /// What is looked for in all cells.
    pub find: Option<Needle>,
    /// Columns to sort by, and whether the largest comes first.
    pub sort: Vec<(usize, bool)>,
}

/// What the cells of one column must be.
pub enum Check {
    Missing(bool),
    /// Integers; days and moments as microseconds since 1970.
    Whole(Within<i128>),
    Float(Within<f64>),
    Text(HashSet<String>),
    /// Whether "no" passes, and "yes".
    Bool([bool; 2]),
    Contains(Box<Needle>),
}

/// One of these, or between these, ends included.
pub enum Within<T> {
    Any(Vec<(T, T)>),
    Between(Option<T>, Option<T>),
}

impl<T: PartialOrd + Copy> Within<T> {
    pub fn has(&self, value: T) -> bool {
        match self {
            Self::Between(from, to) => {
                from.is_none_or(|from| value >= from) && to.is_none_or(|to| value <= to)
            }
            // In order, and none within another.
            Self::Any(ranges) => {
                let before = ranges.partition_point(|(first, _)| *first <= value);
                before > 0 && ranges[before - 1].1 >= value
            }
        }
    }

    fn any(mut ranges: Vec<(T, T)>) -> Self {
        ranges.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        // A day and a moment of it are the day.
        ranges.dedup_by(|next, kept| next.1 <= kept.1);
        Self::Any(ranges)
    }
}

impl Plan {
    /// Refuses what the columns cannot answer, in a sentence that names the column.
    pub fn new(table: &Table, view: &View) -> Result<Self, AnalysisError> {
        let check = |filter: &Filter| -> Result<_, AnalysisError> {
            let place = place(table, &filter.column)?;
            let kind = table.schema().field(place).data_type();
            Ok((place, check(kind, filter)?))
        };
        let sort = view.sort.iter().map(|key| -> Result<_, AnalysisError> {
            let place = place(table, &key.column)?;
            Ok((place, key.descending))
        });
        Ok(Self {
            checks: view.filters.iter().map(check).collect::<Result<_, _>>()?,
            find: (!view.find.is_empty()).then(|| Needle::new(&view.find)),
            sort: sort.collect::<Result<_, _>>()?,
        })
    }
}

fn place(table: &Table, name: &str) -> Result<usize, AnalysisError> {
    table.schema().index_of(name).map_err(|_| {
        unsuitable(format!(
            "There is no column “{}” in this data set.",
            isolated(name)
        ))
    })
}

fn check(kind: &DataType, Filter { column, test }: &Filter) -> Result<Check, AnalysisError> {
    let name = isolated(column);
    Ok(match test {
        Test::Missing(missing) => Check::Missing(*missing),
        Test::Contains(text) => Check::Contains(Box::new(Needle::new(text))),
        Test::OneOf(values) => one_of(kind, &name, values)?,
        Test::Between { from, to } => between(kind, &name, from.as_deref(), to.as_deref())?,
    })
}

fn one_of(kind: &DataType, name: &str, values: &[String]) -> Result<Check, AnalysisError> {
    Ok(match kind {
        DataType::Int64 | DataType::Decimal128(..) => {
            let numbers = values.iter().map(|value| number(name, value));
            let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
            let whole = numbers.into_iter().filter_map(Number::whole);
            Check::Whole(Within::any(whole.map(|whole| (whole, whole)).collect()))
        }
        DataType::Float64 => {
            let numbers = values.iter().map(|value| -> Result<_, AnalysisError> {
                let number = number(name, value)?.float();
                Ok((number, number))
            });
            Check::Float(Within::any(numbers.collect::<Result<_, _>>()?))
        }
        DataType::Date32 | DataType::Timestamp(..) => {
            let moments = values.iter().map(|value| -> Result<_, AnalysisError> {
                let moment = moment(name, value)?;
                Ok((moment.first.into(), moment.last.into()))
            });
            Check::Whole(Within::any(moments.collect::<Result<_, _>>()?))
        }
        DataType::Boolean => {
            let mut passes = [false; 2];
            for value in values {
                let Some(is) = value::read_bool(value) else {
                    let words = "holds yes and no";
                    return Err(no_value(name, words, value));
                };
                passes[usize::from(is)] = true;
            }
            Check::Bool(passes)
        }
        _ => Check::Text(values.iter().cloned().collect()),
    })
}

fn between(
    kind: &DataType,
    name: &str,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Check, AnalysisError> {
    Ok(match kind {
        DataType::Int64 | DataType::Decimal128(..) | DataType::Float64 => {
            let from = from.map(|from| number(name, from)).transpose()?;
            let to = to.map(|to| number(name, to)).transpose()?;
            match kind {
                DataType::Float64 => Check::Float(Within::Between(
                    from.map(Number::float),
                    to.map(Number::float),
                )),
                _ => Check::Whole(Within::Between(
                    from.map(Number::ceiling),
                    to.map(Number::floor),
                )),
            }
        }
        DataType::Date32 | DataType::Timestamp(..) => {
            let from = from.map(|from| moment(name, from)).transpose()?;
            let to = to.map(|to| moment(name, to)).transpose()?;
            let from = from.map(|from| from.first.into());
            Check::Whole(Within::Between(from, to.map(|to| to.last.into())))
        }
        _ => {
            return Err(unsuitable(format!(
                "“{name}” holds neither numbers nor dates: nothing lies between two of its values."
            )));
        }
    })
}

fn number(name: &str, value: &str) -> Result<Number, AnalysisError> {
    Number::read(value).ok_or_else(|| no_value(name, "holds numbers", value))
}

fn moment(name: &str, value: &str) -> Result<Moment, AnalysisError> {
    Moment::read(value).ok_or_else(|| no_value(name, "holds dates such as 2024-03-01", value))
}

fn no_value(name: &str, holds: &str, value: &str) -> AnalysisError {
    let value: String = isolated(value).chars().take(60).collect();
    unsuitable(format!("“{name}” {holds}: “{value}” is none."))
}

fn unsuitable(sentence: String) -> AnalysisError {
    AnalysisError::new(AnalysisErrorKind::Unsuitable, sentence)
}
