//! The scales of a drawing: which values lie where. They travel in the `<svg>` as `data-plane`, so that
//! whoever meets the drawing on a page can turn places into values and back, at any size.

use crate::shared::decimal::{fixed, shortest};

/// Four edges in the order left, top, right, bottom.
type Edges = [f64; 4];

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scales {
    /// Where its edges lie, as shares of the drawing's width and height.
    pub edges: Edges,
    /// The values there.
    pub values: Edges,
    /// x runs downwards and y to the right, as for lying bars.
    pub turned: bool,
}

impl Scales {
    /// The values at a place given in shares of the drawing; beyond the edges they go on evenly.
    pub fn values_at(&self, across: f64, down: f64) -> Option<(f64, f64)> {
        let (edges, values) = (self.edges, self.values);
        let across = carried(across, (edges[0], edges[2]), (values[0], values[2]))?;
        let down = carried(down, (edges[1], edges[3]), (values[1], values[3]))?;
        Some(self.swapped(across, down))
    }

    /// Where values lie, in shares of the drawing.
    pub fn place_of(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let (edges, values) = (self.edges, self.values);
        let (across, down) = self.swapped(x, y);
        let across = carried(across, (values[0], values[2]), (edges[0], edges[2]))?;
        let down = carried(down, (values[1], values[3]), (edges[1], edges[3]))?;
        Some((across, down))
    }

    fn swapped(&self, a: f64, b: f64) -> (f64, f64) {
        if self.turned { (b, a) } else { (a, b) }
    }

    /// The text of the attribute: nine numbers.
    pub fn written(&self) -> String {
        let edges = self.edges.map(|share| fixed(share, 5)).join(" ");
        let values = self.values.map(shortest).join(" ");
        format!("{edges} {values} {}", u8::from(self.turned))
    }

    /// From the nine numbers of [`Self::written`].
    pub fn from_numbers(numbers: &[f64]) -> Option<Self> {
        let [a, b, c, d, left, top, right, bottom, turned] = *numbers else {
            return None;
        };
        Some(Self {
            edges: [a, b, c, d],
            values: [left, top, right, bottom],
            turned: turned != 0.0,
        })
    }
}

/// `at` between the ends of one span, carried over to another. None where a span has no length.
fn carried(at: f64, from: (f64, f64), to: (f64, f64)) -> Option<f64> {
    let carried = to.0 + (at - from.0) / (from.1 - from.0) * (to.1 - to.0);
    carried.is_finite().then_some(carried)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLANE: Scales = Scales {
        edges: [0.1, 0.2, 0.9, 0.8],
        values: [0.0, 50.0, 400.0, -10.0],
        turned: false,
    };

    fn near(found: Option<(f64, f64)>, expected: (f64, f64)) {
        let (a, b) = found.unwrap();
        let off = (a - expected.0).abs() + (b - expected.1).abs();
        assert!(off < 1e-9, "{found:?}, not {expected:?}");
    }

    #[test]
    fn values_and_places_are_each_others_inverse() {
        near(PLANE.values_at(0.1, 0.2), (0.0, 50.0));
        near(PLANE.values_at(0.5, 0.5), (200.0, 20.0));
        near(PLANE.place_of(200.0, 20.0), (0.5, 0.5));
        // Labels lie beyond the edges.
        near(PLANE.values_at(0.0, 1.0), (-50.0, -30.0));
        near(PLANE.place_of(-50.0, -30.0), (0.0, 1.0));
    }

    #[test]
    fn a_turned_plane_counts_its_categories_downwards() {
        let turned = Scales {
            values: [0.0, 0.0, 400.0, 3.0],
            turned: true,
            ..PLANE
        };
        near(turned.values_at(0.5, 0.8), (3.0, 200.0));
        near(turned.place_of(3.0, 200.0), (0.5, 0.8));
    }

    #[test]
    fn it_survives_the_page() {
        let numbers = |text: &str| -> Vec<f64> {
            text.split(' ')
                .map(|number| number.parse().unwrap())
                .collect()
        };
        assert_eq!(
            Scales::from_numbers(&numbers(&PLANE.written())),
            Some(PLANE)
        );
        assert_eq!(Scales::from_numbers(&[0.0; 8]), None);
    }

    #[test]
    fn a_plane_without_extent_has_no_places() {
        let flat = Scales {
            values: [3.0, 1.0, 3.0, 0.0],
            ..PLANE
        };
        assert_eq!(flat.place_of(3.0, 0.5), None);
    }
}
