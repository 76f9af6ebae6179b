//! A question about the parts of a table, whose answers are put together. What was found of a part stays, so that of a
//! live data set only the newest rows are looked at again.

use super::{parts::Identity, tables::ColumnCache};
use datafusion::{
    arrow::{array::RecordBatch, datatypes::Schema},
    common::DataFusionError,
    datasource::MemTable,
    functions_aggregate::expr_fn::{count, sum},
    logical_expr::{Expr, lit},
    prelude::{DataFrame, ident},
};
use std::{path::Path, sync::Arc};

/// So many different rows of a part are kept with their counts, and so many of all parts are gone through for an answer:
/// beyond, a plain run is as quick.
const MOST_COUNTED: usize = 50_000;
const MOST_TOGETHER: usize = 200_000;

/// The parts of a table, each under the names of a plan.
pub struct Parts<'a> {
    tables: &'a ColumnCache,
    parts: Vec<(Identity, DataFrame)>,
}

impl<'a> Parts<'a> {
    /// None where they are more than is held at once.
    pub fn of(
        tables: &'a ColumnCache,
        parquet: &Path,
        columns: &[(&str, String)],
    ) -> Result<Option<Self>, DataFusionError> {
        let parts = tables.parts(parquet, columns)?;
        Ok(parts.map(|parts| Self { tables, parts }))
    }

    pub fn is_one(&self) -> bool {
        self.parts.len() == 1
    }

    /// The answer of each part: `of_part` is asked by its place where it is not known from before. What a question is
    /// called says all that its answers depend on.
    pub async fn answers(
        &self,
        question: &str,
        of_part: impl Fn(usize, DataFrame) -> Result<DataFrame, DataFusionError>,
    ) -> Result<Vec<Vec<RecordBatch>>, DataFusionError> {
        self.answers_of(|_| Some(question.to_owned()), of_part)
            .await
    }

    /// The answers of those parts for which there is a question, by their place.
    pub async fn answers_of(
        &self,
        question: impl Fn(usize) -> Option<String>,
        of_part: impl Fn(usize, DataFrame) -> Result<DataFrame, DataFusionError>,
    ) -> Result<Vec<Vec<RecordBatch>>, DataFusionError> {
        let kept = self.tables.answers();
        let mut answers = Vec::with_capacity(self.parts.len());
        for (place, (part, frame)) in self.parts.iter().enumerate() {
            let Some(question) = question(place) else {
                continue;
            };
            let answer = match kept.get(*part, &question) {
                Some(known) => known,
                None => {
                    let asked = of_part(place, frame.clone())?;
                    let schema = Arc::new(asked.schema().as_arrow().clone());
                    let mut found = asked.collect().await?;
                    // One without rows has its columns.
                    found.push(RecordBatch::new_empty(schema));
                    kept.keep(*part, &question, found.clone());
                    found
                }
            };
            answers.push(answer);
        }
        Ok(answers)
    }

    /// How often each row of some columns is there, as `n`; none where they are too many. What `columns` hold is `what`.
    pub async fn counted(
        &self,
        what: &str,
        columns: &[&str],
    ) -> Result<Option<DataFrame>, DataFusionError> {
        let each = || -> Vec<Expr> { columns.iter().map(|name| ident(*name)).collect() };
        let of_part = |_, part: DataFrame| {
            let counted = part.aggregate(each(), vec![count(lit(1_i64)).alias("n")])?;
            counted.limit(0, Some(MOST_COUNTED + 1))
        };
        let question = format!("how often each {what}");
        let answers = self.answers(&question, of_part).await?;
        let rows = answers.iter().map(|answer| {
            let rows = answer.iter().map(RecordBatch::num_rows);
            rows.sum::<usize>()
        });
        if rows.clone().any(|rows| rows > MOST_COUNTED) || rows.sum::<usize>() > MOST_TOGETHER {
            return Ok(None);
        }
        let counted = self.together(answers)?;
        let counted = counted.aggregate(each(), vec![sum(ident("n")).alias("n")])?;
        Ok(Some(counted))
    }

    /// All answers, one below the other.
    pub fn together(&self, answers: Vec<Vec<RecordBatch>>) -> Result<DataFrame, DataFusionError> {
        let batches: Vec<RecordBatch> = answers.into_iter().flatten().collect();
        let first = batches.first().map(RecordBatch::schema);
        let first = first.ok_or_else(|| DataFusionError::Internal("no parts".into()))?;
        // Whether a column may lack values is not said the same way by all.
        let fields = first.fields().iter();
        let fields = fields.map(|field| field.as_ref().clone().with_nullable(true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let batches = batches
            .into_iter()
            .map(|batch| RecordBatch::try_new(schema.clone(), batch.columns().to_vec()));
        let batches = batches.collect::<Result<Vec<_>, _>>()?;
        self.tables.table(MemTable::try_new(schema, vec![batches])?)
    }
}
