//! How values are written that have digits and no letters: `12:30:11`, `10.0.0.1`.

/// The one way in which values are written, as far as they have one.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    marks: Option<String>,
    /// Values that are written so.
    count: u64,
}

impl Shape {
    pub fn add(&mut self, text: &str) {
        let marks = marks(text);
        if self.count == 0 {
            self.marks = marks;
        } else if self.marks != marks {
            self.marks = None;
        }
        self.count += 1;
    }

    /// Whether all of `values` values are written as `text` is.
    pub fn is_of(&self, text: &str, values: u64) -> bool {
        self.count == values && self.marks.is_some() && self.marks == marks(text.trim())
    }
}

/// A text with each run of digits as one; none where it has letters, or no digits and marks.
fn marks(text: &str) -> Option<String> {
    let mut marks = String::new();
    for sign in text.chars() {
        match sign {
            '0'..='9' if marks.ends_with('0') => {}
            '0'..='9' => marks.push('0'),
            sign if sign.is_alphanumeric() => return None,
            sign => marks.push(sign),
        }
    }
    (marks.len() > 1 && marks.contains('0')).then_some(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_all_be_written_in_one_way() {
        let of = |values: &[&str]| {
            let mut shape = Shape::default();
            values.iter().for_each(|value| shape.add(value));
            shape
        };
        assert!(of(&["12:31", "9:05"]).is_of("7:15", 2));
        assert!(!of(&["12:31", "9:05"]).is_of("time", 2));
        assert!(!of(&["12:31", "9:05:01"]).is_of("7:15", 2));
        assert!(!of(&["12:31", "9:05"]).is_of("7:15", 3));
        assert!(!of(&["A12", "B13"]).is_of("C14", 2));
        assert!(!of(&[]).is_of("7:15", 0));
    }
}
