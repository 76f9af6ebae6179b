//! Exact sums as aggregate functions of the query engine: of numbers, or of sums of parts of the rows.

use super::Expansion;
use datafusion::{
    arrow::{
        array::{
            Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Builder, ListArray,
            ListBuilder,
        },
        datatypes::{DataType, Field, FieldRef, Float64Type, Int64Type},
    },
    common::{DataFusionError, ScalarValue},
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, Expr, GroupsAccumulator, Signature,
        Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
        utils::format_state_name,
    },
};
use std::sync::Arc;

type Result<T> = std::result::Result<T, DataFusionError>;

/// The sum of doubles; null where there are none.
pub fn sum(of: Expr) -> Expr {
    call("exact_sum", Takes::Numbers, Gives::Sum, of)
}

/// Their mean; null where there are none.
pub fn mean(of: Expr) -> Expr {
    call("exact_mean", Takes::Numbers, Gives::Mean, of)
}

/// What [`sum_of_parts`] and [`mean_of_parts`] take, of some of the rows.
pub fn parts(of: Expr) -> Expr {
    call("exact_parts", Takes::Numbers, Gives::Parts, of)
}

pub fn sum_of_parts(of: Expr) -> Expr {
    call("exact_sum_of_parts", Takes::Parts, Gives::Sum, of)
}

pub fn mean_of_parts(of: Expr) -> Expr {
    call("exact_mean_of_parts", Takes::Parts, Gives::Mean, of)
}

fn call(name: &'static str, takes: Takes, gives: Gives, of: Expr) -> Expr {
    let taken = match takes {
        Takes::Numbers => DataType::Float64,
        Takes::Parts => encoded(),
    };
    let function = Exact {
        name,
        signature: Signature::exact(vec![taken], Volatility::Immutable),
        takes,
        gives,
    };
    AggregateUDF::new_from_impl(function).call(vec![of])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Takes {
    Numbers,
    Parts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Gives {
    Sum,
    Mean,
    Parts,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Exact {
    name: &'static str,
    signature: Signature,
    takes: Takes,
    gives: Gives,
}

/// The type of an expansion in an array.
fn encoded() -> DataType {
    DataType::List(Arc::new(Field::new_list_field(DataType::Int64, true)))
}

impl AggregateUDFImpl for Exact {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.gives {
            Gives::Parts => encoded(),
            Gives::Sum | Gives::Mean => DataType::Float64,
        })
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let name = format_state_name(args.name, "parts");
        Ok(vec![Arc::new(Field::new(name, encoded(), true))])
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let mut sums = Sums::new(self);
        sums.each.push(None);
        Ok(Box::new(One(sums)))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        _: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Sums::new(self)))
    }
}

/// One for each group.
#[derive(Debug)]
struct Sums {
    takes: Takes,
    gives: Gives,
    /// None where the group has no value yet.
    each: Vec<Option<Expansion>>,
}

/// About what the parts of one take.
const PARTS_BYTES: usize = 32;

impl Sums {
    fn new(function: &Exact) -> Self {
        Self {
            takes: function.takes,
            gives: function.gives,
            each: Vec::new(),
        }
    }

    /// Adds the rows of an array to their groups.
    fn add(
        &mut self,
        takes: Takes,
        values: &dyn Array,
        groups: &[usize],
        filter: Option<&BooleanArray>,
    ) {
        let is_in = |row: usize| {
            let passes = |filter: &BooleanArray| filter.is_valid(row) && filter.value(row);
            values.is_valid(row) && filter.is_none_or(passes)
        };
        let rows = groups.iter().enumerate().filter(|(row, _)| is_in(*row));
        match takes {
            Takes::Numbers => {
                let numbers = values.as_primitive::<Float64Type>();
                for (row, group) in rows {
                    let sum = self.each[*group].get_or_insert_default();
                    sum.add(numbers.value(row));
                }
            }
            Takes::Parts => {
                let lists = values.as_list::<i32>();
                for (row, group) in rows {
                    let parts = lists.value(row);
                    let sum = self.each[*group].get_or_insert_default();
                    sum.merge(parts.as_primitive::<Int64Type>().values());
                }
            }
        }
    }
}

fn lists<'a>(sums: impl Iterator<Item = Option<&'a Expansion>>) -> ListArray {
    let mut lists = ListBuilder::new(Int64Builder::new());
    for sum in sums {
        let has_one = sum.is_some();
        for part in sum.into_iter().flat_map(Expansion::encoded) {
            lists.values().append_value(part);
        }
        lists.append(has_one);
    }
    lists.finish()
}

impl GroupsAccumulator for Sums {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.each.resize_with(total_num_groups, || None);
        self.add(self.takes, &values[0], group_indices, opt_filter);
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.each.resize_with(total_num_groups, || None);
        self.add(Takes::Parts, &values[0], group_indices, None);
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let sums = emit_to.take_needed(&mut self.each);
        let sums = sums.iter().map(Option::as_ref);
        let numbers = |number: fn(&Expansion) -> f64| -> ArrayRef {
            Arc::new(Float64Array::from_iter(
                sums.clone().map(|sum| sum.map(number)),
            ))
        };
        Ok(match self.gives {
            Gives::Sum => numbers(Expansion::sum),
            Gives::Mean => numbers(Expansion::mean),
            Gives::Parts => Arc::new(lists(sums)),
        })
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let sums = emit_to.take_needed(&mut self.each);
        Ok(vec![Arc::new(lists(sums.iter().map(Option::as_ref)))])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values[0].len();
        let mut each = Self {
            each: vec![None; rows],
            ..*self
        };
        let own: Vec<usize> = (0..rows).collect();
        each.add(self.takes, &values[0], &own, opt_filter);
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.each.capacity() * (size_of::<Option<Expansion>>() + PARTS_BYTES)
    }
}

/// All rows as one group.
#[derive(Debug)]
struct One(Sums);

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let groups = vec![0; values[0].len()];
        self.0.update_batch(values, &groups, None, 1)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let groups = vec![0; states[0].len()];
        self.0.merge_batch(states, &groups, 1)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        ScalarValue::try_from_array(&self.0.evaluate(EmitTo::All)?, 0)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let state = GroupsAccumulator::state(&mut self.0, EmitTo::All)?;
        Ok(vec![ScalarValue::try_from_array(&state[0], 0)?])
    }

    fn size(&self) -> usize {
        size_of_val(self) + GroupsAccumulator::size(&self.0)
    }
}
