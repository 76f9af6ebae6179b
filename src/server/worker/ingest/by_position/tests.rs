//! Columns found by position in small texts.

use super::*;

#[track_caller]
fn finds(text: &str, starts: &[u32], above: u64) {
    let found = find(text).unwrap_or_else(|| panic!("nothing in\n{text}"));
    assert_eq!(
        (found.starts.positions().as_slice(), found.above),
        (starts, above),
        "{text}"
    );
}

#[test]
fn a_drawn_line_gives_the_columns() {
    finds("name   n\n------ --\nUlm    12\n", &[1, 8], 0);
    finds("name   n\n====== ==\nUlm    12\n", &[1, 8], 0);
    finds(
        "Towns in 2020\n\nname   n\n------ --\nUlm    12\n",
        &[1, 8],
        2,
    );
    finds("  name   n\n  ------ --\n  Ulm    12\n", &[1, 10], 0);
}

#[test]
fn blanks_in_all_lines_tell_columns() {
    finds(
        "name      town        n\nAnna Lee  New York   12\nBert      Ulm       105\nCy D. Fox Bonn        7\n",
        &[1, 11, 21],
        0,
    );
    // A name that stands before the numbers it belongs to.
    finds(
        "town     people\nUlm             126\nNew York       8000\nBonn            330\n",
        &[1, 10],
        0,
    );
    // Names that cover gaps of the rows.
    finds(
        "Country Pop Area\nGermany  83  357\nFrance   67  551\nNew Zea   5  268\n",
        &[1, 9, 13],
        0,
    );
}

#[test]
fn prose_has_no_columns() {
    for text in [
        "Notes of the meeting\nWe met at 10 and left at 12.\nThere were 4 of us.\n1 2 3\n",
        "said\nThe first of the two\nThe other of the two\nNone of the others\n",
        "The cat\nThe dog\nOur cow\n",
        "one  two\nthree words\n",
        "- a list\n  - of things\n  - and others\n- that stand in\n",
        "x = 1    # one\nlonger = 2 # two\ny = 34 # three\nif y:\n    z = 4\n",
    ] {
        assert_eq!(find(text), None, "{text}");
    }
}
