//! Whole numbers as people read them.

/// With thousands and a true minus: "1,461", "−12".
pub fn integer(number: i64) -> String {
    let digits = grouped(&number.unsigned_abs().to_string());
    if number < 0 {
        format!("−{digits}")
    } else {
        digits
    }
}

/// "1 row", "344 rows".
pub fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", integer(n), if n == 1 { one } else { many })
}

/// "12345" as "12,345".
pub fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_all_others_are_many() {
        for (n, expected) in [
            (0, "0 rows"),
            (1, "1 row"),
            (2, "2 rows"),
            (1_461, "1,461 rows"),
            (-1, "−1 rows"),
            (i64::MIN, "−9,223,372,036,854,775,808 rows"),
        ] {
            assert_eq!(count(n, "row", "rows"), expected);
        }
    }
}
