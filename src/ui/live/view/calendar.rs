//! Days as the reader counts them: UTC in the server's HTML, the reader's own after hydration.

use crate::shared::civil::civil;

/// Turns instants into days. Two equal calendars give the same words everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    /// Number of the day, from 1 January 1970, that an instant (unix milliseconds) falls in.
    pub day_of: fn(i64) -> i64,
    /// The reader's today; unknown on the server.
    pub today: Option<i64>,
}

impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        // Function pointers have no reliable identity; the reader's calendar is the one with a today.
        self.today == other.today
    }
}

const DAY_MS: i64 = 86_400_000;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Calendar {
    pub const UTC: Self = Self {
        day_of: |at| at.div_euclid(DAY_MS),
        today: None,
    };

    /// "Today", "Yesterday" or "21 November 2026".
    pub fn words(&self, day: i64) -> String {
        match self.today.map(|today| today - day) {
            Some(0) => "Today".into(),
            Some(1) => "Yesterday".into(),
            _ => {
                let (year, month, of_month) = civil(day);
                format!("{of_month} {} {year}", MONTHS[month as usize - 1])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_names() {
        let day = (Calendar::UTC.day_of)(1_795_219_200_000);
        assert_eq!(Calendar::UTC.words(day), "21 November 2026");
        assert_eq!(Calendar::UTC.words(-1), "31 December 1969");
        assert_eq!(Calendar::UTC.words(11_016), "29 February 2000");
        let reader = Calendar {
            today: Some(day + 1),
            ..Calendar::UTC
        };
        assert_eq!(reader.words(day + 1), "Today");
        assert_eq!(reader.words(day), "Yesterday");
        assert_eq!(reader.words(day - 1), "20 November 2026");
    }
}
