//! A person as a disc with their initial, in their colour of the session.
//!
//! Filled means here and active, a tinted ring idle, a dashed ring away.

use crate::shared::{
    color,
    text::{is_seen, letter_case::uppercase},
};
use leptos::prelude::*;

/// How lively a person is, as their disc shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Liveliness {
    #[default]
    Active,
    Idle,
    Away,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    Tiny,
    #[default]
    Normal,
    Big,
}

/// With a `label` the disc is an image of that name; without, it is decoration beside the name in words.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    /// 1 to 8, or [`color::MINE`]; anything else starts over at 1.
    color: u8,
    #[prop(optional)] liveliness: Liveliness,
    #[prop(optional)] size: AvatarSize,
    #[prop(optional, into)] label: Option<String>,
) -> impl IntoView {
    view! {
        <span
            class=class(color, liveliness, size)
            role=label.is_some().then_some("img")
            aria-hidden=label.is_none().then_some("true")
            aria-label=label
        >
            {initial(&name)}
        </span>
    }
}

fn class(color: u8, liveliness: Liveliness, size: AvatarSize) -> String {
    let liveliness = match liveliness {
        Liveliness::Active => "",
        Liveliness::Idle => " idle",
        Liveliness::Away => " away",
    };
    let size = match size {
        AvatarSize::Tiny => " tiny",
        AvatarSize::Normal => "",
        AvatarSize::Big => " big",
    };
    format!("avatar {}{liveliness}{size}", person_class(color))
}

/// The class that gives an element a person's colour as `--p`: `p1` to `p8`, or the reader's own.
pub fn person_class(color: u8) -> &'static str {
    if color == color::MINE {
        return "mine";
    }
    const CLASSES: [&str; 8] = ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"];
    CLASSES[usize::from(color.wrapping_sub(1) % 8)]
}

/// The first letter or digit of a name, in capitals.
pub fn initial(name: &str) -> String {
    let first = name.chars().find(|c| c.is_alphanumeric() && is_seen(*c));
    first.map_or_else(|| "?".to_owned(), |c| uppercase(&c.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_letter_in_capitals() {
        for (name, expected) in [
            ("ada", "A"),
            ("_grace", "G"),
            ("éva", "É"),
            ("ßven", "SS"),
            ("\u{3164}ada", "A"),
            ("..", "?"),
        ] {
            assert_eq!(initial(name), expected, "{name}");
        }
    }

    #[test]
    fn colours_stay_among_the_eight() {
        assert_eq!(person_class(1), "p1");
        assert_eq!(person_class(8), "p8");
        assert_eq!(person_class(9), "p1");
        assert_eq!(person_class(0), "p8");
        assert_eq!(person_class(color::MINE), "mine");
    }
}
