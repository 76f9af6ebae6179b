//! Labels that end what they stand in, and labels that turn around: the picture keeps its elements.

use super::*;
use crate::shared::text::hostile;
use proptest::prelude::*;

/// The elements of a picture, in order. Text that was escaped holds no "<".
fn elements(svg: &str) -> Vec<&str> {
    let parts = svg.split('<').skip(1);
    parts
        .map(|part| part.split([' ', '>', '/']).next().unwrap_or_default())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_label_becomes_an_element(one in hostile::text(), other in hostile::text()) {
        let bars = draw(&bars(&[(&one, 1.0), (&other, 2.0)]), 386).svg;
        let lines = super::lines::days(&[(&one, &[Some(1.0)]), (&other, &[Some(2.0)])]);
        let svg = bars + &draw(&lines, 386).svg;
        for element in elements(&svg) {
            let ours = ["", "svg", "g", "path", "rect", "circle", "text", "title"];
            prop_assert!(ours.contains(&element), "{element} in {svg}");
        }
        prop_assert!(!svg.contains(['\0', '\r', '\n', '\u{202e}', '\u{200b}', '\u{feff}']), "{svg}");
    }
}
