//! Marks as plotters elements: placed in data units by a plot, drawn by our backend.

use super::backend::{End, SvgBackend};
use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendColor, BackendCoord, DrawingErrorKind};
use std::convert::Infallible;

/// A bar from its corner on the baseline to the opposite one, in data units.
pub struct Bar {
    pub corners: [(f64, f64); 2],
    pub end: End,
    pub color: BackendColor,
}

impl<'a> PointCollection<'a, (f64, f64)> for &'a Bar {
    type Point = &'a (f64, f64);
    type IntoIter = &'a [(f64, f64); 2];
    fn point_iter(self) -> Self::IntoIter {
        &self.corners
    }
}

impl Drawable<SvgBackend<'_>> for Bar {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut corners: I,
        backend: &mut SvgBackend<'_>,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        if let (Some(a), Some(b)) = (corners.next(), corners.next()) {
            backend.bar(a, b, self.end, self.color);
        }
        Ok(())
    }
}
