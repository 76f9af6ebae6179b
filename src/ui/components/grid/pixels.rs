//! Lengths as they are printed into the grid's markup.

/// Printing a fraction would cost the page more than the grid.
pub fn whole_px(length: f64) -> i64 {
    length.max(0.0).round() as i64
}
