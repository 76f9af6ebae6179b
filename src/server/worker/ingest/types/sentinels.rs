//! Numbers that stand for "missing" in many files: -999 among temperatures.

/// Such numbers.
const NUMBERS: [f64; 10] = [
    -999.0, -9999.0, -99_999.0, -999.9, -9999.9, -999.99, 9999.0, 99_999.0, 9999.9, 9999.99,
];
/// Ways to write them that are looked at in a column.
const MOST: usize = 4;

/// Those that were seen in a column, and the range of its other numbers.
#[derive(Clone, Debug, Default)]
pub struct Sentinels {
    seen: Vec<Seen>,
    range: Option<(f64, f64)>,
}

#[derive(Clone, Debug)]
struct Seen {
    text: String,
    number: f64,
    count: u64,
}

impl Sentinels {
    pub fn add(&mut self, text: &str, number: f64) {
        if !NUMBERS.contains(&number) {
            let (low, high) = self.range.unwrap_or((number, number));
            self.range = Some((low.min(number), high.max(number)));
        } else if let Some(seen) = self.seen.iter_mut().find(|seen| seen.text == text) {
            seen.count += 1;
        } else if self.seen.len() < MOST {
            self.seen.push(Seen {
                text: text.to_owned(),
                number,
                count: 1,
            });
        }
    }

    /// Those that are far from all other numbers, as they are written.
    pub fn far_off(&self) -> Vec<String> {
        let Some((low, high)) = self.range else {
            return Vec::new();
        };
        // A large number may be one; it has to come again.
        let is_far = |seen: &&Seen| match seen.number < 0.0 {
            true => low > seen.number / 10.0,
            false => seen.count > 1 && high < seen.number / 10.0,
        };
        let far = self.seen.iter().filter(is_far);
        far.map(|seen| seen.text.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_from_all_others_may_mean_missing() {
        for (values, expected) in [
            (&[21.0, -999.0, 19.5][..], &["-999"][..]),
            (&[21.0, -999.0, -500.0], &[]),
            (&[-98.0, -99.0, -999.0], &["-999"]),
            (&[21.0, 9999.0, 9999.0, 19.0], &["9999"]),
            (&[21.0, 9999.0, 19.0], &[]),
            (&[9997.0, 9998.0, 9999.0, 9999.0], &[]),
            (&[-999.0, -999.0], &[]),
            (&[-1.0, -999.0, -9999.0], &["-999", "-9999"]),
        ] {
            let mut sentinels = Sentinels::default();
            for value in values {
                sentinels.add(&value.to_string(), *value);
            }
            assert_eq!(sentinels.far_off(), expected, "{values:?}");
        }
    }
}
