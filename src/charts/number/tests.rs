//! Numbers as they are written, in tables of known answers.

use super::*;

fn check(known: &[(String, &str)]) {
    for (found, expected) in known {
        assert_eq!(&found.replace(NBSP, "_"), expected);
    }
}

#[test]
fn whole_numbers_have_thousands_and_a_true_minus() {
    check(&[
        (integer(0), "0"),
        (integer(999), "999"),
        (integer(1_461), "1,461"),
        (integer(-12), "−12"),
        (integer(1_234_567), "1,234,567"),
        (integer(i64::MIN), "−9,223,372,036,854,775,808"),
    ]);
}

#[test]
fn powers_of_ten_are_the_nearest_floats() {
    for (digits, power, expected) in [
        (1.0, 0, 1.0),
        (1.0, -7, 1e-7),
        (25.0, -3, 0.025),
        (5.0, 22, 5e22),
        (2.0, -22, 2e-22),
        (123.0, -1, 12.3),
    ] {
        assert_eq!(shifted(digits, power), expected, "{digits}e{power}");
    }
    assert!((shifted(2.0, 300) / 2e300 - 1.0).abs() < 1e-14);
    assert!((shifted(2.0, -300) / 2e-300 - 1.0).abs() < 1e-14);
}

#[test]
fn values_keep_the_digits_that_say_something() {
    check(&[
        (value(0.0), "0"),
        (value(-0.0), "0"),
        (value(-7.1), "−7.1"),
        (value(160.6), "160.6"),
        (value(4.413_333), "4.413"),
        (value(0.044_131), "0.04413"),
        (value(1_461.0), "1,461"),
        (value(12_345.67), "12,345.7"),
        (value(1_234_567.8), "1,234,568"),
        (value(0.000_000_12), "1.2_×_10⁻⁷"),
        (value(-1e300), "−1_×_10³⁰⁰"),
        (value(f64::NAN), "NaN"),
        (value(f64::NEG_INFINITY), "−∞"),
    ]);
}

#[test]
fn what_rounds_to_zero_has_no_sign() {
    check(&[
        (fixed(-0.001, 2), "0.00"),
        (fixed(-0.006, 2), "−0.01"),
        (fixed(1e4, 1), "10,000.0"),
    ]);
}

#[test]
fn millions_are_short() {
    check(&[
        (compact(1_461.0), "1,461"),
        (compact(1_200_000.0), "1.2_M"),
        (compact(-1_234_567.0), "−1.23_M"),
        (compact(999_950_000.0), "1_B"),
        (compact(999_600.0), "1_M"),
        (compact(4.2e12), "4.2_T"),
        (compact(1e18), "1_×_10¹⁸"),
        (percent(0.44), "44%"),
        (percent(0.004), "0.4%"),
        (percent(0.0), "0%"),
    ]);
}

#[test]
fn durations_and_sizes_carry_their_unit() {
    check(&[
        (duration(41), "41_ms"),
        (duration(1_234), "1.2_s"),
        (duration(9_960), "0:10"),
        (duration(42_000), "0:42"),
        (duration(3_723_000), "1:02:03"),
        (duration(-5), "0_ms"),
        (bytes(1), "1_byte"),
        (bytes(812), "812_bytes"),
        (bytes(311_400), "311_KB"),
        (bytes(999_700), "1.0_MB"),
        (bytes(240_000_000), "240_MB"),
    ]);
}

#[test]
fn a_column_shares_its_decimals() {
    let third = 1.0 / 3.0;
    assert_eq!(shared_decimals([12.5, 3.0]), 1);
    assert_eq!(shared_decimals([1.0, 1_461.0]), 0);
    assert_eq!(shared_decimals([4.413_333_3, 3.67]), 2);
    assert_eq!(shared_decimals([123_456.0 + third, 3.0 + third]), 1);
    assert_eq!(shared_decimals([f64::NAN, 0.0]), 0);
    check(&[(in_column(0.001, 1), "0.001"), (in_column(0.3, 1), "0.3")]);
}

#[test]
fn ticks_share_decimals_and_unit() {
    let joined = |numbers: &[f64], step| ticks(numbers, step, true).join(" ");
    check(&[
        (joined(&[0.0, 100.0, 200.0], 100.0), "0 100 200"),
        (joined(&[0.0, 2.5, 5.0], 2.5), "0 2.5 5.0"),
        (joined(&[0.0, 500_000.0, 1e6], 500_000.0), "0 0.5_M 1.0_M"),
        (joined(&[-2e-7, 0.0], 2e-7), "−2_×_10⁻⁷ 0"),
        (ticks(&[2012.0], 1.0, false).join(""), "2012"),
        (joined(&[1e6, 1_000_000.5], 0.5), "1,000,000.0 1,000,000.5"),
        (joined(&[1e6, 1_000_500.0], 500.0), "1,000,000 1,000,500"),
        (joined(&[5e15, 1e16], 5e15), "0.5_×_10¹⁶ 1.0_×_10¹⁶"),
        (
            joined(&[1e300, 1.000_01e300], 1e295),
            "1.00000_×_10³⁰⁰ 1.00001_×_10³⁰⁰",
        ),
        (joined(&[0.999_999_8, 1.0], 2e-7), "0.9999998 1.0000000"),
    ]);
}

#[test]
fn numbers_that_differ_look_different() {
    let joined = |numbers: &[f64]| apart(numbers).join(" ");
    check(&[
        (joined(&[5.0, 7.5]), "5.0 7.5"),
        (joined(&[3_000.0, 3_500.0]), "3,000 3,500"),
        (joined(&[1.0, 1.000_000_1]), "1.0000000 1.0000001"),
        (
            joined(&[1e15, 1e15 + 0.25]),
            "1_×_10¹⁵ 1.0000000000000002_×_10¹⁵",
        ),
        (joined(&[3.0, 3.0]), "3 3"),
        (
            joined(&[0.0, 1e-300, 1.000_000_1e-300]),
            "0 1_×_10⁻³⁰⁰ 1.0000001_×_10⁻³⁰⁰",
        ),
    ]);
}

#[test]
fn years_and_codes_have_no_thousands() {
    assert!(!is_grouped("birth_year") && !is_grouped("Year") && !is_grouped("zip code"));
    assert!(is_grouped("wind") && is_grouped("yearly") && is_grouped(""));
}
