//! The text of a cell, wherever one is shown.

use crate::shared::{
    analysis::{Cell, Num},
    decimal::shortest,
};

/// A value as it stands in the file, with a true minus and no rounding.
pub fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Null => "null".into(),
        Cell::Bool(true) => "yes".into(),
        Cell::Bool(false) => "no".into(),
        Cell::Int(number) => number.to_string().replace('-', "−"),
        Cell::Num(Num(number)) => shortest(*number).replace('-', "−"),
        Cell::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_not_rounded() {
        assert_eq!(cell_text(&Cell::Num(Num(-7.125))), "−7.125");
        assert_eq!(cell_text(&Cell::Int(-2015)), "−2015");
        assert_eq!(cell_text(&Cell::Text("007".into())), "007");
    }
}
