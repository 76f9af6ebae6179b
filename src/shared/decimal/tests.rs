//! Floats in digits, against std.

use super::*;
use proptest::prelude::*;

const KNOWN: [f64; 34] = [
    0.0,
    -0.0,
    0.1,
    0.15,
    0.25,
    0.5,
    1.5,
    2.5,
    -2.5,
    2.675,
    0.05,
    0.95,
    9.5,
    9.995,
    99.95,
    999.5,
    -7.1,
    160.6,
    1e15,
    1e16,
    123_456_789_012_345_680.0,
    1e21,
    1e22,
    1e23,
    f64::MAX,
    f64::MIN_POSITIVE,
    5e-324,
    -1e-7,
    1.0 / 3.0,
    // Half way between two that are as short.
    1_445_876_840_549_710.0 + 0.25,
    -1_231_383_823_814_509.0 - 0.25,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

fn check(number: f64) {
    assert_eq!(shortest(number), number.to_string());
    for places in [0, 1, 2, 3, 5, 7, 17] {
        assert_eq!(
            fixed(number, places),
            format!("{number:.places$}"),
            "{places} places"
        );
    }
    if !number.is_finite() {
        return;
    }
    let in_std = format!("{:.2e}", number.abs());
    let (digits, power) = leading(number, 3);
    let ours = format!("{}.{}e{power}", &digits[..1], &digits[1..]);
    assert_eq!(ours, in_std);
    let in_std = format!("{:e}", number.abs());
    assert!(
        in_std.ends_with(&format!("e{}", exponent(number))),
        "{in_std}"
    );
}

#[test]
fn known_numbers_are_written_as_std_writes_them() {
    KNOWN.into_iter().for_each(check);
    for power in (-323..308).step_by(9) {
        check(format!("1e{power}").parse().unwrap());
        check(format!("-9.995e{power}").parse().unwrap());
    }
}

proptest! {
    #[test]
    fn any_number_is_written_as_std_writes_it(bits: u64) {
        check(f64::from_bits(bits));
    }

    /// Few binary places: such a number may lie half way between two that are as short.
    #[test]
    fn so_are_numbers_half_way(whole in 1_u64..1 << 53, power in -25..23_i32) {
        check(whole as f64 * f64::from(power).exp2());
    }

    #[test]
    fn so_are_numbers_as_people_have_them(thousandths in -10_000_000_i64..10_000_000) {
        check(thousandths as f64 / 1_000.0);
        check(thousandths as f64 / 1_024.0);
    }
}
