//! Where in a long table the reader is. Browsers end elements at some ten million pixels, and rows do not end
//! there: beyond it the scrollbar is scaled, and small steps still move by the pixel.

/// The longest element that every browser lays out rightly, in CSS pixels.
const LONGEST: f64 = 8_000_000.0;

/// What is scrolled, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Track {
    /// All rows one below the other.
    pub rows: f64,
    /// What of them is seen at once.
    pub seen: f64,
}

/// How far a track is scrolled.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Offset {
    /// As the browser says it.
    pub bar: f64,
    /// Above the first row that is seen.
    pub rows: f64,
}

impl Track {
    /// How long the element is.
    pub fn length(self) -> f64 {
        self.rows.min(LONGEST)
    }

    fn ends(self) -> (f64, f64) {
        let end = |length: f64| (length - self.seen).max(0.0);
        (end(self.length()), end(self.rows))
    }

    /// Where the reader is after the browser has scrolled to `bar`.
    pub fn scrolled(self, from: Offset, bar: f64) -> Offset {
        let (bar_end, rows_end) = self.ends();
        let step = bar - from.bar;
        let rows = if bar <= 0.0 || bar_end <= 0.0 {
            0.0
        } else if bar >= bar_end - 1.0 {
            rows_end
        } else if step.abs() <= 3.0 * self.seen || bar_end == rows_end {
            from.rows + step
        } else {
            bar / bar_end * rows_end
        };
        let rows = between(rows, 0.0, rows_end);
        Offset { bar, rows }
    }

    /// What the browser must scroll to, so that `rows` pixels of rows are above.
    pub fn at(self, rows: f64) -> Offset {
        let (bar_end, rows_end) = self.ends();
        let rows = between(rows, 0.0, rows_end);
        let share = if rows_end > 0.0 { rows / rows_end } else { 0.0 };
        let bar = share * bar_end;
        Offset { bar, rows }
    }
}

/// `f64::clamp` without its panic, which would bring the printing of fractions into the page.
pub fn between(number: f64, least: f64, most: f64) -> f64 {
    number.min(most).max(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: f64 = 28.0;

    fn track(rows: f64) -> Track {
        Track {
            rows: rows * ROW,
            seen: 400.0,
        }
    }

    #[test]
    fn a_short_table_scrolls_as_any_other() {
        let track = track(1_000.0);
        assert_eq!(track.length(), 28_000.0);
        let at = track.scrolled(Offset::default(), 20_000.0);
        assert_eq!(at.rows, 20_000.0);
        assert_eq!(track.scrolled(at, 27_600.0).rows, 27_600.0);
        assert_eq!(track.at(5_000.0).bar, 5_000.0);
    }

    #[test]
    fn ten_million_rows_are_reached_to_the_last() {
        let track = track(10_000_000.0);
        assert_eq!(track.length(), LONGEST);
        let end = track.scrolled(Offset::default(), LONGEST - 400.0);
        assert_eq!(end.rows, 10_000_000.0 * ROW - 400.0);
        let middle = track.scrolled(end, LONGEST / 2.0);
        assert!((middle.rows / ROW - 5_000_000.0).abs() < 500.0);
        assert_eq!(track.scrolled(middle, 0.0).rows, 0.0);
    }

    #[test]
    fn small_steps_move_by_the_pixel_however_long_the_table() {
        let track = track(10_000_000.0);
        let at = track.at(140_000_000.0);
        let next = track.scrolled(at, at.bar + 120.0);
        assert_eq!(next.rows, 140_000_120.0);
        assert_eq!(track.scrolled(next, next.bar - 120.0).rows, 140_000_000.0);
    }

    #[test]
    fn what_fits_does_not_scroll() {
        let track = track(3.0);
        assert_eq!(track.scrolled(Offset::default(), 0.0), Offset::default());
        assert_eq!(track.at(50.0), Offset::default());
    }
}
