//! The canvas a chart is drawn on, in CSS pixels: text, rules, and the axes every kind shares.

use super::{
    Scales,
    backend::{FINE, SvgBackend},
    color_role::ColorRole,
    text,
    ticks::Ticks,
};
use plotters::{
    coord::{Shift, types::RangedCoordf64},
    element::{Drawable, PointCollection},
    prelude::{Cartesian2d, DrawingArea, IntoDrawingArea},
    style::{
        Color, FontDesc, FontFamily, FontStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};
use std::{cell::Cell, ops::Range};

/// What cannot fail: the backend writes into a string.
const INFALLIBLE: &str = "drawing into a string cannot fail";

pub type Area<'a> = DrawingArea<SvgBackend<'a>, Shift>;
pub type Plot<'a> = DrawingArea<SvgBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// A drawing of `width` by `height` CSS pixels under way.
pub struct Canvas<'a> {
    area: Area<'a>,
    pub width: f64,
    pub height: f64,
    /// Where values lie on it, once there is a plot.
    pub scales: Cell<Option<Scales>>,
}

/// How thick a line through values is, in CSS pixels.
pub const THICKNESS: f64 = 2.0;

/// Labels in a row stand this far apart, at least.
const BETWEEN_LABELS: f64 = 8.0;

/// Room between the canvas's edge and the plot, in CSS pixels.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inset {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// Runs `paint` on an empty canvas and returns the whole `<svg>` with what `paint` returned.
pub fn on_sheet<T>(width: u32, height: u32, paint: impl FnOnce(&Canvas<'_>) -> T) -> (String, T) {
    let mut marks = String::new();
    let canvas = Canvas {
        area: SvgBackend::new(&mut marks, (width, height)).into_drawing_area(),
        width: f64::from(width),
        height: f64::from(height),
        scales: Cell::default(),
    };
    let painted = paint(&canvas);
    canvas.area.present().expect(INFALLIBLE);
    let scales = canvas.scales.get().map(|scales| scales.written());
    drop(canvas);
    let scales = scales.map_or(String::new(), |scales| format!("data-plane=\"{scales}\" "));
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot-svg\" {scales}viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" font-size=\"12\" aria-hidden=\"true\" \
         focusable=\"false\">{marks}</svg>"
    );
    (svg, painted)
}

impl<'a> Canvas<'a> {
    /// Words with their baseline at `y`.
    pub fn text(&self, words: &str, (x, y): (f64, f64), anchor: HPos, role: ColorRole) {
        let weight = if matches!(role, ColorRole::Strong | ColorRole::Note) {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        // By its variant: plotters lowers the case of a family in words, and a page has no such tables.
        let font = FontDesc::new(FontFamily::SansSerif, text::SIZE * FINE, weight);
        let color = role.color();
        let style = TextStyle::from(font)
            .color(&color)
            .pos(Pos::new(anchor, VPos::Bottom));
        self.area
            .draw_text(words, &style, (fine(x), fine(y)))
            .expect(INFALLIBLE);
    }

    /// A straight line of 1 px.
    pub fn rule(&self, from: (f64, f64), to: (f64, f64), role: ColorRole) {
        self.stroke(from, to, role, 1.0);
    }

    /// A straight line, `thickness` px thick.
    pub fn stroke(&self, from: (f64, f64), to: (f64, f64), role: ColorRole, thickness: f64) {
        let path = plotters::element::PathElement::new(
            [(fine(from.0), fine(from.1)), (fine(to.0), fine(to.1))],
            role.color().stroke_width((thickness * FINE) as u32),
        );
        self.area.draw(&path).expect(INFALLIBLE);
    }

    /// A filled box: a swatch of a key.
    pub fn swatch(&self, (x, y): (f64, f64), (width, height): (f64, f64), role: ColorRole) {
        let corners = [(fine(x), fine(y)), (fine(x + width), fine(y + height))];
        let swatch = plotters::element::Rectangle::new(corners, role.color().filled());
        self.area.draw(&swatch).expect(INFALLIBLE);
    }

    /// The scales inside `inset` on which `x` and `y` lie, in data units.
    pub fn plot(&self, inset: Inset, x: Range<f64>, y: Range<f64>) -> Plot<'a> {
        self.scales.set(Some(Scales {
            edges: [
                inset.left / self.width,
                inset.top / self.height,
                1.0 - inset.right / self.width,
                1.0 - inset.bottom / self.height,
            ],
            values: [x.start, y.end, x.end, y.start],
            turned: false,
        }));
        // What plotters' ChartBuilder comes to without captions, whose code a page need not carry.
        let area = self.area.margin(
            fine(inset.top).max(0),
            fine(inset.bottom).max(0),
            fine(inset.left).max(0),
            fine(inset.right).max(0),
        );
        let (across, down) = area.get_pixel_range();
        let pixels = (across.start..across.end - 1, down.end - 1..down.start);
        area.apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
            x, y, pixels,
        ))
    }

    /// Horizontal gridlines from edge to edge.
    pub fn grid(&self, plot: &Plot<'_>, ticks: &Ticks) {
        for value in &ticks.values {
            let y = y_of(plot, *value);
            self.rule((0.0, y), (self.width, y), ColorRole::Grid);
        }
    }

    /// Value labels above their gridlines at the left edge; the axis is named beside the top one.
    /// `room` is what the name may take.
    pub fn value_labels(&self, plot: &Plot<'_>, ticks: &Ticks, name: &str, room: f64) {
        for (value, label) in ticks.values.iter().zip(&ticks.labels) {
            self.text(
                label,
                (0.0, y_of(plot, *value) - 5.0),
                HPos::Left,
                ColorRole::Text,
            );
        }
        let (Some(top), Some(label)) = (ticks.values.last(), ticks.labels.last()) else {
            return;
        };
        let x = text::width(label) + 5.0;
        if !name.is_empty() && room - x > 24.0 {
            let name = text::fit(name, room - x);
            self.text(
                &name,
                (x, y_of(plot, *top) - 5.0),
                HPos::Left,
                ColorRole::Soft,
            );
        }
    }

    /// The baseline, small marks and labels below it, and the axis's name at its right end.
    pub fn measure_below(&self, plot: &Plot<'_>, ticks: &Ticks, floor: f64, name: &str) {
        let y = y_of(plot, floor);
        self.rule((0.0, y), (self.width, y), ColorRole::Axis);
        let places: Vec<f64> = ticks
            .values
            .iter()
            .map(|value| x_of(plot, *value))
            .collect();
        for x in &places {
            self.rule((*x, y), (*x, y + 4.0), ColorRole::Axis);
        }
        let labels = places
            .into_iter()
            .zip(ticks.labels.iter().map(String::as_str));
        self.labels_along(&labels.collect::<Vec<_>>(), y + 17.0);
        let name = text::fit(name, self.width);
        self.text(&name, (self.width, y + 33.0), HPos::Right, ColorRole::Soft);
    }

    /// Labels in a row below the places that they name: all of them, or every second, third… one where
    /// they would touch. None leaves the canvas.
    pub fn labels_along(&self, labels: &[(f64, &str)], baseline: f64) {
        let placed: Vec<(f64, f64, &str)> = labels
            .iter()
            .map(|(x, label)| {
                let half = text::width(label) / 2.0;
                (x.min(self.width - half).max(half), half, *label)
            })
            .collect();
        let touch = |left: &(f64, f64, &str), right: &(f64, f64, &str)| {
            left.0 + left.1 + BETWEEN_LABELS > right.0 - right.1
        };
        let has_room = |every: &usize| {
            let shown: Vec<_> = placed.iter().step_by(*every).collect();
            shown.windows(2).all(|pair| !touch(pair[0], pair[1]))
        };
        let every = (1..=placed.len()).find(has_room).unwrap_or(1);
        for (x, _, label) in placed.into_iter().step_by(every) {
            self.text(label, (x, baseline), HPos::Center, ColorRole::Text);
        }
    }

    /// What stands in place of marks when there are none.
    pub fn nothing(&self, plot: &Plot<'_>) {
        let (x, y) = plot.get_pixel_range();
        let middle = |range: Range<i32>| f64::from(range.start + range.end) / 2.0 / FINE;
        self.text(
            "No values",
            (middle(x), middle(y) + 4.0),
            HPos::Center,
            ColorRole::Text,
        );
    }
}

/// Room left of the plot for the value labels below the top one, which has the headroom to itself.
pub fn gutter(ticks: &Ticks) -> f64 {
    let below_top = ticks.labels.len().saturating_sub(1);
    let labels = ticks.labels[..below_top].iter().map(String::as_str);
    (text::widest(labels) + 10.0).round()
}

/// Draws marks that are placed in data units.
pub fn draw_marks<'a, M>(plot: &Plot<'a>, marks: impl IntoIterator<Item = M>)
where
    M: Drawable<SvgBackend<'a>>,
    for<'m> &'m M: PointCollection<'m, (f64, f64)>,
{
    for mark in marks {
        plot.draw(&mark).expect(INFALLIBLE);
    }
}

/// Where a point of the plot lies on the canvas, in CSS pixels.
pub fn place(plot: &Plot<'_>, point: (f64, f64)) -> (f64, f64) {
    let (x, y) = plot.map_coordinate(&point);
    (f64::from(x) / FINE, f64::from(y) / FINE)
}

fn x_of(plot: &Plot<'_>, value: f64) -> f64 {
    // Zero may lie too far from the plot to be counted in pixels.
    place(plot, (value, plot.get_y_range().start)).0
}

/// Horizontal rules stand in the middle of a pixel row, so that they are sharp.
fn y_of(plot: &Plot<'_>, value: f64) -> f64 {
    place(plot, (plot.get_x_range().start, value)).1
}

fn fine(length: f64) -> i32 {
    (length * FINE).round() as i32
}
