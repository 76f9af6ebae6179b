//! Charts as files of their own.

use super::{
    lines::{days, three},
    *,
};
use crate::charts::{
    color_role::ColorRole,
    still::{Caption, still},
};
use std::collections::BTreeSet;

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
fn lines_have_their_legend_and_names_without_room_stand_in_full_below() {
    let svg = still(&three(), &caption("Mean of wind"), Theme::Dark);
    for present in [
        "Mean of wind",
        "Bergen",
        "Oslo",
        "(missing)",
        "across",
        "wind",
    ] {
        assert!(svg.contains(&format!(">{present}<")), "{present} in {svg}");
    }
    assert!(!svg.contains("In full"), "{svg}");
    let long = format!("{}north", "a measuring station of the ".repeat(9));
    let chart = days(&[("Oslo", &[Some(1.0)]), (&long, &[Some(2.0)])]);
    let svg = still(&chart, &caption("Mean of wind"), Theme::Light);
    let words: Vec<String> = texts(&svg).into_iter().map(|(_, words)| words).collect();
    let all = words.join(" ");
    assert!(all.contains(&format!("In full: {long}.")), "{all}");
}

/// The colours that stand in an attribute.
fn colors(svg: &str, attribute: &str) -> BTreeSet<String> {
    let begins = format!(" {attribute}=\"");
    let parts = svg.split(&begins).skip(1);
    let colors = parts.map(|part| part.split('"').next().unwrap().to_owned());
    colors.filter(|color| color != "none").collect()
}

/// Both pictures of the case: forty bars below and above zero, and three lines.
#[test]
fn whatever_is_drawn_stands_out_and_lies_inside() {
    for (chart, theme) in [
        (forty(), Theme::Light),
        (forty(), Theme::Dark),
        (three(), Theme::Light),
        (three(), Theme::Dark),
    ] {
        let svg = still(&chart, &caption("Mean of wind"), theme);
        let ground = ColorRole::Paper.hex(theme);
        assert!(svg.contains(&format!(
            "<rect width=\"100%\" height=\"100%\" fill=\"{ground}\""
        )));
        for part in svg
            .split("<g ")
            .skip(1)
            .filter(|part| part.contains("<text"))
        {
            let group = part.split('>').next().unwrap();
            for color in colors(&format!(" {group}"), "fill") {
                let found = contrast(&color, ground);
                assert!(found >= 4.5, "{color} on {ground}: {found}");
            }
        }
        for color in colors(&svg, "stroke") {
            let is_decoration = color == ColorRole::Grid.hex(theme);
            let found = contrast(&color, ground);
            assert!(
                found >= 3.0 || is_decoration,
                "{color} on {ground}: {found}"
            );
        }
        for (x, words) in texts(&svg) {
            assert!(
                x >= 0.0 && x + text::width(&words) <= 688.0,
                "{words} at {x}"
            );
        }
        super::words::check_words(&chart, 640);
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
            (ColorRole::Axis, 3.0),
        ]
        .into_iter()
        .chain(ColorRole::SERIES.map(|role| (role, 3.0)))
        {
            let found = contrast(role.hex(theme), ground);
            assert!(found >= least, "{role:?} in {theme:?}: {found}");
        }
    }
}
