//! Charts as files of their own.

use super::*;
use crate::charts::{
    color_role::ColorRole,
    still::{Caption, still},
};

fn caption(title: &str) -> Caption {
    Caption {
        title: title.into(),
        summary: "Rain leads with 3.67, sun comes last.".into(),
        source: vec!["weather v2, 1,461 rows".into(), "Ada, 2026-11-28".into()],
    }
}

/// 40 groups, half of them below zero, with long names.
fn forty() -> Chart {
    let name = |n: i32| {
        format!(
            "Measuring station {n} on the northern shore, since {}",
            1900 + n
        )
    };
    let names: Vec<String> = (0..40).map(name).collect();
    let rows: Vec<(&str, f64)> = names
        .iter()
        .map(String::as_str)
        .zip((0..40).map(|n| f64::from(n - 20)))
        .collect();
    bars(&rows)
}

/// The lines around the chart: where they begin, and what they say.
fn texts(svg: &str) -> Vec<(f64, String)> {
    let texts = svg.split("<text ").skip(1);
    let texts = texts.filter(|text| text.split('>').next().unwrap().contains("font-size="));
    texts
        .map(|text| {
            let x = text
                .split_once("x=\"")
                .unwrap()
                .1
                .split_once('"')
                .unwrap()
                .0;
            let words = text.split_once('>').unwrap().1.split_once('<').unwrap().0;
            (x.parse().unwrap(), words.to_owned())
        })
        .collect()
}

#[test]
fn it_needs_no_page_and_says_what_it_is_of() {
    for theme in [Theme::Light, Theme::Dark] {
        let svg = still(
            &forty(),
            &caption("Mean of <wind> by \"var(--ink)\""),
            theme,
        );
        for absent in [
            "=\"var(",
            "style=",
            "<style",
            "url(",
            "href",
            "currentColor",
            "@",
        ] {
            assert!(!svg.contains(absent), "{absent} in {svg}");
        }
        for present in [
            "Mean of &lt;wind&gt; by &quot;var(--ink)&quot;",
            "Rain leads with 3.67, sun comes last.",
            "weather v2, 1,461 rows",
            "Ada, 2026-11-28",
            ">wind by across<",
        ] {
            assert!(svg.contains(present), "{present} in {svg}");
        }
        assert_eq!(svg.matches("<svg ").count(), svg.matches("</svg>").count());
    }
}

#[test]
fn names_without_room_stand_in_full_below() {
    let svg = still(&forty(), &caption("Mean of wind"), Theme::Light);
    let words: Vec<String> = texts(&svg).into_iter().map(|(_, words)| words).collect();
    let all = words.join(" ");
    for n in [0, 17, 39] {
        let name = format!(
            "Measuring station {n} on the northern shore, since {}",
            1900 + n
        );
        assert!(all.contains(&name), "{name} in {all}");
    }
}

#[test]
fn long_titles_go_on_in_the_next_line_and_nothing_is_outside() {
    let long = format!("Mean of {} by {}", "wind ".repeat(40), "x".repeat(400));
    let svg = still(&bars(&[("a", 1.0)]), &caption(&long), Theme::Dark);
    for (x, words) in texts(&svg) {
        assert!(
            x >= 0.0 && x + text::width(&words) <= 688.0,
            "{words} at {x}"
        );
    }
    let letters: usize = texts(&svg)
        .iter()
        .map(|(_, words)| words.matches('x').count())
        .sum();
    assert_eq!(letters, 400);
}

/// WCAG 2.2, 1.4.3.
fn contrast(a: &str, b: &str) -> f64 {
    let part = |hex: &str, at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let light =
        |hex: &str| 0.2126 * part(hex, 1) + 0.7152 * part(hex, 3) + 0.0722 * part(hex, 5) + 0.05;
    let (a, b) = (light(a), light(b));
    a.max(b) / a.min(b)
}

#[test]
fn letters_stand_out_from_the_ground() {
    for theme in [Theme::Light, Theme::Dark] {
        let ground = ColorRole::Paper.hex(theme);
        for (role, least) in [
            (ColorRole::Text, 4.5),
            (ColorRole::Soft, 4.5),
            (ColorRole::Strong, 4.5),
            (ColorRole::Note, 4.5),
            (ColorRole::Series, 3.0),
            (ColorRole::Axis, 3.0),
        ] {
            let found = contrast(role.hex(theme), ground);
            assert!(found >= least, "{role:?} in {theme:?}: {found}");
        }
    }
}
