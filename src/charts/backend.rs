//! A plotters backend that writes SVG with CSS custom properties for colours.
//!
//! Plotters counts in whole numbers, so its pixel is a tenth of a CSS pixel here, and the point is
//! put back in writing. Neighbours with the same look share one `<g>`. There is never a style
//! attribute, and text is escaped.

use super::{color_role::ColorRole, text};
use crate::shared::{decimal::fixed, text::drawn};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};
use std::{
    convert::Infallible,
    fmt::{self, Write},
};

/// Plotters pixels in one CSS pixel.
pub const FINE: f64 = 10.0;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Writes the inside of an `<svg>` of `size` CSS pixels into `out`.
pub struct SvgBackend<'a> {
    out: &'a mut String,
    size: (u32, u32),
    /// The attributes of the group that stands open.
    group: String,
}

/// Which end of a bar points away from the baseline: that one has round corners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Top,
    Bottom,
    Left,
    Right,
}

impl<'a> SvgBackend<'a> {
    pub fn new(out: &'a mut String, size: (u32, u32)) -> Self {
        Self {
            out,
            size,
            group: String::new(),
        }
    }

    /// A bar between two corners, its far end rounded by 1.5 CSS pixels where there is room.
    /// A bar is never shorter than a pixel: what is not zero shows.
    pub fn bar(&mut self, a: BackendCoord, b: BackendCoord, end: End, color: BackendColor) {
        let (mut x0, mut x1) = (a.0.min(b.0), a.0.max(b.0));
        let (mut y0, mut y1) = (a.1.min(b.1), a.1.max(b.1));
        match end {
            End::Top => y0 = y0.min(y1 - FINE as i32),
            End::Bottom => y1 = y1.max(y0 + FINE as i32),
            End::Left => x0 = x0.min(x1 - FINE as i32),
            End::Right => x1 = x1.max(x0 + FINE as i32),
        }
        let (w, h) = (x1 - x0, y1 - y0);
        let r = 15.min(if matches!(end, End::Top | End::Bottom) {
            h.min(w / 4)
        } else {
            w.min(h / 4)
        });
        let (q, m) = (Tenths(r), Tenths(-r));
        self.fill(color);
        // Starts at the baseline and goes round the far end.
        let path = match end {
            End::Top => format!(
                "M{} {}V{}q0 {m} {q} {m}H{}q{q} 0 {q} {q}V{}Z",
                Tenths(x0),
                Tenths(y1),
                Tenths(y0 + r),
                Tenths(x1 - r),
                Tenths(y1)
            ),
            End::Bottom => format!(
                "M{} {}V{}q0 {q} {q} {q}H{}q{q} 0 {q} {m}V{}Z",
                Tenths(x0),
                Tenths(y0),
                Tenths(y1 - r),
                Tenths(x1 - r),
                Tenths(y0)
            ),
            End::Right => format!(
                "M{} {}H{}q{q} 0 {q} {q}V{}q0 {q} {m} {q}H{}Z",
                Tenths(x0),
                Tenths(y0),
                Tenths(x1 - r),
                Tenths(y1 - r),
                Tenths(x0)
            ),
            End::Left => format!(
                "M{} {}H{}q{m} 0 {m} {q}V{}q0 {q} {q} {q}H{}Z",
                Tenths(x1),
                Tenths(y0),
                Tenths(x0 + r),
                Tenths(y1 - r),
                Tenths(x1)
            ),
        };
        self.put(format_args!("<path d=\"{path}\"/>"));
    }

    fn put(&mut self, element: fmt::Arguments<'_>) {
        self.out
            .write_fmt(element)
            .expect("a string takes every character");
    }

    /// Opens a group with these attributes, unless it stands open already.
    fn look(&mut self, attributes: String) {
        if self.group == attributes {
            return;
        }
        self.close();
        self.put(format_args!("<g {attributes}>"));
        self.group = attributes;
    }

    fn close(&mut self) {
        if !std::mem::take(&mut self.group).is_empty() {
            self.out.push_str("</g>");
        }
    }

    fn fill(&mut self, color: BackendColor) {
        let role = ColorRole::from_rgb(color.rgb);
        let mut look = format!("class=\"{}\" fill=\"{}\"", role.class(), role.paint());
        if color.alpha < 1.0 {
            look.push_str(&format!(" fill-opacity=\"{}\"", fixed(color.alpha, 2)));
        }
        self.look(look);
    }

    fn stroke<S: BackendStyle>(&mut self, style: &S) {
        let role = ColorRole::from_rgb(style.color().rgb);
        let width = Tenths(style.stroke_width() as i32);
        let dashes = role.dashes();
        let dash = dashes.map_or(String::new(), |dashes| {
            format!(" stroke-dasharray=\"{dashes}\"")
        });
        self.look(format!(
            "class=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"{dash}",
            role.class(),
            role.paint()
        ));
    }

    fn shape<S: BackendStyle>(&mut self, style: &S, fill: bool) {
        if fill {
            self.fill(style.color())
        } else {
            self.stroke(style)
        }
    }
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.size.0 * FINE as u32, self.size.1 * FINE as u32)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.close();
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.fill(color);
        let (x, y) = (Tenths(x), Tenths(y));
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"0.1\" height=\"0.1\"/>"
        ));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.shape(style, fill);
        let (x, y) = (
            upper_left.0.min(bottom_right.0),
            upper_left.1.min(bottom_right.1),
        );
        let (w, h) = (
            upper_left.0.abs_diff(bottom_right.0),
            upper_left.1.abs_diff(bottom_right.1),
        );
        let (x, y, w, h) = (Tenths(x), Tenths(y), Tenths(w as i32), Tenths(h as i32));
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/>"
        ));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.stroke(style);
        let path = polyline(path);
        self.put(format_args!("<path d=\"{path}\"/>"));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.shape(style, fill);
        let (x, y, r) = (Tenths(x), Tenths(y), Tenths(radius as i32));
        self.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>"));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.fill(style.color());
        let path = polyline(corners);
        self.put(format_args!("<path d=\"{path}Z\"/>"));
        Ok(())
    }

    /// `VPos::Bottom` sets `y` on the baseline, as SVG does.
    fn draw_text<S: BackendTextStyle>(
        &mut self,
        words: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        let role = ColorRole::from_rgb(style.color().rgb);
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let below = match style.anchor().v_pos {
            VPos::Bottom => 0.0,
            VPos::Center => 0.36,
            VPos::Top => 0.76,
        };
        let weight = if matches!(style.style(), FontStyle::Bold) {
            " font-weight=\"600\""
        } else {
            ""
        };
        self.look(format!(
            "class=\"{}\" fill=\"{}\"{weight}",
            role.class(),
            role.paint()
        ));
        let (x, y) = (Tenths(x), Tenths(y + (style.size() * below) as i32));
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\"{anchor}>{}</text>",
            Escaped(words)
        ));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        words: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = text::width(words) / text::SIZE * style.size();
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }

    /// Charts hold no bitmaps.
    fn blit_bitmap(&mut self, _: BackendCoord, _: (u32, u32), _: &[u8]) -> Drawn {
        Ok(())
    }
}

fn polyline(path: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut out = String::new();
    for (index, (x, y)) in path.into_iter().enumerate() {
        let letter = if index == 0 { 'M' } else { 'L' };
        write!(out, "{letter}{} {}", Tenths(x), Tenths(y)).expect("a string takes every character");
    }
    out
}

/// A length in tenths, written with its point: 235 is "23.5".
struct Tenths(i32);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, tenth) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        let sign = if self.0 < 0 { "-" } else { "" };
        if tenth == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{tenth}")
        }
    }
}

/// Text that stays text inside markup and does not turn around; control characters, which XML refuses,
/// become spaces.
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in drawn(self.0).chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                character if character.is_control() => f.write_char(' ')?,
                '\u{fffe}' | '\u{ffff}' => f.write_char(' ')?,
                character => f.write_char(character)?,
            }
        }
        Ok(())
    }
}
