//! How a person likes their pages to look, sound and answer, the same in every browser they sign in at.

use serde::{Deserialize, Serialize};

/// Colours that there are for people.
pub const COLORS: u8 = 8;

/// Each field stands as an attribute on the document, for the style sheet and the program; see
/// [`Look::attributes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// 1 to 8, as the person sees themselves outside sessions; in a session see [`super::color`].
    pub color: u8,
    pub theme: Theme,
    pub density: Density,
    pub motion: Motion,
    pub sound: Sound,
    pub announcements: Announcements,
    pub shortcuts: Shortcuts,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: 1,
            theme: Theme::default(),
            density: Density::default(),
            motion: Motion::default(),
            sound: Sound::default(),
            announcements: Announcements::default(),
            shortcuts: Shortcuts::default(),
        }
    }
}

macro_rules! choice {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[$default:ident])? $case:ident = $word:literal),+ $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$default])? $case),+
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$case),+];

            /// As forms and the style sheet call it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$case => $word),+
                }
            }

            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

choice! {
    /// Light or dark, or as the device has it.
    Theme { #[default] System = "system", Light = "light", Dark = "dark" }
}
choice! {
    /// How close the rows of tables and lists stand.
    Density { #[default] Cosy = "cosy", Compact = "compact" }
}
choice! {
    /// Whether things glide, or as the device has it.
    Motion { #[default] System = "system", Less = "less" }
}
choice! {
    /// Whether something that concerns the person is heard.
    Sound { #[default] Off = "off", On = "on" }
}
choice! {
    /// What a screen reader is given to say by itself of what others do.
    Announcements { #[default] All = "all", Mentions = "mentions", None = "none" }
}
choice! {
    /// Whether single keys do something outside of fields.
    Shortcuts { #[default] On = "on", Off = "off" }
}

/// What a sentence is about that a screen reader may be given to say by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// What others do: they write, join, run something.
    Others,
    /// What is meant for the person: a mention, a direct message, a request.
    Me,
    /// Something of theirs failed, or the connection did.
    Failure,
}

impl Announcements {
    pub fn includes(self, about: About) -> bool {
        match self {
            Self::All => true,
            Self::Mentions => about != About::Others,
            Self::None => false,
        }
    }
}

impl Look {
    /// What is not as everybody has it, as attributes of `<html>`.
    pub fn attributes(self) -> Vec<(&'static str, String)> {
        let plain = Self::default();
        let words = [
            ("data-theme", self.theme.word(), plain.theme.word()),
            ("data-density", self.density.word(), plain.density.word()),
            ("data-motion", self.motion.word(), plain.motion.word()),
            ("data-sound", self.sound.word(), plain.sound.word()),
            (
                "data-announcements",
                self.announcements.word(),
                plain.announcements.word(),
            ),
            (
                "data-shortcuts",
                self.shortcuts.word(),
                plain.shortcuts.word(),
            ),
        ];
        let said = words.into_iter().filter(|(_, word, usual)| word != usual);
        let mut attributes: Vec<_> = said
            .map(|(name, word, _)| (name, word.to_owned()))
            .collect();
        if (2..=COLORS).contains(&self.color) {
            attributes.push(("data-color", self.color.to_string()));
        }
        attributes
    }

    /// One of them, for a view.
    pub fn attribute(self, name: &str) -> Option<String> {
        let mut said = self.attributes().into_iter();
        said.find(|(known, _)| *known == name).map(|(_, word)| word)
    }

    /// As it was stored; what cannot be read is as everybody has it.
    pub fn stored(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back_and_what_is_unreadable_is_plain() {
        let look = Look {
            color: 3,
            theme: Theme::Dark,
            density: Density::Compact,
            motion: Motion::Less,
            sound: Sound::On,
            announcements: Announcements::Mentions,
            shortcuts: Shortcuts::Off,
        };
        let json = serde_json::to_string(&look).unwrap();
        assert_eq!(Look::stored(&json), look);
        for odd in ["", "{}", "null", "[1]", r#"{"theme":"purple"}"#] {
            assert_eq!(Look::stored(odd), Look::default(), "{odd}");
        }
    }

    #[test]
    fn what_an_earlier_version_stored_is_kept() {
        let stored =
            r#"{"color":3,"theme":"dark","density":"compact","motion":"less","sound":"on"}"#;
        let look = Look::stored(stored);
        assert_eq!((look.color, look.theme), (3, Theme::Dark));
        assert_eq!((look.motion, look.sound), (Motion::Less, Sound::On));
        assert_eq!(look.announcements, Announcements::All);
        assert_eq!(look.shortcuts, Shortcuts::On);
    }

    #[test]
    fn who_wants_to_hear_less_still_hears_what_is_meant_for_them() {
        let heard = |choice: Announcements| {
            [About::Others, About::Me, About::Failure].map(|about| choice.includes(about))
        };
        assert_eq!(heard(Announcements::All), [true, true, true]);
        assert_eq!(heard(Announcements::Mentions), [false, true, true]);
        assert_eq!(heard(Announcements::None), [false, false, false]);
    }

    #[test]
    fn only_what_differs_stands_in_the_document() {
        assert_eq!(Look::default().attributes(), []);
        let dark = Look {
            color: 2,
            theme: Theme::Dark,
            ..Look::default()
        };
        let expected = [
            ("data-theme", "dark".to_owned()),
            ("data-color", "2".to_owned()),
        ];
        assert_eq!(dark.attributes(), expected);
    }
}
