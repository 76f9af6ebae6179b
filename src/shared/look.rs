//! How a person likes their pages to look and sound, the same in every browser they sign in at.

use serde::{Deserialize, Serialize};

/// Colours that there are for people.
pub const COLORS: u8 = 8;

/// Each field stands as an attribute on the document, for the style sheet; see [`Look::attributes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// 1 to 8, outside sessions; in a session everyone has the colour of their seat.
    pub color: u8,
    pub theme: Theme,
    pub density: Density,
    pub motion: Motion,
    pub sound: Sound,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: 1,
            theme: Theme::default(),
            density: Density::default(),
            motion: Motion::default(),
            sound: Sound::default(),
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

impl Look {
    /// What is not as everybody has it, as attributes of `<html>`.
    pub fn attributes(self) -> Vec<(&'static str, String)> {
        let plain = Self::default();
        let words = [
            ("data-theme", self.theme.word(), plain.theme.word()),
            ("data-density", self.density.word(), plain.density.word()),
            ("data-motion", self.motion.word(), plain.motion.word()),
            ("data-sound", self.sound.word(), plain.sound.word()),
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
        };
        let json = serde_json::to_string(&look).unwrap();
        assert_eq!(Look::stored(&json), look);
        for odd in ["", "{}", "null", "[1]", r#"{"theme":"purple"}"#] {
            assert_eq!(Look::stored(odd), Look::default(), "{odd}");
        }
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
