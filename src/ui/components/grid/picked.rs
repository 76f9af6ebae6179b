//! The values of what is marked: counted and added up below the grid, and ready to be copied.

use crate::charts::number;
use crate::shared::analysis::{Cell, Num};

/// Rows that can be copied; more are exported.
pub const MOST_ROWS: i64 = 20_000;

/// What is known of the marked cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Picked {
    #[default]
    Nothing,
    /// On their way.
    Coming,
    Here(Vec<Vec<Cell>>),
    /// More rows than can be copied.
    TooMany(i64),
    Failed(String),
}

/// "12 cells, sum 78.5, mean 6.54"; nothing for a single cell.
pub fn summary(picked: &Picked) -> Option<String> {
    match picked {
        Picked::Nothing => None,
        Picked::Coming => Some("Adding up…".into()),
        Picked::Failed(sentence) => Some(sentence.clone()),
        Picked::TooMany(rows) => Some(format!(
            "{}: more than are added up or copied here; export them.",
            number::count(*rows, "row", "rows")
        )),
        Picked::Here(rows) => Some(added_up(rows)),
    }
}

fn added_up(rows: &[Vec<Cell>]) -> String {
    let cells = || rows.iter().flatten();
    let filled = cells().filter(|cell| **cell != Cell::Null).count();
    let mut words = number::count(filled as i64, "value", "values");
    let missing = cells().count() - filled;
    if missing > 0 {
        words.push_str(&format!(", {} missing", number::integer(missing as i64)));
    }
    let numbers: Vec<f64> = cells().filter_map(as_number).collect();
    if numbers.is_empty() {
        return words;
    }
    let (sum, decimals) = (
        sum(&numbers),
        number::shared_decimals(numbers.iter().copied()),
    );
    let mean = sum / numbers.len() as f64;
    words.push_str(&format!(
        ", sum {}, mean {}",
        number::fixed(sum, decimals),
        number::fixed(mean, decimals + 1)
    ));
    words
}

fn as_number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Int(number) => Some(*number as f64),
        Cell::Num(Num(number)) => Some(*number),
        _ => None,
    }
}

/// By Neumaier: small numbers beside large ones are not lost.
fn sum(numbers: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for &number in numbers {
        let next = sum + number;
        lost += match sum.abs() >= number.abs() {
            true => (sum - next) + number,
            false => (number - next) + sum,
        };
        sum = next;
    }
    sum + lost
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_has_the_decimals_of_its_numbers() {
        let num = |number| Cell::Num(Num(number));
        let rows = [
            vec![num(0.1), num(0.2)],
            vec![Cell::Null, Cell::Text("x".into())],
        ];
        assert_eq!(added_up(&rows), "3 values, 1 missing, sum 0.3, mean 0.15");
        assert_eq!(added_up(&[vec![Cell::Text("x".into())]]), "1 value");
        assert_eq!(
            added_up(&[vec![Cell::Int(2), Cell::Int(5)]]),
            "2 values, sum 7, mean 3.5"
        );
    }

    #[test]
    fn small_numbers_beside_large_ones_are_not_lost() {
        assert_eq!(sum(&[1e16, 1.0, -1e16]), 1.0);
    }

    #[test]
    fn too_many_rows_lead_to_the_export() {
        let words = summary(&Picked::TooMany(1_000_000)).unwrap();
        assert!(words.starts_with("1,000,000 rows"), "{words}");
        assert!(words.contains("export"), "{words}");
    }
}
