//! The roles of colour in a chart. Plotters knows red, green and blue; a [`ColorRole`] travels through it
//! as a number in the red channel, and the backend writes the CSS custom property it stands for.

use plotters::style::RGBColor;
use serde::Deserialize;

/// The ground that a picture without a page stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorRole {
    /// The marks of the first series, or of the only one.
    Series,
    /// Density, from few to many.
    Seq1,
    Seq2,
    Seq3,
    Seq4,
    Seq5,
    Grid,
    Axis,
    Text,
    /// The name of an axis, beside its numbers.
    Soft,
    /// Values that are read as data.
    Strong,
    /// A line of reference, and its words.
    Note,
    /// Paper around a line of reference, so that it stands out on every tint.
    Paper,
    /// The marks of further series.
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
}

use ColorRole::*;

impl ColorRole {
    pub const ALL: [Self; 18] = [
        Series, Seq1, Seq2, Seq3, Seq4, Seq5, Grid, Axis, Text, Soft, Strong, Note, Paper, Series2,
        Series3, Series4, Series5, Series6,
    ];
    pub const SERIES: [Self; 6] = [Series, Series2, Series3, Series4, Series5, Series6];
    pub const SEQ: [Self; 5] = [Seq1, Seq2, Seq3, Seq4, Seq5];

    /// The stand-in that plotters carries.
    pub fn color(self) -> RGBColor {
        RGBColor(self as u8, 0, 0)
    }

    pub fn from_rgb((red, _, _): (u8, u8, u8)) -> Self {
        Self::ALL
            .get(usize::from(red))
            .copied()
            .unwrap_or(Self::Text)
    }

    /// What stands in `fill` or `stroke`.
    pub fn paint(self) -> &'static str {
        match self {
            Series => "var(--series-1)",
            Series2 => "var(--series-2)",
            Series3 => "var(--series-3)",
            Series4 => "var(--series-4)",
            Series5 => "var(--series-5)",
            Series6 => "var(--series-6)",
            Seq1 => "var(--seq-1)",
            Seq2 => "var(--seq-2)",
            Seq3 => "var(--seq-3)",
            Seq4 => "var(--seq-4)",
            Seq5 => "var(--seq-5)",
            Grid => "var(--chart-grid)",
            Axis => "var(--chart-axis)",
            Text => "var(--chart-text)",
            Soft => "var(--ink-3)",
            Strong => "var(--ink)",
            Note => "var(--chart-note)",
            Paper => "var(--surface)",
        }
    }

    /// The same where there is no page: what `style/tokens.css` says, as sRGB.
    pub fn hex(self, theme: Theme) -> &'static str {
        let [light, dark] = match self {
            Series => ["#3155b1", "#3e93eb"],
            Series2 => ["#c85301", "#e98c10"],
            Series3 => ["#01989c", "#67eded"],
            Series4 => ["#901458", "#c84871"],
            Series5 => ["#9f8804", "#c8ca53"],
            Series6 => ["#9077d2", "#9d6fb6"],
            Seq1 => ["#e0ecfc", "#202b3f"],
            Seq2 => ["#abcaf2", "#2d4470"],
            Seq3 => ["#73a0e2", "#3766aa"],
            Seq4 => ["#4371c8", "#5197db"],
            Seq5 => ["#263f92", "#9ed6f8"],
            Grid => ["#e5e4e1", "#2b2e32"],
            Axis => ["#7d8086", "#71757c"],
            Text => ["#464b53", "#bbbec2"],
            Soft => ["#60656d", "#989ba1"],
            Strong | Note => ["#191e27", "#ededea"],
            Paper => ["#ffffff", "#181a1e"],
        };
        match theme {
            Theme::Light => light,
            Theme::Dark => dark,
        }
    }

    /// How its lines are broken, so that they are told apart without their colours; none for a whole line.
    pub fn dashes(self) -> Option<&'static str> {
        match self {
            Note => Some("4 3"),
            Series2 => Some("8 3"),
            Series3 => Some("2 2"),
            Series4 => Some("8 3 2 3"),
            Series5 => Some("14 4"),
            Series6 => Some("8 2 2 2 2 2"),
            _ => None,
        }
    }

    /// The class of its marks; the style sheet has nothing to say of colour.
    pub fn class(self) -> &'static str {
        match self {
            Series | Series2 | Series3 | Series4 | Series5 | Series6 => "mark",
            Seq1 | Seq2 | Seq3 | Seq4 | Seq5 => "cell",
            Grid => "grid-line",
            Axis => "base-line",
            Text => "tick",
            Soft => "tick soft",
            Strong => "tick strong",
            Note => "note",
            Paper => "paper",
        }
    }
}
